//! Counters of current periods in the memory of the only process that counts. Each application's are read from the
//! database once, when it is first asked for. Must not write.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turn;

use super::ledger::Ledger;
use crate::model::Limit;
use crate::runtime::customers::{Customers, Error, Tally, Usage, Within, start_of};

/// Applications are spread over so many locks.
const SHARDS: usize = 64;

/// Counters of all applications that were asked for since the start: a hundred bytes or two for each.
pub(super) struct Memory {
    shards: [Mutex<HashMap<i64, Vec<Cell>>>; SHARDS],
    /// Held while counters are read.
    turn: Turn<()>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()), turn: Turn::default() }
    }
}

/// What was used of one limit in its latest period.
struct Cell {
    limit: Limit,
    starts_at: i64,
    used: u64,
}

impl Cell {
    /// Units used in the period that began at `starts_at`; of a period that is over, nothing is known here.
    fn used(&self, starts_at: i64) -> u64 {
        if self.starts_at == starts_at { self.used } else { 0 }
    }
}

impl Memory {
    /// Counts where `counts`, and says what is used, and whether the units are within their limits.
    pub(super) async fn ask(
        &self,
        customers: &Customers,
        ledger: &Arc<Ledger>,
        application: i64,
        within: &Within<'_>,
        at: i64,
        counts: bool,
    ) -> Result<Tally, Error> {
        loop {
            let found = if counts { self.take(application, within, at) } else { self.peek(application, within, at) };
            match found {
                Some(tally) => return Ok(tally),
                None => self.load(customers, ledger, application, within.limits, at).await?,
            }
        }
    }

    /// Counts, or says that the application's counters must be read first.
    fn take(&self, application: i64, within: &Within<'_>, at: i64) -> Option<Tally> {
        self.with(application, within, |cells| {
            let mut taken = seen(cells, within, at);
            if taken.allowed {
                for (cell, used) in cells.iter_mut().zip(&mut taken.used) {
                    *used = count(cell, within.units_of(&cell.limit), at);
                }
            }
            taken
        })
    }

    /// Says what is used, and whether the units would be counted.
    fn peek(&self, application: i64, within: &Within<'_>, at: i64) -> Option<Tally> {
        self.with(application, within, |cells| seen(cells, within, at))
    }

    fn with<T>(&self, application: i64, within: &Within<'_>, run: impl FnOnce(&mut [Cell]) -> T) -> Option<T> {
        let mut shard = self.shard(application).lock().unwrap_or_else(PoisonError::into_inner);
        let cells = shard.get_mut(&application)?;
        // On another plan other limits are counted, and what was not counted is not known.
        let are_these = cells.len() == within.limits.len()
            && cells.iter().zip(within.limits).all(|(cell, limit)| cell.limit == *limit);
        are_these.then(|| run(cells))
    }

    /// Reads what an application has used of these limits.
    async fn load(
        &self,
        customers: &Customers,
        ledger: &Arc<Ledger>,
        application: i64,
        limits: &[Limit],
        at: i64,
    ) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        let within = Within { limits, units: &[], refuse: false };
        if self.peek(application, &within, at).is_some() {
            return Ok(());
        }
        let used = ledger.settled(customers, application, limits, at).await?;
        let cell = |(limit, used): (&Limit, Usage)| Cell {
            limit: limit.clone(),
            starts_at: used.starts_at,
            used: u64::try_from(used.value).unwrap_or_default(),
        };
        let cells = limits.iter().zip(used).map(cell).collect();
        self.shard(application).lock().unwrap_or_else(PoisonError::into_inner).insert(application, cells);
        Ok(())
    }

    fn shard(&self, application: i64) -> &Mutex<HashMap<i64, Vec<Cell>>> {
        &self.shards[usize::try_from(application).unwrap_or_default() % SHARDS]
    }
}

fn seen(cells: &[Cell], within: &Within<'_>, at: i64) -> Tally {
    let used: Vec<u64> = cells.iter().map(|cell| cell.used(start_of(cell.limit.period, at))).collect();
    let holds = cells.iter().zip(&used).all(|(cell, used)| within.holds(&cell.limit, *used));
    Tally { allowed: !within.refuse || holds, used }
}

/// Counts units in the period that holds `at`, and says what is used of it then. What comes late, for a period before
/// the latest, is in the database alone.
fn count(cell: &mut Cell, more: u64, at: i64) -> u64 {
    let starts_at = start_of(cell.limit.period, at);
    if starts_at > cell.starts_at {
        (cell.starts_at, cell.used) = (starts_at, 0);
    }
    if starts_at == cell.starts_at {
        cell.used = cell.used.saturating_add(more);
        cell.used
    } else {
        more
    }
}
