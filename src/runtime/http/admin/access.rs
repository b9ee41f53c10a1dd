//! Access tokens of a request: where 3scale's callers put them, and whether one is for what is asked. Must not log any.

use axum::http::{HeaderMap, header};

use super::super::Form;
use super::super::negotiate::text;
use super::refusal::Refusal;
use crate::runtime::crypto::{Hidden, from_base64};
use crate::runtime::customers::{AccessToken, Actor, Customers};
use crate::runtime::portal::Portal;

/// Parameters that hold a token or the provider key.
const PARAMETERS: [&str; 2] = ["access_token", "provider_key"];

/// Who asks.
#[derive(Debug, Clone)]
pub(super) enum Bearer {
    /// A program with a token.
    Token(AccessToken),
    /// A program with the one key that is taken for everything, where there is one.
    ProviderKey,
}

impl Bearer {
    /// Whoever sent these headers and fields.
    pub(super) async fn of(
        portal: &Portal,
        customers: &Customers,
        headers: &HeaderMap,
        form: &Form,
    ) -> Result<Self, Refusal> {
        let given = given(headers, form).ok_or(Refusal::Unknown)?;
        if portal.is_provider_key(given.reveal()) {
            return Ok(Self::ProviderKey);
        }
        customers.access_token(given.reveal()).await?.map(Self::Token).ok_or(Refusal::Unknown)
    }

    /// Whether it may ask for something of this scope, and change it.
    pub(super) fn may(&self, scope: &str, writes: bool) -> bool {
        match self {
            Self::Token(token) => token.is_for(scope) && (token.may_write || !writes),
            Self::ProviderKey => true,
        }
    }

    /// In whose name something is changed.
    pub(super) fn actor(&self) -> Actor {
        match self {
            Self::Token(token) => Actor::Token(token.id, token.name.clone()),
            Self::ProviderKey => Actor::Token(0, "provider key".to_owned()),
        }
    }
}

/// `access_token` or `provider_key` of the form or the query; the user or the password of `Basic`; or `Bearer`
/// (RFC 6750).
fn given(headers: &HeaderMap, form: &Form) -> Option<Hidden> {
    let parameter = PARAMETERS.iter().filter_map(|name| form.get(name)).find(|token| !token.is_empty());
    if let Some(token) = parameter {
        return Some(Hidden::new(token));
    }
    let (scheme, rest) = text(headers, header::AUTHORIZATION).split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Hidden::new(rest.trim()));
    }
    let pair = String::from_utf8(from_base64(rest.trim()).filter(|_| scheme.eq_ignore_ascii_case("basic"))?).ok()?;
    let (user, password) = pair.split_once(':')?;
    Some(Hidden::new(if user.is_empty() { password } else { user }))
}
