//! The journal of a target: which release is served, which are kept, and what is going on. In a store it is the one
//! object that is written on a condition; everything that must happen to one release at a time happens through it.
//! Must not ask a store.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Its key in the private place, or its name in a folder.
pub const JOURNAL: &str = "deploy.json";

/// The key of a release's manifest in the private place.
pub fn release_key(id: &str) -> String {
    format!("releases/{id}.json")
}

/// The key of a file in the private place, by its content.
pub fn object_key(sha256: &str) -> String {
    format!("objects/{sha256}")
}

/// What a target knows of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// Version of this format.
    pub version: u32,
    /// The release that is served; empty before the first.
    pub current: String,
    /// The public place that shows it; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub public: String,
    /// The release that is being published, by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// Releases beside the current one whose pages may still stand in the public place: what a deploy left that was cut.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<String>,
    /// Public files whose names say what is in them, which the current release has no more, and since when: seconds
    /// since 1970. Pages that were read before ask for them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retired: BTreeMap<String, u64>,
    /// Releases that can be gone back to, the latest last.
    pub releases: Vec<Record>,
}

/// A release that is being published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The release.
    pub id: String,
    /// Tells this deploy from every other.
    pub token: String,
    /// Seconds since 1970 at which it began, by the clock of who publishes.
    pub since: u64,
    /// Rises while the deploy lives.
    pub beat: u64,
}

/// A release that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The release.
    pub id: String,
    /// Seconds since 1970 at which it was last switched to.
    pub at: u64,
    /// Files of it.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
}

impl Journal {
    /// A journal of a target that has no release yet.
    pub fn new() -> Self {
        Self { version: 1, ..Self::default() }
    }

    /// Notes that a release is served now.
    pub(super) fn switch(&mut self, record: Record) {
        self.releases.retain(|kept| kept.id != record.id);
        self.current.clone_from(&record.id);
        self.releases.push(record);
    }

    /// Notes which public files with a hash in their names are no more part of the current release.
    pub(super) fn retire<'p>(&mut self, gone: impl IntoIterator<Item = &'p str>, now: u64) {
        for path in gone {
            self.retired.entry(path.to_owned()).or_insert(now);
        }
    }

    /// Those that have stood for their time.
    pub(super) fn expired(&self, grace: u64, now: u64) -> Vec<String> {
        let is_over = |since: u64| since.saturating_add(grace) <= now;
        self.retired.iter().filter(|(_, since)| is_over(**since)).map(|(path, _)| path.clone()).collect()
    }

    /// The releases that are kept no more where the latest `keep` are.
    pub fn outgoing(&self, keep: usize) -> BTreeSet<String> {
        let others = self.releases.iter().rev().skip(keep.max(1));
        others.map(|record| record.id.clone()).filter(|id| *id != self.current).collect()
    }

    /// The release to go back to: the one that is named by the beginning of its id, or the one before the current.
    ///
    /// # Errors
    /// Says why there is none.
    pub(super) fn earlier(&self, named: Option<&str>) -> Result<&Record, String> {
        let Some(named) = named else {
            let mut others = self.releases.iter().filter(|record| record.id != self.current);
            return others.next_back().ok_or_else(|| "there is no release before the current one".to_owned());
        };
        let mut found = self.releases.iter().filter(|record| record.id.starts_with(named));
        match (found.next(), found.next()) {
            (Some(record), None) => Ok(record),
            (Some(_), Some(_)) => Err(format!("more than one release begins with `{named}`")),
            (None, _) => Err(format!("there is no release `{named}`")),
        }
    }
}
