//! JSON to a tree. What is wrong is reported with what was expected, and reading goes on where it is clear what was
//! meant: a comma too many or too few, comments, other quotes. Of a key that is given twice the last one counts, as in
//! `JSON.parse`.

mod text;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::{DEPTH_LIMIT, Key, Node, Place, VALUE_LIMIT, Value};
use crate::diag::{Diagnostic, Source, Span};

/// After so many problems the text is no JSON, and the rest of it is left alone.
const PROBLEM_LIMIT: usize = 20;

/// Reads all of `source` as the file with this number; where nothing more can be read, the tree ends. `None` for a
/// text without any value (without a report when it is empty).
pub fn parse<'s>(source: &'s Arc<Source>, file: u32, diags: &mut Vec<Diagnostic>) -> Option<Node<'s>> {
    let start = if source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = source.text();
    let limit = diags.len() + PROBLEM_LIMIT;
    let (nodes, entries) = (Vec::new(), Vec::new());
    let mut reader =
        Reader { source, text, bytes: text.as_bytes(), at: start, file, diags, limit, values: 0, nodes, entries };
    reader.space();
    if reader.at == text.len() {
        return None;
    }
    let root = reader.value(0);
    if root.is_ok() {
        reader.space();
        if reader.at < text.len() {
            let place = reader.sign();
            reader.problem(place, "expected the end of the file", "a file holds one value; take away what follows it");
        }
    }
    match root {
        // To go on with the part that was read would take as long as the whole, for nothing.
        _ if reader.values > VALUE_LIMIT => None,
        Ok(node) | Err(Stop(Some(node))) => Some(node),
        Err(Stop(None)) => None,
    }
}

/// Nothing more can be read; what there was of the value.
struct Stop<'s>(Option<Node<'s>>);

type Step<'s> = Result<Node<'s>, Stop<'s>>;

struct Reader<'s, 'd> {
    source: &'s Arc<Source>,
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    file: u32,
    diags: &'d mut Vec<Diagnostic>,
    limit: usize,
    values: usize,
    /// Items of all lists that are open, the innermost last: a list is made once, of the size it has.
    nodes: Vec<Node<'s>>,
    /// The same for mappings.
    entries: Vec<(Key<'s>, Node<'s>)>,
}

