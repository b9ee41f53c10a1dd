//! Sessions of customers who are logged in. Only the digest of a session's id is kept, so that the database lets nobody
//! in. Must not know cookies, and leaves the lengths of sessions to its callers.

use std::fmt;

use sqlx::AnyConnection;

use super::{Row, Statement, Store, StoreError, get, json};
use crate::runtime::crypto::{Purpose, Secrets, random_token, sha256};

/// Random bytes of an id.
const ID_BYTES: usize = 32;
/// A session is marked as seen at most once in so many seconds: a page is no reason to write.
pub const TOUCH_SECONDS: i64 = 60;

/// A session that begins.
#[derive(Clone, Default)]
pub struct NewSession {
    /// Id of the account.
    pub account: i64,
    /// Id of the user.
    pub user: i64,
    /// System name of the provider, or `link`.
    pub provider: String,
    /// Who says that it is this user.
    pub iss: Option<String>,
    /// What the issuer calls the user.
    pub sub: Option<String>,
    /// What the issuer calls its own session.
    pub sid: Option<String>,
    /// The ID token, for the hint of a logout at the provider. It is kept encrypted.
    pub id_token: Option<String>,
    /// Plans and groups that the login itself granted.
    pub names: Vec<String>,
    /// When it ends at the latest, seconds since 1970.
    pub expires: i64,
}

/// The ID token is not shown.
impl fmt::Debug for NewSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSession").field("user", &self.user).field("iss", &self.iss).finish_non_exhaustive()
    }
}

/// A session that is alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its id: what everything about the session is bound to.
    pub hash: [u8; 32],
    /// Id of the account.
    pub account: i64,
    /// Id of the user.
    pub user: i64,
    /// System name of the provider, or `link`.
    pub provider: String,
    /// Who says that it is this user.
    pub iss: Option<String>,
    /// What the issuer calls the user.
    pub sub: Option<String>,
    /// What the issuer calls its own session.
    pub sid: Option<String>,
    /// Plans and groups that the login itself granted.
    pub names: Vec<String>,
    /// When it began.
    pub created: i64,
    /// When it was last used, to the minute.
    pub seen: i64,
    /// When it ends at the latest.
    pub expires: i64,
}

/// Begins a session and returns its id, which is nowhere else.
///
/// # Errors
/// When the database does not answer, or the user is gone.
pub async fn insert(store: &Store, secrets: &Secrets, new: &NewSession, now: i64) -> Result<String, StoreError> {
    let id = random_token(ID_BYTES);
    let hash = sha256(id.as_bytes());
    let id_token = new.id_token.as_ref().map(|token| secrets.seal(Purpose::Session, token.as_bytes(), &hash));
    let statement = sqlx::query(
        "INSERT INTO sessions (id_hash, account_id, user_id, provider, iss, sub, sid, id_token, names, created_at, \
         seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)",
    )
    .bind(hash.to_vec())
    .bind(new.account)
    .bind(new.user)
    .bind(&new.provider)
    .bind(&new.iss)
    .bind(&new.sub)
    .bind(&new.sid)
    .bind(id_token)
    .bind(serde_json::json!(new.names).to_string())
    .bind(now)
    .bind(new.expires);
    store.execute(statement).await?;
    Ok(id)
}

/// The session with this id, unless it has ended or was not used for `idle` seconds.
///
/// # Errors
/// When the database does not answer.
pub async fn find(store: &Store, id: &str, idle: i64, now: i64) -> Result<Option<Session>, StoreError> {
    let hash = sha256(id.as_bytes());
    let row = sqlx::query(
        "SELECT account_id, user_id, provider, iss, sub, sid, names, created_at, seen_at, expires_at FROM sessions \
         WHERE id_hash = $1 AND expires_at > $2 AND seen_at >= $3",
    )
    .bind(hash.to_vec())
    .bind(now)
    .bind(now.saturating_sub(idle))
    .fetch_optional(&mut *store.read().await?)
    .await?;
    row.map(|row| session(hash, &row)).transpose()
}

/// The sessions of a user that are alive, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_user(store: &Store, user: i64, idle: i64, now: i64) -> Result<Vec<Session>, StoreError> {
    let rows = sqlx::query(
        "SELECT id_hash, account_id, user_id, provider, iss, sub, sid, names, created_at, seen_at, expires_at \
         FROM sessions WHERE user_id = $1 AND expires_at > $2 AND seen_at >= $3 ORDER BY seen_at DESC, created_at DESC",
    )
    .bind(user)
    .bind(now)
    .bind(now.saturating_sub(idle))
    .fetch_all(&mut *store.read().await?)
    .await?;
    let one = |row: &Row| {
        let hash: Vec<u8> = get(row, "id_hash")?;
        session(hash.try_into().map_err(|_| StoreError::Strange("id_hash"))?, row)
    };
    rows.iter().map(one).collect()
}

