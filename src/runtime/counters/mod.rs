//! Counters: what applications use of their limits, exactly, and as fast as a gateway asks. Where one process owns the
//! database they are held in memory; several processes share them in Redis, or count in PostgreSQL itself. What is
//! counted is written behind, in batches. Must not know who calls, nor HTTP.

mod ledger;
mod memory;
mod redis;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::customers::{Crossing, Customers, Error, Tally, Within};
use super::store::Kind;
use crate::model::Limit;
use ledger::Ledger;
use memory::Memory;

pub use self::redis::Redis;

/// How often what was counted is written: what a crash may lose.
pub const WRITE_EVERY: Duration = Duration::from_millis(200);

/// Counters of all applications.
pub struct Counters {
    place: Place,
    ledger: Arc<Ledger>,
}

/// Units of an application that were used already.
pub struct Used<'u> {
    /// Id of the application.
    pub application: i64,
    /// Limits of its plan.
    pub limits: &'u [Limit],
    /// Units of each metric, each metric once.
    pub units: &'u [(&'u str, u64)],
    /// When, seconds since 1970.
    pub at: i64,
}

/// One question: whether units of an application are within their limits, and whether they are counted then.
#[derive(Clone, Copy)]
struct Call<'c> {
    application: i64,
    within: &'c Within<'c>,
    /// When, seconds since 1970.
    at: i64,
    counts: bool,
}

/// Where current periods are counted.
enum Place {
    /// In this process, which is the only one that counts.
    Memory(Box<Memory>),
    /// In Redis, where several processes count.
    Redis(Box<Redis>),
    /// In the database, call by call.
    Database,
}

impl Counters {
    /// Counters in this Redis, else as a database of this kind has it.
    pub fn new(kind: Kind, redis: Option<Redis>) -> Self {
        let place = match (redis, kind) {
            (Some(redis), _) => Place::Redis(Box::new(redis)),
            (None, Kind::Sqlite) => Place::Memory(Box::default()),
            (None, Kind::Postgres) => Place::Database,
        };
        Self { place, ledger: Arc::default() }
    }

    /// Counts units of an application at the time `at`, all or none. Of many calls at the same time exactly so many are
    /// let through as the limits allow.
    ///
    /// # Errors
    /// When the counters cannot be reached: then nothing was counted.
    pub async fn take(
        &self,
        customers: &Customers,
        application: i64,
        within: &Within<'_>,
        at: i64,
    ) -> Result<Tally, Error> {
        let taken = self.ask(customers, Call { application, within, at, counts: true }).await?;
        // The database has written them already.
        let is_behind = !matches!(self.place, Place::Database);
        if is_behind && taken.allowed && !within.units.is_empty() {
            self.note(application, within, &taken, at);
        }
        Ok(taken)
    }

    /// Counts units that were used already, whatever the limits are; in the database all or none.
    ///
    /// # Errors
    /// When the counters cannot be reached.
    pub async fn add(&self, customers: &Customers, used: &[Used<'_>]) -> Result<(), Error> {
        if matches!(self.place, Place::Database) {
            return written(customers, used).await;
        }
        for Used { application, limits, units, at } in used {
            let within = Within { limits, units, refuse: false };
            self.take(customers, *application, &within, *at).await?;
        }
        Ok(())
    }

    /// Whether units would be counted, and what is used now. Counts nothing.
    ///
    /// # Errors
    /// When the counters cannot be reached.
    pub async fn peek(
        &self,
        customers: &Customers,
        application: i64,
        within: &Within<'_>,
        at: i64,
    ) -> Result<Tally, Error> {
        self.ask(customers, Call { application, within, at, counts: false }).await
    }

    /// Says what is used, and whether the units are within their limits.
    async fn ask(&self, customers: &Customers, call: Call<'_>) -> Result<Tally, Error> {
        match &self.place {
            Place::Memory(memory) => memory.ask(customers, &self.ledger, call).await,
            Place::Redis(redis) => redis.ask(customers, &self.ledger, call).await,
            Place::Database if call.counts => customers.take(call.application, call.within, call.at).await,
            Place::Database => customers.peek(call.application, call.within, call.at).await,
        }
    }

    /// Whether the counters can be reached.
    ///
    /// # Errors
    /// When they cannot.
    pub async fn ping(&self) -> Result<(), Error> {
        match &self.place {
            Place::Redis(redis) => redis.ping().await,
            Place::Memory(_) | Place::Database => Ok(()),
        }
    }

    /// A key was used: it is written down with the counts.
    pub fn used(&self, key: i64, at: i64) {
        self.ledger.used(key, at);
    }

    /// Writes what was counted since the last time. Two at once wait for each other.
    ///
    /// # Errors
    /// When the database does not answer: it is tried again the next time.
    pub async fn write(&self, customers: &Customers) -> Result<(), Error> {
        self.ledger.write(customers).await
    }

    fn note(&self, application: i64, within: &Within<'_>, taken: &Tally, at: i64) {
        let crossings = within.limits.iter().zip(&taken.used).filter_map(|(limit, used)| {
            let more = within.units_of(limit);
            Crossing::of(application, limit, used.saturating_sub(more), *used, at)
        });
        self.ledger.note(application, within.units, at, crossings);
    }
}

/// Counts in the database itself, in one transaction, and raises alerts that are due.
async fn written(customers: &Customers, used: &[Used<'_>]) -> Result<(), Error> {
    let ledger = Arc::new(Ledger::default());
    for Used { application, units, at, .. } in used {
        ledger.note(*application, units, *at, std::iter::empty());
    }
    ledger.write(customers).await?;
    let mut seen = BTreeSet::new();
    for Used { application, limits, at, .. } in used.iter().filter(|one| seen.insert(one.application)) {
        let now = customers.used(*application, limits, *at).await?;
        let crossings = limits.iter().zip(now).filter_map(|(limit, now)| {
            let of_limit = |one: &&Used<'_>| one.application == *application;
            let units = used.iter().filter(of_limit).flat_map(|one| one.units);
            let more: u64 = units.filter(|(metric, _)| *metric == limit.metric).map(|(_, more)| more).sum();
            let now = u64::try_from(now.value).unwrap_or_default();
            Crossing::of(*application, limit, now.saturating_sub(more), now, *at)
        });
        customers.raise(crossings.collect()).await?;
    }
    Ok(())
}