impl<'s> Reader<'s, '_> {
    /// Reads one value. Space before it is behind us.
    fn value(&mut self, depth: usize) -> Step<'s> {
        self.values += 1;
        if self.values > VALUE_LIMIT {
            let message = format!("the file has more than {VALUE_LIMIT} values");
            let problem = Diagnostic::error("json/size", message);
            return self.end(problem.hint("split it, or move what is no description elsewhere"));
        }
        let start = self.at;
        let value = match self.bytes.get(start) {
            Some(b'{' | b'[') if depth >= DEPTH_LIMIT => {
                let message = format!("lists and mappings are nested more than {DEPTH_LIMIT} deep");
                return self.end(Diagnostic::error("json/depth", message).hint("take a few levels away"));
            }
            Some(b'{') => return self.map(depth),
            Some(b'[') => return self.list(depth),
            Some(b'"') => Value::Text(self.string()),
            Some(b'\'') => Value::Text(self.other_quotes()),
            Some(b'}' | b']' | b',') => {
                let place = self.sign();
                let message = format!("expected a value, found `{}`", &self.text[place.clone()]);
                self.problem(place, &message, "write `null` where there is none");
                Value::Plain(Cow::Borrowed("null"))
            }
            Some(_) => match self.word() {
                Some(word) => Value::Plain(Cow::Borrowed(word)),
                None => {
                    let place = self.sign();
                    let found = &self.text[place.clone()];
                    let message = format!("expected a value, found `{}`", found.escape_default());
                    return self.stop(
                        place,
                        &message,
                        "a value is text in `\"`, a number, `true`, `false`, `null`, `{` or `[`",
                    );
                }
            },
            None => {
                let end = self.text.len();
                return self.stop(
                    end..end,
                    "expected a value, found the end of the file",
                    "the file may have been cut off",
                );
            }
        };
        Ok(self.node(start, value))
    }

    fn node(&self, start: usize, value: Value<'s>) -> Node<'s> {
        Node { place: Place::new(start..self.at, self.file), value }
    }

    fn list(&mut self, depth: usize) -> Step<'s> {
        let (start, mark) = (self.at, self.nodes.len());
        self.at += 1;
        let stopped = loop {
            match self.before_item(start, b']', self.nodes.len() > mark) {
                Ok(false) => break false,
                Ok(true) => {}
                Err(()) => break true,
            }
            match self.value(depth + 1) {
                Ok(node) => self.nodes.push(node),
                Err(Stop(node)) => {
                    self.nodes.extend(node);
                    break true;
                }
            }
        };
        let items = self.nodes.drain(mark..).collect();
        let node = self.node(start, Value::List(items));
        if stopped { Err(Stop(Some(node))) } else { Ok(node) }
    }

    fn map(&mut self, depth: usize) -> Step<'s> {
        let (start, mark) = (self.at, self.entries.len());
        self.at += 1;
        let mut names = Names::default();
        let stopped = loop {
            match self.before_item(start, b'}', self.entries.len() > mark) {
                Ok(false) => break false,
                Ok(true) => {}
                Err(()) => break true,
            }
            let Ok(key) = self.key() else { break true };
            let (value, stop) = match self.value(depth + 1) {
                Ok(node) => (Some(node), false),
                Err(Stop(node)) => (node, true),
            };
            if let Some(value) = value {
                match names.find(&self.entries[mark..], &key.name) {
                    None => self.entries.push((key, value)),
                    Some(at) => self.replace(mark + at, key, value),
                }
            }
            if stop {
                break true;
            }
        };
        let entries = self.entries.drain(mark..).collect();
        let node = self.node(start, Value::Map(entries));
        if stopped { Err(Stop(Some(node))) } else { Ok(node) }
    }

    /// Puts a value in the place of an earlier one with the same key.
    fn replace(&mut self, at: usize, key: Key<'s>, value: Node<'s>) {
        if self.diags.len() < self.limit {
            let earlier = Span::new(self.source, self.entries[at].0.range());
            let problem = Diagnostic::warning("json/duplicate-key", format!("the key `{}` is given twice", key.name))
                .at(Span::new(self.source, key.range()))
                .label(earlier, "first given here; the last one counts")
                .hint("keep one of the two");
            self.diags.push(problem);
        }
        self.entries[at] = (key, value);
    }

    /// Goes to the next item of a list or mapping that began at `start`, over the comma behind the one before it.
    /// `false`: it ends here.
    fn before_item(&mut self, start: usize, end: u8, has_items: bool) -> Result<bool, ()> {
        self.space();
        if has_items && self.peek() == Some(b',') {
            let comma = self.at;
            self.at += 1;
            self.space();
            if self.peek() == Some(end) {
                let hint = "take the comma away: nothing follows it";
                self.problem(comma..comma + 1, "this comma has nothing behind it", hint);
            }
        } else if has_items && self.peek().is_some_and(|byte| byte != end) {
            let message = format!("expected `,` or `{}`", char::from(end));
            let place = self.sign();
            let is_close = matches!(self.peek(), Some(b'}' | b']'));
            let hint = if is_close {
                "close the brackets in the order they were opened"
            } else {
                "put a comma between the two"
            };
            self.problem(place, &message, hint);
            if is_close {
                return Ok(false);
            }
        }
        if self.diags.len() >= self.limit {
            return Err(());
        }
        match self.peek() {
            None => {
                let hint = format!("close it with `{}`; the file may have been cut off", char::from(end));
                self.problem(start..start + 1, "this bracket is never closed", &hint);
                Err(())
            }
            Some(byte) if byte == end => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Ok(true),
        }
    }

    /// A key and the colon behind it.
    fn key(&mut self) -> Result<Key<'s>, ()> {
        let start = self.at;
        let name = match self.peek() {
            Some(b'"') => self.string(),
            Some(b'\'') => self.other_quotes(),
            _ => match self.bare() {
                Some(word) => {
                    self.problem(start..self.at, "expected `\"`", "put double quotes around the key");
                    Cow::Borrowed(word)
                }
                None => {
                    let place = self.sign();
                    self.problem(place, "expected a key", "a key is text in double quotes");
                    return Err(());
                }
            },
        };
        let place = Place::new(start..self.at, self.file);
        self.space();
        if self.peek() == Some(b':') {
            self.at += 1;
        } else {
            let place = self.sign();
            self.problem(place, "expected `:`", "a colon stands between a key and its value");
            if matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
                return Err(());
            }
            // `"key" = value`
            if matches!(self.peek(), Some(b'=')) {
                self.at += 1;
            }
        }
        self.space();
        Ok(Key { place, name })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The character at hand, for marking it.
    fn sign(&self) -> Range<usize> {
        let length = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.at..self.at + length
    }

    /// Reports and goes on.
    fn problem(&mut self, place: Range<usize>, message: &str, hint: &str) {
        if self.diags.len() < self.limit {
            self.diags.push(Diagnostic::error("json/syntax", message).at(Span::new(self.source, place)).hint(hint));
        }
    }

    /// Reports and reads no further.
    fn stop(&mut self, place: Range<usize>, message: &str, hint: &str) -> Step<'s> {
        self.problem(place, message, hint);
        Err(Stop(None))
    }

    fn end(&mut self, problem: Diagnostic) -> Step<'s> {
        let place = Span::new(self.source, self.sign());
        self.diags.push(problem.at(place));
        Err(Stop(None))
    }
}

/// Finds keys of a mapping that is being read. Short ones are searched through, long ones have an index.
#[derive(Default)]
struct Names<'s> {
    index: HashMap<Cow<'s, str>, usize>,
}

impl<'s> Names<'s> {
    fn find(&mut self, entries: &[(Key<'s>, Node<'s>)], name: &str) -> Option<usize> {
        const SHORT: usize = 24;
        if entries.len() <= SHORT {
            return entries.iter().position(|(key, _)| key.name == name);
        }
        for (at, (key, _)) in entries.iter().enumerate().skip(self.index.len()) {
            self.index.insert(key.name.clone(), at);
        }
        self.index.get(name).copied()
    }
}

#[cfg(test)]
mod tests;
