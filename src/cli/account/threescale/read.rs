//! 3scale's accounts, users, applications and keys as a roster: what each part becomes here, and why a part becomes
//! nothing. Must not ask anybody.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diag::{Source, Span};
use crate::model::roster::{RosterAccount, RosterApplication, RosterKey, RosterUser};
use crate::model::{AccountState, ApplicationState, Mode, Plan, Programme, Role, UserState};

/// What an account that came from there is called here where it has no `external_id`, before its number.
const ORIGIN: &str = "threescale:";

/// Members that are no fields of the company's own.
const OF_ACCOUNT: [&str; 15] = [
    "id",
    "created_at",
    "updated_at",
    "state",
    "org_name",
    "external_id",
    "credit_card_stored",
    "credit_card_partial_number",
    "credit_card_expires_on",
    "monthly_billing_enabled",
    "monthly_charging_enabled",
    "annotations",
    "admin_domain",
    "domain",
    "deletion_date",
];
const OF_USER: [&str; 10] =
    ["id", "created_at", "updated_at", "state", "role", "username", "email", "name", "cas_identifier", "open_id"];
const OF_APPLICATION: [&str; 22] = [
    "id",
    "created_at",
    "updated_at",
    "state",
    "enabled",
    "service_id",
    "service_name",
    "plan_id",
    "plan_name",
    "account_id",
    "org_name",
    "first_traffic_at",
    "first_daily_traffic_at",
    "trial_ends_at",
    "application_id",
    "user_key",
    "provider_verification_key",
    "client_id",
    "client_secret",
    "redirect_url",
    "name",
    "description",
];

/// What could not be copied, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotCopied {
    /// `account 12 "Acme", application 41 "Shop"`.
    pub(super) what: String,
    pub(super) why: String,
}

/// Plans there and here.
pub(super) struct Plans<'p> {
    pub(super) programme: &'p Programme,
    /// By their number there: the name here.
    pub(super) here: BTreeMap<i64, String>,
}

impl<'p> Plans<'p> {
    /// Each plan there is the one here of the same number, else of the same name. `given` says it otherwise.
    pub(super) fn new(programme: &'p Programme, there: &[Json], given: &[(String, String)]) -> Self {
        let mut here = BTreeMap::new();
        for plan in there {
            let (id, name) = (plan["id"].as_i64().unwrap_or_default(), text(&plan["system_name"]));
            let is_given = |(from, _): &&(String, String)| *from == name || *from == id.to_string();
            let found = match given.iter().find(is_given) {
                Some((_, to)) => programme.plan_called(to),
                None => programme.plans.iter().find(|plan| plan.id() == id).or_else(|| programme.plan(&name)),
            };
            here.extend(found.map(|plan| (id, plan.name.clone())));
        }
        Self { programme, here }
    }

    fn of(&self, application: &Json) -> Result<&'p Plan, String> {
        let id = application["plan_id"].as_i64().unwrap_or_default();
        let found = self.here.get(&id).and_then(|name| self.programme.plan(name));
        found.ok_or_else(|| format!("its plan {id} \"{}\" is none of this site's", text(&application["plan_name"])))
    }
}

/// The place of a thing, by which refusals name it.
fn place(what: &str) -> Span {
    Span::file(&Source::new(what, ""))
}

/// An account, without what belongs to it.
pub(super) fn account(json: &Json) -> Result<RosterAccount, NotCopied> {
    let (id, name) = (json["id"].as_i64().unwrap_or_default(), text(&json["org_name"]));
    let what = format!("account {id} \"{name}\"");
    let state = match json["state"].as_str().unwrap_or_default() {
        "created" => AccountState::Pending,
        word => known(&what, word, &AccountState::ALL)?,
    };
    let external = Some(text(&json["external_id"])).filter(|text| !text.is_empty());
    Ok(RosterAccount {
        place: place(&what),
        external_id: external.or_else(|| Some(format!("{ORIGIN}{id}"))),
        name,
        state: Some(state),
        plan: None,
        groups: None,
        fields: fields(json, &OF_ACCOUNT),
        users: Vec::new(),
        applications: Vec::new(),
    })
}

