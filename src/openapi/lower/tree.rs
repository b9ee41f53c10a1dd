//! Places in the tree of a description: what stands there, and where references lead.
//! Must not know what any key means.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diag::{Source, Span};
use crate::yaml::{Key, Node, Value};

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

/// A description as a tree, with the text it came from.
pub(super) struct Tree<'t> {
    source: &'t Arc<Source>,
    root: At<'t>,
    /// Where references lead: each is looked up once.
    known: HashMap<&'t str, Option<At<'t>>, foldhash::fast::RandomState>,
}

impl<'t> Tree<'t> {
    pub(super) fn new(source: &'t Arc<Source>, root: &'t Node<'t>) -> Self {
        Self { source, root: At::new(root), known: HashMap::default() }
    }

    pub(super) fn root(&self) -> At<'t> {
        self.root
    }

    /// Where a value stands in its file.
    pub(super) fn span(&self, at: At<'t>) -> Span {
        Span::new(self.source, at.node.range.clone())
    }

    /// Where a key stands.
    pub(super) fn key_span(&self, key: &Key<'_>) -> Span {
        Span::new(self.source, key.range.clone())
    }

    /// The start of the file.
    pub(super) fn start(&self) -> Span {
        Span::new(self.source, 0..0)
    }

    /// What a reference that stands at `_from` leads to.
    pub(super) fn resolve(&mut self, _from: At<'t>, reference: &'t str) -> Option<At<'t>> {
        let root = self.root;
        *self.known.entry(reference).or_insert_with(|| {
            let steps = reference.strip_prefix('#')?;
            if steps.is_empty() {
                return Some(root);
            }
            let step = |node: &'t Node<'t>, step: &str| match &node.value {
                Value::List(items) => items.get(step.parse::<usize>().ok()?),
                _ => {
                    let name = step.replace("~1", "/").replace("~0", "~");
                    node.get(&name).or_else(|| node.get(&percent_decoded(&name)?))
                }
            };
            steps.strip_prefix('/')?.split('/').try_fold(root.node, step).map(At::new)
        })
    }
}

/// A fragment of a URI may write any character as `%` and two digits.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    let digit = |rest: &mut std::str::Bytes<'_>| char::from(rest.next()?).to_digit(16);
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (digit(&mut rest)?, digit(&mut rest)?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
