//! The release that is served, the files of it that are asked for often, and the step to the next release. Must not
//! know requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::source::{Mark, Source};
use super::{BundleError, Coding, Listed, Release};
use crate::render::region::Personal;

/// Bytes of files that are kept in memory.
const KEPT_BYTES: u64 = 40 * 1024 * 1024;
/// About as many files.
const KEPT_FILES: usize = 4000;
/// What a parsed region takes beside its text.
const PARSED: u64 = 3;
/// The least that a kept thing counts.
const LEAST: u64 = 256;

/// By digest, and what was done with it.
type Key = (Arc<str>, Coding);

/// What is kept.
#[derive(Clone)]
enum Kept {
    Bytes(Bytes),
    Regions(Arc<Personal>, u64),
}

#[derive(Clone)]
struct Weight;

impl Weighter<Key, Kept> for Weight {
    fn weight(&self, _: &Key, kept: &Kept) -> u64 {
        match kept {
            Kept::Bytes(bytes) => LEAST + bytes.len() as u64,
            Kept::Regions(_, bytes) => LEAST + PARSED * bytes,
        }
    }
}

/// The release that is served.
pub struct Shelf {
    source: Source,
    current: ArcSwap<Release>,
    /// Files of the release before whose names say what is in them: pages that were read before the step ask for them.
    before: ArcSwap<HashMap<String, Arc<Listed>>>,
    /// What stood in the source when it was looked at last, whatever came of it.
    seen: Mutex<Option<Mark>>,
    kept: Cache<Key, Kept, Weight>,
}

impl Shelf {
    /// Serves what stands in a source. Blocks while it reads.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn open(source: impl Into<Source>) -> Result<Self, BundleError> {
        let source = source.into();
        let missing = || BundleError::Io("manifest.json".to_owned(), std::io::ErrorKind::NotFound.into());
        let (mark, place) = source.look(None)?.ok_or_else(missing)?;
        let seen = Some(mark);
        let release = Release::open(place)?;
        Ok(Self {
            source,
            current: ArcSwap::from_pointee(release),
            before: ArcSwap::default(),
            seen: Mutex::new(seen),
            kept: Cache::with_weighter(KEPT_FILES, KEPT_BYTES, Weight),
        })
    }

    /// The release that is served now. A request takes it once and sees no other.
    pub fn current(&self) -> Arc<Release> {
        self.current.load_full()
    }

    /// How often to look for the next release.
    pub fn pace(&self) -> Duration {
        self.source.pace()
    }

    /// Steps to the bundle that is in the source now, if it is another one. Says whether it was; a broken one is
    /// refused, once, and the old one stays. Blocks while it reads.
    ///
    /// # Errors
    /// [`BundleError`] of the new bundle.
    pub fn renew(&self) -> Result<bool, BundleError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((mark, place)) = self.source.look(seen.as_ref())? else { return Ok(false) };
        let before = seen.replace(mark);
        let current = self.current();
        if place.id() == Some(current.id()) {
            return Ok(false);
        }
        let next = Release::open(place).inspect_err(|error| {
            if matches!(error, BundleError::Away(..)) {
                // It may be whole, and is asked for again.
                seen.clone_from(&before);
            }
        })?;
        if next.id() == current.id() {
            return Ok(false);
        }
        self.before.store(Arc::new(current.immutable()));
        self.current.store(Arc::new(next));
        Ok(true)
    }

    /// What a manifest says of a public file: that of `release`, or of the one before for what never changes.
    pub fn listed(&self, release: &Release, path: &str) -> Option<Arc<Listed>> {
        release.listed(path).cloned().or_else(|| self.before.load().get(path).cloned())
    }

    /// The bytes of a file, in a coding.
    ///
    /// # Errors
    /// [`BundleError`], where the release is no more there.
    pub async fn bytes(
        &self,
        release: &Arc<Release>,
        path: &str,
        listed: &Arc<Listed>,
        coding: Coding,
    ) -> Result<Bytes, BundleError> {
        let key: Key = (Arc::clone(&listed.sha256), coding);
        if let Some(Kept::Bytes(bytes)) = self.kept.get(&key) {
            return Ok(bytes);
        }
        let plain = match self.kept.get(&(Arc::clone(&key.0), Coding::Identity)) {
            Some(Kept::Bytes(bytes)) => Some(bytes),
            _ => None,
        };
        let (release, path, listed) = (Arc::clone(release), path.to_owned(), Arc::clone(listed));
        let bytes = blocking(move || {
            let plain = plain.map_or_else(|| release.read(&path, &listed).map(Bytes::from), Ok)?;
            Ok(coding.of(&plain))
        })
        .await?;
        self.kept.insert(key, Kept::Bytes(bytes.clone()));
        Ok(bytes)
    }

    /// The regions that a file holds.
    ///
    /// # Errors
    /// [`BundleError`], where the release is no more there.
    pub async fn regions(&self, release: &Arc<Release>, path: &str) -> Result<Arc<Personal>, BundleError> {
        let listed = release.listed(path).ok_or_else(|| BundleError::Changed(path.to_owned()))?;
        let key: Key = (Arc::clone(&listed.sha256), Coding::Parsed);
        if let Some(Kept::Regions(regions, _)) = self.kept.get(&key) {
            return Ok(regions);
        }
        let (release, path, listed) = (Arc::clone(release), path.to_owned(), Arc::clone(listed));
        let size = listed.size;
        let regions: Personal = blocking(move || {
            let bytes = release.read(&path, &listed)?;
            serde_json::from_slice(&bytes).map_err(|error| BundleError::Format(path, error))
        })
        .await?;
        let regions = Arc::new(regions);
        self.kept.insert(key, Kept::Regions(Arc::clone(&regions), size));
        Ok(regions)
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BundleError> + Send + 'static,
) -> Result<T, BundleError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(failed) => Err(BundleError::Io(String::new(), std::io::Error::other(failed.to_string()))),
    }
}
