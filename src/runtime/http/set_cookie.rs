//! Cookies that the portal gives: bound to its host, over TLS only, for no script, and not sent along by other sites
//! (RFC 6265bis, 4.1.3). Must not know what they hold.

use axum::http::{HeaderValue, header};
use axum::response::Response;

use super::SESSION_COOKIE;

/// Gives a cookie whose name begins with `__Host-`: for so many seconds, or until the browser is closed.
pub fn set_cookie(answer: &mut Response, name: &str, value: &str, seconds: Option<i64>) {
    let age = seconds.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Takes a cookie back.
pub fn clear_cookie(answer: &mut Response, name: &str) {
    set_cookie(answer, name, "", Some(0));
}

/// Gives the cookie of a session. It ends with the browser; the server ends it earlier, or anyway.
pub fn set_session(answer: &mut Response, id: &str) {
    set_cookie(answer, SESSION_COOKIE, id, None);
}
