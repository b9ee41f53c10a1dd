//! Where bytes come from: a folder, a test's memory, the preview's watched copy.

use std::collections::BTreeMap;
use std::io;

/// One file of a site folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the site folder, with `/`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Changes whenever the content may have changed; equal stamps promise equal bytes.
    pub stamp: u64,
}

/// The files of a site, in whatever place they are.
pub trait Files: Send + Sync {
    /// Every regular file inside the site folder, sorted by path. Links that leave the folder are not in it;
    /// they are problems that the implementation reports itself.
    fn list(&self) -> Vec<File>;

    /// The bytes of one file.
    ///
    /// # Errors
    /// Whatever the place says: gone, unreadable.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// Files in memory, for tests and for trying things out.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: BTreeMap<String, (u64, Vec<u8>)>,
    clock: u64,
}

impl MemoryFiles {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.clock += 1;
        self.files.insert(path.to_owned(), (self.clock, bytes.into()));
    }

    /// Takes a file away.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
    }
}

impl Files for MemoryFiles {
    fn list(&self) -> Vec<File> {
        let file = |(path, (stamp, bytes)): (&String, &(u64, Vec<u8>))| File {
            path: path.clone(),
            size: bytes.len() as u64,
            stamp: *stamp,
        };
        self.files.iter().map(file).collect()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).map(|(_, bytes)| bytes.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
