//! Static values as data: what a live segment carries to the runtime.
//!
//! Owns the copy of a value, its serial form and reading it in place. Must never print a value
//! into source.

use crate::liquid::value::{Kind, Moment, Value, View};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How deep a carried value may be nested.
const DEPTH: usize = 48;
/// How many values one template may carry to the runtime. Data that refers to itself in circles
/// has no end; nothing a region honestly needs comes near.
const MOST: usize = 200_000;

/// A value that owns everything it holds and can be stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Frozen {
    Nil,
    Bool(bool),
    Int(i64),
    /// As text, because JSON has no infinities and its readers round.
    Float(String),
    Text(String),
    /// Text that is printed into HTML as it is.
    Html(String),
    Range(i64, i64),
    List(Vec<Frozen>),
    Map(Vec<(String, Frozen)>),
    /// Seconds, nanoseconds and offset of a point in time.
    Date(i64, u32, i32),
    Blank,
    Empty,
    Present,
    Object(Box<Object>),
}

/// A caller's view that is more than a list, a map or a string.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Object {
    kind: ObjectKind,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<Frozen>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    entries: Vec<(String, Frozen)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    print: Option<String>,
    truthy: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    identity: Option<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ObjectKind {
    Map,
    List,
    Text,
    Other,
}

impl ObjectKind {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Map => ObjectKind::Map,
            Kind::List => ObjectKind::List,
            Kind::Text => ObjectKind::Text,
            Kind::Other => ObjectKind::Other,
        }
    }
}

/// The value is too large or too deep to be carried.
#[derive(Debug)]
pub(crate) struct TooLarge;

/// Copies values while counting how many there are.
#[derive(Debug)]
pub(crate) struct Freezer {
    left: usize,
}

impl Default for Freezer {
    fn default() -> Self {
        Freezer::with_room(MOST)
    }
}

impl Freezer {
    /// One that copies at most `room` more values.
    pub(crate) fn with_room(room: usize) -> Self {
        Freezer { left: room }
    }

    /// How many more values there may be.
    pub(crate) fn room(&self) -> usize {
        self.left
    }

    /// A copy of `value` with everything that templates can see of it.
    pub(crate) fn freeze(&mut self, value: &Value<'_>) -> Result<Frozen, TooLarge> {
        self.value(value, DEPTH)
    }

