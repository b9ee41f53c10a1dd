//! A login that is under way. It lives in the browser that began it, encrypted, and nowhere else: ten thousand begun
//! logins cost the portal nothing. Must not know how the browser keeps it.

use serde::{Deserialize, Serialize};

use crate::runtime::crypto::{Purpose, Secrets, base64url, from_base64url, random_bytes, same, sha256};

/// Seconds that a login may take.
pub const LOGIN_SECONDS: i64 = 600;
/// The longest way back that is kept.
const MOST_RETURN: usize = 512;
/// Bound to what it seals, so that nothing else of the same purpose can stand for it.
const LABEL: &[u8] = b"login under way, 1";

/// What must be remembered between the way to a provider and the way back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    #[serde(rename = "p")]
    provider: String,
    /// State, nonce and verifier are made of it.
    #[serde(rename = "s")]
    seed: String,
    #[serde(rename = "r")]
    return_to: String,
    #[serde(rename = "t")]
    started: i64,
}

impl Pending {
    /// A login at `provider` that ends at `return_to`, a path that `redirect` has let through.
    pub fn begin(provider: &str, return_to: &str, now: i64) -> Self {
        let return_to = if return_to.len() <= MOST_RETURN { return_to } else { "/" };
        Self {
            provider: provider.to_owned(),
            seed: base64url(&random_bytes::<32>()),
            return_to: return_to.to_owned(),
            started: now,
        }
    }

    /// System name of the provider.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Where the customer wanted to go.
    pub fn return_to(&self) -> &str {
        &self.return_to
    }

    /// When it began, seconds since 1970.
    pub fn started(&self) -> i64 {
        self.started
    }

    /// Whether it has taken too long.
    pub fn is_stale(&self, now: i64) -> bool {
        now - self.started > LOGIN_SECONDS || self.started > now
    }

    /// Binds the answer to the request, and both to the browser (RFC 6749, 10.12).
    pub fn state(&self) -> String {
        self.derive("state")
    }

    /// Binds the ID token to the request.
    pub fn nonce(&self) -> String {
        self.derive("nonce")
    }

    /// Binds the code to the request (RFC 7636, 4.1): 43 letters.
    pub fn verifier(&self) -> String {
        self.derive("verifier")
    }

    /// What the provider is told of the verifier (RFC 7636, 4.2).
    pub fn challenge(&self) -> String {
        base64url(&sha256(self.verifier().as_bytes()))
    }

    /// Whether an answer with this state belongs to it; the time tells nothing about how much of it is right.
    pub fn is_answered_by(&self, state: &str) -> bool {
        same(self.state().as_bytes(), state.as_bytes())
    }

    fn derive(&self, what: &str) -> String {
        base64url(&sha256(format!("{what}:{}", self.seed).as_bytes()))
    }

    /// Encrypted, for the browser.
    pub fn seal(&self, secrets: &Secrets) -> String {
        let plain = serde_json::json!(self).to_string();
        base64url(&secrets.seal(Purpose::LoginState, plain.as_bytes(), LABEL))
    }

    /// What [`Pending::seal`] made; `None` for everything else.
    pub fn open(secrets: &Secrets, sealed: &str) -> Option<Self> {
        let plain = secrets.open(Purpose::LoginState, &from_base64url(sealed)?, LABEL)?;
        serde_json::from_slice(&plain).ok()
    }
}

/// Nothing that a login is bound by.
impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("provider", &self.provider)
            .field("started", &self.started)
            .finish_non_exhaustive()
    }
}
