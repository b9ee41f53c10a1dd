//! `manifest.json` as a bundle carries it. Must not read files.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::site::CacheClass;

/// What the manifest says of one file.
#[derive(Debug, Clone, Deserialize)]
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
pub(super) struct Listing {
    pub(super) files: HashMap<String, Arc<Listed>>,
}
