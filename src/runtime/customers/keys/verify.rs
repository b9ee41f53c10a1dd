//! Whether presented credentials are an application's. One look-up by HMAC: nothing is compared letter by letter, and
//! nothing is searched by a part of a key.

use super::{Key, key};
use crate::model::{AccountState, ApplicationState};
use crate::runtime::customers::applications::{self, Application};
use crate::runtime::customers::{Customers, Error};

/// Uses of a key are written down at most once in so many seconds.
pub(super) const USE_SECONDS: i64 = 60;

/// Credentials as a caller presents them.
#[derive(Clone, Copy)]
pub enum Presented<'v> {
    /// `app_id` and one of its keys.
    AppIdKey(&'v str, &'v str),
    /// A user key.
    UserKey(&'v str),
    /// Client id and secret.
    Oauth(&'v str, &'v str),
}

/// The application whose credentials were presented, and the key that it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The application, which is live, of an account that is approved.
    pub application: Application,
    /// The key, which is live.
    pub key: Key,
}

impl Customers {
    /// The application with these credentials, if it and its account may be served now. A key that was made with the
    /// former master secret is taken, and from then on found with the current one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn verify(&self, presented: Presented<'_>) -> Result<Option<Verified>, Error> {
        let now = self.now();
        let tags = self.tags(presented);
        for (tag, is_current) in tags.iter().zip([true, false]) {
            let Some(verified) = self.look_up(tag, now).await? else { continue };
            if !is_current {
                self.renew_lookup(verified.key.id, tag, &tags[0]).await?;
            }
            self.mark_used(&verified.key, now).await?;
            return Ok(Some(verified));
        }
        Ok(None)
    }

    async fn look_up(&self, tag: &[u8], now: i64) -> Result<Option<Verified>, Error> {
        let query = format!(
            "SELECT {} FROM app_keys \
             JOIN applications ON applications.id = app_keys.application_id \
             JOIN accounts ON accounts.id = applications.account_id \
             WHERE app_keys.lookup = $1 AND app_keys.revoked_at IS NULL \
             AND (app_keys.expires_at IS NULL OR app_keys.expires_at > $2) \
             AND applications.state = $3 AND accounts.state = $4",
            super::COLUMNS
        );
        let mut connection = self.store().read().await?;
        let row = sqlx::query(&query)
            .bind(tag.to_vec())
            .bind(now)
            .bind(ApplicationState::Live.name())
            .bind(AccountState::Approved.name())
            .fetch_optional(&mut *connection)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let key = key(&row)?;
        let application = applications::by_id(&mut connection, key.application_id).await?;
        Ok(application.map(|application| Verified { application, key }))
    }

    async fn mark_used(&self, key: &Key, now: i64) -> Result<(), Error> {
        if key.last_used_at.is_none_or(|last| now - last >= USE_SECONDS) {
            let statement = sqlx::query("UPDATE app_keys SET last_used_at = $1 WHERE id = $2").bind(now).bind(key.id);
            self.store().execute(statement).await?;
        }
        Ok(())
    }

    /// Only the holder of the key can do this, now: without the value there is no new HMAC.
    async fn renew_lookup(&self, id: i64, old: &[u8], new: &[u8]) -> Result<(), Error> {
        let statement = sqlx::query("UPDATE app_keys SET lookup = $1, secret = $2 WHERE id = $3 AND lookup = $4")
            .bind(new.to_vec())
            .bind(self.secrets().id())
            .bind(id)
            .bind(old.to_vec());
        self.store().execute(statement).await?;
        Ok(())
    }
}
