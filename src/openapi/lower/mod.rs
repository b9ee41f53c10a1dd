//! The tree of a description in the form of OpenAPI 3.2 to the model. What is broken is reported and left out, with
//! words for readers where it matters; everything else is read. Must not know HTML or where files lie.

mod example;
mod fields;
mod grouping;
mod info;
mod json;
mod links;
mod media;
mod operation;
mod parameter;
mod paths;
mod problems;
mod response;
mod schema;
mod security;
mod slug;
mod summary;
mod tags;
mod tree;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::document::Document;
use crate::diag::Diagnostic;
use crate::model::description::{Description, Json};
use problems::Problems;
use schema::Table;
use tree::{At, Tree};

/// Fast maps: keys come from files of limited size.
type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// What is known while a description is read.
struct Lower<'t> {
    tree: Tree<'t>,
    problems: Problems,
    schemas: Table<'t>,
    /// Security schemes by name.
    schemes: Map<String, usize>,
    /// Texts of schemas, each kept once.
    texts: Map<&'t str, Arc<str>>,
    /// Values of examples, by where they stand: many operations share one.
    values: Map<usize, Json>,
    /// References that lead nowhere and are reported.
    lost: HashSet<String>,
    /// Where operations stand, by their number.
    operations: Map<usize, usize>,
    /// Where references of links lead.
    link_targets: Map<String, usize>,
    /// Callbacks that are being read: they may lead back to where they come from.
    callbacks: Vec<usize>,
}

/// Reads the trees of a document.
pub(super) fn lower<'t>(document: &'t Document<'t>, diags: &mut Vec<Diagnostic>) -> Description {
    let mut lower = Lower {
        tree: Tree::new(document),
        problems: Problems::default(),
        schemas: Table::default(),
        schemes: Map::default(),
        texts: Map::default(),
        values: Map::default(),
        lost: HashSet::new(),
        operations: Map::default(),
        link_targets: Map::default(),
        callbacks: Vec::new(),
    };
    let root = lower.tree.root();
    let mut description = Description::default();
    lower.info(root, &mut description);
    description.security_schemes = lower.security_schemes(root);
    lower.named_schemas(root);
    lower.paths(root, &mut description);
    lower.read_schemas();
    (description.schemas, description.named) = lower.finish_schemas();
    lower.links(&mut description);
    diags.extend(lower.problems.finish(document));
    description
}

/// Whether a key is an extension.
fn is_extension(name: &str) -> bool {
    name.starts_with("x-")
}

/// The value below a key of a root, through `components`.
fn component<'t>(root: At<'t>, name: &str) -> Option<At<'t>> {
    root.get("components")?.get(name)
}
