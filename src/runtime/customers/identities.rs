//! Identities: who an issuer says that somebody is. The key is the pair of issuer and subject and nothing else; an
//! address of mail never finds a user here (facts: RFC 9700, OpenID Connect Core 5.7).

use serde::Serialize;
use serde_json::json;
use sqlx::AnyConnection;

use super::users::{COLUMNS, user};
use super::{Change, Customers, Error, User};
use crate::runtime::store::{StoreError, get};

/// How an issuer knows a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The issuer, as in `iss`.
    pub iss: String,
    /// What the issuer calls the user, as in `sub`.
    pub sub: String,
    /// Id of the user.
    pub user_id: i64,
    /// Seconds since 1970.
    pub created_at: i64,
}

async fn find(connection: &mut AnyConnection, iss: &str, sub: &str) -> Result<Option<User>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS} FROM identities JOIN users ON users.id = identities.user_id \
         WHERE identities.iss = $1 AND identities.sub = $2"
    );
    let row = sqlx::query(&query).bind(iss).bind(sub).fetch_optional(connection).await?;
    row.as_ref().map(user).transpose()
}

impl Customers {
    /// The user whom this issuer calls so.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_by_identity(&self, iss: &str, sub: &str) -> Result<Option<User>, Error> {
        Ok(find(&mut *self.store().read().await?, iss, sub).await?)
    }

    /// How issuers know a user.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn identities(&self, user: i64) -> Result<Vec<Identity>, Error> {
        let rows =
            sqlx::query("SELECT iss, sub, user_id, created_at FROM identities WHERE user_id = $1 ORDER BY iss, sub")
                .bind(user)
                .fetch_all(&mut *self.store().read().await?)
                .await?;
        let identity = |row| -> Result<Identity, StoreError> {
            Ok(Identity {
                iss: get(row, "iss")?,
                sub: get(row, "sub")?,
                user_id: get(row, "user_id")?,
                created_at: get(row, "created_at")?,
            })
        };
        Ok(rows.iter().map(identity).collect::<Result<_, _>>()?)
    }
}

impl Change {
    /// The user whom this issuer calls so, as this change has left it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn user_by_identity(&mut self, iss: &str, sub: &str) -> Result<Option<User>, Error> {
        Ok(find(self.connection(), iss, sub).await?)
    }

    /// Lets the user log in as whom this issuer calls so; says whether that is new.
    ///
    /// # Errors
    /// When there is no such user, or the identity is another user's.
    pub async fn link_identity(&mut self, user: i64, iss: &str, sub: &str) -> Result<bool, Error> {
        let user = self.user(user).await?;
        match find(self.connection(), iss, sub).await? {
            Some(owner) if owner.id == user.id => return Ok(false),
            Some(_) => return Err(Error::invalid("identity", "has already been taken")),
            None => {}
        }
        let now = self.now();
        sqlx::query("INSERT INTO identities (iss, sub, user_id, created_at) VALUES ($1, $2, $3, $4)")
            .bind(iss)
            .bind(sub)
            .bind(user.id)
            .bind(now)
            .execute(self.connection())
            .await?;
        let detail = json!({ "username": user.username, "iss": iss });
        self.record("identity.linked", user.account_id, ("user", user.id), detail).await?;
        Ok(true)
    }

    /// Takes an identity away from its user. Sessions that began with it go on until they are ended.
    ///
    /// # Errors
    /// When there is none.
    pub async fn unlink_identity(&mut self, iss: &str, sub: &str) -> Result<(), Error> {
        let user = find(self.connection(), iss, sub).await?.ok_or(Error::NotFound("identity"))?;
        sqlx::query("DELETE FROM identities WHERE iss = $1 AND sub = $2")
            .bind(iss)
            .bind(sub)
            .execute(self.connection())
            .await?;
        let detail = json!({ "username": user.username, "iss": iss });
        self.record("identity.unlinked", user.account_id, ("user", user.id), detail).await
    }
}
