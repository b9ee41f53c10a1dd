//! What was touched and not looked at yet, with a count of touches. Must not touch the disk.

use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A burst is over after this much quiet …
const QUIET: Duration = Duration::from_millis(5);
/// … or at the latest after this.
const LONGEST: Duration = Duration::from_millis(20);

/// Counts touches of the site folder and collects where they were.
#[derive(Debug)]
pub struct Touches {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    count: u64,
    taken: u64,
    paths: BTreeSet<String>,
    everything: bool,
    polls: bool,
}

/// What was touched since the last time.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Relative paths.
    pub(super) paths: BTreeSet<String>,
    /// Look everywhere: events were lost.
    pub(super) everything: bool,
    /// The number of the last touch in it; `None` when the time was up without one.
    pub(super) upto: Option<u64>,
}

impl Touches {
    pub(super) fn new(polls: bool) -> Self {
        Self { state: Mutex::new(State { polls, ..State::default() }), changed: Condvar::new() }
    }

    /// The number of the last touch. Who waits until a [`super::Changes::upto`] is at least this number sees
    /// everything that was saved before the call. Without events, calling it is itself a touch, so that it
    /// makes the watcher look.
    pub fn now(&self) -> u64 {
        let mut state = self.lock();
        if state.polls {
            state.count += 1;
            self.changed.notify_all();
        }
        state.count
    }

    pub(super) fn poll(&self) {
        self.lock().polls = true;
    }

    pub(super) fn touch(&self, path: Option<String>) {
        let mut state = self.lock();
        state.count += 1;
        match path {
            Some(path) => {
                state.paths.insert(path);
            }
            None => state.everything = true,
        }
        self.changed.notify_all();
    }

    /// Waits for a touch, at most for `timeout`, then for the burst to end.
    pub(super) fn take(&self, timeout: Option<Duration>) -> Batch {
        let state = self.lock();
        let is_idle = |state: &mut State| state.count == state.taken;
        let state = match timeout {
            None => self.changed.wait_while(state, is_idle).unwrap_or_else(PoisonError::into_inner),
            Some(timeout) => {
                self.changed.wait_timeout_while(state, timeout, is_idle).unwrap_or_else(PoisonError::into_inner).0
            }
        };
        let mut state = if state.polls || state.count == state.taken { state } else { self.end_of_burst(state) };
        let upto = (state.count > state.taken).then_some(state.count);
        state.taken = state.count;
        Batch { paths: std::mem::take(&mut state.paths), everything: std::mem::take(&mut state.everything), upto }
    }

    fn end_of_burst<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let deadline = Instant::now() + LONGEST;
        loop {
            let seen = state.count;
            let left = QUIET.min(deadline.saturating_duration_since(Instant::now()));
            let (next, wait) = self
                .changed
                .wait_timeout_while(state, left, |state| state.count == seen)
                .unwrap_or_else(PoisonError::into_inner);
            state = next;
            if wait.timed_out() || Instant::now() >= deadline {
                return state;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is complete in itself, so a panic elsewhere leaves it sound.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
