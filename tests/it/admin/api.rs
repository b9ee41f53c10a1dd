//! A program of the company: a portal that runs, a token, and requests in JSON and XML.

use portal::runtime::customers::{Actor, NewToken};
use serde_json::Value as Json;

use crate::account::{SITE, revealing};
use crate::run::portal::{Answer, Running};
use crate::store::databases::Fresh;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A program with a token.
pub struct Api {
    pub running: Running,
    pub token: String,
}

/// A token of these scopes.
pub async fn token(running: &Running, scopes: &[&str], may_write: bool) -> String {
    let mut change = running.customers().change(Actor::System).await.expect("a change");
    let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    let new = NewToken { name: "product".to_owned(), scopes, may_write, expires_at: None };
    let (_, value) = change.create_token(new).await.expect("a token");
    change.commit().await.expect("committed");
    value.reveal().to_owned()
}

impl Api {
    /// One of a portal whose keys are shown once.
    pub async fn start(fresh: &Fresh) -> Self {
        Self::of(Running::start(&SITE, fresh).await).await
    }

    /// One of a portal whose keys are shown again.
    pub async fn revealing(fresh: &Fresh) -> Self {
        Self::of(Running::start(&revealing(), fresh).await).await
    }

    /// One that may do everything.
    pub async fn of(running: Running) -> Self {
        let token = token(&running, &["account_management", "stats"], true).await;
        Self { running, token }
    }

    /// Sends a request; the path begins behind `/admin/api/`.
    pub fn send(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter().copied().chain([("access_token", self.token.as_str())]);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if method == "GET" {
            let joint = if path.contains('?') { '&' } else { '?' };
            return self.running.company("GET", &format!("/admin/api/{path}{joint}{body}"), "", "");
        }
        self.running.company(method, &format!("/admin/api/{path}"), FORM, &body)
    }

    /// Sends a request that is done, and gives its JSON.
    pub fn done(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Json {
        let answer = self.send(method, path, fields);
        assert!(matches!(answer.status, 200 | 201), "{method} {path}: {} {}", answer.status, answer.body());
        if answer.bytes.is_empty() { Json::Null } else { serde_json::from_slice(&answer.bytes).expect("JSON") }
    }

    /// Sends a request that is refused for what it says, and gives the errors.
    pub fn wrong(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Json {
        let answer = self.send(method, path, fields);
        assert_eq!(answer.status, 422, "{method} {path}: {}", answer.body());
        let json: Json = serde_json::from_slice(&answer.bytes).expect("JSON");
        json["errors"].clone()
    }

    /// Signs up a customer; more fields follow. The account.
    pub fn sign_up(&self, name: &str, more: &[(&str, &str)]) -> Json {
        let email = format!("{name}@example.com");
        let fields = [("org_name", name), ("username", name), ("email", email.as_str()), ("password", "p4ssw0rd")];
        let fields: Vec<(&str, &str)> = fields.into_iter().chain(more.iter().copied()).collect();
        self.done("POST", "signup.json", &fields)["account"].clone()
    }

    /// The number of the plan with this system name.
    pub fn plan(&self, name: &str) -> String {
        let plans = self.done("GET", "application_plans.json", &[]);
        let mut plans = plans["plans"].as_array().expect("a list").iter().map(|plan| &plan["application_plan"]);
        let plan = plans.find(|plan| plan["system_name"] == name).expect("the plan");
        plan["id"].to_string()
    }

    /// Makes an application of an account.
    pub fn application(&self, account: &Json, plan: &str, more: &[(&str, &str)]) -> Json {
        let id = self.plan(plan);
        let fields: Vec<(&str, &str)> = [("plan_id", id.as_str()), ("name", "Shop"), ("description", "sells")]
            .into_iter()
            .chain(more.iter().copied())
            .collect();
        let path = format!("accounts/{}/applications.json", account["id"]);
        self.done("POST", &path, &fields)["application"].clone()
    }
}
