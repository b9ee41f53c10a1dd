//! The cookies of logins: one for each that is under way, five at most; that of the session; and one that ties a page of
//! a link to its browser. Must not know what is in them.

use axum::http::HeaderMap;
use axum::response::Response;

pub(super) use super::super::set_cookie as set;
use super::super::{SESSION_COOKIE, clear_cookie, cookie, set_session};
use crate::runtime::crypto::Secrets;
use crate::runtime::oidc::{LOGIN_SECONDS, Pending};

/// Logins that a browser may have under way at a time.
const SLOTS: usize = 5;
/// Ties the page of a link to the browser that got it.
pub(super) const LINK_COOKIE: &str = "__Host-portal-link";

fn slot(at: usize) -> String {
    format!("__Host-portal-login-{at}")
}

/// The login under way that `fits`, and where it is kept.
pub(super) fn pending(
    headers: &HeaderMap,
    secrets: &Secrets,
    fits: impl Fn(&Pending) -> bool,
) -> Option<(usize, Pending)> {
    let open = |at: usize| Some((at, Pending::open(secrets, cookie(headers, &slot(at))?)?));
    (0..SLOTS).filter_map(open).find(|(_, pending)| fits(pending))
}

/// Keeps a login in the browser: in a free place, or in that of the oldest.
pub(super) fn keep(response: &mut Response, headers: &HeaderMap, secrets: &Secrets, pending: &Pending) {
    let age = |at: &usize| {
        let kept = cookie(headers, &slot(*at)).and_then(|sealed| Pending::open(secrets, sealed));
        kept.map_or(i64::MIN, |kept| kept.started())
    };
    let at = (0..SLOTS).min_by_key(age).unwrap_or_default();
    set(response, &slot(at), &pending.seal(secrets), Some(LOGIN_SECONDS));
}

/// Forgets a login.
pub(super) fn forget(response: &mut Response, at: usize) {
    clear_cookie(response, &slot(at));
}

/// Gives the browser its session. It goes when the browser is closed, and earlier on the server.
pub(super) fn session(response: &mut Response, id: &str) {
    set_session(response, id);
}

/// Takes the session away.
pub(super) fn no_session(response: &mut Response) {
    clear_cookie(response, SESSION_COOKIE);
}
