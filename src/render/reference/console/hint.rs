//! What an input needs to know of a schema: type, choices, bounds. Must not describe values in full; pages do that.

use serde_json::{Map, Value, json};

use super::{first_paragraph, put_flag, put_list, put_text};
use crate::model::description::{Bound, Constraints, Json, Schema, SchemaId, Schemas, Type};

/// How many schemas are looked at for one input.
const MOST: usize = 40;
/// How many alternatives deep a type is looked for.
const DEEPEST: usize = 8;

/// The schema and those that hold with it (`$ref` with siblings, `allOf`), nearest first, each once.
pub(super) fn layers(schemas: &Schemas, id: SchemaId) -> Vec<&Schema> {
    let mut ids = vec![id];
    let mut at = 0;
    while let Some(id) = ids.get(at).copied() {
        at += 1;
        let schema = &schemas[id];
        for next in schema.reference.iter().chain(&schema.all_of) {
            if ids.len() < MOST && !ids.contains(next) {
                ids.push(*next);
            }
        }
    }
    ids.into_iter().map(|id| &schemas[id]).collect()
}

/// Writes the hints of a schema.
pub(super) fn put(data: &mut Map<String, Value>, schemas: &Schemas, id: SchemaId) {
    let layers = layers(schemas, id);
    let kind = put_value(data, schemas, id);
    put_flag(data, "writeOnly", layers.iter().any(|layer| layer.write_only));
    if !data.contains_key("about") {
        let about = layers.iter().find_map(|layer| layer.description.as_deref()).unwrap_or_default();
        put_text(data, "about", first_paragraph(about));
    }
    if let Some(value) = layers.iter().find_map(|layer| layer.default.as_ref()) {
        data.insert("default".to_owned(), value.value());
    }
    if let Some(value) = layers.iter().find_map(|layer| layer.examples.first()) {
        data.insert("example".to_owned(), value.value());
    }
    if kind == Some(Type::Array)
        && let Some(items) = layers.iter().find_map(|layer| layer.items)
    {
        let mut inner = Map::new();
        put_value(&mut inner, schemas, items);
        data.insert("items".to_owned(), Value::Object(inner));
    }
    if let Some(bounds) = layers.iter().find_map(|layer| layer.constraints.as_deref()) {
        put_bounds(data, bounds);
    }
}

/// Type, format and choices.
fn put_value(data: &mut Map<String, Value>, schemas: &Schemas, id: SchemaId) -> Option<Type> {
    let layers = layers(schemas, id);
    let kind = kind(schemas, &layers, 0);
    if let Some(kind) = kind {
        data.insert("type".to_owned(), json!(kind.name()));
    }
    put_text(data, "format", layers.iter().find_map(|layer| layer.format.as_deref()).unwrap_or_default());
    // One file or several is written as alternatives: a file is what readers have.
    let mut alternatives = layers.iter().flat_map(|layer| layer.one_of.iter().chain(&layer.any_of));
    let is_file = is_file(&layers) || alternatives.any(|id| is_file(&self::layers(schemas, *id)));
    put_flag(data, "file", is_file);
    put_list(data, "enum", choices(schemas, &layers));
    kind
}

/// The one type that an input can be made for; of several, the one that can hold the others as text.
fn kind(schemas: &Schemas, layers: &[&Schema], depth: usize) -> Option<Type> {
    if let Some(layer) = layers.iter().find(|layer| !layer.types.is_any()) {
        let kinds: Vec<Type> = layer.types.iter().filter(|kind| *kind != Type::Null).collect();
        return match kinds.as_slice() {
            [] => None,
            [kind] => Some(*kind),
            [Type::Integer, Type::Number] => Some(Type::Number),
            several => several.contains(&Type::String).then_some(Type::String),
        };
    }
    if layers.iter().any(|layer| !layer.properties.is_empty()) {
        return Some(Type::Object);
    }
    if layers.iter().any(|layer| layer.items.is_some()) {
        return Some(Type::Array);
    }
    let first = layers.iter().find_map(|layer| layer.one_of.first().or_else(|| layer.any_of.first()))?;
    (depth < DEEPEST).then(|| kind(schemas, &self::layers(schemas, *first), depth + 1)).flatten()
}

/// `enum`, `const`, or a `oneOf` of constants, as values.
fn choices(schemas: &Schemas, layers: &[&Schema]) -> Vec<Value> {
    let listed = layers.iter().find(|layer| !layer.enumeration.is_empty());
    if let Some(layer) = listed {
        return layer.enumeration.iter().map(|(value, _)| value.value()).filter(|value| !value.is_null()).collect();
    }
    if let Some(value) = layers.iter().find_map(|layer| layer.constant.as_ref()) {
        return vec![value.value()];
    }
    let alternatives = layers.iter().find(|layer| !layer.one_of.is_empty());
    let constant = |id: &SchemaId| schemas[*id].constant.as_ref().map(Json::value);
    alternatives.and_then(|layer| layer.one_of.iter().map(constant).collect()).unwrap_or_default()
}

/// Whether the value is the bytes of a file.
pub(super) fn is_file(layers: &[&Schema]) -> bool {
    let is_binary =
        |layer: &&Schema| layer.format.as_deref() == Some("binary") || layer.format.as_deref() == Some("file");
    let is_media = |layer: &&Schema| {
        layer.constraints.as_deref().is_some_and(|found| {
            let media_type = found.content_media_type.as_deref();
            found.content_encoding.is_none() && media_type.is_some_and(|found| !is_text(found))
        })
    };
    layers.iter().any(is_binary) || layers.iter().any(is_media)
}

/// Whether a media type is written by hand.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.starts_with("text/")
        || ["json", "xml", "yaml", "csv", "graphql", "form-urlencoded", "ndjson", "javascript"]
            .iter()
            .any(|word| essence.ends_with(word))
}

fn put_bounds(data: &mut Map<String, Value>, bounds: &Constraints) {
    let inclusive =
        |bound: &Option<Bound>| bound.as_ref().filter(|bound| !bound.exclusive).map(|bound| bound.value.value());
    for (key, value) in [("min", inclusive(&bounds.minimum)), ("max", inclusive(&bounds.maximum))] {
        if let Some(value) = value {
            data.insert(key.to_owned(), value);
        }
    }
}
