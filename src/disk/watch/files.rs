//! The files of a watched folder with stamps that rise whenever contents may have changed.
//! Must not wait or watch: it is told where to look.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::super::scan::Found;
use super::is_below;
use crate::input::{File, Files};

/// The files of a site folder as they were when they were last looked at. Contents are read when asked for.
#[derive(Debug)]
pub struct WatchedFiles {
    root: PathBuf,
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    clock: u64,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    found: Found,
    stamp: u64,
    /// Of the content, once it was needed.
    hash: Option<u64>,
}

impl WatchedFiles {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, state: RwLock::default() }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Paths that are reached through a link.
    pub(super) fn linked(&self) -> Vec<String> {
        self.read_state(|state| {
            state.entries.values().filter(|e| e.found.is_linked).map(|e| e.found.path.clone()).collect()
        })
    }

    /// Whether files are known below `path`.
    pub(super) fn has_below(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.read_state(|state| {
            let mut behind = state.entries.range::<str, _>((Bound::Excluded(folder.as_str()), Bound::Unbounded));
            behind.next().is_some_and(|(name, _)| name.starts_with(&folder))
        })
    }

    /// Takes over what was found at and below `place`; returns the paths whose content is not what it was, sorted.
    pub(super) fn update(&self, place: &str, found: Vec<Found>) -> Vec<String> {
        let mut before = self.read_state(|state| {
            let below = state.entries.iter().filter(|(path, _)| is_below(path, place));
            below.map(|(path, entry)| (path.clone(), entry.clone())).collect::<BTreeMap<_, _>>()
        });
        let mut changed = Vec::new();
        let mut entries = Vec::with_capacity(found.len());
        for found in found {
            let old = before.remove(&found.path);
            let (entry, is_changed) = self.compare(old, found);
            if is_changed {
                changed.push(entry.found.path.clone());
            }
            entries.push((entry, is_changed));
        }
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        for path in before.into_keys() {
            state.entries.remove(&path);
            changed.push(path);
        }
        for (mut entry, is_changed) in entries {
            if is_changed {
                state.clock += 1;
                entry.stamp = state.clock;
            }
            state.entries.insert(entry.found.path.clone(), entry);
        }
        changed.sort();
        changed
    }

    /// The new entry, and whether its content may differ from the old one's.
    fn compare(&self, old: Option<Entry>, found: Found) -> (Entry, bool) {
        let Some(old) = old else {
            let hash = if found.is_fresh { self.hash(&found.path) } else { None };
            return (Entry { found, stamp: 0, hash }, true);
        };
        if old.found.identity == found.identity && !old.found.is_fresh {
            return (old, false);
        }
        let hash = self.hash(&found.path);
        let is_changed = hash.is_none() || hash != old.hash;
        (Entry { found, stamp: old.stamp, hash }, is_changed)
    }

    fn hash(&self, path: &str) -> Option<u64> {
        let bytes = std::fs::read(self.root.join(path)).ok()?;
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        Some(hasher.finish())
    }

    fn read_state<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Files for WatchedFiles {
    fn list(&self) -> Vec<File> {
        let file = |entry: &Entry| File { path: entry.found.path.clone(), size: entry.found.size, stamp: entry.stamp };
        self.read_state(|state| state.entries.values().map(file).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if !self.read_state(|state| state.entries.contains_key(path)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        std::fs::read(self.root.join(path))
    }
}
