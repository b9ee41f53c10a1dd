//! A sample customer as the visit of one: what the preview fills the pages of customers with. Must not invent what a
//! persona does not say, where a page would show it as true.

use crate::model::customer::{Account, Application, Key, Metric, Plan, Point, Series, Service, Usage, User, Visit};
use crate::model::{Audience, Persona, Programme, Role, Site};

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
        if !site.config.keys_revealed {
            application.keys.iter_mut().for_each(|key| key.value = None);
        }
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

/// Fills in what follows from the plan and from the time.
fn complete(application: &mut Application, programme: &Programme, now: i64) {
    let said = std::mem::take(&mut application.usage);
    application.plan = Plan::named(programme, &application.plan.system_name);
    if let Some(plan) = programme.plan(&application.plan.system_name)
        && application.mode == crate::model::Mode::default()
    {
        application.mode = programme.mode(plan);
    }
    let usage = |limit: &crate::model::customer::PlanLimit| {
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
