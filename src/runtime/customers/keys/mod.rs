//! Keys of applications. A key is found by its HMAC and by nothing else; where the site shows keys again it is also kept
//! encrypted. Both are made with keys that are not in the database. Must not log or return a value that was not asked
//! for.

mod change;
mod holder;
mod reseal;
mod verify;

use serde::Serialize;
use sqlx::AnyConnection;

use super::applications::Application;
use super::{Customers, Error};
use crate::model::Mode;
use crate::runtime::crypto::{Hidden, Purpose, Secrets};
use crate::runtime::store::{Row, StoreError, get};

pub use holder::{Holder, Tag};
pub use verify::{Presented, Verified};

/// Live keys that one application has at most, as in 3scale.
pub const MOST_KEYS: usize = 5;

/// How a site treats keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct KeyRules {
    /// Keys are kept encrypted and shown again (`keys: reveal`), as in 3scale; otherwise each is shown once.
    pub reveal: bool,
    /// A customer may take away the last live key of an application.
    pub last_may_go: bool,
}

/// A key, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Never given twice.
    pub id: i64,
    /// Id of the application.
    pub application_id: i64,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// Its first letters, where it is long enough to show some.
    pub prefix: String,
    /// Its last letters, where it is long enough to show some.
    pub last_four: String,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970, to the minute.
    pub last_used_at: Option<i64>,
    /// When it stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
    /// When it was taken away, seconds since 1970.
    pub revoked_at: Option<i64>,
    /// The value, encrypted.
    #[serde(skip)]
    sealed: Option<Sealed>,
}

/// An encrypted value. It shows nothing.
#[derive(Clone, PartialEq, Eq)]
struct Sealed(Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

/// What a key is good for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It is taken, with no end in sight.
    Live,
    /// It is taken until it expires.
    Expiring,
    /// Its time is over.
    Expired,
    /// It was taken away.
    Revoked,
}

impl Key {
    /// What it is good for at this time.
    pub fn state(&self, now: i64) -> KeyState {
        match (self.revoked_at, self.expires_at) {
            (Some(_), _) => KeyState::Revoked,
            (None, Some(end)) if end <= now => KeyState::Expired,
            (None, Some(_)) => KeyState::Expiring,
            (None, None) => KeyState::Live,
        }
    }

    /// Whether it is taken at this time, as far as it depends on the key.
    pub fn is_live(&self, now: i64) -> bool {
        matches!(self.state(now), KeyState::Live | KeyState::Expiring)
    }

    /// Whether its value is kept.
    pub fn is_kept(&self) -> bool {
        self.sealed.is_some()
    }

    /// Its value, where the site keeps it and the secrets are those it was kept with.
    pub fn value(&self, secrets: &Secrets) -> Option<Hidden> {
        let sealed = self.sealed.as_ref()?;
        let plain = secrets.open(Purpose::KeysSeal, &sealed.0, &self.application_id.to_be_bytes())?;
        String::from_utf8(plain).ok().map(Hidden::new)
    }

    /// What may always be shown of it: `3f0c…9a1b`.
    pub fn shown(&self) -> String {
        format!("{}…{}", self.prefix, self.last_four)
    }
}

/// A key to be made.
#[derive(Debug, Clone, Default)]
pub struct NewKey {
    /// What its owner calls it.
    pub name: String,
    /// `None` makes one of 128 random bits. A given one has 5 to 255 printable ASCII letters.
    pub value: Option<Hidden>,
    /// When it stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
}

/// A key that was made now, with its value.
#[derive(Debug)]
pub struct FreshKey {
    /// The key.
    pub key: Key,
    /// Its value.
    pub value: Hidden,
}

pub(super) const COLUMNS: &str = "app_keys.id, app_keys.application_id, app_keys.name, app_keys.prefix, \
    app_keys.last_four, app_keys.created_at, app_keys.last_used_at, app_keys.expires_at, app_keys.revoked_at, \
    app_keys.sealed";

pub(super) fn key(row: &Row) -> Result<Key, StoreError> {
    Ok(Key {
        id: get(row, "id")?,
        application_id: get(row, "application_id")?,
        name: get(row, "name")?,
        prefix: get(row, "prefix")?,
        last_four: get(row, "last_four")?,
        created_at: get(row, "created_at")?,
        last_used_at: get(row, "last_used_at")?,
        expires_at: get(row, "expires_at")?,
        revoked_at: get(row, "revoked_at")?,
        sealed: get::<Option<Vec<u8>>>(row, "sealed")?.map(Sealed),
    })
}

impl Customers {
    /// The id of the application that a key is or was of.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn application_of_key(&self, key: i64) -> Result<Option<i64>, Error> {
        let row = sqlx::query("SELECT application_id FROM app_keys WHERE id = $1")
            .bind(key)
            .fetch_optional(&mut *self.store().read().await?)
            .await?;
        Ok(row.as_ref().map(|row| get(row, "application_id")).transpose()?)
    }
}

async fn of_application(connection: &mut AnyConnection, application: i64) -> Result<Vec<Key>, StoreError> {
    let query = format!("SELECT {COLUMNS} FROM app_keys WHERE application_id = $1 ORDER BY id");
    let rows = sqlx::query(&query).bind(application).fetch_all(connection).await?;
    rows.iter().map(key).collect()
}

/// What the HMAC of a key covers: keys of two applications may be the same text, and none stands for another.
fn lookup_parts<'v>(mode: Mode, app_id: Option<&'v str>, value: &'v str) -> [&'v [u8]; 3] {
    [mode.name().as_bytes(), app_id.unwrap_or_default().as_bytes(), value.as_bytes()]
}

/// The current HMAC of a key of this application.
fn lookup(secrets: &Secrets, application: &Application, value: &str) -> Vec<u8> {
    let parts = lookup_parts(application.mode, application.app_id.as_deref(), value);
    secrets.mac(Purpose::KeysLookup, &parts).to_vec()
}

impl Customers {
    /// All keys of an application, oldest first, with those that are revoked or expired.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keys(&self, application: i64) -> Result<Vec<Key>, Error> {
        Ok(of_application(&mut *self.store().read().await?, application).await?)
    }
}
