//! What a logout token must say (OpenID Connect Back-Channel Logout 1.0, 2.6). Must not check signatures, which `jwks`
//! has done, nor end a session.

use serde_json::Value as Json;

use super::Refusal;
use super::id_token::{Expected, SKEW, text};
use super::jwks::Signed;

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Seconds that a logout token may live: it is used at once.
const LONGEST: i64 = 3600;

/// Whose sessions end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logout {
    pub(super) sub: Option<String>,
    pub(super) sid: Option<String>,
    /// Names the token among those of its issuer.
    pub(super) jti: String,
    /// When it may be forgotten that it was used.
    pub(super) until: i64,
}

pub(super) fn check(token: &Signed, expected: &Expected<'_>) -> Result<Logout, Refusal> {
    // Older providers say `JWT` or nothing. An access token (`at+jwt`) is no logout token.
    let kind = token.kind.as_deref().map(str::to_ascii_lowercase);
    if !matches!(kind.as_deref(), None | Some("logout+jwt" | "jwt" | "application/logout+jwt")) {
        return Err(Refusal::Token("a token of another kind is no logout token"));
    }
    let claims = &token.claims;
    expected.check(claims)?;
    if claims.contains_key("nonce") {
        return Err(Refusal::Token("an ID token is no logout token"));
    }
    let event = claims.get("events").and_then(|events| events.get(EVENT));
    if !event.is_some_and(Json::is_object) {
        return Err(Refusal::Token("a logout token has no logout among its events"));
    }
    let named = |name: &str| text(claims, name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (sub, sid) = (named("sub"), named("sid"));
    if sub.is_none() && sid.is_none() {
        return Err(Refusal::Token("a logout token says not whose logout it is"));
    }
    let jti = named("jti").ok_or(Refusal::Token("a logout token has no id"))?;
    let end = claims.get("exp").and_then(Json::as_f64).unwrap_or_default();
    #[allow(clippy::cast_precision_loss, reason = "seconds since 1970")]
    if end > (expected.now + LONGEST) as f64 {
        return Err(Refusal::Token("a logout token lives too long"));
    }
    Ok(Logout { sub, sid, jti, until: expected.now + LONGEST + SKEW })
}