    fn value(&mut self, value: &Value<'_>, depth: usize) -> Result<Frozen, TooLarge> {
        let depth = depth.checked_sub(1).ok_or(TooLarge)?;
        self.left = self.left.checked_sub(1).ok_or(TooLarge)?;
        Ok(match value {
            Value::Nil => Frozen::Nil,
            Value::Bool(b) => Frozen::Bool(*b),
            Value::Int(n) => Frozen::Int(*n),
            Value::Float(n) => Frozen::Float(format!("{n:?}")),
            Value::Str(text) if text.is_safe() => Frozen::Html(text.as_str().to_owned()),
            Value::Str(text) => Frozen::Text(text.as_str().to_owned()),
            Value::Range(first, last) => Frozen::Range(*first, *last),
            Value::Date(moment) => Frozen::Date(moment.seconds, moment.nanos, moment.offset),
            Value::Blank => Frozen::Blank,
            Value::Empty => Frozen::Empty,
            Value::Present => Frozen::Present,
            Value::Array(items) => {
                Frozen::List(items.iter().map(|item| self.value(item, depth)).collect::<Result<_, _>>()?)
            }
            Value::Map(map) => {
                let entry = |(key, value): &(_, Value<'_>)| Ok((key_text(key), self.value(value, depth)?));
                Frozen::Map(map.iter().map(entry).collect::<Result<_, TooLarge>>()?)
            }
            Value::View(view) => self.view(*view, depth)?,
        })
    }

    fn view(&mut self, view: &dyn View, depth: usize) -> Result<Frozen, TooLarge> {
        let kind = view.kind();
        let mut items = Vec::new();
        if kind == Kind::List {
            for position in 0..view.len() {
                items.push(self.value(&view.at(position).unwrap_or_default(), depth)?);
            }
        }
        let mut entries = Vec::new();
        for key in view.keys() {
            let value = self.value(&view.get(&key).unwrap_or_default(), depth)?;
            entries.push((key, value));
        }
        let text = view.as_text().map(str::to_owned);
        let mut printed = String::new();
        let print = view.print(&mut printed).map(|_| printed);
        let identity = view.identity().map(|(class, id)| (class.to_owned(), id.to_owned()));
        let plain = print.is_none() && identity.is_none() && view.truthy();
        Ok(match (kind, text) {
            (Kind::List, None) if plain && entries.is_empty() => Frozen::List(items),
            (Kind::Map, None) if plain => Frozen::Map(entries),
            (Kind::Text, Some(text)) if plain && entries.is_empty() => Frozen::Text(text),
            (_, text) => Frozen::Object(Box::new(Object {
                kind: ObjectKind::of(kind),
                items,
                entries,
                text,
                print,
                truthy: view.truthy(),
                identity,
            })),
        })
    }
}

fn key_text(key: &crate::liquid::value::Text<'_>) -> String {
    key.as_str().to_owned()
}

impl Frozen {
    /// The value, read in place.
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Frozen::Nil => Value::Nil,
            Frozen::Bool(b) => Value::Bool(*b),
            Frozen::Int(n) => Value::Int(*n),
            Frozen::Float(text) => Value::Float(text.parse().unwrap_or(f64::NAN)),
            Frozen::Text(text) => Value::str(text),
            Frozen::Html(text) => Value::html_str(text),
            Frozen::Range(first, last) => Value::Range(*first, *last),
            Frozen::Date(seconds, nanos, offset) => {
                Value::Date(Moment { seconds: *seconds, nanos: *nanos, offset: *offset })
            }
            Frozen::Blank => Value::Blank,
            Frozen::Empty => Value::Empty,
            Frozen::Present => Value::Present,
            Frozen::List(_) | Frozen::Map(_) => Value::View(self),
            Frozen::Object(object) => Value::View(object.as_ref()),
        }
    }
}

impl View for Frozen {
    fn kind(&self) -> Kind {
        match self {
            Frozen::Map(_) => Kind::Map,
            Frozen::List(_) | Frozen::Range(..) => Kind::List,
            Frozen::Text(_) | Frozen::Html(_) => Kind::Text,
            _ => Kind::Other,
        }
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        match self {
            Frozen::Map(entries) => entry(entries, key),
            _ => None,
        }
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        match self {
            Frozen::List(items) => items.get(position).map(Frozen::value),
            _ => self.value().at(position),
        }
    }

    fn len(&self) -> usize {
        match self {
            Frozen::List(items) => items.len(),
            Frozen::Map(entries) => entries.len(),
            _ => 0,
        }
    }

    fn keys(&self) -> Vec<String> {
        match self {
            Frozen::Map(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
            _ => Vec::new(),
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Frozen::Text(text) | Frozen::Html(text) => Some(text),
            _ => None,
        }
    }
}

impl View for Object {
    fn kind(&self) -> Kind {
        match self.kind {
            ObjectKind::Map => Kind::Map,
            ObjectKind::List => Kind::List,
            ObjectKind::Text => Kind::Text,
            ObjectKind::Other => Kind::Other,
        }
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        entry(&self.entries, key)
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.items.get(position).map(Frozen::value)
    }

    fn len(&self) -> usize {
        if self.kind == ObjectKind::List { self.items.len() } else { self.entries.len() }
    }

    fn keys(&self) -> Vec<String> {
        self.entries.iter().map(|(key, _)| key.clone()).collect()
    }

    fn as_text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    fn print(&self, out: &mut dyn fmt::Write) -> Option<fmt::Result> {
        self.print.as_ref().map(|text| out.write_str(text))
    }

    fn truthy(&self) -> bool {
        self.truthy
    }

    fn identity(&self) -> Option<(&str, &str)> {
        self.identity.as_ref().map(|(class, id)| (class.as_str(), id.as_str()))
    }
}

fn entry<'v>(entries: &'v [(String, Frozen)], key: &str) -> Option<Value<'v>> {
    entries.iter().find(|(name, _)| name == key).map(|(_, value)| value.value())
}
