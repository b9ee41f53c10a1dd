//! How many calls run at once, for each caller and in all. Must not know what is called.

use std::convert::Infallible;
use std::sync::Arc;

use quick_cache::sync::Cache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Calls of one caller at once.
const EACH: usize = 10;
/// Calls of all at once: each holds a thread.
const ALL: usize = 200;
/// Callers that are remembered; those whose calls run are never forgotten, as the calls hold them.
const CALLERS: usize = 10_000;

/// Who has how many calls running.
pub struct Turns {
    all: Arc<Semaphore>,
    each: Cache<String, Arc<Semaphore>>,
}

/// Held while a call runs.
pub struct Turn {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Default for Turns {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(ALL)), each: Cache::new(CALLERS) }
    }
}

impl Turns {
    /// A turn of `who`; `None` while too many are taken.
    pub fn take(&self, who: &str) -> Option<Turn> {
        let fresh = || Ok::<_, Infallible>(Arc::new(Semaphore::new(EACH)));
        let Ok(own) = self.each.get_or_insert_with(who, fresh);
        Some(Turn { _own: own.try_acquire_owned().ok()?, _all: Arc::clone(&self.all).try_acquire_owned().ok()? })
    }
}
