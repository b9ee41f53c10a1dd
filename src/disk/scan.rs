//! Walking a site folder, or a part of one, without ever leaving it. Must not read contents.

use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use walkdir::{DirEntry, WalkDir};

use super::rules::Rules;
use crate::diag::{Diagnostic, Source, Span};

/// What a walk found, in no particular order.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Regular files.
    pub(super) files: Vec<Found>,
    /// Links that leave the site, folders that cannot be read, names that are not text.
    pub(super) problems: Vec<Diagnostic>,
}

/// One regular file.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Relative to the site folder, with `/`.
    pub(super) path: String,
    /// Size in bytes.
    pub(super) size: u64,
    /// Of modification time, size and inode.
    pub(super) identity: u64,
    /// Whether it was written so recently that a further write might leave the identity as it is.
    pub(super) is_fresh: bool,
    /// Whether a symbolic link leads to it: events then name another path.
    pub(super) is_linked: bool,
}

/// Walks `start` (relative to `root`; empty for all of it). `root` must be canonical.
/// `enter` is called with each folder before its entries are read, so that a watch set there misses nothing.
pub(super) fn scan(root: &Path, start: &str, rules: &Rules, enter: &mut dyn FnMut(&Path)) -> Scan {
    let mut scan = Scan::default();
    let mut linked_depth = None;
    let mut entries = WalkDir::new(root.join(start)).follow_links(true).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                scan.problems.extend(walk_problem(root, rules, &error));
                continue;
            }
        };
        if linked_depth.is_some_and(|depth| entry.depth() <= depth) {
            linked_depth = None;
        }
        match visit(root, rules, &entry) {
            Visit::Leave => {
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            }
            Visit::Problem(problem) => {
                scan.problems.push(problem);
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
            }
            Visit::Folder => {
                if entry.path_is_symlink() && linked_depth.is_none() {
                    linked_depth = Some(entry.depth());
                }
                enter(entry.path());
            }
            Visit::File(found) => {
                let is_linked = linked_depth.is_some() || entry.path_is_symlink();
                scan.files.push(Found { is_linked, ..found });
            }
        }
    }
    scan
}

enum Visit {
    Leave,
    Problem(Diagnostic),
    Folder,
    File(Found),
}

fn visit(root: &Path, rules: &Rules, entry: &DirEntry) -> Visit {
    let Some(path) = relative(root, entry.path()) else {
        let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy().into_owned();
        return Visit::Problem(
            problem("site/file-name", &shown, format!("the name of `{shown}` is not valid Unicode"))
                .hint("rename the file; it cannot become part of a URL"),
        );
    };
    if !path.is_empty() && rules.ignores(&path) {
        return Visit::Leave;
    }
    if entry.path_is_symlink()
        && let Err(problem) = check_link(root, rules, entry.path(), &path)
    {
        return Visit::Problem(problem);
    }
    if entry.file_type().is_dir() {
        return Visit::Folder;
    }
    match entry.metadata() {
        Ok(metadata) if metadata.is_file() => Visit::File(found(path, &metadata)),
        Ok(_) => Visit::Problem(
            problem("site/not-a-file", &path, format!("`{path}` is neither a file nor a folder"))
                .hint("take it out of the site folder"),
        ),
        // It went away between the listing and the look at it.
        Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => Visit::Leave,
        Err(error) => Visit::Problem(unreadable(&path, &error.to_string())),
    }
}

/// A link must lead to something inside the site that counts by itself: neither `/etc/passwd` nor `.git/config`.
fn check_link(root: &Path, rules: &Rules, link: &Path, path: &str) -> Result<(), Diagnostic> {
    let target = fs::canonicalize(link).map_err(|error| unreadable(path, &error.to_string()))?;
    let leads_inside = relative(root, &target).is_some_and(|target| target.is_empty() || !rules.ignores(&target));
    if leads_inside {
        return Ok(());
    }
    Err(problem("site/link-leaves", path, format!("`{path}` is a link that leaves the site and was not read"))
        .hint("copy the file into the site folder, or remove the link"))
}

/// Of modification time, size and inode.
pub(super) fn identity(metadata: &Metadata) -> u64 {
    let mut hasher = DefaultHasher::new();
    (metadata.modified().unwrap_or(UNIX_EPOCH), metadata.len(), inode(metadata)).hash(&mut hasher);
    hasher.finish()
}

/// A file as the walk sees it, by its metadata.
pub(super) fn found(path: String, metadata: &Metadata) -> Found {
    let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
    // File systems keep times in steps of up to some milliseconds: within such a step a second write of
    // equal length cannot be told from the first. Times in the future are as little to be trusted.
    let age = SystemTime::now().duration_since(modified).unwrap_or_default();
    let is_fresh = age < Duration::from_millis(50);
    Found { path, size: metadata.len(), identity: identity(metadata), is_fresh, is_linked: false }
}

/// `path` relative to `root` with `/`; `None` where it lies outside or is not Unicode.
pub(super) fn relative(root: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root).ok()?.to_str()?;
    Some(if std::path::MAIN_SEPARATOR == '/' {
        inside.to_owned()
    } else {
        inside.replace(std::path::MAIN_SEPARATOR, "/")
    })
}

fn walk_problem(root: &Path, rules: &Rules, error: &walkdir::Error) -> Option<Diagnostic> {
    let path = relative(root, error.path()?)?;
    if rules.ignores(&path) {
        return None;
    }
    if let Some(ancestor) = error.loop_ancestor() {
        let ancestor = relative(root, ancestor).filter(|ancestor| !ancestor.is_empty());
        let ancestor = ancestor.as_deref().unwrap_or("the site folder");
        return Some(
            problem("site/link-loop", &path, format!("`{path}` is a link to `{ancestor}`, which contains it"))
                .hint("remove the link"),
        );
    }
    let io = error.io_error()?;
    let is_gone = io.kind() == std::io::ErrorKind::NotFound;
    let is_link = error.path().is_some_and(Path::is_symlink);
    match (is_gone, is_link) {
        (true, true) => Some(
            problem("site/link-broken", &path, format!("`{path}` is a link to something that does not exist"))
                .hint("correct the link or remove it"),
        ),
        (true, false) => None,
        (false, _) => Some(unreadable(&path, &io.to_string())),
    }
}

fn unreadable(path: &str, why: &str) -> Diagnostic {
    problem("site/unreadable", path, format!("`{path}` cannot be read: {why}"))
}

fn problem(code: &'static str, path: &str, message: String) -> Diagnostic {
    Diagnostic::error(code, message).at(Span::file(&Source::new(path, "")))
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}
