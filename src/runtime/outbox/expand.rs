//! From events to deliveries: who is to be told, once. Must not deliver.

use super::{Channel, deliveries};
use crate::runtime::customers::{Customers, Error};
use crate::runtime::portal::Portal;
use crate::runtime::{mail, webhooks};

/// Events that are looked at in one step.
const MOST: i64 = 50;
/// Mails of one kind that one user gets in a day: whoever makes keys all day is not written to all day.
const FLOOD: i64 = 20;
const DAY: i64 = 86_400;

/// One who is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// How.
    pub channel: Channel,
    /// Whom.
    pub recipient: String,
    /// The mail's system name, or the event.
    pub kind: String,
    /// What is told: the same is told once.
    pub notice: String,
}

/// Looks at the oldest events that nobody has looked at.
pub(super) async fn step(portal: &Portal) -> Result<bool, Error> {
    let customers = portal.customers(&portal.shelf().current());
    let events = customers.events(0, MOST).await?;
    for event in &events {
        let mut tellings = Vec::new();
        // What happened before anybody was to be told of anything, or while nothing ran for days, is no news.
        if customers.now() - event.at <= deliveries::STALE {
            tellings.extend(mail::tellings(portal, &customers, event).await?);
            tellings.extend(webhooks::tellings(portal, event));
        }
        write(&customers, event.id, &tellings).await?;
    }
    Ok(!events.is_empty())
}

/// Writes down who is to be told, together with that the event was looked at. Of two processes one does.
async fn write(customers: &Customers, event: i64, tellings: &[Telling]) -> Result<(), Error> {
    let now = customers.now();
    let mut write = customers.store().begin().await?;
    let mine = sqlx::query("UPDATE outbox SET done_at = $1 WHERE id = $2 AND done_at IS NULL")
        .bind(now)
        .bind(event)
        .execute(write.connection())
        .await?;
    if mine.rows_affected() == 0 {
        return Ok(());
    }
    for telling in tellings {
        // Nothing is written for whoever was told the same, or enough for a day.
        sqlx::query(
            "INSERT INTO deliveries (event_id, channel, recipient, kind, notice, state, attempts, created_at, next_at, \
             leased_until) SELECT $1, $2, $3, $4, $5, 'waiting', 0, $6, $6, 0 WHERE $2 <> 'mail' OR (SELECT COUNT(*) \
             FROM deliveries WHERE channel = $2 AND recipient = $3 AND kind = $4 AND created_at >= $7) < $8 \
             ON CONFLICT (channel, recipient, notice) DO NOTHING",
        )
        .bind(event)
        .bind(telling.channel.name())
        .bind(&telling.recipient)
        .bind(&telling.kind)
        .bind(&telling.notice)
        .bind(now)
        .bind(now - now.rem_euclid(DAY))
        .bind(FLOOD)
        .execute(write.connection())
        .await?;
    }
    Ok(write.commit().await?)
}
