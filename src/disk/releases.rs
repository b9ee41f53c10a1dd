//! Folders of releases side by side, and the link to the current one. Must not know what a release is.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Holds a folder for one process; nothing where another one holds it. Folders are made.
///
/// # Errors
/// What the system says.
pub fn hold_folder(folder: &Path) -> io::Result<Option<File>> {
    fs::create_dir_all(folder)?;
    let file = File::options().create(true).append(true).open(folder.join(".lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Gives a file a second place: as a second name where the system can, else as a copy. Neither is written to again.
/// A file that is there already stays.
///
/// # Errors
/// What the system says.
pub fn share_file(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    make_parent(to)?;
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

/// Writes a new file.
///
/// # Errors
/// What the system says.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_parent(path)?;
    fs::write(path, bytes)
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Gives a finished folder its name, after the system has written it down.
///
/// # Errors
/// What the system says.
pub fn finish_folder(staging: &Path, folder: &Path, last: &str) -> io::Result<()> {
    File::open(staging.join(last))?.sync_all()?;
    fs::rename(staging, folder)
}

/// Takes a folder away with all that is in it; one that is not there is no error.
///
/// # Errors
/// What the system says.
pub fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes files away; those that are not there are no error.
///
/// # Errors
/// What the system says.
pub fn remove_files<'p>(folder: &Path, paths: impl IntoIterator<Item = &'p str>) -> io::Result<()> {
    for path in paths {
        match fs::remove_file(folder.join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Names of the folders in a folder.
pub fn folders(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    entries.filter(is_folder).filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// The folder itself, where a link leads to it.
pub fn behind_links(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// Makes the link at `link` lead to `target`, in one step: whoever reads sees the old or the new one.
///
/// # Errors
/// What the system says; the old link is then still there.
#[cfg(unix)]
pub fn point_link(link: &Path, target: &Path) -> io::Result<()> {
    let beside = link.with_extension(format!("{}.new", std::process::id()));
    // Of a process that was killed and had the same number.
    let _ = fs::remove_file(&beside);
    std::os::unix::fs::symlink(target, &beside)?;
    let done = fs::rename(&beside, link);
    if done.is_err() {
        let _ = fs::remove_file(&beside);
    }
    done
}

/// Links that change in one step are not to be had here.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn point_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
