//! Applications and their keys. What is told of a key is decided in one place: its value, where it was made by this
//! request or the site keeps keys (`keys: reveal`); else what is always shown of it.

use super::super::shape::{Thing, Value};
use super::ROOT;
use super::plan::{Kind, nested};
use crate::model::{ApplicationState, Mode, Programme};
use crate::runtime::crypto::Secrets;
use crate::runtime::customers::{Account, Application, FreshKey, Key};

/// What may be told of a key.
#[derive(Clone)]
pub(in super::super) struct Shown {
    key: Key,
    text: String,
}

impl Shown {
    /// One that was there before this request.
    pub(in super::super) fn kept(key: &Key, secrets: &Secrets) -> Self {
        let value = key.value(secrets).map(|value| value.reveal().to_owned());
        Self { text: value.unwrap_or_else(|| key.shown()), key: key.clone() }
    }

    /// One that this request has made: the once that it is told.
    pub(in super::super) fn fresh(fresh: &FreshKey) -> Self {
        Self { key: fresh.key.clone(), text: fresh.value.reveal().to_owned() }
    }

    pub(in super::super) fn id(&self) -> i64 {
        self.key.id
    }

    pub(in super::super) fn application(&self) -> i64 {
        self.key.application_id
    }
}

/// A key of an application.
pub(in super::super) fn key(application: &Application, shown: &Shown) -> Thing {
    let changed = shown.key.created_at;
    Thing::new("key")
        .with("id", shown.key.id)
        .with("value", &shown.text)
        .with("name", &shown.key.name)
        .with_some("expires_at", shown.key.expires_at.map(super::super::shape::time))
        .dated(shown.key.created_at, changed)
        .links([("application", own(application))])
}

/// An application. Its keys are those among `keys` that are its own.
pub(in super::super) fn application(
    programme: &Programme,
    application: &Application,
    account: &Account,
    keys: &[Shown],
) -> Thing {
    let plan = programme.plan(&application.plan);
    let service = plan.and_then(|plan| programme.products_of(plan).next());
    let own = own(application);
    let account_path = format!("{ROOT}/accounts/{}", account.id);
    let mut links = vec![("self", own.clone()), ("account", account_path), ("keys", format!("{own}/keys"))];
    if let (Some(plan), Some(service)) = (plan, service) {
        let service_path = format!("{ROOT}/services/{}", service.id());
        links.push(("plan", format!("{service_path}/application_plans/{}", plan.id())));
        links.push(("service", service_path));
    }
    let thing = Thing::new("application")
        .with("id", application.id)
        .with("state", application.state.name())
        .with("enabled", application.state == ApplicationState::Live)
        .dated(application.created_at, application.updated_at)
        .with("service_id", service.map(|service| service.id()))
        .with("service_name", service.map(|service| service.title.clone()))
        .with("plan_id", plan.map(|plan| plan.id()))
        .with("plan_name", plan.map_or(application.plan.clone(), |plan| plan.title.clone()))
        .in_json("account_id", account.id)
        .in_xml("user_account_id", account.id)
        .with("org_name", &account.name)
        .with("first_traffic_at", Value::Null)
        .with("first_daily_traffic_at", Value::Null)
        .with_some("trial_ends_at", application.trial_ends_at.map(super::super::shape::time));
    credentials(thing, application, keys)
        .in_xml("plan", plan.map(|plan| nested(programme, plan, Kind::Application)))
        .with("name", &application.name)
        .with("description", &application.description)
        .fields(&application.fields)
        .links(links)
}

/// What it identifies itself with.
fn credentials(thing: Thing, application: &Application, keys: &[Shown]) -> Thing {
    let texts = || keys.iter().filter(|key| key.key.application_id == application.id).map(|key| key.text.clone());
    let app_id = application.app_id.clone();
    match application.mode {
        Mode::UserKey => thing.with("user_key", texts().next_back()),
        Mode::AppIdKey => thing.with("application_id", app_id).with("keys", Value::Texts("key", texts().collect())),
        Mode::Oauth => thing
            .with("application_id", app_id.clone())
            .with("client_id", app_id)
            .with("client_secret", texts().next_back())
            .with("redirect_url", application.redirect_url.clone())
            .with("keys", Value::Texts("key", texts().collect())),
    }
}

fn own(application: &Application) -> String {
    format!("{ROOT}/accounts/{}/applications/{}", application.account_id, application.id)
}
