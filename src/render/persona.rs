//! A sample customer as the visit of one: what the preview fills the pages of customers with. Must not invent what a
//! persona does not say, where a page would show it as true.

use crate::model::customer::{
    Account, Alert, Application, Entry, Errors, Flash, FlashKind, FormError, Key, Metric, Plan, PlanLimit, Point,
    Provider, Request, Secret, Series, Service, Session, SignedLink, Usage, User, Visit,
};
use crate::model::{AlertState, Audience, Mode, Period, Persona, Programme, Role, Site};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The names that a persona has for `access:`: the plans of its applications with their features, and its groups.
pub fn audience(site: &Site, persona: &Persona) -> Audience {
    let applications = persona.account.applications.iter().map(|application| &application.plan.system_name);
    let named: Vec<&String> = applications.chain(&persona.plan).collect();
    let plans = site.config.plans.iter().filter(|plan| named.contains(&&plan.name));
    Audience::on_plans(plans).and(&Audience::customer(&persona.groups))
}

/// A made-up customer with one application on `plan`.
pub fn on_plan(plan: &str) -> Persona {
    let user = User {
        id: 1,
        username: "sample".to_owned(),
        name: Some("Sample User".to_owned()),
        email: Some("user@customer.example".to_owned()),
        role: Role::Admin,
        ..User::default()
    };
    let application = Application {
        id: Some(1),
        name: "Sample application".to_owned(),
        plan: Plan { system_name: plan.to_owned(), ..Plan::default() },
        app_id: Some("app_sample".to_owned()),
        keys: vec![Key::of_value(1, 1, "sample-key-not-a-secret")],
        ..Application::default()
    };
    let account = Account {
        id: 1,
        name: "Sample Customer".to_owned(),
        applications: vec![application],
        users: vec![user.clone()],
        ..Account::default()
    };
    Persona { plan: Some(plan.to_owned()), account, user, ..Persona::default() }
}

/// The visit of a persona at the time `now`, in seconds since 1970.
pub fn visit(site: &Site, persona: &Persona, now: i64) -> Visit {
    let programme = Programme::of(&site.config.apis, &site.config.plans);
    let mut account = persona.account.clone();
    for application in &mut account.applications {
        complete(application, &programme, now);
        // A key is shown when somebody asks for it, and at no other time.
        application.keys.iter_mut().for_each(|key| key.value = None);
        application.can_reveal_keys = site.config.keys_revealed;
    }
    Visit {
        now,
        account: Some(account),
        user: Some(persona.user.clone()),
        plans: Plan::all(&programme),
        services: Service::all(&programme),
        ..Visit::default()
    }
}

/// A visit that has something of everything, with nothing true in it: what templates are tried with.
pub fn sample(site: &Site, now: i64) -> Visit {
    let plan = site.config.plans.first().map_or("sample", |plan| &plan.name);
    let mut visit = visit(site, &on_plan(plan), now);
    let fresh_key = Key { application_id: 1, ..Key::of_value(2, 1, "sample-key-not-a-secret") };
    if let Some(application) = visit.account.as_mut().and_then(|account| account.applications.first_mut()) {
        let metric = Metric { system_name: "hits".to_owned(), title: "Hits".to_owned() };
        let points = vec![Point { at: now - DAY, value: 7 }, Point { at: now, value: 12 }];
        application.history = vec![Series { metric: metric.clone(), step: Period::Day, points }];
        application.alerts = vec![Alert {
            id: 1,
            application_id: 1,
            metric,
            period: Period::Day,
            level: 90,
            value: 9,
            limit: 10,
            state: AlertState::Unread,
            at: now,
        }];
        application.keys.push(Key { last_used_at: Some(now), expires_at: Some(now + DAY), ..fresh_key.clone() });
        application.trial_ends_at = Some(now + DAY);
    }
    let provider = Provider {
        system_name: "sample".to_owned(),
        title: "Sample".to_owned(),
        authorize_url: "/auth/sample".to_owned(),
    };
    Visit {
        request: Request { path: "/admin".to_owned(), query: String::new(), origin: site.config.url.clone() },
        csrf: Some(Secret::new("sample")),
        flash: vec![Flash { kind: FlashKind::Success, text: "Sample".to_owned() }],
        fresh_key: Some(fresh_key),
        providers: vec![provider],
        sessions: vec![Session { provider: "Sample".to_owned(), created_at: now, seen_at: now, is_current: true }],
        entries: vec![Entry {
            at: now,
            actor: "sample".to_owned(),
            action: "key.created".to_owned(),
            ..Entry::default()
        }],
        errors: Errors(vec![FormError { attribute: "name".to_owned(), message: "can't be blank".to_owned() }]),
        message: Some("Sample".to_owned()),
        link: Some(SignedLink { account: "Sample".to_owned(), user: "sample".to_owned(), ..SignedLink::default() }),
        return_to: Some("/".to_owned()),
        ..visit
    }
}

/// Fills in what follows from the plan and from the time.
fn complete(application: &mut Application, programme: &Programme, now: i64) {
    let said = std::mem::take(&mut application.usage);
    application.plan = Plan::named(programme, &application.plan.system_name);
    if let Some(plan) = programme.plan(&application.plan.system_name)
        && application.mode == Mode::default()
    {
        application.mode = programme.mode(plan);
    }
    let usage = |limit: &PlanLimit| {
        let is_same =
            |usage: &&Usage| usage.metric.system_name == limit.metric.system_name && usage.period == limit.period;
        Usage {
            metric: limit.metric.clone(),
            period: limit.period,
            value: said.iter().find(is_same).map_or(0, |usage| usage.value),
            limit: limit.value,
            resets_at: limit.period.next(now),
        }
    };
    application.usage = application.plan.limits.iter().map(usage).collect();
    for series in &mut application.history {
        date(series, now);
        series.metric = Metric::named(programme, &series.metric.system_name);
    }
    for alert in &mut application.alerts {
        alert.metric = Metric::named(programme, &alert.metric.system_name);
    }
}

/// The last point is today's.
fn date(series: &mut Series, now: i64) {
    let today = now - now.rem_euclid(DAY);
    for (back, Point { at, .. }) in series.points.iter_mut().rev().enumerate() {
        *at = today - i64::try_from(back).unwrap_or(0) * DAY;
    }
}
