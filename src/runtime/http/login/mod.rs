//! Logging in and out over HTTP: at providers, by signed links, and the way out. Owns the cookies of logins. Must not
//! judge a token: that is `oidc`'s and `links`'.

mod backchannel;
mod callback;
mod cookies;
mod enter;
mod leave;
mod link;
mod signup;
mod start;

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::Caller;
use super::files::private;
use super::pages::builtin;
use crate::model::customer::Visit;
use crate::runtime::portal::Portal;
use crate::runtime::rates::Rate;

/// Logins that one address may begin.
const START: Rate = Rate { name: "login", burst: 30, pause: Duration::from_secs(2) };
/// Answers of providers that one address may bring.
const CALLBACK: Rate = Rate { name: "callback", burst: 30, pause: Duration::from_secs(2) };
/// Links that one address may look at or use.
const LINK: Rate = Rate { name: "link", burst: 30, pause: Duration::from_secs(2) };
/// Logouts that a provider may tell of.
const BACKCHANNEL: Rate = Rate { name: "backchannel", burst: 200, pause: Duration::from_millis(50) };

/// Accounts that one address may make, and tries at that.
const SIGNUP: Rate = Rate { name: "signup", burst: 20, pause: Duration::from_secs(30) };

/// The routes of logging in and out, and of signing up where the site lets strangers do that when the portal starts.
pub(super) fn routes(portal: &Portal) -> Router<Portal> {
    let routes = Router::new()
        .route("/login", get(start::page))
        .route("/auth/{provider}", get(start::begin))
        .route("/auth/{provider}/callback", get(callback::finish))
        .route("/auth/{provider}/backchannel", post(backchannel::logout))
        .route("/logout", get(leave::page).post(leave::leave))
        .route("/logged_out", get(leave::left))
        .route("/session/create", get(link::page).post(link::enter));
    if portal.shelf().current().settings.signup.is_open() {
        return routes.route(signup::PATH, get(signup::page).post(signup::create));
    }
    routes
}

/// A built-in page, or its sentence where the site has no such page.
async fn page(portal: &Portal, caller: &Caller, status: StatusCode, name: &str, visit: &Visit) -> Response {
    match builtin(portal, caller, status, name, visit).await {
        Ok(page) => page,
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            let sentence = visit.message.as_deref().or_else(|| visit.flash.first().map(|flash| flash.text.as_str()));
            let sentence = sentence.unwrap_or("This portal has no page for that.");
            private(status, "text/plain; charset=utf-8", format!("{sentence}\n"))
        }
        Err(problem) => problem.into_response(),
    }
}
