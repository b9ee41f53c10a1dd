//! Places in the tree of a description: what stands there, and where references lead.
//! Must not know what any key means.

use std::collections::HashMap;

use crate::diag::Span;
use crate::openapi::document::{Document, Gap};
use crate::tree::{Key, Node, Value};

/// A value of the tree. It is cheap to copy and lives as long as the tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'t> {
    node: &'t Node<'t>,
}

impl<'t> At<'t> {
    pub(super) fn new(node: &'t Node<'t>) -> Self {
        Self { node }
    }

    /// Tells values of one tree apart.
    pub(super) fn id(self) -> usize {
        std::ptr::from_ref(self.node).addr()
    }

    /// The number of the file it stands in; 0 is the description's own.
    pub(super) fn file(self) -> u32 {
        self.node.place.file()
    }

    pub(super) fn node(self) -> &'t Node<'t> {
        self.node
    }

    /// The value below a key; `null` counts as absent.
    pub(super) fn get(self, name: &str) -> Option<At<'t>> {
        self.node.get(name).filter(|node| !node.is_null()).map(At::new)
    }

    /// The entries of a mapping; none for anything else.
    pub(super) fn entries(self) -> impl Iterator<Item = (&'t Key<'t>, At<'t>)> + use<'t> {
        self.node.entries().iter().map(|(key, node)| (key, At::new(node)))
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(self) -> impl ExactSizeIterator<Item = At<'t>> + use<'t> {
        self.node.items().iter().map(At::new)
    }

    /// The text of a scalar, whatever its type.
    pub(super) fn text(self) -> Option<&'t str> {
        self.node.text()
    }

    /// A boolean that is written as one.
    pub(super) fn boolean(self) -> Option<bool> {
        match &self.node.value {
            Value::Plain(text) => match text.as_ref() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn is_map(self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }

    pub(super) fn is_list(self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    /// Some languages write an empty mapping as an empty list.
    pub(super) fn is_empty_list(self) -> bool {
        self.is_list() && self.node.items().is_empty()
    }

    pub(super) fn is_null(self) -> bool {
        self.node.is_null()
    }

    /// What kind of value it is, for messages.
    pub(super) fn kind(self) -> &'static str {
        self.node.kind()
    }

    /// The text of `$ref`.
    pub(super) fn reference(self) -> Option<&'t str> {
        self.node.get("$ref").and_then(Node::text)
    }
}

/// A description as a tree, whatever files it came from.
pub(super) struct Tree<'t> {
    document: &'t Document<'t>,
    /// Where references of the first file lead: each is looked up once.
    known: HashMap<&'t str, Result<At<'t>, Gap>, foldhash::fast::RandomState>,
}

impl<'t> Tree<'t> {
    pub(super) fn new(document: &'t Document<'t>) -> Self {
        Self { document, known: HashMap::default() }
    }

    pub(super) fn root(&self) -> At<'t> {
        At::new(self.document.root())
    }

    /// Where a value stands in its file.
    pub(super) fn span(&self, at: At<'t>) -> Span {
        self.document.span(at.node)
    }

    /// Where a key stands.
    pub(super) fn key_span(&self, key: &Key<'_>) -> Span {
        self.document.key_span(key)
    }

    /// The start of the file.
    pub(super) fn start(&self) -> Span {
        self.document.start()
    }

    /// What a reference that stands at `from` leads to.
    pub(super) fn resolve(&mut self, from: At<'t>, reference: &'t str) -> Result<At<'t>, Gap> {
        let find = || self.document.lookup(from.node, reference).map(At::new);
        if from.node.place.file() == 0 && !self.document.has_ids() {
            return self.known.entry(reference).or_insert_with(find).clone();
        }
        find()
    }
}
