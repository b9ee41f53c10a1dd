//! Reads a YAML tree against the keys that a kind of file knows. Every problem is collected with its place, so that
//! one run shows all of them; must not know what any particular file holds.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use super::fields::Fields;
use crate::diag::{Diagnostic, Source, Span};
use crate::tree::{Node, Value};

/// The file being read and what was found wrong with it.
pub(super) struct Reader<'a> {
    source: &'a Arc<Source>,
    found: RefCell<Vec<Diagnostic>>,
}

impl<'a> Reader<'a> {
    /// A reader of one file.
    pub(super) fn new(source: &'a Arc<Source>) -> Self {
        Self { source, found: RefCell::default() }
    }

    /// Everything found wrong, in the order found.
    pub(super) fn into_problems(self) -> Vec<Diagnostic> {
        self.found.into_inner()
    }

    /// Keeps a problem.
    pub(super) fn report(&self, problem: Diagnostic) {
        self.found.borrow_mut().push(problem);
    }

    /// A place of the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, range.clone())
    }

    /// The keys of a mapping; anything else is a problem. `what` names the thing in messages: `a plan`.
    pub(super) fn fields<'r, 'n>(&'r self, node: &'n Node<'n>, what: &'static str) -> Option<Fields<'r, 'n>> {
        if let Value::Map(_) = node.value {
            return Some(Fields::new(self, node, what));
        }
        if !node.is_null() {
            let message = format!("{what} is {}, expected a mapping of keys to values", node.kind());
            let problem = Diagnostic::error("yaml/type", message).at(self.span(&node.range()));
            self.report(problem.hint("write `key: value` lines, or `{ key: value }`"));
        }
        None
    }

    /// The text of a scalar; null is nothing; lists and mappings are a problem.
    pub(super) fn text(&self, node: &Node<'_>, name: &str) -> Option<String> {
        let text = node.text();
        if text.is_none() && !node.is_null() {
            self.wrong_type(node, name, "a string");
        }
        text.map(str::to_owned)
    }

    /// A string or a list of strings.
    pub(super) fn texts(&self, node: &Node<'_>, name: &str) -> Vec<(String, Range<usize>)> {
        let each = |node: &Node<'_>| self.text(node, name).map(|text| (text, node.range()));
        match &node.value {
            Value::List(items) => items.iter().filter_map(each).collect(),
            _ => each(node).into_iter().collect(),
        }
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&self, node: &Node<'_>, name: &str, expected: &str) {
        let message = format!("`{name}` is {}, expected {expected}", node.kind());
        let problem = Diagnostic::error("yaml/type", message).at(self.span(&node.range()));
        self.report(match (expected, &node.value) {
            ("a string", _) => problem.hint("put quotes around text that begins with `[` or `{`"),
            ("a list", _) => problem.hint("begin each item with `- `, or write `[one, two]`"),
            (_, Value::Text(_)) => problem.hint("take the quotes away"),
            _ => problem,
        });
    }

    /// Reports a value that cannot be meant, and suggests one of `known`.
    pub(super) fn wrong_value<'k>(
        &self,
        range: &Range<usize>,
        message: String,
        wrong: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let problem =
            Diagnostic::error("yaml/value", message).at(self.span(range)).suggest(wrong, known.iter().copied());
        let all = || known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        self.report(match (problem.hints.is_empty(), known.is_empty()) {
            (true, false) => problem.hint(format!("there are {}", all())),
            (true, true) => problem.hint("none is declared"),
            _ => problem,
        });
    }
}
