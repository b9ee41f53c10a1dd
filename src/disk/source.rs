//! Files that a user names outside of any site, and what they refer to. Must not leave the folder they are read from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::openapi;

/// A folder that descriptions are read from. No path and no link leads out of it.
#[derive(Debug, Clone)]
pub struct SourceFolder {
    root: PathBuf,
}

impl SourceFolder {
    /// A folder that exists.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(root: &Path) -> io::Result<Self> {
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        Ok(Self { root: fs::canonicalize(root)? })
    }

    /// The bytes of a file by its path below the folder, with `/`.
    ///
    /// # Errors
    /// What the system says; a path that leads out is not permitted, and a file that is too large for a description
    /// is not read.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let found = fs::canonicalize(self.root.join(path))?;
        if !found.starts_with(&self.root) || !found.is_file() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        openapi::check_size(found.metadata()?.len())?;
        fs::read(found)
    }

    /// The path of a file below the folder, with `/`; `None` where it is not below it.
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let found = fs::canonicalize(file).ok()?;
        let inside = found.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    /// Files that may be descriptions, the nearest first: `.yaml`, `.yml`, `.json`. At most a few thousand.
    pub fn candidates(&self) -> Vec<String> {
        let is_hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
                || entry.file_name() == "node_modules"
        };
        let mut found: Vec<(usize, String)> = walkdir::WalkDir::new(&self.root)
            .max_depth(8)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| !is_hidden(entry))
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let extension = entry.path().extension()?.to_str()?;
                let path = self.path_of(entry.path())?;
                matches!(extension, "yaml" | "yml" | "json").then_some((entry.depth(), path))
            })
            .take(5000)
            .collect();
        found.sort();
        found.into_iter().map(|(_, path)| path).collect()
    }
}
