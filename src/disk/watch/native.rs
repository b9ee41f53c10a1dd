//! Native file events. Must not interpret them beyond "something was touched here".

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::super::rules::Rules;
use super::super::scan::relative;
use super::Touches;

/// Where one watch on the root does not cover what is below it: there, each folder that counts is watched by
/// itself, before its entries are read, so that nothing falls between; and ignored ones cost nothing.
const PER_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// The system's watcher and the folders it watches.
#[derive(Debug)]
pub(super) struct Native {
    watcher: RecommendedWatcher,
    root: PathBuf,
    folders: HashSet<PathBuf>,
}

impl Native {
    /// `None` where the system grants no events.
    pub(super) fn start(root: &Path, rules: &Rules, touches: &Arc<Touches>) -> Option<Self> {
        let (place, rules, touches) = (root.to_path_buf(), rules.clone(), Arc::clone(touches));
        let handle = move |event: notify::Result<Event>| receive(&place, &rules, &touches, event);
        let watcher = RecommendedWatcher::new(handle, Config::default().with_follow_symlinks(false)).ok()?;
        Some(Self { watcher, root: root.to_path_buf(), folders: HashSet::new() })
    }

    /// Watches a folder, unless it is watched already. False when the system has no more watches to give.
    pub(super) fn enter(&mut self, folder: &Path) -> bool {
        if !(PER_FOLDER || folder == self.root) || self.folders.contains(folder) {
            return true;
        }
        let mode = if PER_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        match self.watcher.watch(folder, mode) {
            Ok(()) => {
                self.folders.insert(folder.to_path_buf());
                true
            }
            // It went away again; its parent's watch tells.
            Err(_) if !folder.is_dir() => true,
            Err(_) => false,
        }
    }

    /// Takes it that the watches at and below `path` ended, as they do with their folders.
    pub(super) fn forget(&mut self, path: &Path) {
        for folder in self.folders.extract_if(|folder| folder.starts_with(path)) {
            // It mostly is gone already, which is an error to the watcher and none to us.
            let _ = self.watcher.unwatch(&folder);
        }
    }

    /// Whether the root itself is watched; it is not after it was deleted.
    pub(super) fn watches_root(&self) -> bool {
        self.folders.contains(&self.root)
    }
}

fn receive(root: &Path, rules: &Rules, touches: &Touches, event: notify::Result<Event>) {
    let Ok(event) = event else { return touches.touch(None) };
    let only_read = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
    if only_read {
        return;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return touches.touch(None);
    }
    for path in &event.paths {
        match relative(root, path) {
            Some(path) if path.is_empty() => touches.touch(None),
            Some(path) if !rules.ignores(&path) => touches.touch(Some(path)),
            _ => {}
        }
    }
}
