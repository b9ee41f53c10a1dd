//! JSON data as values: read in place as a view, or copied.
//!
//! Owns the mapping between `serde_json::Value` and template values.

use super::{Kind, Map, Text, Value, View};
use serde_json::Value as Json;

impl View for Json {
    fn kind(&self) -> Kind {
        match self {
            Json::Object(_) => Kind::Map,
            Json::Array(_) => Kind::List,
            Json::String(_) => Kind::Text,
            _ => Kind::Other,
        }
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.as_object()?.get(key).map(Value::from)
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.as_array()?.get(position).map(Value::from)
    }

    fn len(&self) -> usize {
        match self {
            Json::Object(map) => map.len(),
            Json::Array(items) => items.len(),
            _ => 0,
        }
    }

    fn keys(&self) -> Vec<String> {
        self.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default()
    }

    fn as_text(&self) -> Option<&str> {
        self.as_str()
    }
}

impl View for serde_json::Map<String, Json> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        serde_json::Map::get(self, key).map(Value::from)
    }

    fn len(&self) -> usize {
        serde_json::Map::len(self)
    }

    fn keys(&self) -> Vec<String> {
        serde_json::Map::keys(self).cloned().collect()
    }
}

impl<'a> From<&'a Json> for Value<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Value::Nil,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(number) => match number.as_i64() {
                Some(n) => Value::Int(n),
                None => number.as_f64().map_or(Value::Nil, Value::Float),
            },
            Json::String(text) => Value::str(text),
            Json::Array(_) | Json::Object(_) => Value::View(json),
        }
    }
}

impl From<Json> for Value<'static> {
    fn from(json: Json) -> Self {
        match json {
            Json::Array(items) => Value::array(items.into_iter().map(Value::from).collect()),
            Json::Object(map) => Value::map(
                map.into_iter().map(|(key, value)| (Text::shared(key), Value::from(value))).collect::<Map<'static>>(),
            ),
            Json::String(text) => Value::text(text),
            other => Value::from(&other).to_static(),
        }
    }
}
