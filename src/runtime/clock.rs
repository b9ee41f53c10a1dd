//! The time of the runtime in whole seconds: the machine's, or one that a test sets. Must not format or count in
//! calendars.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's own.
    pub fn system() -> Self {
        Self::default()
    }

    /// One that stands at `seconds` since 1970 until it is moved.
    pub fn fixed(seconds: i64) -> Self {
        Self(Some(Arc::new(AtomicI64::new(seconds))))
    }

    /// Seconds since 1970, UTC.
    pub fn now(&self) -> i64 {
        match &self.0 {
            Some(fixed) => fixed.load(Ordering::SeqCst),
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)),
        }
    }

    /// Moves a clock that stands; the machine's own is not moved.
    pub fn advance(&self, seconds: i64) {
        if let Some(fixed) = &self.0 {
            fixed.fetch_add(seconds, Ordering::SeqCst);
        }
    }
}