/// A user of an account.
pub(super) fn user(account: &RosterAccount, json: &Json) -> Result<RosterUser, NotCopied> {
    let (id, username) = (json["id"].as_i64().unwrap_or_default(), text(&json["username"]));
    let what = format!("{}, user {id} \"{username}\"", account.place.source.name());
    let state = match json["state"].as_str().unwrap_or_default() {
        "email_unverified" => UserState::Pending,
        word => known(&what, word, &UserState::ALL)?,
    };
    let some = |name: &str| Some(text(&json[name])).filter(|text| !text.is_empty());
    let names: Vec<String> = ["first_name", "last_name"].iter().filter_map(|name| some(name)).collect();
    Ok(RosterUser {
        email: some("email"),
        name: some("name").or_else(|| (!names.is_empty()).then(|| names.join(" "))),
        role: Some(known(&what, json["role"].as_str().unwrap_or_default(), &Role::ALL)?),
        state: Some(state),
        fields: fields(json, &OF_USER),
        identities: Vec::new(),
        place: place(&what),
        username,
    })
}

/// An application with its keys, of which those without a value are told apart.
pub(super) fn application(
    account: &RosterAccount,
    json: &Json,
    keys: &[Json],
    plans: &Plans<'_>,
    left: &mut Vec<NotCopied>,
) -> Result<RosterApplication, NotCopied> {
    let (id, name) = (json["id"].as_i64().unwrap_or_default(), text(&json["name"]));
    let what = format!("{}, application {id} \"{name}\"", account.place.source.name());
    let refused = |why: String| NotCopied { what: what.clone(), why };
    let plan = plans.of(json).map_err(refused)?;
    let some = |name: &str| Some(text(&json[name])).filter(|text| !text.is_empty());
    let app_id = some("application_id").or_else(|| some("client_id"));
    let mode = plans.programme.mode(plan);
    if (mode == Mode::UserKey) == app_id.is_some() {
        let why = format!("applications on the plan `{}` identify themselves by `{}` here", plan.name, mode.name());
        return Err(refused(why));
    }
    let values = keys.iter().map(|key| text(&key["value"])).chain(some("user_key"));
    let mut kept: Vec<RosterKey> = Vec::new();
    for value in values {
        if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            let why = "its value is not told there, so it cannot work here".to_owned();
            left.push(NotCopied { what: format!("{what}, key {value}"), why });
        } else if !kept.iter().any(|key| key.value == value) {
            kept.push(RosterKey { place: place(&format!("{what}, a key")), name: None, value });
        }
    }
    // Without an `app_id`, the name is what finds it when it is copied again.
    let is_taken = account.applications.iter().any(|other| other.app_id.is_none() && other.name == name);
    let name = match (name.is_empty(), app_id.is_none() && is_taken) {
        (true, _) => format!("Application {id}"),
        (_, true) => format!("{name} ({id})"),
        _ => name,
    };
    Ok(RosterApplication {
        name,
        description: Some(text(&json["description"])),
        plan: plan.name.clone(),
        app_id,
        state: Some(known(&what, json["state"].as_str().unwrap_or_default(), &ApplicationState::ALL)?),
        redirect_url: some("redirect_url"),
        fields: fields(json, &OF_APPLICATION),
        keys: kept,
        place: place(&what),
    })
}

fn known<T: Copy>(what: &str, word: &str, words: &[(&'static str, T)]) -> Result<T, NotCopied> {
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    found.ok_or_else(|| NotCopied { what: what.to_owned(), why: format!("there is no \"{word}\" here") })
}

/// Members with plain values that are none of the known ones.
fn fields(json: &Json, known: &[&str]) -> BTreeMap<String, String> {
    let members = json.as_object().into_iter().flatten().filter(|(name, _)| !known.contains(&name.as_str()));
    let plain = members.filter(|(_, value)| value.is_string() || value.is_number() || value.is_boolean());
    plain.map(|(name, value)| (name.clone(), text(value))).filter(|(_, value)| !value.is_empty()).collect()
}

/// A plain value as text; nothing for what is none.
fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        _ => String::new(),
    }
}
