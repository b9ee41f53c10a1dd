//! Maps made at run time, in the order of insertion.
//!
//! Owns look-up by key. Meant for the few entries a filter or a caller's globals have; big data
//! comes in as views.

use super::{Kind, Text, Value, View};
use std::collections::HashMap;
use std::sync::Arc;

/// From how many entries on a map keeps an index beside its list.
const INDEXED_FROM: usize = 12;

/// Keys and values in the order of insertion; a key occurs once.
#[derive(Clone, Default)]
pub struct Map<'a> {
    entries: Vec<(Text<'a>, Value<'a>)>,
    index: HashMap<Arc<str>, usize>,
}

impl<'a> Map<'a> {
    /// A map without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets `key`; an old value is replaced in its place.
    pub fn insert(&mut self, key: Text<'a>, value: Value<'a>) {
        if let Some(at) = self.position(key.as_str()) {
            if let Some(entry) = self.entries.get_mut(at) {
                entry.1 = value;
            }
            return;
        }
        self.entries.push((key, value));
        if self.entries.len() == INDEXED_FROM {
            self.index = self.entries.iter().enumerate().map(|(at, (key, _))| (Arc::from(key.as_str()), at)).collect();
        } else if let (true, Some((key, _))) = (self.entries.len() > INDEXED_FROM, self.entries.last()) {
            self.index.insert(Arc::from(key.as_str()), self.entries.len() - 1);
        }
    }

    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.position(key).and_then(|at| self.entries.get(at)).map(|(_, value)| value)
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.entries.len() < INDEXED_FROM {
            self.entries.iter().position(|(k, _)| k.as_str() == key)
        } else {
            self.index.get(key).copied()
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &(Text<'a>, Value<'a>)> {
        self.entries.iter()
    }
}

impl<'a> FromIterator<(Text<'a>, Value<'a>)> for Map<'a> {
    fn from_iter<I: IntoIterator<Item = (Text<'a>, Value<'a>)>>(entries: I) -> Self {
        let mut map = Map::new();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<'a> FromIterator<(&'a str, Value<'a>)> for Map<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, Value<'a>)>>(entries: I) -> Self {
        entries.into_iter().map(|(key, value)| (Text::borrowed(key), value)).collect()
    }
}

impl View for Map<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Map::get(self, key).cloned()
    }

    fn len(&self) -> usize {
        self.entries.len()
    }

    fn keys(&self) -> Vec<String> {
        self.iter().map(|(key, _)| key.as_str().to_owned()).collect()
    }
}
