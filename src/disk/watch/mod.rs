//! Watching a site folder: what changed, told once it is quiet. Events only say where to look; what is
//! believed is what a fresh look at the disk finds, so that editors that rename and replace, bursts, and
//! folders that are deleted and made again lose nothing. Must not decide what a change means.

mod files;
mod native;
mod touches;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{fmt, io};

pub use files::WatchedFiles;
pub use touches::Touches;

use super::folder::output_inside;
use super::rules::Rules;
use super::scan::scan;
use crate::diag::Diagnostic;
use native::Native;
use touches::Batch;

/// After changes to folders, a second look this much later catches what came before the watch on them.
const SETTLE: Duration = Duration::from_millis(300);
/// How often to look where no events come.
const POLL: Duration = Duration::from_millis(250);

/// How to watch.
#[derive(Debug, Clone)]
pub struct WatchOptions {
    /// Look again and again instead of waiting for events: for network drives and containers.
    pub poll: bool,
    /// The output folder, left out of sight.
    pub output: PathBuf,
}

/// Why a folder cannot be watched.
#[derive(Debug)]
pub enum WatchError {
    /// It cannot be opened.
    Io(PathBuf, io::Error),
}

impl fmt::Display for WatchError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Io(path, error) = self;
        write!(formatter, "cannot watch `{}`: {error}", path.display())
    }
}

impl std::error::Error for WatchError {}

/// What one wait found.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Paths that were changed, added or taken away, sorted; may be empty when nothing came of the events.
    pub paths: Vec<String>,
    /// Every touch up to this number is accounted for, see [`Touches::now`].
    pub upto: u64,
}

/// A watched site folder.
#[derive(Debug)]
pub struct Watcher {
    rules: Rules,
    files: Arc<WatchedFiles>,
    touches: Arc<Touches>,
    native: Option<Native>,
    settle_at: Option<Instant>,
    problems: Vec<Diagnostic>,
}

impl Watcher {
    /// Lists the folder and begins to watch it. Where the system grants no events, it polls.
    ///
    /// # Errors
    /// When `root` is not a folder that can be opened.
    pub fn start(root: &Path, options: &WatchOptions) -> Result<Self, WatchError> {
        let root = std::fs::canonicalize(root).map_err(|error| WatchError::Io(root.to_path_buf(), error))?;
        let rules = Rules { output: output_inside(&root, &options.output) };
        let touches = Arc::new(Touches::new(options.poll));
        let native = if options.poll { None } else { Native::start(&root, &rules, &touches) };
        let files = Arc::new(WatchedFiles::new(root));
        let mut watcher = Self { rules, files, touches, native, settle_at: None, problems: Vec::new() };
        watcher.look("", false);
        Ok(watcher)
    }

    /// The files, kept up to date by [`Watcher::wait`].
    pub fn files(&self) -> Arc<WatchedFiles> {
        Arc::clone(&self.files)
    }

    /// The count of touches, for those who must not be served anything older.
    pub fn touches(&self) -> Arc<Touches> {
        Arc::clone(&self.touches)
    }

    /// Whether it polls, by wish or because the system grants no events.
    pub fn is_polling(&self) -> bool {
        self.native.is_none()
    }

    /// Links that leave the site and other problems of the folder itself, as of the last wait.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Waits until something was touched, then until it is quiet, and brings the files up to date.
    pub fn wait(&mut self) -> Changes {
        loop {
            let batch = self.touches.take(self.next_look());
            let is_due = self.settle_at.is_some_and(|at| at <= Instant::now());
            let mut paths = if batch.everything || self.native.is_none() {
                self.look_at_everything(batch.everything)
            } else {
                self.look_at(&batch)
            };
            if is_due && self.native.is_some() {
                paths.extend(self.look_at_everything(false));
                paths.sort();
                paths.dedup();
            }
            if batch.upto.is_some() || !paths.is_empty() {
                return Changes { paths, upto: batch.upto.unwrap_or_default() };
            }
        }
    }

    fn next_look(&self) -> Option<Duration> {
        match &self.native {
            None => Some(POLL),
            Some(_) => self.settle_at.map(|at| at.saturating_duration_since(Instant::now())),
        }
    }

    fn look_at_everything(&mut self, again: bool) -> Vec<String> {
        let root_is_there = self.files.root().is_dir();
        let was_lost = self.native.as_ref().is_some_and(|native| !native.watches_root());
        self.settle_at = (!root_is_there || again).then(|| Instant::now() + SETTLE);
        self.look("", again || was_lost)
    }

    fn look_at(&mut self, batch: &Batch) -> Vec<String> {
        let mut paths = Vec::new();
        let mut covered: Option<&str> = None;
        // Sorted, a folder comes before what is in it.
        for path in &batch.paths {
            if covered.is_some_and(|folder| is_below(path, folder)) {
                continue;
            }
            let is_folder = self.files.root().join(path).is_dir();
            if is_folder || self.files.has_below(path) {
                self.settle_at = Some(Instant::now() + SETTLE);
                covered = Some(path);
            }
            paths.extend(self.look(path, true));
        }
        // Events of what links lead to name the target alone.
        let broken = self.problems.iter().filter_map(|problem| Some(problem.span.as_ref()?.source.name().to_owned()));
        for path in broken.chain(self.files.linked()).collect::<Vec<_>>() {
            paths.extend(self.look(&path, false));
        }
        paths.sort();
        paths.dedup();
        paths
    }

    /// Brings everything at or below `path` up to date. `again` renews watches, which end with their folder.
    fn look(&mut self, path: &str, again: bool) -> Vec<String> {
        let root = self.files.root().to_path_buf();
        let mut granted = true;
        let native = &mut self.native;
        if again && let Some(native) = native {
            native.forget(&root.join(path));
        }
        let found = scan(&root, path, &self.rules, &mut |folder| {
            granted &= native.as_mut().is_none_or(|native| native.enter(folder));
        });
        if !granted {
            self.native = None;
            self.touches.poll();
        }
        self.problems.retain(|problem| !problem.span.as_ref().is_some_and(|at| is_below(at.source.name(), path)));
        self.problems.extend(found.problems);
        self.files.update(path, found.files)
    }
}

/// Whether `path` is `folder` or lies in it; everything lies in the root, which is empty.
fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests;
