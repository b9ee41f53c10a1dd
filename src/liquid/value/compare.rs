//! Equality, order and containment of values as Liquid has them.
//!
//! Owns comparisons that conditions and filters share; never reports errors itself.

use super::{Kind, Value};
use std::cmp::Ordering;

/// How deep lists and maps are compared; views may refer to each other in circles.
const DEPTH: usize = 32;

impl Value<'_> {
    /// Whether `==` holds: numbers by value, strings by characters, lists and maps by content,
    /// `blank`, `empty` and `present` by what they stand for.
    pub fn equals(&self, other: &Value<'_>) -> bool {
        equal(self, other, DEPTH)
    }

    /// Whether there is nothing to show: nil, false, strings of white space, lists and maps
    /// without content.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::Nil | Value::Bool(false) => true,
            Value::Blank | Value::Empty | Value::Present => false,
            _ => match self.as_str() {
                Some(text) => text.trim().is_empty(),
                None => self.is_empty(),
            },
        }
    }

    /// Whether this is a string, list or map without content.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Str(text) => text.as_str().is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            Value::View(view) => match view.kind() {
                Kind::Text => view.as_text().is_none_or(str::is_empty),
                Kind::List | Kind::Map => view.is_empty(),
                Kind::Other => false,
            },
            _ => false,
        }
    }

    /// The order of two numbers, two strings or two dates; `None` when they have none.
    pub fn order(&self, other: &Value<'_>) -> Option<Ordering> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
            (Value::Int(a), Value::Float(b)) => (*a as f64).partial_cmp(b),
            (Value::Float(a), Value::Int(b)) => a.partial_cmp(&(*b as f64)),
            (Value::Date(a), Value::Date(b)) => a.partial_cmp(b),
            _ => Some(self.as_str()?.cmp(other.as_str()?)),
        }
    }

    /// What `contains` says: a part of a string, an item of a list, a key of a map.
    pub fn contains(&self, part: &Value<'_>) -> bool {
        if !part.truthy() {
            return false;
        }
        if let Some(text) = self.as_str() {
            return text.contains(&*part.to_text());
        }
        if let Value::Range(first, last) = self {
            return match part {
                Value::Int(n) => first <= n && n <= last,
                Value::Float(n) => *first as f64 <= *n && *n <= *last as f64 && n.fract() == 0.0,
                _ => false,
            };
        }
        if self.is_map() {
            return part.as_str().is_some_and(|key| self.get(key).is_some());
        }
        let len = self.list_len().unwrap_or(0);
        (0..len).any(|i| self.at(i).is_some_and(|item| item.equals(part)))
    }
}

fn equal(a: &Value<'_>, b: &Value<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    match (a, b) {
        (Value::Blank, Value::Blank) | (Value::Empty, Value::Empty) | (Value::Present, Value::Present) => true,
        (Value::Blank, other) | (other, Value::Blank) => other.is_blank(),
        (Value::Empty, other) | (other, Value::Empty) => other.is_empty(),
        (Value::Present, other) | (other, Value::Present) => !other.is_blank(),
        (Value::Nil, Value::Nil) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Int(a), Value::Float(b)) | (Value::Float(b), Value::Int(a)) => *a as f64 == *b,
        (Value::Range(a, b), Value::Range(c, d)) => a == c && b == d,
        (Value::Date(a), Value::Date(b)) => a == b,
        _ => equal_content(a, b, depth),
    }
}

fn equal_content(a: &Value<'_>, b: &Value<'_>, depth: usize) -> bool {
    if let (Value::View(a), Value::View(b)) = (a, b)
        && let (Some(a), Some(b)) = (a.identity(), b.identity())
    {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return a == b;
    }
    // A range is equal to ranges only, never to the array of its items.
    if matches!(a, Value::Range(..)) || matches!(b, Value::Range(..)) {
        return false;
    }
    if let (Some(len), Some(other)) = (a.list_len(), b.list_len()) {
        return len == other
            && (0..len).all(|i| equal(&a.at(i).unwrap_or_default(), &b.at(i).unwrap_or_default(), depth));
    }
    if a.is_map() && b.is_map() {
        let keys = a.keys();
        return keys.len() == b.size().unwrap_or(0)
            && keys.iter().all(|key| match (a.get(key), b.get(key)) {
                (Some(x), Some(y)) => equal(&x, &y, depth),
                _ => false,
            });
    }
    false
}
