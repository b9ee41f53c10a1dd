//! Why a bundle cannot be served.

use std::fmt;
use std::io;

use crate::bucket::BucketError;

/// Why a bundle, or a file of it, cannot be served.
#[derive(Debug)]
pub enum BundleError {
    /// A file cannot be read.
    Io(String, io::Error),
    /// The store does not answer, or does not let this be read.
    Away(String, BucketError),
    /// A file is not what its name says.
    Format(String, serde_json::Error),
    /// A file is not the one that the manifest lists: a build or a copy has not come to its end.
    Changed(String),
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "cannot read `{path}`: {error}"),
            Self::Away(path, error) => write!(f, "cannot read `{path}`: {error}"),
            Self::Format(path, error) => write!(f, "`{path}` is not what a bundle has there: {error}"),
            Self::Changed(path) => write!(f, "`{path}` is not the file that `manifest.json` lists"),
        }
    }
}

impl std::error::Error for BundleError {}
