//! `_section.yaml`: what a folder of content says about itself and its pages.

use std::sync::Arc;

use super::page::access;
use super::reader::Reader;
use crate::diag::{Diagnostic, Source};
use crate::model::{Collection, Section};
use crate::tree::yaml;

/// Reads the file of the folder `path` (below `content/`). Parent and defaults are filled in by `content`.
pub(super) fn read(source: &Arc<Source>, path: &str, problems: &mut Vec<Diagnostic>) -> Section {
    let mut section = Section { path: path.to_owned(), ..Section::default() };
    let Some(root) = yaml::parse(source, 0..source.text().len(), problems) else { return section };
    let reader = Reader::new(source);
    if let Some(mut fields) = reader.fields(&root, "a section") {
        section.title = fields.string("title").unwrap_or_default();
        section.description = fields.string("description");
        section.order = fields.integer("order");
        section.layout = fields.string("layout");
        section.access = access(&mut fields);
        section.collection = fields.one_of("collection", &Collection::ALL);
        section.hidden = fields.flag("hidden").unwrap_or_default();
        section.asks_login = fields.one_of("denied", &[("login", true), ("404", false)]);
        fields.finish();
    }
    problems.append(&mut reader.into_problems());
    section
}
