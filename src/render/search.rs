//! The data that the theme's search loads: one record a page. Holds public pages only.

use serde::Serialize;

/// What search knows of a page; short names, because every reader who searches loads all of them.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// Title.
    pub title: String,
    /// Site path.
    pub url: String,
    /// Title of its top-level section.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// One sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Texts of its headings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
}

/// The whole file.
///
/// # Errors
/// None in practice: records hold strings only.
pub fn index(records: &[Record]) -> serde_json::Result<String> {
    serde_json::to_string(records)
}
