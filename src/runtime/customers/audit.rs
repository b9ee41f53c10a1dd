//! Reads what changes left behind: the audit entries that customers' administrators and the company see, and the events
//! that mail is sent from. Must not write.

use serde::Serialize;
use serde_json::Value as Json;

use super::{Customers, Error};
use crate::runtime::store::{Row, StoreError, get, json};

/// Who changed what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Later entries have greater ones.
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// Id of the account that it is about; it may be gone.
    pub account_id: Option<i64>,
    /// `user:12`, `operator`, `token:3`, `login`, `system`.
    pub actor: String,
    /// Name of the user, token or provider.
    pub actor_name: String,
    /// What was done: `key.created`.
    pub action: String,
    /// To what: `key:40`.
    pub subject: String,
    /// More of it, without secrets.
    pub detail: Json,
}

/// An event that somebody may be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Later events have greater ones.
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// What happened: `key.created`.
    pub event: String,
    /// Id of the account that it is about; it may be gone.
    pub account_id: Option<i64>,
    /// `subject`, `actor`, `actor_name` and `detail`, as in the audit entry.
    pub payload: Json,
}

fn entry(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: get(row, "id")?,
        at: get(row, "at")?,
        account_id: get(row, "account_id")?,
        actor: get(row, "actor")?,
        actor_name: get(row, "actor_name")?,
        action: get(row, "action")?,
        subject: get(row, "subject")?,
        detail: json(row, "detail")?,
    })
}

fn event(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        id: get(row, "id")?,
        at: get(row, "at")?,
        event: get(row, "event")?,
        account_id: get(row, "account_id")?,
        payload: json(row, "payload")?,
    })
}

impl Customers {
    /// The latest audit entries, of one account or of all, latest first: at most `limit` of those before the id
    /// `before`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit(&self, account: Option<i64>, before: Option<i64>, limit: i64) -> Result<Vec<Entry>, Error> {
        let rows = sqlx::query(
            "SELECT id, at, account_id, actor, actor_name, action, subject, detail FROM audit \
             WHERE ($1 = 0 OR account_id = $1) AND id < $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(account.unwrap_or_default())
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit)
        .fetch_all(&mut *self.store().read().await?)
        .await?;
        Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
    }

    /// A part of an account's audit entries, latest first, behind `skip` later ones; and how many there are.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audit_part(&self, account: i64, skip: i64, limit: i64) -> Result<(Vec<Entry>, i64), Error> {
        let mut moment = self.store().snapshot().await?;
        let row = sqlx::query("SELECT COUNT(*) AS found FROM audit WHERE account_id = $1")
            .bind(account)
            .fetch_one(&mut *moment)
            .await?;
        let rows = sqlx::query(
            "SELECT id, at, account_id, actor, actor_name, action, subject, detail FROM audit \
             WHERE account_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
        )
        .bind(account)
        .bind(limit)
        .bind(skip)
        .fetch_all(&mut *moment)
        .await?;
        Ok((rows.iter().map(entry).collect::<Result<_, _>>()?, get(&row, "found")?))
    }

    /// Events that nobody has been told of yet, oldest first: at most `limit` of those behind the id `after`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn events(&self, after: i64, limit: i64) -> Result<Vec<Event>, Error> {
        let rows = sqlx::query(
            "SELECT id, at, event, account_id, payload FROM outbox WHERE done_at IS NULL AND id > $1 \
             ORDER BY id LIMIT $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *self.store().read().await?)
        .await?;
        Ok(rows.iter().map(event).collect::<Result<_, _>>()?)
    }
}
