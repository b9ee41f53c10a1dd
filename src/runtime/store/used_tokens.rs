//! Tokens that may be used once: logins under way, signed links, logout tokens. Only their digests are kept.

use super::{Store, StoreError};
use crate::runtime::crypto::sha256;

/// Marks a token as used. True once for each `id`, however many ask at the same time. It may be forgotten after
/// `expires` (seconds since 1970), when nobody takes the token any more.
///
/// # Errors
/// When the database does not answer: then nothing was claimed.
pub async fn claim(store: &Store, id: &str, expires: i64) -> Result<bool, StoreError> {
    let statement =
        sqlx::query("INSERT INTO used_tokens (id_hash, expires_at) VALUES ($1, $2) ON CONFLICT (id_hash) DO NOTHING")
            .bind(sha256(id.as_bytes()).to_vec())
            .bind(expires);
    Ok(store.execute(statement).await?.rows_affected() == 1)
}

/// Forgets tokens that expired before `now`; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(store: &Store, now: i64) -> Result<u64, StoreError> {
    let statement = sqlx::query("DELETE FROM used_tokens WHERE expires_at < $1").bind(now);
    Ok(store.execute(statement).await?.rows_affected())
}
