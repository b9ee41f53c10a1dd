//! Keys come and go: made, revoked, replaced with an overlap.

use serde_json::json;

use super::{FreshKey, Key, MOST_KEYS, NewKey, lookup, lookup_parts, of_application};
use crate::model::Mode;
use crate::runtime::crypto::{Hidden, Purpose, hex, random_bytes};
use crate::runtime::customers::applications::Application;
use crate::runtime::customers::fields::Checks;
use crate::runtime::customers::{Change, Error};
use crate::runtime::store::get;

impl Change {
    /// Makes a key of an application. Its value is in the answer and, unless keys are revealed, nowhere else.
    ///
    /// # Errors
    /// When there are as many as there may be, or the given value cannot be taken.
    pub async fn create_key(&mut self, application: &Application, new: NewKey) -> Result<FreshKey, Error> {
        let keys = self.live_keys(application).await?;
        // The other modes have one credential; beside it stands only what it replaces.
        let is_single = application.mode != Mode::AppIdKey;
        if is_single && keys.iter().any(|key| key.expires_at.is_none()) {
            return Err(Error::Limit("keys", 1));
        }
        if keys.len() >= MOST_KEYS {
            return Err(Error::Limit("keys", MOST_KEYS));
        }
        let fresh = self.insert_key(application, new).await?;
        let detail = json!({ "application": application.name, "name": fresh.key.name, "key": fresh.key.shown() });
        self.record("key.created", application.account_id, ("key", fresh.key.id), detail).await?;
        Ok(fresh)
    }

    /// Takes a key away, at once and for good: nothing of its value is left.
    ///
    /// # Errors
    /// When the application has no such key that is live, or it is the last and a customer may not take that away.
    pub async fn revoke_key(&mut self, application: &Application, id: i64) -> Result<Key, Error> {
        let keys = self.live_keys(application).await?;
        let key = keys.iter().find(|key| key.id == id).ok_or(Error::NotFound("key"))?.clone();
        if keys.len() == 1 && self.is_by_customer() && !self.customers().key_rules().last_may_go {
            return Err(Error::State("it is the application's last key: make another one first".to_owned()));
        }
        self.end_key(&key).await?;
        let detail = json!({ "application": application.name, "name": key.name, "key": key.shown() });
        self.record("key.revoked", application.account_id, ("key", id), detail).await?;
        Ok(Key { revoked_at: Some(self.now()), sealed: None, ..key })
    }

    /// Makes a key in place of another, which is taken for `overlap` more seconds; 0 revokes it now.
    ///
    /// # Errors
    /// When the application has no such key that is live, or both together would be more than there may be.
    pub async fn rotate_key(&mut self, application: &Application, id: i64, overlap: i64) -> Result<FreshKey, Error> {
        let keys = self.live_keys(application).await?;
        let old = keys.iter().find(|key| key.id == id).ok_or(Error::NotFound("key"))?.clone();
        let end = self.now().saturating_add(overlap.max(0));
        // A key that ends before that ends when it would have.
        let end = old.expires_at.map_or(end, |earlier| earlier.min(end));
        if overlap <= 0 {
            self.end_key(&old).await?;
        } else {
            if keys.len() >= MOST_KEYS {
                return Err(Error::Limit("keys", MOST_KEYS));
            }
            sqlx::query("UPDATE app_keys SET expires_at = $1 WHERE id = $2")
                .bind(end)
                .bind(id)
                .execute(self.connection())
                .await?;
        }
        let new = NewKey { name: old.name.clone(), ..NewKey::default() };
        let fresh = self.insert_key(application, new).await?;
        let detail = json!({
            "application": application.name, "name": old.name, "key": fresh.key.shown(), "replaced": old.shown(),
            "replaced_ends_at": end,
        });
        self.record("key.rotated", application.account_id, ("key", fresh.key.id), detail).await?;
        Ok(fresh)
    }

    /// The key of an application that has one: the latest that has no end.
    ///
    /// # Errors
    /// When there is none.
    pub async fn lasting_key(&mut self, application: &Application) -> Result<Key, Error> {
        let keys = self.live_keys(application).await?;
        let lasting = keys.into_iter().rev().find(|key| key.expires_at.is_none());
        lasting.ok_or_else(|| Error::State("the application has no key to replace".to_owned()))
    }

