//! `manifest.json` as a bundle carries it, read again. Must not read files.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::CacheClass;
use super::manifest::hex;

/// Digits of the digest that names a release.
const DIGITS: usize = 12;

/// What the manifest says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Listed {
    /// Hexadecimal SHA-256 of the bytes.
    pub sha256: Arc<str>,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub content_type: String,
    /// How long it may be kept.
    pub cache: CacheClass,
}

/// All files of a bundle by path.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Listing {
    /// The files.
    pub files: BTreeMap<String, Arc<Listed>>,
}

impl Listing {
    /// Reads the bytes of a `manifest.json`. A path that could lead out of the bundle is none.
    ///
    /// # Errors
    /// When they are something else.
    pub fn parse(manifest: &[u8]) -> serde_json::Result<Self> {
        let listing: Self = serde_json::from_slice(manifest)?;
        let leads_out = |part: &str| matches!(part, "" | "." | "..") || part.contains(['\\', '\0', ':']);
        match listing.files.keys().find(|path| path.split('/').any(leads_out)) {
            Some(path) => Err(serde::de::Error::custom(format!("`{path}` is no path of a bundle"))),
            None => Ok(listing),
        }
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|listed| listed.size).sum()
    }
}

impl CacheClass {
    /// What `Cache-Control` says of such a file (RFC 9111, 5.2.2; RFC 8246).
    pub fn control(self) -> &'static str {
        match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Page => "no-cache",
            Self::Private => "private, no-store",
        }
    }
}

/// The name of the release with this `manifest.json`: equal bundles have equal names.
pub fn release_id(manifest: &[u8]) -> String {
    let mut id = hex(&Sha256::digest(manifest));
    id.truncate(DIGITS);
    id
}

/// Whether these are the bytes that a manifest lists.
pub fn is_listed(bytes: &[u8], listed: &Listed) -> bool {
    bytes.len() as u64 == listed.size && hex(&Sha256::digest(bytes)) == *listed.sha256
}
