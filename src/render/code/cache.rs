//! Remembers highlighted blocks by language and text, within a bound of bytes.
//!
//! Must not change what is written: a hit and a miss give the same HTML.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

/// Locks are per shard, so that threads seldom meet.
const SHARDS: usize = 16;

/// What an entry costs beside its text: keys, pointers, table slots.
const ENTRY_OVERHEAD: usize = 96;

pub(super) struct Cache {
    shards: [Mutex<Shard>; SHARDS],
    shard_bytes: usize,
    hasher: RandomState,
}

#[derive(Default)]
struct Shard {
    blocks: HashMap<Box<str>, Vec<(&'static str, Arc<str>)>>,
    bytes: usize,
}

impl Cache {
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            shard_bytes: bytes / SHARDS,
            hasher: RandomState::new(),
        }
    }

    /// The remembered HTML of `code` in `language`, or what `make` gives. The lock is not held
    /// while `make` runs: two threads may do the same work, neither waits.
    pub(super) fn get_or_make(&self, language: &'static str, code: &str, make: impl FnOnce() -> String) -> Arc<str> {
        let shard = &self.shards[self.hasher.hash_one(code) as usize % SHARDS];
        if let Some(html) = lock(shard).find(language, code) {
            return html;
        }
        let html: Arc<str> = make().into();
        lock(shard).keep(language, code, &html, self.shard_bytes);
        html
    }
}

/// A thread that panicked while it held the lock left a whole map: entries are put in by one call.
fn lock(shard: &Mutex<Shard>) -> std::sync::MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shard {
    fn find(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let entries = self.blocks.get(code)?;
        let (_, html) = entries.iter().find(|(name, _)| *name == language)?;
        Some(Arc::clone(html))
    }

    fn keep(&mut self, language: &'static str, code: &str, html: &Arc<str>, limit: usize) {
        let cost = code.len() + html.len() + ENTRY_OVERHEAD;
        if self.bytes + cost > limit {
            self.blocks = HashMap::new();
            self.bytes = 0;
        }
        if cost > limit {
            return;
        }
        let entries = self.blocks.entry(code.into()).or_default();
        if !entries.iter().any(|(name, _)| *name == language) {
            entries.push((language, Arc::clone(html)));
            self.bytes += cost;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_made_once_per_language_and_the_bound_holds() {
        let cache = Cache::new(SHARDS * 1_000);
        assert_eq!(&*cache.get_or_make("json", "1", || "a".into()), "a");
        assert_eq!(&*cache.get_or_make("json", "1", || "b".into()), "a");
        assert_eq!(&*cache.get_or_make("yaml", "1", || "b".into()), "b");
        for number in 0..10_000 {
            cache.get_or_make("json", &number.to_string(), || "x".repeat(50));
        }
        assert!(cache.shards.iter().all(|s| lock(s).bytes <= 1_000));
    }
}
