//! The keys of one mapping, each read as the type it must have.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::tree::{Key, Node, Value};

/// The keys of one mapping. Each reading method makes its key known; `finish` reports the others.
pub(super) struct Fields<'r, 'n> {
    reader: &'r Reader<'r>,
    node: &'n Node<'n>,
    what: &'static str,
    known: Vec<&'static str>,
}

impl<'r, 'n> Fields<'r, 'n> {
    /// The keys of `node`, which is a mapping. `what` names it in messages.
    pub(super) fn new(reader: &'r Reader<'r>, node: &'n Node<'n>, what: &'static str) -> Self {
        Self { reader, node, what, known: Vec::new() }
    }

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
            let first = self.node.entries().first().map_or(self.node.range(), |(key, _)| key.range());
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
                    .at(self.reader.span(&node.range()));
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
                self.reader.report(Diagnostic::error("yaml/value", message).at(self.reader.span(&node.range())));
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
            self.reader.wrong_value(&node.range(), message, &text, words.iter().map(|(word, _)| *word));
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

    /// Texts by names that the author chose.
    pub(super) fn texts(&mut self, name: &'static str) -> BTreeMap<String, String> {
        let (reader, named) = (self.reader, self.named(name));
        named.iter().filter_map(|(key, node)| Some((key.name.to_string(), reader.text(node, &key.name)?))).collect()
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
                    .at(self.reader.span(&key.range()))
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
