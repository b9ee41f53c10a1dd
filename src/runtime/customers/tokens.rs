//! Access tokens of the admin API: scopes, a permission, an end. Only their digests are kept.

use serde::Serialize;
use serde_json::json;

use super::fields::{Checks, to_json};
use super::{Change, Customers, Error};
use crate::runtime::crypto::{Hidden, hex, random_bytes, sha256};
use crate::runtime::store::{Row, StoreError, get, json as json_of};

/// Everything about accounts, as in 3scale.
const EVERYTHING: &str = "account_management";

/// What gateways ask with.
pub const SERVICE_MANAGEMENT: &str = "service_management";
/// What reports of usage are read with.
pub const STATS: &str = "stats";

/// What a token may be for: everything about accounts; making links that log a customer in and no more; what gateways
/// ask; reports of usage.
pub const SCOPES: [&str; 4] = [EVERYTHING, "sso", SERVICE_MANAGEMENT, STATS];

/// Uses of a token are written down at most once in so many seconds.
const USE_SECONDS: i64 = 60;

/// An access token, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessToken {
    /// Never given twice.
    pub id: i64,
    /// Who or what uses it.
    pub name: String,
    /// Its last letters.
    pub last_four: String,
    /// What it is for: any of [`SCOPES`].
    pub scopes: Vec<String>,
    /// Whether it may change something.
    pub may_write: bool,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970, to the minute.
    pub last_used_at: Option<i64>,
    /// When it stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was taken away, seconds since 1970.
    pub revoked_at: Option<i64>,
}

impl AccessToken {
    /// Whether it is for `scope`, by itself or because it is for everything about accounts and that is a part of it.
    pub fn is_for(&self, scope: &str) -> bool {
        let is_apart = matches!(scope, SERVICE_MANAGEMENT | STATS);
        self.scopes.iter().any(|own| own == scope || (own == EVERYTHING && !is_apart))
    }
}

/// An access token to be made.
#[derive(Debug, Clone, Default)]
pub struct NewToken {
    /// Who or what uses it.
    pub name: String,
    /// What it is for: any of [`SCOPES`].
    pub scopes: Vec<String>,
    /// Whether it may change something.
    pub may_write: bool,
    /// When it stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
}

const COLUMNS: &str = "id, name, last_four, scopes, permission, created_at, last_used_at, expires_at, revoked_at";

fn token(row: &Row) -> Result<AccessToken, StoreError> {
    Ok(AccessToken {
        id: get(row, "id")?,
        name: get(row, "name")?,
        last_four: get(row, "last_four")?,
        scopes: json_of(row, "scopes")?,
        may_write: get::<String>(row, "permission")? == "rw",
        created_at: get(row, "created_at")?,
        last_used_at: get(row, "last_used_at")?,
        expires_at: get(row, "expires_at")?,
        revoked_at: get(row, "revoked_at")?,
    })
}

impl Customers {
    /// All access tokens, oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn access_tokens(&self) -> Result<Vec<AccessToken>, Error> {
        let query = format!("SELECT {COLUMNS} FROM access_tokens ORDER BY id");
        let rows = sqlx::query(&query).fetch_all(&mut *self.store().read().await?).await?;
        Ok(rows.iter().map(token).collect::<Result<_, _>>()?)
    }

    /// The token with this value, unless it was revoked or has expired.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn access_token(&self, value: &str) -> Result<Option<AccessToken>, Error> {
        let now = self.now();
        let query = format!(
            "SELECT {COLUMNS} FROM access_tokens WHERE hash = $1 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $2)"
        );
        let row = sqlx::query(&query)
            .bind(sha256(value.as_bytes()).to_vec())
            .bind(now)
            .fetch_optional(&mut *self.store().read().await?)
            .await?;
        let Some(found) = row.as_ref().map(token).transpose()? else { return Ok(None) };
        if found.last_used_at.is_none_or(|last| now - last >= USE_SECONDS) {
            let statement =
                sqlx::query("UPDATE access_tokens SET last_used_at = $1 WHERE id = $2").bind(now).bind(found.id);
            self.store().execute(statement).await?;
        }
        Ok(Some(found))
    }
}

impl Change {
    /// Makes an access token of 384 random bits. Its value is in the answer and nowhere else.
    ///
    /// # Errors
    /// When it has no name or no scope, or a scope that does not exist.
    pub async fn create_token(&mut self, new: NewToken) -> Result<(AccessToken, Hidden), Error> {
        let mut checks = Checks::default();
        checks.required("name", &new.name);
        if new.scopes.is_empty() {
            checks.wrong("scopes", "can't be blank");
        }
        if new.scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
            checks.wrong("scopes", &format!("are not among {}", SCOPES.join(", ")));
        }
        let now = self.now();
        if new.expires_at.is_some_and(|end| end <= now) {
            checks.wrong("expires_at", "is in the past");
        }
        checks.finish()?;
        let value = hex(&random_bytes::<48>());
        let last_four = &value[value.len() - 4..];
        let row = sqlx::query(
            "INSERT INTO access_tokens (name, hash, last_four, scopes, permission, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(&new.name)
        .bind(sha256(value.as_bytes()).to_vec())
        .bind(last_four)
        .bind(to_json(&new.scopes))
        .bind(if new.may_write { "rw" } else { "ro" })
        .bind(now)
        .bind(new.expires_at)
        .fetch_one(self.connection())
        .await?;
        let token = AccessToken {
            id: get(&row, "id")?,
            name: new.name,
            last_four: last_four.to_owned(),
            scopes: new.scopes,
            may_write: new.may_write,
            created_at: now,
            last_used_at: None,
            expires_at: new.expires_at,
            revoked_at: None,
        };
        let detail = json!({ "name": token.name, "scopes": token.scopes, "may_write": token.may_write });
        self.record("token.created", None, ("token", token.id), detail).await?;
        Ok((token, Hidden::new(value)))
    }

    /// Takes an access token away, at once.
    ///
    /// # Errors
    /// When there is none that is not revoked already.
    pub async fn revoke_token(&mut self, id: i64) -> Result<AccessToken, Error> {
        let now = self.now();
        let query = format!(
            "UPDATE access_tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL RETURNING {COLUMNS}"
        );
        let row = sqlx::query(&query).bind(now).bind(id).fetch_optional(self.connection()).await?;
        let token = token(&row.ok_or(Error::NotFound("access token"))?)?;
        self.record("token.revoked", None, ("token", id), json!({ "name": token.name })).await?;
        Ok(token)
    }
}
