//! Replacing the master secret: keys that are kept are sealed and found anew; those that are not kept wait until they
//! are used. Must not need the values of keys from anybody.

use serde_json::json;

use super::{Key, key, lookup};
use crate::runtime::crypto::Purpose;
use crate::runtime::customers::{Change, Customers, Error, applications};
use crate::runtime::store::get;

impl Customers {
    /// Live keys that were made with another master secret than the current one. While the former secret is given
    /// they are taken; when it is removed they are not.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn keys_of_other_secrets(&self) -> Result<i64, Error> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS found FROM app_keys WHERE secret <> $1 AND revoked_at IS NULL \
             AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(self.secrets().id())
        .bind(self.now())
        .fetch_one(&mut *self.store().read().await?)
        .await?;
        Ok(get(&row, "found")?)
    }
}

impl Change {
    /// Seals every key that is kept with the current master secret; says how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn reseal_keys(&mut self) -> Result<usize, Error> {
        let customers = self.customers().clone();
        let secrets = customers.secrets();
        let query =
            format!("SELECT {} FROM app_keys WHERE sealed IS NOT NULL AND secret <> $1 ORDER BY id", super::COLUMNS);
        let rows = sqlx::query(&query).bind(secrets.id()).fetch_all(self.connection()).await?;
        let keys: Vec<Key> = rows.iter().map(key).collect::<Result<_, _>>()?;
        let mut done = 0;
        for key in keys {
            let Some(value) = key.value(secrets) else { continue };
            let Some(application) = applications::by_id(self.connection(), key.application_id).await? else { continue };
            let sealed = secrets.seal(Purpose::KeysSeal, value.reveal().as_bytes(), &application.id.to_be_bytes());
            sqlx::query("UPDATE app_keys SET lookup = $1, sealed = $2, secret = $3 WHERE id = $4")
                .bind(lookup(secrets, &application, value.reveal()))
                .bind(sealed)
                .bind(secrets.id())
                .bind(key.id)
                .execute(self.connection())
                .await?;
            done += 1;
        }
        if done > 0 {
            self.record("keys.resealed", None, ("keys", 0), json!({ "keys": done })).await?;
        }
        Ok(done)
    }
}
