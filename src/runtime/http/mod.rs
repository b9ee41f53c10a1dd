//! HTTP of a published portal: which request is for what, who asks, and what every answer carries. Must not know how
//! customers' data is kept, nor render anything but through the bundle.

pub mod account;
pub mod admin;
mod caller;
mod client;
mod csrf;
mod files;
mod form;
mod guard;
mod health;
mod login;
mod negotiate;
mod notes;
mod pages;
mod path;
mod problem;
mod range;
mod regions;
mod serve;
mod set_cookie;
mod try_it;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub use caller::{Caller, SESSION_COOKIE, cookie, cookies};
pub use client::Client;
pub use csrf::{check as check_csrf, check_origin, token as csrf_token};
pub use form::Form;
pub use notes::{Notes, leave_flash};
pub use pages::{builtin, redirect};
pub use problem::Problem;
pub use serve::{Listeners, serve};
pub use set_cookie::{clear_cookie, set_cookie, set_session};

use super::calls;
use super::portal::Portal;

/// Everything that readers may ask for.
pub fn readers(portal: &Portal) -> Router {
    Router::new()
        .route("/_portal/health", get(health::live))
        .route("/_portal/ready", get(health::ready))
        .route(regions::PATH, get(regions::answer))
        .route(calls::PATH, post(try_it::answer))
        .merge(account::routes())
        .merge(login::routes(portal))
        .fallback(pages::answer)
        .layer(from_fn_with_state(portal.clone(), guard::guard))
        .with_state(portal.clone())
}

/// What the company's own programs and its monitoring may ask for.
pub fn company(portal: &Portal) -> Router {
    Router::new()
        .route("/health", get(health::live))
        .route("/ready", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(admin::routes())
        .layer(from_fn_with_state(portal.clone(), guard::guard_company))
        .with_state(portal.clone())
}
