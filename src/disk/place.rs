//! Finding a site folder, reading a named file, laying down the files of a new site. Must not overwrite.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why files could not be laid down.
#[derive(Debug)]
pub enum PlaceError {
    /// These files are there already, and none was touched.
    Exists(Vec<String>),
    /// The system refused.
    Io(PathBuf, io::Error),
}

/// The nearest folder at or above `start` that holds a `portal.yaml`.
pub fn find_site(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().find(|folder| folder.join("portal.yaml").is_file()).map(Path::to_path_buf)
}

/// The bytes of a file that the caller's user named.
///
/// # Errors
/// What the system says.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// Bytes of a file.
///
/// # Errors
/// What the system says, or that it is no file.
pub fn size(path: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(path)?;
    if metadata.is_file() { Ok(metadata.len()) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Tells a file from the one that takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp(u64);

/// The stamp of a file; none where there is no file.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp(super::scan::identity(&metadata)))
}

/// Writes `files` (paths with `/`) below `folder`, all or, where one exists already, none of them.
///
/// # Errors
/// [`PlaceError`]; after `Io` some files may have been written.
pub fn create_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), PlaceError> {
    let taken: Vec<String> =
        files.iter().filter(|(path, _)| folder.join(path).exists()).map(|(path, _)| path.clone()).collect();
    if !taken.is_empty() {
        return Err(PlaceError::Exists(taken));
    }
    for (path, bytes) in files {
        let target = folder.join(path);
        create(&target, bytes).map_err(|error| PlaceError::Io(target, error))?;
    }
    Ok(())
}

fn create(target: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::File::create_new(target)?.write_all(bytes)
}
