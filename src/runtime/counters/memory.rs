//! Counters of current periods in the memory of the only process that counts. Each application's are read from the
//! database once, when it is first asked for. Must not write.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as Turn;

use super::Call;
use super::ledger::Ledger;
use crate::model::Limit;
use crate::runtime::customers::{Customers, Error, Tally, Usage, start_of};

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
    /// Says what is used, and whether the units are within their limits.
    pub(super) async fn ask(
        &self,
        customers: &Customers,
        ledger: &Arc<Ledger>,
        call: Call<'_>,
    ) -> Result<Tally, Error> {
        loop {
            match if call.counts { self.take(call) } else { self.peek(call) } {
                Some(tally) => return Ok(tally),
                None => self.load(customers, ledger, call).await?,
            }
        }
    }

    /// Counts, or says that the application's counters must be read first.
    fn take(&self, call: Call<'_>) -> Option<Tally> {
        self.with(call, |cells| {
            let mut taken = seen(cells, call);
            if taken.allowed {
                for (cell, used) in cells.iter_mut().zip(&mut taken.used) {
                    *used = count(cell, call.within.units_of(&cell.limit), call.at);
                }
            }
            taken
        })
    }

    /// Says what is used, and whether the units would be counted.
    fn peek(&self, call: Call<'_>) -> Option<Tally> {
        self.with(call, |cells| seen(cells, call))
    }

    fn with<T>(&self, call: Call<'_>, run: impl FnOnce(&mut [Cell]) -> T) -> Option<T> {
        let Call { application, within, .. } = call;
        let mut shard = self.shard(application).lock().unwrap_or_else(PoisonError::into_inner);
        let cells = shard.get_mut(&application)?;
        // On another plan other limits are counted, and what was not counted is not known.
        let are_these = cells.len() == within.limits.len()
            && cells.iter().zip(within.limits).all(|(cell, limit)| cell.limit == *limit);
        are_these.then(|| run(cells))
    }

    /// Reads what an application has used of its limits.
    async fn load(&self, customers: &Customers, ledger: &Arc<Ledger>, call: Call<'_>) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        if self.peek(call).is_some() {
            return Ok(());
        }
        let Call { application, within, at, .. } = call;
        let limits = within.limits;
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

fn seen(cells: &[Cell], Call { within, at, .. }: Call<'_>) -> Tally {
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
