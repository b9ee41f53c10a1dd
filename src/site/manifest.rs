//! `manifest.json`: every file of a bundle with its hash. No clock, no host name: equal sites give equal bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{CacheClass, Output};

/// What the manifest says of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Hexadecimal SHA-256 of the bytes.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Media type.
    pub content_type: &'static str,
    /// How long it may be kept.
    pub cache: CacheClass,
}

/// All files of a bundle by path, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// Version of this format.
    version: u32,
    files: BTreeMap<String, Entry>,
}

impl Manifest {
    /// A manifest without files.
    pub fn new() -> Self {
        Self { version: 1, files: BTreeMap::new() }
    }

    /// The entry of an output.
    pub fn entry(output: &Output) -> Entry {
        Entry {
            sha256: hex(&Sha256::digest(&output.bytes)),
            size: output.bytes.len() as u64,
            content_type: output.content_type,
            cache: output.cache,
        }
    }

    /// Adds a file.
    pub fn insert(&mut self, path: String, entry: Entry) {
        self.files.insert(path, entry);
    }

    /// The files by path.
    pub fn files(&self) -> &BTreeMap<String, Entry> {
        &self.files
    }

    /// The file as it is written: JSON with a line for each entry, so that two manifests can be compared by eye.
    pub fn to_json(&self) -> String {
        let line = |(path, entry): (&String, &Entry)| {
            let path = serde_json::Value::from(path.as_str());
            serde_json::to_string(entry).map(|entry| format!("    {path}: {entry}"))
        };
        let lines: Vec<String> = self.files.iter().filter_map(|file| line(file).ok()).collect();
        format!("{{\n  \"version\": {},\n  \"files\": {{\n{}\n  }}\n}}\n", self.version, lines.join(",\n"))
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
