//! Bodies: an example text for each media type that is written by hand, fields for forms, a file for the rest.
//! Must not make requests.

use serde_json::{Map, Value, json};

use super::hint::{self, is_file, is_text, layers};
use super::{first_paragraph, put_flag, put_list, put_text};
use crate::model::description::{Body, Description, Encoding, Example, Json, Media, Schemas};
use crate::render::reference::request::{Payload, payload};
use crate::render::reference::xml;

/// What can be sent.
pub(super) fn body(description: &Description, body: &Body) -> Value {
    let mut data = Map::new();
    put_flag(&mut data, "required", body.required);
    put_text(&mut data, "about", first_paragraph(&body.description));
    let media = body.content.iter().map(|media| self::media(description, media));
    data.insert("media".to_owned(), media.collect());
    Value::Object(data)
}

fn media(description: &Description, media: &Media) -> Value {
    let mut data = Map::new();
    data.insert("type".to_owned(), json!(media.media_type));
    let schemas = &description.schemas;
    if is_form(&media.media_type) {
        put_list(&mut data, "fields", fields(schemas, media));
    }
    if data.contains_key("fields") {
        return Value::Object(data);
    }
    let holds_file = media.schema.is_some_and(|schema| is_file(&layers(schemas, schema)));
    if holds_file || !is_text(&media.media_type) {
        put_flag(&mut data, "file", true);
        return Value::Object(data);
    }
    put_list(&mut data, "examples", examples(description, media));
    Value::Object(data)
}

fn is_form(media_type: &str) -> bool {
    media_type.starts_with("multipart/") || media_type.starts_with("application/x-www-form-urlencoded")
}

/// Given examples with a text; else one that is made.
fn examples(description: &Description, media: &Media) -> Vec<Value> {
    let given = |example: &Example| given(description, media, example);
    let found: Vec<Value> = media.examples.iter().filter_map(given).collect();
    if !found.is_empty() {
        return found;
    }
    match payload(description, media) {
        Some(Payload::Json { json, .. }) => vec![json!({ "text": pretty(&json.value()) })],
        Some(Payload::Text { text, .. }) => vec![json!({ "text": text })],
        _ => Vec::new(),
    }
}

fn given(description: &Description, media: &Media, example: &Example) -> Option<Value> {
    let value = example.value.as_ref().map(Json::value);
    let text = example.serialized.clone().or_else(|| value.map(|value| text(description, media, &value)))?;
    let mut data = Map::new();
    put_text(&mut data, "name", &example.name);
    put_text(&mut data, "title", example.summary.as_deref().unwrap_or_default());
    data.insert("text".to_owned(), json!(text));
    Some(Value::Object(data))
}

/// A value as somebody would write it.
fn text(description: &Description, media: &Media, value: &Value) -> String {
    match value {
        Value::String(text) if !media.media_type.contains("json") => text.clone(),
        value if media.media_type.contains("xml") => xml::code(description, media.schema, value).into_text(),
        value => pretty(value),
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// One input for each property of a form.
fn fields(schemas: &Schemas, media: &Media) -> Vec<Value> {
    let Some(schema) = media.schema else { return Vec::new() };
    let layers = layers(schemas, schema);
    let whole = media.examples.iter().find_map(|example| example.value.as_ref()).map(Json::value);
    let mut fields: Vec<(&str, Map<String, Value>)> = Vec::new();
    for property in layers.iter().flat_map(|layer| &layer.properties) {
        let is_known = fields.iter().any(|(name, _)| *name == &*property.name);
        if is_known || schemas[property.schema].read_only {
            continue;
        }
        let mut field = Map::new();
        field.insert("name".to_owned(), json!(property.name));
        let also = layers.iter().any(|layer| layer.required.contains(&property.name));
        put_flag(&mut field, "required", property.required || also);
        hint::put(&mut field, schemas, property.schema);
        if let Some(value) = whole.as_ref().and_then(|whole| whole.get(&*property.name)) {
            field.insert("example".to_owned(), value.clone());
        }
        if let Some(encoding) = media.encoding.iter().find(|encoding| encoding.property == *property.name) {
            put_encoding(&mut field, encoding);
        }
        fields.push((&property.name, field));
    }
    fields.into_iter().map(|(_, field)| Value::Object(field)).collect()
}

fn put_encoding(field: &mut Map<String, Value>, encoding: &Encoding) {
    put_text(field, "contentType", encoding.content_type.as_deref().unwrap_or_default());
    if let Some(style) = encoding.style {
        field.insert("style".to_owned(), json!(style.name()));
    }
    if let Some(explode) = encoding.explode {
        field.insert("explode".to_owned(), json!(explode));
    }
    put_flag(field, "reserved", encoding.allow_reserved);
}
