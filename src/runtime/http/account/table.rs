//! The table of actions: what may be asked for, by whom, how often. Must not do any of it.

use std::pin::Pin;
use std::time::Duration;

use axum::response::Response;

use super::super::Problem;
use super::ask::Ask;
use super::{alerts, applications, audit, dashboard, keys, organisation, personal, plan, stats, users};
use crate::runtime::rates::Rate;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    pub(in super::super) const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// Its name in HTTP.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every user of the account.
    Member,
    /// Its administrators.
    Admin,
}

pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// One action.
pub struct Action {
    /// What is asked for.
    pub verb: Verb,
    /// The path, with `{}` around names of ids.
    pub path: &'static str,
    /// Who may do it.
    pub who: Who,
    pub(super) rate: Option<Rate>,
    pub(super) run: fn(Ask) -> Answer,
}

/// New credentials, by address and by account.
const MAKE: Rate = Rate { name: "make", burst: 60, pause: Duration::from_secs(30) };
/// Keys that are kept, shown.
const REVEAL: Rate = Rate { name: "reveal", burst: 20, pause: Duration::from_secs(30) };

impl Action {
    const fn new(verb: Verb, path: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self { verb, path, who: Who::Member, rate: None, run }
    }

    const fn get(path: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Get, path, run)
    }

    const fn post(path: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Post, path, run)
    }

    const fn put(path: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Put, path, run)
    }

    const fn delete(path: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Delete, path, run)
    }

    const fn by_admins(self) -> Self {
        Self { who: Who::Admin, ..self }
    }

    const fn at(self, rate: Rate) -> Self {
        Self { rate: Some(rate), ..self }
    }
}

/// Everything that customers can do, on 3scale's paths. What is ours alone: `reveal`, `plan`, `audit`.
pub static ACTIONS: [Action; 35] = [
    Action::get("/admin", |ask| Box::pin(dashboard::show(ask))),
    Action::get("/admin/access_details", |ask| Box::pin(dashboard::access_details(ask))),
    Action::get("/admin/applications", |ask| Box::pin(applications::index(ask))),
    Action::post("/admin/applications", |ask| Box::pin(applications::create(ask))).at(MAKE),
    Action::get("/admin/applications/new", |ask| Box::pin(applications::new(ask))),
    Action::get("/admin/applications/{id}", |ask| Box::pin(applications::show(ask))),
    Action::put("/admin/applications/{id}", |ask| Box::pin(applications::update(ask))),
    Action::delete("/admin/applications/{id}", |ask| Box::pin(applications::delete(ask))),
    Action::get("/admin/applications/{id}/edit", |ask| Box::pin(applications::edit(ask))),
    Action::get("/admin/applications/{id}/keys", |ask| Box::pin(applications::back(ask))),
    Action::post("/admin/applications/{id}/keys", |ask| Box::pin(keys::create(ask))).at(MAKE),
    Action::delete("/admin/applications/{id}/keys/{key}", |ask| Box::pin(keys::revoke(ask))),
    Action::get("/admin/applications/{id}/keys/{key}/regenerate", |ask| Box::pin(applications::back(ask))),
    Action::put("/admin/applications/{id}/keys/{key}/regenerate", |ask| Box::pin(keys::regenerate(ask))).at(MAKE),
    Action::post("/admin/applications/{id}/keys/{key}/reveal", |ask| Box::pin(keys::reveal(ask))).at(REVEAL),
    Action::get("/admin/applications/{id}/user_key", |ask| Box::pin(applications::back(ask))),
    Action::put("/admin/applications/{id}/user_key", |ask| Box::pin(keys::regenerate_only(ask))).at(MAKE),
    Action::put("/admin/applications/{id}/plan", |ask| Box::pin(plan::change(ask))),
    Action::put("/admin/contracts/{id}", |ask| Box::pin(plan::change(ask))),
    Action::get("/admin/applications/{id}/alerts", |ask| Box::pin(alerts::index(ask))),
    Action::put("/admin/applications/{id}/alerts/all_read", |ask| Box::pin(alerts::read_all(ask))),
    Action::delete("/admin/applications/{id}/alerts/purge", |ask| Box::pin(alerts::purge(ask))),
    Action::put("/admin/applications/{id}/alerts/{alert}/read", |ask| Box::pin(alerts::read(ask))),
    Action::delete("/admin/applications/{id}/alerts/{alert}", |ask| Box::pin(alerts::delete(ask))),
    Action::get("/buyer/stats", |ask| Box::pin(stats::index(ask))),
    Action::get("/admin/account", |ask| Box::pin(organisation::show(ask))),
    Action::put("/admin/account", |ask| Box::pin(organisation::update(ask))).by_admins(),
    Action::get("/admin/account/edit", |ask| Box::pin(organisation::edit(ask))).by_admins(),
    Action::get("/admin/account/audit", |ask| Box::pin(audit::index(ask))).by_admins(),
    Action::get("/admin/account/users", |ask| Box::pin(users::index(ask))),
    Action::get("/admin/account/users/{user}/edit", |ask| Box::pin(users::edit(ask))).by_admins(),
    Action::put("/admin/account/users/{user}", |ask| Box::pin(users::update(ask))).by_admins(),
    Action::delete("/admin/account/users/{user}", |ask| Box::pin(users::delete(ask))).by_admins(),
    Action::get("/admin/account/personal_details", |ask| Box::pin(personal::show(ask))),
    Action::put("/admin/account/personal_details", |ask| Box::pin(personal::update(ask))),
];
