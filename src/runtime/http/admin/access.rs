//! Access tokens of a request: where 3scale's callers put them, and whether one is for what is asked. Must not log any.

use axum::http::{HeaderMap, header};

use super::super::Form;
use super::super::negotiate::text;
use crate::runtime::crypto::{Hidden, from_base64};
use crate::runtime::customers::{AccessToken, Customers, Error};

/// Why a request is not answered, in 3scale's words.
#[derive(Debug)]
pub(super) enum Denied {
    /// No token, or none that is taken (401).
    Unknown,
    /// A token for something else (403).
    OtherScope,
    /// The token could not be looked up.
    Data(Error),
}

/// The token of a request that writes, for `scope`.
pub(super) async fn writer(
    customers: &Customers,
    headers: &HeaderMap,
    form: &Form,
    scope: &str,
) -> Result<AccessToken, Denied> {
    let given = given(headers, form).ok_or(Denied::Unknown)?;
    let token = customers.access_token(given.reveal()).await.map_err(Denied::Data)?.ok_or(Denied::Unknown)?;
    if token.is_for(scope) && token.may_write { Ok(token) } else { Err(Denied::OtherScope) }
}

/// `access_token` of the form or the query; the user or the password of `Basic`; or `Bearer` (RFC 6750).
fn given(headers: &HeaderMap, form: &Form) -> Option<Hidden> {
    if let Some(token) = form.get("access_token").filter(|token| !token.is_empty()) {
        return Some(Hidden::new(token));
    }
    let (scheme, rest) = text(headers, header::AUTHORIZATION).split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Hidden::new(rest.trim()));
    }
    let pair = String::from_utf8(from_base64(rest.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?).ok()?;
    let (user, password) = pair.split_once(':')?;
    Some(Hidden::new(if password.is_empty() { user } else { password }))
}
