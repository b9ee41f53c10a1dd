//! A site folder on disk, as it was when it was opened. Must not read anything that its listing does not name.

use std::io;
use std::path::{Path, PathBuf};

use super::rules::Rules;
use super::scan::{relative, scan};
use crate::diag::Diagnostic;
use crate::input::{File, Files};

/// The files of a site folder. Only what was listed can be read, so no path and no link leads out of it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    files: Vec<File>,
}

impl Folder {
    /// Lists the files below `root`, leaving out `output` (where it lies inside), hidden files, version control,
    /// installed packages and what editors leave behind. Links that leave the site and what cannot be read come
    /// back as problems.
    ///
    /// # Errors
    /// When `root` is not a folder that can be opened.
    pub fn open(root: &Path, output: &Path) -> io::Result<(Self, Vec<Diagnostic>)> {
        let root = std::fs::canonicalize(root)?;
        let rules = Rules { output: output_inside(&root, output) };
        let scan = scan(&root, "", &rules, &mut |_| ());
        let stamped = |found: super::scan::Found| File { path: found.path, size: found.size, stamp: found.identity };
        let mut files: Vec<File> = scan.files.into_iter().map(stamped).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok((Self { root, files }, scan.problems))
    }
}

impl Files for Folder {
    fn list(&self) -> Vec<File> {
        self.files.clone()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.files.binary_search_by(|file| file.path.as_str().cmp(path)) {
            Ok(_) => std::fs::read(self.root.join(path)),
            Err(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Where `output` lies below the canonical `root`, whether or not it exists already.
pub(super) fn output_inside(root: &Path, output: &Path) -> Option<String> {
    let absolute = std::path::absolute(output).ok()?;
    let canonical = match (absolute.canonicalize(), absolute.parent(), absolute.file_name()) {
        (Ok(canonical), ..) => canonical,
        (Err(_), Some(parent), Some(name)) => parent.canonicalize().ok()?.join(name),
        _ => return None,
    };
    relative(root, &canonical).filter(|path| !path.is_empty())
}