fn session(hash: [u8; 32], row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        hash,
        account: get(row, "account_id")?,
        user: get(row, "user_id")?,
        provider: get(row, "provider")?,
        iss: get(row, "iss")?,
        sub: get(row, "sub")?,
        sid: get(row, "sid")?,
        names: json(row, "names")?,
        created: get(row, "created_at")?,
        seen: get(row, "seen_at")?,
        expires: get(row, "expires_at")?,
    })
}

/// Marks the session as used now; writes at most once a minute.
///
/// # Errors
/// When the database does not answer.
pub async fn touch(store: &Store, session: &Session, now: i64) -> Result<(), StoreError> {
    if now - session.seen >= TOUCH_SECONDS {
        let statement = sqlx::query("UPDATE sessions SET seen_at = $1 WHERE id_hash = $2 AND seen_at < $1")
            .bind(now)
            .bind(session.hash.to_vec());
        store.execute(statement).await?;
    }
    Ok(())
}

/// The ID token that the session began with.
///
/// # Errors
/// When the database does not answer.
pub async fn id_token(store: &Store, secrets: &Secrets, session: &Session) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT id_token FROM sessions WHERE id_hash = $1")
        .bind(session.hash.to_vec())
        .fetch_optional(&mut *store.read().await?)
        .await?;
    let sealed: Option<Vec<u8>> = row.map(|row| get(&row, "id_token")).transpose()?.flatten();
    let plain = sealed.and_then(|sealed| secrets.open(Purpose::Session, &sealed, &session.hash));
    Ok(plain.and_then(|plain| String::from_utf8(plain).ok()))
}

/// Ends the session with this id; says whether there was one.
///
/// # Errors
/// When the database does not answer.
pub async fn delete(store: &Store, id: &str) -> Result<bool, StoreError> {
    let hash = sha256(id.as_bytes()).to_vec();
    Ok(end(store, sqlx::query("DELETE FROM sessions WHERE id_hash = $1").bind(hash)).await? == 1)
}

/// Ends all sessions of a user; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_by_user(store: &Store, user: i64) -> Result<u64, StoreError> {
    end(store, sqlx::query("DELETE FROM sessions WHERE user_id = $1").bind(user)).await
}

/// Ends all sessions that belong to one session at an issuer; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_by_sid(store: &Store, iss: &str, sid: &str) -> Result<u64, StoreError> {
    end(store, sqlx::query("DELETE FROM sessions WHERE iss = $1 AND sid = $2").bind(iss).bind(sid)).await
}

/// Ends all sessions of one user of an issuer; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_by_sub(store: &Store, iss: &str, sub: &str) -> Result<u64, StoreError> {
    end(store, sqlx::query("DELETE FROM sessions WHERE iss = $1 AND sub = $2").bind(iss).bind(sub)).await
}

/// Forgets sessions that have ended or were not used for `idle` seconds; says how many.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(store: &Store, idle: i64, now: i64) -> Result<u64, StoreError> {
    let statement = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1 OR seen_at < $2")
        .bind(now)
        .bind(now.saturating_sub(idle));
    Ok(store.execute(statement).await?.rows_affected())
}

/// Ends sessions and raises the version, so that nobody keeps one that has ended.
async fn end(store: &Store, statement: Statement<'_>) -> Result<u64, StoreError> {
    let mut write = store.begin_change().await?;
    let ended = statement.execute(write.connection()).await?.rows_affected();
    write.commit().await?;
    Ok(ended)
}

/// Gives a session another id, as a part of a larger change; `None` where it has ended. The former id opens nothing.
pub(in crate::runtime) async fn renew_within(
    connection: &mut AnyConnection,
    secrets: &Secrets,
    session: &Session,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT id_token FROM sessions WHERE id_hash = $1")
        .bind(session.hash.to_vec())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let sealed: Option<Vec<u8>> = get(&row, "id_token")?;
    let id = random_token(ID_BYTES);
    let hash = sha256(id.as_bytes());
    // It was sealed for the former id.
    let plain = sealed.and_then(|sealed| secrets.open(Purpose::Session, &sealed, &session.hash));
    let sealed = plain.map(|plain| secrets.seal(Purpose::Session, &plain, &hash));
    sqlx::query("UPDATE sessions SET id_hash = $1, id_token = $2 WHERE id_hash = $3")
        .bind(hash.to_vec())
        .bind(sealed)
        .bind(session.hash.to_vec())
        .execute(connection)
        .await?;
    Ok(Some(id))
}

/// Ends the sessions of a whole account, or of one user of it, as a part of a larger change.
pub(in crate::runtime) async fn end_within(
    connection: &mut AnyConnection,
    account: i64,
    user: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE account_id = $1 AND ($2 = 0 OR user_id = $2)")
        .bind(account)
        .bind(user.unwrap_or_default())
        .execute(connection)
        .await?;
    Ok(())
}
