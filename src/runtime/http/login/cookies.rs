//! The cookies of logins: one for each that is under way, five at most; that of the session; and one that ties a page of
//! a link to its browser. Must not know what is in them.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::super::{SESSION_COOKIE, cookie};
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
    set(response, &slot(at), "", Some(0));
}

/// Gives the browser its session. It goes when the browser is closed, and earlier on the server.
pub(super) fn session(response: &mut Response, id: &str) {
    set(response, SESSION_COOKIE, id, None);
}

/// Takes the session away.
pub(super) fn no_session(response: &mut Response) {
    set(response, SESSION_COOKIE, "", Some(0));
}

/// Sets a cookie that only this host gets back, never a script, and only with requests of its own pages or by a link
/// to it (RFC 6265bis, 4.1.3: `__Host-`).
pub(super) fn set(response: &mut Response, name: &str, value: &str, seconds: Option<i64>) {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let line = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}
