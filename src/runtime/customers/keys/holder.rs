//! What a gateway has to know of an application to decide about many calls: whether it is served, and by which keys it
//! is known. Holds no key: only what keys are found by. Must not decide about a call.

use std::sync::atomic::{AtomicI64, Ordering};

use super::lookup_parts;
use super::verify::{Presented, USE_SECONDS};
use crate::model::{AccountState, ApplicationState, Mode};
use crate::runtime::crypto::Purpose;
use crate::runtime::customers::accounts;
use crate::runtime::customers::applications::{self, Application};
use crate::runtime::customers::{Customers, Error};
use crate::runtime::store::{StoreError, get};

/// An application as a gateway sees it.
#[derive(Debug)]
pub struct Holder {
    /// The application.
    pub application: Application,
    /// Whether it is live, and its account approved.
    pub is_served: bool,
    /// Its keys that are not revoked.
    pub tags: Vec<Tag>,
}

/// What a key is found by: its HMAC.
pub struct Tag {
    /// Id of the key.
    pub key: i64,
    /// When the key stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was last used, seconds since 1970; 0 for never.
    last_used_at: AtomicI64,
    tag: Vec<u8>,
}

impl Tag {
    /// Whether it is one of what [`Customers::tags`] gives for a presented key.
    pub fn is_among(&self, presented: &[[u8; 32]]) -> bool {
        presented.iter().any(|tag| tag[..] == self.tag)
    }

    /// Whether a use of the key at the time `now` is to be written down: at most once a minute.
    pub fn is_use_news(&self, now: i64) -> bool {
        let is_news = now - self.last_used_at.load(Ordering::Relaxed) >= USE_SECONDS;
        if is_news {
            self.last_used_at.store(now, Ordering::Relaxed);
        }
        is_news
    }
}

impl std::fmt::Debug for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tag").field("key", &self.key).finish_non_exhaustive()
    }
}

impl Customers {
    /// What a presented key may be found by: with the current master secret, and with the former.
    pub fn tags(&self, presented: Presented<'_>) -> Vec<[u8; 32]> {
        let parts = match presented {
            Presented::AppIdKey(app_id, key) => lookup_parts(Mode::AppIdKey, Some(app_id), key),
            Presented::UserKey(key) => lookup_parts(Mode::UserKey, None, key),
            Presented::Oauth(client, secret) => lookup_parts(Mode::Oauth, Some(client), secret),
        };
        self.secrets().macs(Purpose::KeysLookup, &parts)
    }

    /// The application with this `app_id` or client id, served or not.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holder_of_app_id(&self, app_id: &str) -> Result<Option<Holder>, Error> {
        let mut moment = self.store().snapshot().await?;
        let found = applications::by_app_id(&mut moment, app_id).await?;
        of(&mut moment, found).await
    }

    /// The application whose user key has one of these tags, served or not.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn holder_of_tags(&self, tags: &[[u8; 32]]) -> Result<Option<Holder>, Error> {
        let mut moment = self.store().snapshot().await?;
        for tag in tags {
            let row = sqlx::query("SELECT application_id FROM app_keys WHERE lookup = $1 AND revoked_at IS NULL")
                .bind(tag.to_vec())
                .fetch_optional(&mut *moment)
                .await?;
            let Some(row) = row else { continue };
            let found = applications::by_id(&mut moment, get(&row, "application_id")?).await?;
            return of(&mut moment, found).await;
        }
        Ok(None)
    }

    /// Writes down that keys were used: each by its id, with the time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_uses(&self, uses: &[(i64, i64)]) -> Result<(), Error> {
        if uses.is_empty() {
            return Ok(());
        }
        let mut write = self.store().begin().await?;
        for (key, at) in uses {
            sqlx::query(
                "UPDATE app_keys SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
            )
            .bind(at)
            .bind(key)
            .execute(write.connection())
            .await?;
        }
        Ok(write.commit().await?)
    }
}

async fn of(connection: &mut sqlx::AnyConnection, found: Option<Application>) -> Result<Option<Holder>, Error> {
    let Some(application) = found else { return Ok(None) };
    let account = accounts::by_id(connection, application.account_id).await?;
    let is_approved = account.is_some_and(|account| account.state == AccountState::Approved);
    let rows = sqlx::query(
        "SELECT id, lookup, expires_at, last_used_at FROM app_keys \
         WHERE application_id = $1 AND revoked_at IS NULL AND lookup IS NOT NULL",
    )
    .bind(application.id)
    .fetch_all(connection)
    .await?;
    let tag = |row| {
        Ok::<_, StoreError>(Tag {
            key: get(row, "id")?,
            expires_at: get(row, "expires_at")?,
            last_used_at: AtomicI64::new(get::<Option<i64>>(row, "last_used_at")?.unwrap_or(0)),
            tag: get(row, "lookup")?,
        })
    };
    let tags = rows.iter().map(tag).collect::<Result<_, _>>()?;
    let is_served = is_approved && application.state == ApplicationState::Live;
    Ok(Some(Holder { application, is_served, tags }))
}
