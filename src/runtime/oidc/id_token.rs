//! What an ID token must say (OpenID Connect Core 3.1.3.7). Must not check signatures, which `jwks` has done.

use serde_json::Value as Json;

use super::Refusal;
use super::client::Object;
use crate::runtime::crypto::same;

/// Seconds by which clocks may differ.
pub(super) const SKEW: i64 = 30;
/// The longest subject (Core, section 2).
const MOST_SUBJECT: usize = 255;

/// For whom a token must be.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client: &'a str,
    pub(super) now: i64,
}

impl Expected<'_> {
    /// The claims that ID tokens and logout tokens share: `iss`, `aud`, `azp`, `exp`, `iat`, `nbf`.
    pub(super) fn check(&self, claims: &Object) -> Result<(), Refusal> {
        if text(claims, "iss") != Some(self.issuer) {
            return Err(Refusal::Token("a token is of another issuer"));
        }
        self.audience(claims)?;
        let time = |name: &str| number(claims.get(name));
        match time("exp") {
            Some(end) if end > self.now - SKEW => {}
            Some(_) => return Err(Refusal::Token("a token has expired")),
            None => return Err(Refusal::Token("a token says not when it ends")),
        }
        match time("iat") {
            Some(made) if made <= self.now + SKEW => {}
            Some(_) => return Err(Refusal::Token("a token was made in the future")),
            None => return Err(Refusal::Token("a token says not when it was made")),
        }
        if claims.contains_key("nbf") && time("nbf").is_none_or(|begin| begin > self.now + SKEW) {
            return Err(Refusal::Token("a token is not to be taken yet"));
        }
        Ok(())
    }

    /// The token is for this client. Where it is for others too, it says that this client asked for it.
    fn audience(&self, claims: &Object) -> Result<(), Refusal> {
        let (is_for, others) = match claims.get("aud") {
            Some(Json::String(one)) => (one == self.client, false),
            Some(Json::Array(many)) => (many.iter().any(|one| one == self.client), many.len() > 1),
            _ => (false, false),
        };
        if !is_for {
            return Err(Refusal::Token("a token is for another client"));
        }
        match claims.get("azp") {
            Some(party) if party != self.client => Err(Refusal::Token("another client asked for a token")),
            None if others => Err(Refusal::Token("a token is for several clients and says not who asked for it")),
            _ => Ok(()),
        }
    }
}

/// Checks an ID token that must hold `nonce`; returns its subject.
pub(super) fn check(claims: &Object, expected: &Expected<'_>, nonce: &str) -> Result<String, Refusal> {
    expected.check(claims)?;
    let given = text(claims, "nonce").ok_or(Refusal::Token("a token has no nonce"))?;
    if !same(given.as_bytes(), nonce.as_bytes()) {
        return Err(Refusal::Token("a token is of another login"));
    }
    let subject = text(claims, "sub").unwrap_or_default();
    let is_subject = !subject.is_empty() && subject.len() <= MOST_SUBJECT && !subject.chars().any(char::is_control);
    if is_subject { Ok(subject.to_owned()) } else { Err(Refusal::Token("a token says not whom it is about")) }
}

pub(super) fn text<'c>(claims: &'c Object, name: &str) -> Option<&'c str> {
    claims.get(name).and_then(Json::as_str)
}

/// Seconds; some providers write them with a fraction.
#[allow(clippy::cast_possible_truncation, reason = "a float that is too large becomes the largest number")]
fn number(value: Option<&Json>) -> Option<i64> {
    let value = value?;
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}
