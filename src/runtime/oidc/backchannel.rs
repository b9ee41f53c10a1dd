//! A logout that a provider tells of by itself (OpenID Connect Back-Channel Logout 1.0). Must not judge a token.

use super::{Refusal, RelyingParty};
use crate::runtime::store::{Store, sessions, used_tokens};

/// Ends the sessions that a logout token names; says how many.
///
/// # Errors
/// When the token is not to be trusted or was used, or the database does not answer.
pub async fn end_sessions(store: &Store, party: &RelyingParty, token: &str) -> Result<u64, Refusal> {
    let logout = party.logged_out(token).await?;
    let iss = &party.provider().issuer;
    let id = format!("logout:{iss}:{}", logout.jti);
    if !used_tokens::claim(store, &id, logout.until).await? {
        return Err(Refusal::Token("a logout token was used before"));
    }
    Ok(match (&logout.sid, &logout.sub) {
        (Some(sid), _) => sessions::delete_by_sid(store, iss, sid).await?,
        (None, Some(sub)) => sessions::delete_by_sub(store, iss, sub).await?,
        (None, None) => 0,
    })
}
