//! Why a bundle was not published. Must not show credentials: what stores say is put in words by `bucket`.

use std::fmt;
use std::io;

use crate::bucket::BucketError;

/// Why a bundle was not published, or a release not gone back to.
#[derive(Debug)]
pub enum DeployError {
    /// The bundle cannot be read, or is not what its manifest says.
    Bundle(String),
    /// The target's own files are not what they must be.
    Broken(String),
    /// Another deploy is running: it began so many seconds ago.
    Busy(String, u64),
    /// Another deploy took over while this one was running.
    Lost,
    /// Everybody can read what is private.
    Exposed(String),
    /// There is no such release.
    NoRelease(String),
    /// The store did not do it.
    Store(BucketError),
    /// The system did not do it.
    Io(String, io::Error),
}

impl DeployError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Bundle(_) => "`portal build` makes a bundle",
            Self::Busy(..) => "wait for it, and deploy again; one that was killed is taken over by itself",
            Self::Lost => "what stands there now is the other one's; deploy again if it should be this one",
            Self::Exposed(_) => "take the right to read it from everybody: nothing that is gated was written there",
            Self::NoRelease(_) => "`portal deploy TARGET --list` shows those that are kept",
            Self::Store(error) => return error.hint().map(str::to_owned),
            Self::Broken(_) | Self::Io(..) => return None,
        };
        Some(text.to_owned())
    }

    /// Of an operation on a file.
    pub(super) fn io(path: &str) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self::Io(path, error)
    }
}

impl From<BucketError> for DeployError {
    fn from(error: BucketError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for DeployError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle(text) | Self::Broken(text) | Self::NoRelease(text) => f.write_str(text),
            Self::Busy(id, ago) => write!(f, "another deploy is running: of release {id}, which began {ago} s ago"),
            Self::Lost => f.write_str("another deploy has taken over; this one stopped where it was"),
            Self::Exposed(place) => write!(f, "everybody can read the private place `{place}`"),
            Self::Store(error) => error.fmt(f),
            Self::Io(path, error) => write!(f, "cannot write `{path}`: {error}"),
        }
    }
}

impl std::error::Error for DeployError {}
