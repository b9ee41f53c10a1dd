//! Writing a bundle beside the old one and switching to it. Whatever kills the process, and whenever, the
//! last good bundle is whole: at its place, or (between the two renames of systems that cannot exchange two
//! folders) beside it, from where the next start brings it back. Must not know what a bundle means.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::leftover::{self, Kind};

/// Why a bundle could not be written; the old one is untouched.
#[derive(Debug)]
pub enum WriteError {
    /// The output folder holds something that is not a bundle, and would be lost.
    NotABundle(PathBuf),
    /// An output's path would lead out of the bundle.
    BadPath(String),
    /// The system refused.
    Io(PathBuf, io::Error),
}

impl WriteError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotABundle(_) => "choose an empty or new folder with `--output`, or empty this one yourself",
            Self::BadPath(_) => "this is a mistake in portal; please report it",
            Self::Io(..) => "choose a place that can be written to with `--output`",
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABundle(path) => {
                write!(formatter, "`{}` holds something other than a bundle; it was left alone", path.display())
            }
            Self::BadPath(path) => write!(formatter, "the output path `{path}` leads out of the bundle"),
            Self::Io(path, error) => write!(formatter, "cannot write `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_path_buf();
    move |error| WriteError::Io(path, error)
}

/// A bundle being written. Dropped without [`Bundle::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Bundle {
    output: PathBuf,
    staging: PathBuf,
    /// Tells other processes that the staging folder is not a leftover; the system lets go of it
    /// when this process ends, however it ends.
    _lock: Option<File>,
}

impl Bundle {
    /// Starts a bundle that will stand at `output`: a new folder, an empty one, or one that holds a bundle.
    /// Cleans up after builds that were killed.
    ///
    /// # Errors
    /// [`WriteError::NotABundle`] and [`WriteError::Io`].
    pub fn begin(output: &Path) -> Result<Self, WriteError> {
        let output = std::path::absolute(output).map_err(at(output))?;
        let output = fs::canonicalize(&output).unwrap_or(output);
        let parent = output.parent().ok_or_else(|| WriteError::NotABundle(output.clone()))?;
        fs::create_dir_all(parent).map_err(at(parent))?;
        leftover::recover(&output).map_err(at(&output))?;
        if !may_replace(&output).map_err(at(&output))? {
            return Err(WriteError::NotABundle(output));
        }
        let staging = leftover::beside(&output, Kind::New);
        fs::create_dir(&staging).map_err(at(parent))?;
        let lock = leftover::lock(&staging);
        Ok(Self { output, staging, _lock: lock })
    }

    /// Writes one output. May be called from many threads at once.
    ///
    /// # Errors
    /// [`WriteError::BadPath`] and [`WriteError::Io`], the latter also when the path was written before.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let leads_out = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', '\0', ':']);
        if path.split('/').any(leads_out) {
            return Err(WriteError::BadPath(path.to_owned()));
        }
        let target = self.staging.join(path);
        create(&target).and_then(|mut file| file.write_all(bytes)).map_err(at(&self.output.join(path)))
    }

    /// Puts the bundle at its place and takes the old one away.
    ///
    /// # Errors
    /// [`WriteError::Io`]; the old bundle is then still at its place.
    pub fn commit(self) -> Result<(), WriteError> {
        // What a loss of power may take is bounded: the manifest tells the sizes and hashes of all else.
        if let Ok(manifest) = File::open(self.staging.join(leftover::MANIFEST)) {
            manifest.sync_all().map_err(at(&self.staging))?;
        }
        let old = self.switch().map_err(at(&self.output))?;
        if let Some(parent) = self.output.parent().and_then(|parent| File::open(parent).ok()) {
            // Folders cannot be synced everywhere; the switch itself has been done.
            let _ = parent.sync_all();
        }
        if let Some(old) = old {
            leftover::remove(&old);
        }
        Ok(())
    }

    /// Moves the new bundle to its place; returns where the old one is now.
    fn switch(&self) -> io::Result<Option<PathBuf>> {
        if fs::symlink_metadata(&self.output).is_err() {
            fs::rename(&self.staging, &self.output)?;
            return Ok(None);
        }
        if exchange(&self.staging, &self.output).is_ok() {
            return Ok(Some(self.staging.clone()));
        }
        let old = leftover::beside(&self.output, Kind::Old);
        fs::rename(&self.output, &old)?;
        match fs::rename(&self.staging, &self.output) {
            Ok(()) => Ok(Some(old)),
            Err(error) => {
                fs::rename(&old, &self.output)?;
                Err(error)
            }
        }
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        leftover::remove(&self.staging);
    }
}

fn create(target: &Path) -> io::Result<File> {
    match File::create_new(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            File::create_new(target)
        }
        result => result,
    }
}

/// Whether nothing of anybody else's is lost when `output` is replaced.
fn may_replace(output: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(output) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
        Ok(metadata) if !metadata.is_dir() => Ok(false),
        Ok(_) => Ok(leftover::is_bundle(output) || fs::read_dir(output)?.next().is_none()),
    }
}

/// Lets two folders change places in one step, where the system can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(Into::into)
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
