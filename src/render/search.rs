//! The data that the theme's search loads: a record for each page, and what each version of an api holds.
//! Holds public pages only. Names are short and addresses are said once: every reader who searches loads all of it.

use serde::Serialize;

use super::reference::routes;
use crate::model::description::Operation;
use crate::model::{Api, ApiVersion};

/// What search knows of a page.
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

/// What search knows of a version of an api.
#[derive(Debug, Clone, Serialize)]
pub struct Version<'m> {
    title: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'m str>,
    /// Slug, method, path, summary.
    operations: Vec<[&'m str; 4]>,
    /// Slug, name, summary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    webhooks: Vec<[&'m str; 3]>,
    /// Slug and title.
    tags: Vec<[&'m str; 2]>,
    /// Slug and name.
    schemas: Vec<[&'m str; 2]>,
}

impl<'m> Version<'m> {
    /// Everything that has a page in this version.
    pub fn of(api: &'m Api, version: &'m ApiVersion) -> Self {
        let content = &*version.content;
        let operation = |given: &'m Operation| [given.slug.as_str(), &given.method, &given.path, &given.summary];
        let schema = |id| {
            let schema = &content.schemas[id];
            Some([schema.slug.as_deref()?, schema.name.as_deref()?])
        };
        Self {
            title: format!("{} {}", api.title, version.name),
            url: routes::overview(&api.name, &version.name).to_string(),
            description: api.description.as_deref(),
            operations: content.operations.iter().map(operation).collect(),
            webhooks: content.webhooks.iter().map(|given| [given.slug.as_str(), &given.path, &given.summary]).collect(),
            tags: content.tags.iter().map(|tag| [tag.slug.as_str(), &tag.title]).collect(),
            schemas: content.named.iter().filter_map(|id| schema(*id)).collect(),
        }
    }
}

/// The whole file: `{"pages": […], "apis": […]}`.
///
/// # Errors
/// None in practice: records hold strings only.
pub fn index(pages: &[Record], apis: &[Version<'_>]) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Index<'a> {
        pages: &'a [Record],
        apis: &'a [Version<'a>],
    }
    serde_json::to_string(&Index { pages, apis })
}
