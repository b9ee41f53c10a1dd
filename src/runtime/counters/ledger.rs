//! What was counted and is not written yet: units by application, metric and minute, alerts that are due, keys that were
//! used. Must not decide what may be counted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Mutex as Turn;

use crate::model::{Limit, Period};
use crate::runtime::customers::{Crossing, Customers, Delta, Error, Usage, start_of};
use crate::runtime::store::StoreError;

/// Applications are spread over so many locks.
const SHARDS: usize = 32;

/// What is not written yet.
#[derive(Default)]
pub(super) struct Ledger {
    shards: [Shard; SHARDS],
    crossings: Mutex<Vec<Crossing>>,
    /// Keys with the time of their last use.
    used: Mutex<HashMap<i64, i64>>,
    /// Held while it is written.
    turn: Turn<()>,
}

/// Units by application. An application without any is one whose units are being written: the database does not have
/// them yet.
type Shard = Mutex<HashMap<i64, Vec<Units>>>;

/// Units of one metric in one minute.
struct Units {
    metric: Box<str>,
    minute: i64,
    more: u64,
}

/// A panic elsewhere leaves whole entries.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// Units were counted, and levels of limits were crossed by that.
    pub(super) fn note(
        &self,
        application: i64,
        units: &[(&str, u64)],
        at: i64,
        crossings: impl Iterator<Item = Crossing>,
    ) {
        let minute = start_of(Period::Minute, at);
        {
            let mut shard = lock(self.shard(application));
            let all = shard.entry(application).or_default();
            for (metric, more) in units {
                add(all, metric, minute, *more);
            }
        }
        let mut crossings = crossings.peekable();
        if crossings.peek().is_some() {
            let mut due = lock(&self.crossings);
            for crossing in crossings {
                // The highest is told. Calls at the same time may come here in another order than they were counted in.
                match due.iter_mut().find(|other| other.is_beside(&crossing)) {
                    Some(other) if other.level >= crossing.level => {}
                    Some(other) => *other = crossing,
                    None => due.push(crossing),
                }
            }
        }
    }

    /// A key was used.
    pub(super) fn used(&self, key: i64, at: i64) {
        lock(&self.used).insert(key, at);
    }

    /// What an application has used of these limits, with everything that was noted before this was asked.
    pub(super) async fn settled(
        self: &Arc<Self>,
        customers: &Customers,
        application: i64,
        limits: &[Limit],
        at: i64,
    ) -> Result<Vec<Usage>, Error> {
        if self.holds(application) {
            self.write(customers).await?;
        }
        customers.used(application, limits, at).await
    }

    /// Whether something of an application is not written yet.
    fn holds(&self, application: i64) -> bool {
        lock(self.shard(application)).contains_key(&application)
    }

    /// Writes everything. What cannot be written stays. Once begun it goes on, whoever has asked and is gone: nobody knows
    /// of half a commit whether it was one.
    pub(super) async fn write(self: &Arc<Self>, customers: &Customers) -> Result<(), Error> {
        let (ledger, customers) = (Arc::clone(self), customers.clone());
        let writing = tokio::spawn(async move { ledger.write_now(&customers).await });
        writing.await.unwrap_or_else(|error| Err(StoreError::Counters(Box::new(error)).into()))
    }

    async fn write_now(&self, customers: &Customers) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let mut taken = Taken::out_of(self);
        if !taken.counted.is_empty() {
            customers.add_counts(deltas(&taken.counted)).await?;
            taken.counted.clear();
        }
        let uses: Vec<(i64, i64)> = lock(&self.used).drain().collect();
        customers.note_uses(&uses).await?;
        customers.raise(taken.crossings.clone()).await?;
        taken.crossings.clear();
        Ok(())
    }

    fn shard(&self, application: i64) -> &Shard {
        &self.shards[usize::try_from(application).unwrap_or_default() % SHARDS]
    }
}

/// What was taken out to be written. What of it is still here when it is dropped, because writing has failed, goes
/// back.
struct Taken<'l> {
    ledger: &'l Ledger,
    counted: Vec<(i64, Vec<Units>)>,
    crossings: Vec<Crossing>,
}

impl<'l> Taken<'l> {
    fn out_of(ledger: &'l Ledger) -> Self {
        let mut counted = Vec::new();
        for shard in &ledger.shards {
            counted.extend(lock(shard).iter_mut().map(|(application, units)| (*application, std::mem::take(units))));
        }
        Self { ledger, counted, crossings: std::mem::take(&mut *lock(&ledger.crossings)) }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        for (application, units) in self.counted.drain(..) {
            let mut shard = lock(self.ledger.shard(application));
            let all = shard.entry(application).or_default();
            units.iter().for_each(|units| add(all, &units.metric, units.minute, units.more));
        }
        for shard in &self.ledger.shards {
            lock(shard).retain(|_, units| !units.is_empty());
        }
        lock(&self.ledger.crossings).append(&mut self.crossings);
    }
}

fn add(all: &mut Vec<Units>, metric: &str, minute: i64, more: u64) {
    match all.iter_mut().find(|units| units.minute == minute && &*units.metric == metric) {
        Some(units) => units.more = units.more.saturating_add(more),
        None => all.push(Units { metric: metric.into(), minute, more }),
    }
}

/// The same in every period that holds the minute.
fn deltas(counted: &[(i64, Vec<Units>)]) -> Vec<Delta> {
    let mut deltas: HashMap<Delta, i64> = HashMap::new();
    for (application, units) in counted {
        for Units { metric, minute, more } in units {
            for (_, period) in Period::ALL {
                let starts_at = start_of(period, *minute);
                let key = Delta { application: *application, metric: metric.clone(), period, starts_at, more: 0 };
                let sum = deltas.entry(key).or_default();
                *sum = sum.saturating_add(i64::try_from(*more).unwrap_or(i64::MAX));
            }
        }
    }
    deltas.into_iter().map(|(key, more)| Delta { more, ..key }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ledger, Taken, lock};
    use crate::model::{Limit, Period};
    use crate::runtime::customers::Crossing;

    fn with_a_hit() -> Ledger {
        let ledger = Ledger::default();
        ledger.note(7, &[("hits", 1)], 0, std::iter::empty());
        ledger
    }

    #[test]
    fn what_is_being_written_is_not_yet_to_be_read_from_the_database() {
        let ledger = with_a_hit();
        let mut taken = Taken::out_of(&ledger);
        assert!(ledger.holds(7));
        taken.counted.clear();
        drop(taken);
        assert!(!ledger.holds(7));
    }

    #[test]
    fn what_could_not_be_written_is_written_later() {
        let ledger = with_a_hit();
        drop(Taken::out_of(&ledger));
        let taken = Taken::out_of(&ledger);
        let units: Vec<u64> =
            taken.counted.iter().flat_map(|(_, units)| units.iter().map(|units| units.more)).collect();
        assert_eq!(units, [1]);
    }

    #[test]
    fn the_highest_level_is_told_in_whatever_order_calls_come() {
        let limit = Limit { metric: "hits".to_owned(), period: Period::Day, value: 10 };
        let crossing = |before, after| Crossing::of(7, &limit, before, after, 0);
        for order in [[crossing(8, 9), crossing(9, 10)], [crossing(9, 10), crossing(8, 9)]] {
            let ledger = Ledger::default();
            order.into_iter().for_each(|crossing| ledger.note(7, &[("hits", 1)], 0, crossing.into_iter()));
            assert_eq!(lock(&ledger.crossings).iter().map(|due| due.level).collect::<Vec<_>>(), [100]);
        }
    }
}
