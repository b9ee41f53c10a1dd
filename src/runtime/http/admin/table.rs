//! The table of endpoints: what may be asked for, and with which scope of a token. What the site says is refused by
//! name, and so is what 3scale has and this portal has not. Must not do any of it.

use std::pin::Pin;

use super::super::account::Verb;
use super::ask::{Ask, Reply};
use super::path::Path;
use super::refusal::Refusal;
use super::{accounts, applications, elsewhere, keys, plans, services, signup, sso_tokens, stats, users};
use crate::runtime::customers::STATS;

/// What an endpoint gives, in its time.
pub(super) type Answer = Pin<Box<dyn Future<Output = Result<Reply, Refusal>> + Send>>;

/// What a token is for that manages accounts, and everything that belongs to them.
const ACCOUNTS: &str = "account_management";

/// One endpoint.
pub struct Endpoint {
    /// What is asked for.
    pub verb: Verb,
    /// The path without `.json` or `.xml`, with `{}` around names of what stands there.
    pub path: &'static str,
    /// What 3scale's description calls it.
    pub name: &'static str,
    /// What a token must be for; to change something it must be for writing as well.
    pub scope: &'static str,
    pub(super) does: Does,
}

/// What it does.
#[derive(Clone, Copy)]
pub(super) enum Does {
    Run(fn(Ask) -> Answer),
    /// It would change what the site says.
    Content,
    /// 3scale has it, and this portal has not.
    Nothing,
}

impl Endpoint {
    const fn new(verb: Verb, path: &'static str, name: &'static str, does: Does) -> Self {
        Self { verb, path, name, scope: ACCOUNTS, does }
    }

    const fn get(path: &'static str, name: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Get, path, name, Does::Run(run))
    }

    const fn post(path: &'static str, name: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Post, path, name, Does::Run(run))
    }

    const fn put(path: &'static str, name: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Put, path, name, Does::Run(run))
    }

    const fn delete(path: &'static str, name: &'static str, run: fn(Ask) -> Answer) -> Self {
        Self::new(Verb::Delete, path, name, Does::Run(run))
    }

    /// One that would change what the site says.
    pub(super) const fn content(verb: Verb, path: &'static str, name: &'static str) -> Self {
        Self::new(verb, path, name, Does::Content)
    }

    /// One that 3scale has.
    pub(super) const fn missing(verb: Verb, path: &'static str, name: &'static str) -> Self {
        Self::new(verb, path, name, Does::Nothing)
    }

    /// The same for tokens of another scope.
    pub(super) const fn for_scope(self, scope: &'static str) -> Self {
        Self { scope, ..self }
    }
}

