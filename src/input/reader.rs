//! Reads a YAML tree against the keys that a kind of file knows. Every problem is collected with its place, so that
//! one run shows all of them; must not know what any particular file holds.

use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::yaml::{Key, Node, Value};

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
            return Some(Fields { reader: self, node, what, known: Vec::new() });
        }
        if !node.is_null() {
            let message = format!("{what} is {}, expected a mapping of keys to values", node.kind());
            let problem = Diagnostic::error("yaml/type", message).at(self.span(&node.range));
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
        let each = |node: &Node<'_>| self.text(node, name).map(|text| (text, node.range.clone()));
        match &node.value {
            Value::List(items) => items.iter().filter_map(each).collect(),
            _ => each(node).into_iter().collect(),
        }
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&self, node: &Node<'_>, name: &str, expected: &str) {
        let message = format!("`{name}` is {}, expected {expected}", node.kind());
        let problem = Diagnostic::error("yaml/type", message).at(self.span(&node.range));
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

/// The keys of one mapping. Each reading method makes its key known; `finish` reports the others.
pub(super) struct Fields<'r, 'n> {
    reader: &'r Reader<'r>,
    node: &'n Node<'n>,
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'r, 'n> Fields<'r, 'n> {
    /// The reader, for problems of values.
    pub(super) fn reader(&self) -> &'r Reader<'r> {
        self.reader
    }

    /// Key and value, unless absent or null.
    pub(super) fn entry(&mut self, name: &'static str) -> Option<&'n (Key<'n>, Node<'n>)> {
        self.known.push(name);
        self.node.entry(name).filter(|(_, value)| !value.is_null())
    }

    /// The value, whatever it is, unless absent or null.
    pub(super) fn value(&mut self, name: &'static str) -> Option<&'n Node<'n>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Text; numbers and dates count as written.
    pub(super) fn string(&mut self, name: &'static str) -> Option<String> {
        self.value(name).and_then(|node| self.reader.text(node, name))
    }

    /// Text that must be there.
    pub(super) fn required(&mut self, name: &'static str) -> Option<String> {
        let present = self.value(name);
        if present.is_none() {
            let message = format!("{} has no `{name}`", self.what);
            let first = self.node.entries().first().map_or(self.node.range.clone(), |(key, _)| key.range.clone());
            let problem = Diagnostic::error("yaml/missing-key", message).at(self.reader.span(&first));
            self.reader.report(problem.hint(format!("add `{name}: …`")));
        }
        present.and_then(|node| self.reader.text(node, name))
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let node = self.value(name)?;
        let flag = node.to_json().as_bool();
        if flag.is_none() {
            let problem =
                Diagnostic::error("yaml/type", format!("`{name}` is {}, expected true or false", node.kind()))
                    .at(self.reader.span(&node.range));
            let problem = match node.text() {
                Some("yes" | "on" | "Yes" | "On") => problem.hint("write `true`"),
                Some("no" | "off" | "No" | "Off") => problem.hint("write `false`"),
                Some("true" | "false") => problem.hint("take the quotes away"),
                _ => problem,
            };
            self.reader.report(problem);
        }
        flag
    }

    /// A whole number.
    pub(super) fn integer(&mut self, name: &'static str) -> Option<i64> {
        let node = self.value(name)?;
        let number = node.to_json().as_i64();
        if number.is_none() {
            self.reader.wrong_type(node, name, "a whole number");
        }
        number
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, name: &'static str) -> Option<u64> {
        let node = self.value(name)?;
        let number = node.to_json().as_u64();
        if number.is_none() {
            self.reader.wrong_type(node, name, "a whole number from 0");
        }
        number
    }

    /// Text with a form of its own, such as a date.
    pub(super) fn parsed<T>(&mut self, name: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let node = self.value(name)?;
        let text = self.reader.text(node, name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("`{text}` is no value for `{name}`: {error}");
                self.reader.report(Diagnostic::error("yaml/value", message).at(self.reader.span(&node.range)));
                None
            }
        }
    }

    /// One of a few words.
    pub(super) fn one_of<T: Copy>(&mut self, name: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let node = self.value(name)?;
        let text = self.reader.text(node, name)?;
        let chosen = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if chosen.is_none() {
            let message = format!("`{text}` is no value for `{name}`");
            self.reader.wrong_value(&node.range, message, &text, words.iter().map(|(word, _)| *word));
        }
        chosen
    }

    /// A string or a list of strings; empty when absent.
    pub(super) fn strings(&mut self, name: &'static str) -> Vec<String> {
        self.placed_strings(name).into_iter().map(|(text, _)| text).collect()
    }

    /// A string or a list of strings with their places; empty when absent.
    pub(super) fn placed_strings(&mut self, name: &'static str) -> Vec<(String, Range<usize>)> {
        self.value(name).map(|node| self.reader.texts(node, name)).unwrap_or_default()
    }

    /// The items of a list; empty when absent.
    pub(super) fn list(&mut self, name: &'static str) -> &'n [Node<'n>] {
        let Some(node) = self.value(name) else { return &[] };
        if !matches!(node.value, Value::List(_)) {
            self.reader.wrong_type(node, name, "a list");
        }
        node.items()
    }

    /// The keys of a mapping below.
    pub(super) fn fields(&mut self, name: &'static str, what: &'static str) -> Option<Fields<'r, 'n>> {
        self.value(name).and_then(|node| self.reader.fields(node, what))
    }

    /// The entries of a mapping whose keys are names that the author chose.
    pub(super) fn named(&mut self, name: &'static str) -> &'n [(Key<'n>, Node<'n>)] {
        let Some(node) = self.value(name) else { return &[] };
        if !matches!(node.value, Value::Map(_)) {
            self.reader.wrong_type(node, name, "a mapping of names to values");
        }
        node.entries()
    }

    /// Accepts keys without reading them.
    pub(super) fn accept(&mut self, names: &[&'static str]) {
        self.known.extend_from_slice(names);
    }

    /// Reports every key that nobody asked for.
    pub(super) fn finish(self) {
        for (key, _) in self.node.entries() {
            if !self.known.contains(&key.name.as_ref()) {
                let message = format!("{} has no key `{}`", self.what, key.name);
                let problem = Diagnostic::error("yaml/unknown-key", message)
                    .at(self.reader.span(&key.range))
                    .suggest(&key.name, self.known.iter().copied());
                let problem = if problem.hints.is_empty() {
                    let known = self.known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                    problem.hint(format!("known keys: {known}"))
                } else {
                    problem
                };
                self.reader.report(problem);
            }
        }
    }
}
