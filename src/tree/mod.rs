//! Texts in YAML and JSON to one tree that knows where everything stands. Owns syntax, duplicate keys, merge keys and
//! the limits on aliases, values and depth; must not know what any key means.

pub mod json;
mod scalar;
pub mod yaml;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};

/// How deep lists and mappings may be nested, aliases included.
const DEPTH_LIMIT: usize = 200;
/// How many values one file may hold. The largest published description, Microsoft Graph's, has a million and a half.
pub const VALUE_LIMIT: usize = 2_500_000;

/// Where something stands: bytes of a file. Files are numbered by whoever reads several of them into one tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Place {
    start: u32,
    end: u32,
    file: u32,
}

impl Place {
    /// `range` of the file with this number. Bytes behind the first four thousand million count as the last of them.
    pub fn new(range: Range<usize>, file: u32) -> Self {
        let bound = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: bound(range.start), end: bound(range.end), file }
    }

    /// Bytes of the whole file.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The file's number; 0 for a text that was read alone.
    pub fn file(self) -> u32 {
        self.file
    }
}

/// A value and where it stands. Values that came through an alias stand where the anchor does.
#[derive(Debug, Clone)]
pub struct Node<'s> {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub value: Value<'s>,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub enum Value<'s> {
    /// A plain scalar: its type follows from its letters.
    Plain(Cow<'s, str>),
    /// A quoted or block scalar: always text.
    Text(Cow<'s, str>),
    /// A sequence.
    List(Vec<Node<'s>>),
    /// A mapping, in the order written.
    Map(Vec<(Key<'s>, Node<'s>)>),
}

/// A key of a mapping.
#[derive(Debug, Clone)]
pub struct Key<'s> {
    /// Where.
    pub place: Place,
    /// Its text, whatever type a schema would give it.
    pub name: Cow<'s, str>,
}

impl Key<'_> {
    /// Bytes of the whole file.
    pub fn range(&self) -> Range<usize> {
        self.place.range()
    }
}

impl<'s> Node<'s> {
    /// Bytes of the whole file.
    pub fn range(&self) -> Range<usize> {
        self.place.range()
    }

    /// What kind of value it is, for messages: `a string`, `a list` …
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
            Value::Plain(text) => scalar::kind(text),
        }
    }

    /// Whether it says nothing: `null`, `~` or nothing at all.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Plain(text) if scalar::is_null(text))
    }

    /// The text of a scalar, whatever its type; `None` for null, lists and mappings.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(text) if !scalar::is_null(text) => Some(text),
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value below a key of a mapping.
    pub fn get(&self, name: &str) -> Option<&Node<'s>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// Key and value below a name.
    pub fn entry(&self, name: &str) -> Option<&(Key<'s>, Node<'s>)> {
        self.entries().iter().find(|(key, _)| key.name == name)
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[(Key<'s>, Node<'s>)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node<'s>] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The value as JSON, by YAML's core schema. Numbers that JSON cannot hold stay text.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Plain(text) => scalar::to_json(text),
            Value::Text(text) => serde_json::Value::String(text.to_string()),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Map(entries) => {
                let entry = |(key, value): &(Key<'s>, Node<'s>)| (key.name.to_string(), value.to_json());
                serde_json::Value::Object(entries.iter().map(entry).collect())
            }
        }
    }
}

/// The place of the value that a JSON-pointer-like path names (`/nav/0/path`); for the last step of a mapping, its key
/// where there is one. `range` is the YAML part of the file.
pub fn locate(source: &Arc<Source>, range: Range<usize>, pointer: &str) -> Option<Span> {
    let mut ignored: Vec<Diagnostic> = Vec::new();
    let root = yaml::parse(source, range, &mut ignored)?;
    let mut place = root.range();
    let mut node = &root;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if let Value::List(items) = &node.value {
            node = items.get(step.parse::<usize>().ok()?)?;
            place = node.range();
        } else {
            let (key, value) = node.entry(&step)?;
            node = value;
            place = if value.text().is_some() { value.range() } else { key.range() };
        }
    }
    Some(Span::new(source, place))
}