/// Everything that programs of the company can do, on 3scale's paths.
pub static ENDPOINTS: &[Endpoint] = &[
    Endpoint::post("/admin/api/signup", "Signup Express (Account Create)", |ask| Box::pin(signup::create(ask))),
    Endpoint::get("/admin/api/accounts", "Account List", |ask| Box::pin(accounts::list(ask))),
    Endpoint::get("/admin/api/accounts/find", "Account Find", |ask| Box::pin(accounts::find(ask))),
    Endpoint::get("/admin/api/accounts/{id}", "Account Read", |ask| Box::pin(accounts::show(ask))),
    Endpoint::put("/admin/api/accounts/{id}", "Account Update", |ask| Box::pin(accounts::update(ask))),
    Endpoint::delete("/admin/api/accounts/{id}", "Account Delete", |ask| Box::pin(accounts::delete(ask))),
    Endpoint::put("/admin/api/accounts/{id}/approve", "Account Approve", |ask| Box::pin(accounts::approve(ask))),
    Endpoint::put("/admin/api/accounts/{id}/reject", "Account Reject", |ask| Box::pin(accounts::reject(ask))),
    Endpoint::put("/admin/api/accounts/{id}/make_pending", "Account Reset to Pending", |ask| {
        Box::pin(accounts::make_pending(ask))
    }),
    Endpoint::get("/admin/api/accounts/{account_id}/plan", "Account Fetch Account Plan", |ask| {
        Box::pin(accounts::plan(ask))
    }),
    Endpoint::put("/admin/api/accounts/{id}/change_plan", "Account Change Plan", |ask| {
        Box::pin(accounts::change_plan(ask))
    }),
    Endpoint::get("/admin/api/accounts/{account_id}/users", "User List", |ask| Box::pin(users::list(ask))),
    Endpoint::post("/admin/api/accounts/{account_id}/users", "User Create", |ask| Box::pin(users::create(ask))),
    Endpoint::get("/admin/api/accounts/{account_id}/users/{id}", "User Read", |ask| Box::pin(users::show(ask))),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}", "User Update", |ask| Box::pin(users::update(ask))),
    Endpoint::delete("/admin/api/accounts/{account_id}/users/{id}", "User Delete", |ask| Box::pin(users::delete(ask))),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}/activate", "User Activate", |ask| {
        Box::pin(users::activate(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}/suspend", "User Suspend", |ask| {
        Box::pin(users::suspend(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}/unsuspend", "User Unsuspend", |ask| {
        Box::pin(users::unsuspend(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}/admin", "User change Role to Admin", |ask| {
        Box::pin(users::make_admin(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/users/{id}/member", "User Change Role to Member", |ask| {
        Box::pin(users::make_member(ask))
    }),
    Endpoint::get("/admin/api/accounts/{account_id}/applications", "Application List", |ask| {
        Box::pin(applications::list(ask))
    }),
    Endpoint::post("/admin/api/accounts/{account_id}/applications", "Application Create", |ask| {
        Box::pin(applications::create(ask))
    }),
    Endpoint::get("/admin/api/accounts/{account_id}/applications/{id}", "Application Read", |ask| {
        Box::pin(applications::show(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/applications/{id}", "Application Update", |ask| {
        Box::pin(applications::update(ask))
    }),
    Endpoint::delete("/admin/api/accounts/{account_id}/applications/{id}", "Application Delete", |ask| {
        Box::pin(applications::delete(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/applications/{id}/change_plan", "Application Change Plan", |ask| {
        Box::pin(applications::change_plan(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/applications/{id}/accept", "Application Accept", |ask| {
        Box::pin(applications::accept(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/applications/{id}/suspend", "Application Suspend", |ask| {
        Box::pin(applications::suspend(ask))
    }),
    Endpoint::put("/admin/api/accounts/{account_id}/applications/{id}/resume", "Application Resume", |ask| {
        Box::pin(applications::resume(ask))
    }),
    Endpoint::get(
        "/admin/api/accounts/{account_id}/applications/{application_id}/keys",
        "Application Key List",
        |ask| Box::pin(keys::list(ask)),
    ),
    Endpoint::post(
        "/admin/api/accounts/{account_id}/applications/{application_id}/keys",
        "Application Key Create",
        |ask| Box::pin(keys::create(ask)),
    ),
    Endpoint::delete(
        "/admin/api/accounts/{account_id}/applications/{application_id}/keys/{key}",
        "Application Key Delete",
        |ask| Box::pin(keys::delete(ask)),
    ),
    Endpoint::get("/admin/api/applications", "Application List (all services)", |ask| {
        Box::pin(applications::list_all(ask))
    }),
    Endpoint::get("/admin/api/applications/find", "Application Find", |ask| Box::pin(applications::find(ask))),
    Endpoint::get("/admin/api/application_plans", "Application Plan List (all services)", |ask| {
        Box::pin(plans::list(ask))
    }),
    Endpoint::get("/admin/api/application_plans/{id}", "Application Plan Read (all services)", |ask| {
        Box::pin(plans::show_any(ask))
    }),
    Endpoint::get(
        "/admin/api/application_plans/{application_plan_id}/features",
        "Application Plan Feature List",
        |ask| Box::pin(plans::features(ask)),
    ),
    Endpoint::get(
        "/admin/api/application_plans/{application_plan_id}/limits",
        "Limits List per Application Plan",
        |ask| Box::pin(plans::limits(ask)),
    ),
    Endpoint::get(
        "/admin/api/application_plans/{application_plan_id}/metrics/{metric_id}/limits",
        "Limit List per Metric",
        |ask| Box::pin(plans::limits_of_metric(ask)),
    ),
    Endpoint::get(
        "/admin/api/application_plans/{application_plan_id}/metrics/{metric_id}/limits/{id}",
        "Limit Read",
        |ask| Box::pin(plans::limit(ask)),
    ),
    Endpoint::get("/admin/api/account_plans", "Account Plan List", |ask| Box::pin(plans::account_plans(ask))),
    Endpoint::get("/admin/api/account_plans/{id}", "Account Plan Read", |ask| Box::pin(plans::account_plan(ask))),
    Endpoint::get("/admin/api/account_plans/{account_plan_id}/features", "Account Plan Features List", |ask| {
        Box::pin(plans::account_features(ask))
    }),
    Endpoint::get("/admin/api/services", "Service List", |ask| Box::pin(services::list(ask))),
    Endpoint::get("/admin/api/services/{id}", "Service Read", |ask| Box::pin(services::show(ask))),
    Endpoint::get("/admin/api/services/{service_id}/application_plans", "Application Plan List", |ask| {
        Box::pin(plans::of_service(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/application_plans/{id}", "Application Plan Read", |ask| {
        Box::pin(plans::show(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/metrics", "Service Metric List", |ask| {
        Box::pin(services::metrics(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/metrics/{id}", "Service Metric Read", |ask| {
        Box::pin(services::metric(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/metrics/{metric_id}/methods", "Service Method List", |ask| {
        Box::pin(services::methods(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/metrics/{metric_id}/methods/{id}", "Service Method Read", |ask| {
        Box::pin(services::method(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/features", "Service Feature List", |ask| {
        Box::pin(services::features_of(ask))
    }),
    Endpoint::get("/admin/api/services/{service_id}/features/{id}", "Service Feature Read", |ask| {
        Box::pin(services::feature_of(ask))
    }),
    Endpoint::get("/admin/api/features", "Account Features List", |ask| Box::pin(services::all_features(ask))),
    Endpoint::get("/admin/api/features/{id}", "Account Feature Read", |ask| Box::pin(services::any_feature(ask))),
    Endpoint::get("/stats/applications/{application_id}/usage", "Application Traffic by Metric", |ask| {
        Box::pin(stats::of_application(ask))
    })
    .for_scope(STATS),
    Endpoint::get("/stats/services/{service_id}/usage", "Service Traffic by Metric", |ask| {
        Box::pin(stats::of_service(ask))
    })
    .for_scope(STATS),
    Endpoint::get("/stats/services/{service_id}/top_applications", "Service Top Applications", |ask| {
        Box::pin(stats::top_applications(ask))
    })
    .for_scope(STATS),
    Endpoint::post("/admin/api/sso_tokens", "SSO Token Create", |ask| Box::pin(sso_tokens::create(ask)))
        .for_scope("sso"),
];

/// The endpoint that a request is for, with what stands in the places of its path. Where several fit, the one with the
/// fewest places: `accounts/find` is no account.
pub(super) fn find(verb: Option<Verb>, path: &Path) -> Result<(&'static Endpoint, Vec<String>), Refusal> {
    let all = || ENDPOINTS.iter().chain(elsewhere::CONTENT).chain(elsewhere::MISSING);
    let fits = |endpoint: &'static Endpoint| Some((endpoint, path.values_in(endpoint.path)?));
    let of_verb = all().filter(|endpoint| Some(endpoint.verb) == verb).filter_map(fits);
    if let Some(found) = of_verb.min_by_key(|(_, values)| values.len()) {
        return Ok(found);
    }
    let others: Vec<&str> = all().filter_map(fits).map(|(endpoint, _)| endpoint.verb.name()).collect();
    if others.is_empty() { Err(Refusal::NotFound) } else { Err(Refusal::Method(others.join(", "))) }
}
