//! Folders beside a bundle that builds use while they write, and what killed builds left of them.
//! Must not touch anything whose name is not of this making.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

/// The file that makes a folder a bundle.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a folder beside the bundle is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Being written.
    New,
    /// The last good bundle, on its way out.
    Old,
}

/// A fresh name beside `output`: hidden, so that it is never taken for content.
pub(super) fn beside(output: &Path, kind: Kind) -> PathBuf {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let mut name = prefix(output, kind);
    name.push(format!("{}-{count}", std::process::id()));
    output.with_file_name(name)
}

fn prefix(output: &Path, kind: Kind) -> OsString {
    let mut name = OsString::from(".");
    name.push(output.file_name().unwrap_or_default());
    name.push(match kind {
        Kind::New => ".new-",
        Kind::Old => ".old-",
    });
    name
}

/// Marks a folder as being in use for as long as the file is held; `None` where the system cannot.
pub(super) fn lock(folder: &Path) -> Option<File> {
    File::open(folder).ok().filter(|file| file.try_lock().is_ok())
}

/// Cleans up beside `output`: an old bundle goes back to its place if there is none, the rest goes.
///
/// # Errors
/// When the last good bundle cannot be brought back.
pub(super) fn recover(output: &Path) -> io::Result<()> {
    let mut old = siblings(output, Kind::Old);
    if fs::symlink_metadata(output).is_err() {
        old.sort_by_key(|folder| fs::metadata(folder).and_then(|metadata| metadata.modified()).ok());
        if let Some(last) = old.pop_if(|folder| is_bundle(folder)) {
            fs::rename(last, output)?;
        }
    }
    for folder in old.into_iter().chain(siblings(output, Kind::New)) {
        if is_abandoned(&folder) {
            remove(&folder);
        }
    }
    Ok(())
}

/// Whether `folder` holds a bundle. The name of the manifest alone proves nothing: web manifests share it.
pub(super) fn is_bundle(folder: &Path) -> bool {
    #[derive(serde::Deserialize)]
    #[expect(dead_code, reason = "only whether they are there counts")]
    struct Manifest {
        version: u32,
        files: serde::de::IgnoredAny,
    }
    let manifest = fs::read(folder.join(MANIFEST)).unwrap_or_default();
    serde_json::from_slice::<Manifest>(&manifest).is_ok() && folder.join("public").is_dir()
}

/// Takes a folder away as far as possible: what stays is found by the next build.
pub(super) fn remove(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

fn siblings(output: &Path, kind: Kind) -> Vec<PathBuf> {
    let prefix = prefix(output, kind);
    let Some(entries) = output.parent().and_then(|parent| fs::read_dir(parent).ok()) else { return Vec::new() };
    let is_sibling = |name: &OsString| name.as_encoded_bytes().starts_with(prefix.as_encoded_bytes());
    entries.flatten().filter(|entry| is_sibling(&entry.file_name())).map(|entry| entry.path()).collect()
}

/// Whether no process writes into it any more. Where folders cannot be locked, an hour must have passed.
fn is_abandoned(folder: &Path) -> bool {
    match File::open(folder) {
        Ok(file) => file.try_lock().is_ok(),
        Err(_) => fs::metadata(folder)
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age > Duration::from_secs(3600))),
    }
}
