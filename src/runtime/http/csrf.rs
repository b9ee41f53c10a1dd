//! Whether a page of this portal sent a request that changes something. Two defences: what the browser says of where it
//! comes from, and a token that only pages of the session carry.

use axum::http::{HeaderMap, HeaderName, header};

use super::negotiate::text;
use super::problem::Problem;
use super::{Caller, Form};
use crate::runtime::crypto::{Purpose, Secrets, base64url, from_base64url, random_bytes, same};
use crate::runtime::portal::{Known, Portal};

/// The field of forms (Rails' and 3scale's name).
pub(super) const FIELD: &str = "authenticity_token";
/// The header of scripts.
const HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Bytes of the token, and of the mask before it.
const BYTES: usize = 32;

/// A token for one page. Each is masked anew, so that pages that are compressed on their way tell nothing of it
/// (BREACH).
pub fn token(secrets: &Secrets, known: &Known) -> String {
    let mask = random_bytes::<BYTES>();
    let mac = secrets.mac(Purpose::Csrf, &[&known.session.hash]);
    let masked = mask.iter().zip(mac).map(|(mask, byte)| mask ^ byte);
    base64url(&mask.iter().copied().chain(masked).collect::<Vec<u8>>())
}

/// What the form of a page says where nobody is logged in: it is tied to the browser by the value of a cookie. `label` is
/// that page's alone, so that no token of another can stand for it.
pub(super) fn tied(secrets: &Secrets, label: &[u8], cookie: &str) -> String {
    base64url(&secrets.mac(Purpose::Csrf, &[label, cookie.as_bytes()]))
}

/// Whether the form was sent by a page that [`tied`] it to this cookie.
pub(super) fn is_tied(secrets: &Secrets, label: &[u8], cookie: &str, form: &Form) -> bool {
    let given = from_base64url(form.get(FIELD).unwrap_or_default()).unwrap_or_default();
    !cookie.is_empty() && secrets.verify(Purpose::Csrf, &[label, cookie.as_bytes()], &given)
}

/// Whether a page of this portal, seen in the caller's session, sent the form.
///
/// # Errors
/// 403.
pub fn check(portal: &Portal, caller: &Caller, headers: &HeaderMap, form: &Form) -> Result<(), Problem> {
    check_origin(portal, headers)?;
    let Some(known) = &caller.known else { return Err(Problem::log_in()) };
    let given = form.get(FIELD).unwrap_or_else(|| text(headers, HEADER));
    if is_token(portal.secrets(), known, given) { Ok(()) } else { Err(refused()) }
}

/// Whether the browser says that a page of this portal sent the request, or says nothing.
///
/// # Errors
/// 403.
pub fn check_origin(portal: &Portal, headers: &HeaderMap) -> Result<(), Problem> {
    let (site, origin) = (text(headers, FETCH_SITE), text(headers, header::ORIGIN));
    let is_ours = (site.is_empty() || site == "same-origin")
        && (!headers.contains_key(header::ORIGIN) || origin == portal.options().origin);
    // A part of a page that is served from the portal's other origin.
    let is_apart = (site.is_empty() || site == "same-site") && portal.options().pages.as_deref() == Some(origin);
    if is_ours || is_apart { Ok(()) } else { Err(refused()) }
}

fn is_token(secrets: &Secrets, known: &Known, given: &str) -> bool {
    let Some(bytes) = from_base64url(given).filter(|bytes| bytes.len() == 2 * BYTES) else { return false };
    let (mask, masked) = bytes.split_at(BYTES);
    let mac: Vec<u8> = mask.iter().zip(masked).map(|(mask, byte)| mask ^ byte).collect();
    secrets.macs(Purpose::Csrf, &[&known.session.hash]).iter().fold(false, |found, own| same(own, &mac) | found)
}

fn refused() -> Problem {
    Problem::forbidden(
        "This form was not sent by a page that you have open here. Go back, load the page again, and repeat it.",
    )
}
