//! The table of deliveries: one is taken by one process at a time, tried again later and later, and ends once. Must not
//! deliver.

use crate::runtime::crypto::random_bytes;
use crate::runtime::customers::{Customers, Error, Event};
use crate::runtime::outbox::Channel;
use crate::runtime::store::{Kind, get, json};

/// Seconds that a process is believed to have a delivery in hand.
const LEASE: i64 = 20;
/// How often a process says that it still has.
pub(super) const RENEW: std::time::Duration = std::time::Duration::from_secs(5);
/// Seconds before the second try; each one after that waits twice as long, up to [`LONGEST`].
const FIRST: i64 = 10;
const LONGEST: i64 = 3600;
/// Seconds after which nobody is told any more: what is three days old is no news.
pub(super) const STALE: i64 = 3 * 86_400;
/// Seconds that what is done is kept.
const KEPT: i64 = 30 * 86_400;

/// One who is to be told of an event.
#[derive(Debug)]
pub struct Delivery {
    id: i64,
    owner: String,
    attempts: i64,
    /// What happened.
    pub event: Event,
    /// Whom: `user:3`, or the name of a webhook.
    pub recipient: String,
    /// The mail's system name, or the event.
    pub kind: String,
    /// Whether an earlier try ended, or was cut off, after the other side may have taken it.
    pub is_doubtful: bool,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was taken.
    Done,
    /// There is nobody to be told any more, or nothing to tell.
    Void,
    /// It was not taken, and may be later.
    Later(String),
    /// It will never be taken.
    Never(String),
    /// Another process has it by now.
    Lost,
}

/// Takes what is next. What another process has taken and not finished is taken when that has not been heard of.
pub(super) async fn claim(customers: &Customers, channel: Channel, owner: &str) -> Result<Option<Delivery>, Error> {
    const NEXT: &str = "SELECT id, event_id, recipient, kind, state, attempts FROM deliveries WHERE done_at IS NULL \
        AND channel = $1 AND next_at <= $2 AND leased_until <= $2 ORDER BY next_at, id LIMIT 1";
    let now = customers.now();
    // Most of the time there is nothing, and nobody who writes has to wait for that to be seen.
    let mut read = customers.store().read().await?;
    if sqlx::query(NEXT).bind(channel.name()).bind(now).fetch_optional(&mut *read).await?.is_none() {
        return Ok(None);
    }
    drop(read);
    let mut write = customers.store().begin().await?;
    let lock = if customers.store().kind() == Kind::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    let query = format!("{NEXT}{lock}");
    let row = sqlx::query(&query).bind(channel.name()).bind(now).fetch_optional(write.connection()).await?;
    let Some(row) = row else { return Ok(None) };
    let (id, event): (i64, i64) = (get(&row, "id")?, get(&row, "event_id")?);
    let state: String = get(&row, "state")?;
    let attempts = get::<i64>(&row, "attempts")? + 1;
    sqlx::query("UPDATE deliveries SET owner = $1, leased_until = $2, attempts = $3 WHERE id = $4")
        .bind(owner)
        .bind(now + LEASE)
        .bind(attempts)
        .bind(id)
        .execute(write.connection())
        .await?;
    let found = sqlx::query("SELECT id, at, event, account_id, payload FROM outbox WHERE id = $1")
        .bind(event)
        .fetch_one(write.connection())
        .await?;
    let event = Event {
        id: event,
        at: get(&found, "at")?,
        event: get(&found, "event")?,
        account_id: get(&found, "account_id")?,
        payload: json(&found, "payload")?,
    };
    let (recipient, kind) = (get(&row, "recipient")?, get(&row, "kind")?);
    write.commit().await?;
    let is_doubtful = state == "sending";
    if is_doubtful {
        tracing::warn!(event = event.id, kind, "a delivery was cut off when it may have been taken; it is tried again");
    }
    Ok(Some(Delivery { id, owner: owner.to_owned(), attempts, event, recipient, kind, is_doubtful }))
}

impl Delivery {
    /// Says that it is still in hand.
    pub(super) async fn hold(&self, customers: &Customers) -> Result<(), Error> {
        let statement = sqlx::query("UPDATE deliveries SET leased_until = $1 WHERE id = $2 AND owner = $3")
            .bind(customers.now() + LEASE)
            .bind(self.id)
            .bind(&self.owner);
        customers.store().execute(statement).await?;
        Ok(())
    }

    /// Writes down, before it happens, that from now on the other side may have taken it. False where another process
    /// has it by now: then nothing may be sent.
    ///
    /// # Errors
    /// When the database does not answer: then nothing may be sent either.
    pub async fn mark_sending(&self, customers: &Customers) -> Result<bool, Error> {
        let statement = sqlx::query(
            "UPDATE deliveries SET state = 'sending', leased_until = $1 WHERE id = $2 AND owner = $3 \
             AND done_at IS NULL",
        )
        .bind(customers.now() + LEASE)
        .bind(self.id)
        .bind(&self.owner);
        Ok(customers.store().execute(statement).await?.rows_affected() == 1)
    }

    /// Writes down what came of it.
    pub(super) async fn settle(&self, customers: &Customers, outcome: &Outcome) -> Result<(), Error> {
        let now = customers.now();
        let (state, problem) = match outcome {
            Outcome::Lost => return Ok(()),
            Outcome::Done => ("done", None),
            Outcome::Void => ("void", None),
            Outcome::Never(why) => ("failed", Some(why.as_str())),
            Outcome::Later(why) if now - self.event.at > STALE => ("failed", Some(why.as_str())),
            Outcome::Later(why) => ("waiting", Some(why.as_str())),
        };
        if let Some(problem) = problem {
            let event = self.event.id;
            tracing::warn!(
                event,
                kind = self.kind,
                tries = self.attempts,
                state,
                problem,
                "nobody was told of an event"
            );
        }
        let done = (state != "waiting").then_some(now);
        let statement = sqlx::query(
            "UPDATE deliveries SET state = $1, problem = $2, done_at = $3, next_at = $4, owner = NULL, leased_until = 0 \
             WHERE id = $5 AND owner = $6",
        )
        .bind(state)
        .bind(problem)
        .bind(done)
        .bind(now + pause(self.attempts, random_bytes()))
        .bind(self.id)
        .bind(&self.owner);
        customers.store().execute(statement).await?;
        Ok(())
    }
}

/// Seconds until the next try, a fifth more or less so that not all come at once.
fn pause(attempts: i64, random: [u8; 1]) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(12);
    let pause = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    pause * 4 / 5 + pause * 2 / 5 * i64::from(random[0]) / 255
}

pub(super) async fn sweep(customers: &Customers) -> Result<(), Error> {
    let before = customers.now() - KEPT;
    for statement in [
        "DELETE FROM deliveries WHERE done_at < $1",
        "DELETE FROM outbox WHERE done_at < $1 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_id = outbox.id)",
    ] {
        customers.store().execute(sqlx::query(statement).bind(before)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn tries_come_later_and_later() {
        let span = |attempts| (pause(attempts, [0]), pause(attempts, [255]));
        assert_eq!((span(1), span(2), span(3)), ((8, 12), (16, 24), (32, 48)));
        assert_eq!((span(20), span(1000)), ((2880, 4320), (2880, 4320)));
    }
}
