//! Access tokens that gateways ask with, by their digests. Must not keep a token.

use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::runtime::crypto::sha256;
use crate::runtime::customers::{AccessToken, Customers, Error};

/// Tokens that are remembered.
const MOST: usize = 1_000;
/// How long one is remembered at most, in seconds: its use is written down when it is looked up.
const SECONDS: i64 = 60;

/// Tokens that were looked up.
pub(super) struct Tokens(Cache<[u8; 32], Seen>);

/// What was found, at which version of customers' data, and when.
#[derive(Clone)]
struct Seen {
    version: i64,
    at: i64,
    token: Option<Arc<AccessToken>>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl Tokens {
    /// The token with this value, unless it was revoked or has expired.
    pub(super) async fn find(
        &self,
        customers: &Customers,
        version: i64,
        value: &str,
    ) -> Result<Option<Arc<AccessToken>>, Error> {
        let digest = sha256(value.as_bytes());
        let now = customers.now();
        if let Some(seen) = self.0.get(&digest)
            && seen.version == version
            && now - seen.at < SECONDS
        {
            return Ok(seen.token.filter(|token| token.expires_at.is_none_or(|end| end > now)));
        }
        let token = customers.access_token(value).await?.map(Arc::new);
        self.0.insert(digest, Seen { version, at: now, token: token.clone() });
        Ok(token)
    }
}
