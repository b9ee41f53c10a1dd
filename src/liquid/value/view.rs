//! How a caller lets templates read its own data in place.
//!
//! Owns the trait and nothing of the values behind it.

use super::Value;
use std::fmt;

/// What a view behaves like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Named properties; iterating gives pairs of key and value.
    Map,
    /// Items by position; may have named look-up as well (3scale's collections).
    List,
    /// A string.
    Text,
    /// Only what the other methods give; neither iterated nor measured.
    Other,
}

/// The caller's typed data, read by templates without copying it.
///
/// Only [`View::kind`] is required; the rest has defaults for what a kind does not have.
pub trait View: Send + Sync {
    /// What it behaves like.
    fn kind(&self) -> Kind;

    /// The property called `key`. `None`: there is no such property, an error in strict
    /// templates. `Some(Value::Nil)`: it is known and has no value.
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let _ = key;
        None
    }

    /// The item at `position` (from 0) of a list.
    fn at(&self, position: usize) -> Option<Value<'_>> {
        let _ = position;
        None
    }

    /// The number of items of a list or entries of a map.
    fn len(&self) -> usize {
        0
    }

    /// Whether there are no items or entries.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of all properties: what a loop over a map visits, in this order, and what
    /// suggestions choose from.
    fn keys(&self) -> Vec<String> {
        Vec::new()
    }

    /// The string that a view of kind [`Kind::Text`] is.
    fn as_text(&self) -> Option<&str> {
        None
    }

    /// What `{{ view }}` prints; `None` leaves it to the kind (items joined, a map's notation).
    fn print(&self, out: &mut dyn fmt::Write) -> Option<fmt::Result> {
        let _ = out;
        None
    }

    /// Whether a condition takes it as true.
    fn truthy(&self) -> bool {
        true
    }

    /// What tells two views of the same thing equal (a model's identity). Views without one are
    /// compared by their content.
    fn identity(&self) -> Option<(&str, &str)> {
        None
    }

    /// What messages call it.
    fn type_name(&self) -> &'static str {
        match self.kind() {
            Kind::Map => "map",
            Kind::List => "array",
            Kind::Text => "string",
            Kind::Other => "object",
        }
    }
}

impl View for Value<'_> {
    fn kind(&self) -> Kind {
        match self {
            Value::View(view) => view.kind(),
            Value::Map(_) => Kind::Map,
            Value::Array(_) | Value::Range(..) => Kind::List,
            Value::Str(_) => Kind::Text,
            _ => Kind::Other,
        }
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Value::get(self, key)
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        Value::at(self, position)
    }

    fn len(&self) -> usize {
        match self {
            Value::Map(map) => map.len(),
            Value::View(view) => view.len(),
            _ => self.list_len().unwrap_or(0),
        }
    }

    fn keys(&self) -> Vec<String> {
        Value::keys(self)
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }

    fn print(&self, out: &mut dyn fmt::Write) -> Option<fmt::Result> {
        Some(self.write(out))
    }

    fn truthy(&self) -> bool {
        Value::truthy(self)
    }
}
