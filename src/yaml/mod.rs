//! YAML text to a tree that knows where everything stands. Owns syntax, duplicate keys, merge keys and the limits
//! on aliases and depth; must not know what any key means.

mod build;
mod scalar;
mod syntax;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};

pub use build::parse;

/// A value and the bytes of the file it stands in. Values that came through an alias stand where the anchor does.
#[derive(Debug, Clone)]
pub struct Node<'s> {
    /// Bytes of the whole file.
    pub range: Range<usize>,
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
    /// Bytes of the whole file.
    pub range: Range<usize>,
    /// Its text, whatever type a schema would give it.
    pub name: Cow<'s, str>,
}

impl<'s> Node<'s> {
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

    /// A tree without places, for descriptions in JSON: everything stands at the start of the file.
    pub fn from_json(value: serde_json::Value) -> Node<'static> {
        let value = match value {
            serde_json::Value::Null => Value::Plain(Cow::Borrowed("null")),
            serde_json::Value::Bool(flag) => Value::Plain(Cow::Borrowed(if flag { "true" } else { "false" })),
            serde_json::Value::Number(number) => Value::Plain(Cow::Owned(number.to_string())),
            serde_json::Value::String(text) => Value::Text(Cow::Owned(text)),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(Node::from_json).collect()),
            serde_json::Value::Object(map) => {
                let entry = |(name, value)| (Key { range: 0..0, name: Cow::Owned(name) }, Node::from_json(value));
                Value::Map(map.into_iter().map(entry).collect())
            }
        };
        Node { range: 0..0, value }
    }
}

/// The place of the value that a JSON-pointer-like path names (`/nav/0/path`); for the last step of a mapping, its key
/// where there is one. `range` is the YAML part of the file.
pub fn locate(source: &Arc<Source>, range: Range<usize>, pointer: &str) -> Option<Span> {
    let mut ignored: Vec<Diagnostic> = Vec::new();
    let root = parse(source, range, &mut ignored)?;
    let mut place = root.range.clone();
    let mut node = &root;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if let Value::List(items) = &node.value {
            node = items.get(step.parse::<usize>().ok()?)?;
            place = node.range.clone();
        } else {
            let (key, value) = node.entry(&step)?;
            node = value;
            place = if value.text().is_some() { value.range.clone() } else { key.range.clone() };
        }
    }
    Some(Span::new(source, place))
}