    /// Whether the application has a live key with this value.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn has_key(&mut self, application: &Application, value: &Hidden) -> Result<bool, Error> {
        let lookup = lookup(self.customers().secrets(), application, value.reveal());
        let row = sqlx::query("SELECT id FROM app_keys WHERE lookup = $1 AND application_id = $2")
            .bind(lookup)
            .bind(application.id)
            .fetch_optional(self.connection())
            .await?;
        Ok(row.is_some())
    }

    /// The live key that a program of the company names: by its value, its id, or what is shown of it, where that is
    /// shown of no other.
    ///
    /// # Errors
    /// When the application has no such key.
    pub async fn key_called(&mut self, application: &Application, text: &Hidden) -> Result<Key, Error> {
        let parts = lookup_parts(application.mode, application.app_id.as_deref(), text.reveal());
        let tags = self.customers().secrets().macs(Purpose::KeysLookup, &parts);
        let mut by_value = None;
        for tag in tags {
            let row = sqlx::query("SELECT id FROM app_keys WHERE lookup = $1 AND application_id = $2")
                .bind(tag.to_vec())
                .bind(application.id)
                .fetch_optional(self.connection())
                .await?;
            by_value = by_value.or(row.as_ref().map(|row| get::<i64>(row, "id")).transpose()?);
        }
        let keys = self.live_keys(application).await?;
        let id = by_value.or_else(|| text.reveal().parse().ok());
        if let Some(key) = keys.iter().find(|key| Some(key.id) == id) {
            return Ok(key.clone());
        }
        let mut shown = keys.iter().filter(|key| key.shown() == text.reveal());
        match (shown.next(), shown.next()) {
            (Some(key), None) => Ok(key.clone()),
            _ => Err(Error::NotFound("key")),
        }
    }

    /// Writes down that somebody saw the value of a key, and hands it over.
    ///
    /// # Errors
    /// When the application has no such key that is live, or keys are not kept.
    pub async fn reveal_key(&mut self, application: &Application, id: i64) -> Result<Hidden, Error> {
        let keys = self.live_keys(application).await?;
        let key = keys.iter().find(|key| key.id == id).ok_or(Error::NotFound("key"))?;
        let value = key.value(self.customers().secrets());
        let value = value.ok_or_else(|| Error::State("the value of this key is not kept".to_owned()))?;
        let detail = json!({ "application": application.name, "name": key.name, "key": key.shown() });
        self.record("key.revealed", application.account_id, ("key", id), detail).await?;
        Ok(value)
    }

    async fn live_keys(&mut self, application: &Application) -> Result<Vec<Key>, Error> {
        let now = self.now();
        let mut keys = of_application(self.connection(), application.id).await?;
        keys.retain(|key| key.is_live(now));
        Ok(keys)
    }

    async fn insert_key(&mut self, application: &Application, new: NewKey) -> Result<FreshKey, Error> {
        let value = new.value.unwrap_or_else(|| Hidden::new(hex(&random_bytes::<16>())));
        let customers = self.customers().clone();
        let secrets = customers.secrets();
        let lookup = lookup(secrets, application, value.reveal());
        self.check_key(&new.name, &value, new.expires_at, &lookup).await?;
        let context = application.id.to_be_bytes();
        let seal = || secrets.seal(Purpose::KeysSeal, value.reveal().as_bytes(), &context);
        let sealed = customers.key_rules().reveal.then(seal);
        let (prefix, last_four) = shown_parts(value.reveal());
        let now = self.now();
        let row = sqlx::query(
            "INSERT INTO app_keys (application_id, name, lookup, sealed, secret, prefix, last_four, created_at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        )
        .bind(application.id)
        .bind(&new.name)
        .bind(lookup)
        .bind(sealed.clone())
        .bind(secrets.id())
        .bind(prefix)
        .bind(last_four)
        .bind(now)
        .bind(new.expires_at)
        .fetch_one(self.connection())
        .await?;
        let key = Key {
            id: get(&row, "id")?,
            application_id: application.id,
            name: new.name,
            prefix: prefix.to_owned(),
            last_four: last_four.to_owned(),
            created_at: now,
            last_used_at: None,
            expires_at: new.expires_at,
            revoked_at: None,
            sealed: sealed.map(super::Sealed),
        };
        Ok(FreshKey { key, value })
    }

    async fn check_key(&mut self, name: &str, value: &Hidden, end: Option<i64>, lookup: &[u8]) -> Result<(), Error> {
        let mut checks = Checks::default();
        checks.line("name", name);
        let value = value.reveal();
        if !(5..=255).contains(&value.len()) || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            checks.wrong("value", "must have 5 to 255 printable characters without spaces");
        }
        if end.is_some_and(|end| end <= self.now()) {
            checks.wrong("expires_at", "is in the past");
        }
        let taken = sqlx::query("SELECT id FROM app_keys WHERE lookup = $1")
            .bind(lookup.to_vec())
            .fetch_optional(self.connection())
            .await?;
        if taken.is_some() {
            checks.wrong("value", "has already been taken");
        }
        checks.finish()
    }

    async fn end_key(&mut self, key: &Key) -> Result<(), Error> {
        let now = self.now();
        sqlx::query("UPDATE app_keys SET revoked_at = $1, lookup = NULL, sealed = NULL WHERE id = $2")
            .bind(now)
            .bind(key.id)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

/// What is shown of a key for ever: four letters of each end, where at least twelve stay unknown.
fn shown_parts(value: &str) -> (&str, &str) {
    let last = &value[value.len().saturating_sub(4)..];
    match value.len() {
        20.. => (&value[..4], last),
        16.. => ("", last),
        _ => ("", ""),
    }
}
