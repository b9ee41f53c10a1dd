//! Personas of `personas/`: a sample customer of a file, with 3scale's names for its values. Must not know which plans
//! there are: whoever looks at the site as one does.

use std::sync::Arc;

use super::fields::Fields;
use super::reader::Reader;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::customer::{Account, Alert, Application, Card, Key, Metric, Plan, Point, Series, Usage, User};
use crate::model::{AlertState, ApplicationState, Date, Mode, Period, Persona, Role, UserState};
use crate::tree::{Node, yaml};

/// Reads one persona.
pub(super) fn read(source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Persona {
    let known = problems.len();
    let Some(root) = yaml::parse(source, 0..source.text().len(), problems) else {
        if problems.len() == known {
            let problem = Diagnostic::error("persona/shape", "a persona is a mapping of names to values");
            problems.push(problem.at(Span::file(source)));
        }
        return Persona::default();
    };
    let reader = Reader::new(source);
    let persona = reader.fields(&root, "a persona").map(|fields| persona(&reader, fields)).unwrap_or_default();
    let persona = Persona { source: Some(Arc::clone(source)), ..persona };
    problems.append(&mut reader.into_problems());
    persona
}

fn persona(reader: &Reader<'_>, mut fields: Fields<'_, '_>) -> Persona {
    let applications = fields.list("applications").iter().enumerate();
    let applications: Vec<Application> = applications.filter_map(|(at, node)| application(reader, node, at)).collect();
    let user = fields.fields("user", "a user").map(user).unwrap_or_default();
    let others = fields.list("users").iter().filter_map(|node| reader.fields(node, "a user")).map(self::user);
    let users: Vec<User> = std::iter::once(user.clone()).chain(others).collect();
    let persona = Persona {
        title: fields.string("title"),
        plan: fields.string("plan"),
        groups: fields.strings("groups"),
        account: fields.fields("account", "an account").map(account).unwrap_or_default(),
        user,
        source: None,
    };
    fields.finish();
    let account = Account { applications, users, groups: persona.groups.clone(), ..persona.account };
    Persona { account, ..persona }
}

fn account(mut fields: Fields<'_, '_>) -> Account {
    let number = fields.string("credit_card_display_number");
    let expires = fields.string("credit_card_expiration_date");
    let card = number.map(|display_number| Card { display_number, expires: expires.unwrap_or_default() });
    let account = Account {
        id: fields.integer("id").unwrap_or(1),
        name: fields.required("name").unwrap_or_default(),
        fields: fields.texts("fields"),
        telephone_number: fields.string("telephone_number"),
        full_address: fields.string("full_address"),
        country_name: fields.string("country_name"),
        is_paid: fields.flag("paid?").unwrap_or(false),
        is_on_trial: fields.flag("on_trial?").unwrap_or(false),
        card,
        created_at: day(&mut fields, "created_at").unwrap_or(0),
        ..Account::default()
    };
    fields.finish();
    account
}

fn user(mut fields: Fields<'_, '_>) -> User {
    let is_admin = fields.flag("admin?").unwrap_or(false);
    let user = User {
        id: fields.integer("id").unwrap_or(1),
        username: fields.required("username").unwrap_or_default(),
        email: fields.string("email"),
        name: fields.string("name"),
        role: fields.one_of("role", &Role::ALL).unwrap_or(if is_admin { Role::Admin } else { Role::Member }),
        state: fields.one_of("state", &UserState::ALL).unwrap_or_default(),
        fields: fields.texts("fields"),
        created_at: day(&mut fields, "created_at").unwrap_or(0),
        last_login_at: day(&mut fields, "last_login_at"),
        ..User::default()
    };
    fields.finish();
    user
}

fn application(reader: &Reader<'_>, node: &Node<'_>, at: usize) -> Option<Application> {
    let mut fields = reader.fields(node, "an application")?;
    let id = fields.integer("id").unwrap_or_else(|| i64::try_from(at + 1).unwrap_or(1));
    let user_key = fields.value("user_key").and_then(|node| key(reader, node, id, 0));
    let keys = fields.list("keys").iter().enumerate().filter_map(|(at, node)| key(reader, node, id, at));
    let keys: Vec<Key> = user_key.clone().into_iter().chain(keys).collect();
    let mode = fields.one_of("mode", &Mode::ALL);
    let plan = fields.required("plan");
    let (usage, history) =
        fields.list("usage").iter().filter_map(|node| usage(reader, node)).unzip::<_, _, Vec<_>, Vec<_>>();
    let application = Application {
        id: Some(id),
        name: fields.required("name").unwrap_or_default(),
        description: fields.string("description").unwrap_or_default(),
        plan: Plan { system_name: plan.unwrap_or_default(), ..Plan::default() },
        mode: mode.or(user_key.map(|_| Mode::UserKey)).unwrap_or_default(),
        state: fields.one_of("state", &ApplicationState::ALL).unwrap_or_default(),
        app_id: fields.string("application_id"),
        redirect_url: fields.string("redirect_url"),
        fields: fields.texts("fields"),
        trial_ends_at: day(&mut fields, "trial_ends_at"),
        created_at: day(&mut fields, "created_at").unwrap_or(0),
        keys,
        usage,
        history: history.into_iter().flatten().collect(),
        alerts: fields.list("alerts").iter().enumerate().filter_map(|(at, node)| alert(reader, node, id, at)).collect(),
        ..Application::default()
    };
    fields.finish();
    Some(application)
}

/// A key is its value alone, or a mapping with what else is known of it.
fn key(reader: &Reader<'_>, node: &Node<'_>, application_id: i64, at: usize) -> Option<Key> {
    let id = i64::try_from(at + 1).unwrap_or(1);
    let shown = |value: &str| Key::of_value(id, application_id, value);
    if let Some(value) = node.text() {
        return Some(shown(value));
    }
    let mut fields = reader.fields(node, "a key")?;
    let value = fields.required("value");
    let key = Key {
        name: fields.string("name").unwrap_or_default(),
        created_at: day(&mut fields, "created_at").unwrap_or(0),
        last_used_at: day(&mut fields, "last_used_at"),
        expires_at: day(&mut fields, "expires_at"),
        ..value.as_deref().map(shown).unwrap_or_default()
    };
    fields.finish();
    value.map(|_| key)
}

/// What was used in the current period, and on each of the last days. Limits are the plan's.
fn usage(reader: &Reader<'_>, node: &Node<'_>) -> Option<(Usage, Option<Series>)> {
    let mut fields = reader.fields(node, "usage")?;
    let metric = fields.required("metric").map(|system_name| Metric { system_name, ..Metric::default() });
    let period = fields.one_of("period", &Period::ALL);
    let value = fields.count("value").unwrap_or(0);
    let points: Vec<Point> = fields
        .list("history")
        .iter()
        .map(|node| {
            let value = node.to_json().as_u64();
            if value.is_none() {
                reader.wrong_type(node, "history", "a list of whole numbers from 0");
            }
            Point { at: 0, value: value.unwrap_or(0) }
        })
        .collect();
    fields.finish();
    let metric = metric?;
    let history = (!points.is_empty()).then(|| Series { metric: metric.clone(), step: Period::Day, points });
    Some((Usage { metric, period: period.unwrap_or(Period::Eternity), value, limit: 0, resets_at: None }, history))
}

fn alert(reader: &Reader<'_>, node: &Node<'_>, application_id: i64, at: usize) -> Option<Alert> {
    let mut fields = reader.fields(node, "an alert")?;
    let metric = fields.required("metric").map(|system_name| Metric { system_name, ..Metric::default() });
    let level = fields.integer("level").unwrap_or(100);
    let alert = Alert {
        id: i64::try_from(at + 1).unwrap_or(1),
        application_id,
        metric: metric.clone().unwrap_or_default(),
        period: fields.one_of("period", &Period::ALL).unwrap_or(Period::Eternity),
        level,
        value: fields.count("value").unwrap_or(0),
        limit: fields.count("limit").unwrap_or(0),
        state: fields.one_of("state", &AlertState::ALL).unwrap_or(AlertState::Unread),
        at: day(&mut fields, "at").unwrap_or(0),
    };
    fields.finish();
    metric.map(|_| alert)
}

/// When a day began.
fn day(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<i64> {
    fields.parsed::<Date>(name).map(Date::seconds)
}

/// Warnings for the plans that a persona names and the company does not sell.
pub(super) fn check_plans(persona: &Persona, plans: &[crate::model::Plan], problems: &mut Vec<Diagnostic>) {
    let Some(source) = &persona.source else { return };
    let applications = persona.account.applications.iter().enumerate();
    let of_applications = applications.map(|(at, one)| (format!("/applications/{at}/plan"), &one.plan.system_name));
    let named = persona.plan.iter().map(|plan| ("/plan".to_owned(), plan)).chain(of_applications);
    for (pointer, name) in named.filter(|(_, name)| !name.is_empty()) {
        if plans.iter().any(|plan| plan.name == *name) {
            continue;
        }
        let place = super::locate(source, &pointer).unwrap_or_else(|| Span::file(source));
        let problem = Diagnostic::warning("persona/plan", format!("there is no plan `{name}`")).at(place);
        problems.push(problem.suggest(name, plans.iter().map(|plan| plan.name.as_str())));
    }
}
