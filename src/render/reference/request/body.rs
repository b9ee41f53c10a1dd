//! What a request carries, by media type. Must not decide how languages write it.

use serde_json::{Map, Value};

use super::style::{plain, serialise};
use super::{Pair, Part, PartValue, Payload, pairs};
use crate::model::description::{Body, Description, Encoding, Example, Json, Media, Parameter, Schema, SchemaId, Type};
use crate::render::reference::example;
use crate::render::reference::xml;

/// The body of a sample: JSON where there is JSON, else the first media type.
pub(super) fn of(description: &Description, body: &Body) -> Option<Payload> {
    let json = body.content.iter().find(|media| is_json(&media.media_type));
    json.or_else(|| body.content.first()).and_then(|media| payload(description, media))
}

pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let name = essence.rsplit('/').next().unwrap_or_default();
    name.eq_ignore_ascii_case("json") || name.to_ascii_lowercase().ends_with("+json")
}

/// What is sent for one media type; `None` where nothing is said about it.
pub fn payload(description: &Description, media: &Media) -> Option<Payload> {
    let media_type = concrete(&media.media_type);
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/x-www-form-urlencoded" {
        return form(description, media).map(Payload::Form);
    }
    if essence.starts_with("multipart/") {
        return multipart(description, media).map(|parts| Payload::Multipart { media_type: essence, parts });
    }
    let is_long = |example: &Example| bytes(example) > example::LONGEST;
    if media.schema.or(media.item_schema).is_none() && !media.examples.is_empty() && media.examples.iter().all(is_long)
    {
        return Some(Payload::File { file: file_name(&essence), media_type });
    }
    if is_json(&media_type) {
        return Some(Payload::Json { media_type, json: example::of_media(description, media)? });
    }
    if let Some(text) = media.examples.iter().filter(|example| !is_long(example)).find_map(text) {
        return Some(Payload::Text { media_type, text });
    }
    if is_streamed(&essence) {
        let text = format!("{}\n", example::of_media(description, media)?);
        return Some(Payload::Text { media_type, text });
    }
    if essence.ends_with("/xml") || essence.ends_with("+xml") {
        let value = example::of_media(description, media)?.value();
        return Some(Payload::Text { media_type, text: xml::code(description, media.schema, &value).into_text() });
    }
    let schema = media.schema.map(|id| &description.schemas[id]);
    if essence.starts_with("text/") && !schema.is_some_and(is_file) {
        let value = example::of_media(description, media)?.value();
        return Some(Payload::Text { media_type, text: plain(&value).into_owned() });
    }
    Some(Payload::File { file: file_name(&essence), media_type })
}

/// A media type without wildcards, to be sent as it is.
fn concrete(media_type: &str) -> String {
    let media_type = super::encode::header(media_type);
    match media_type.as_str() {
        "" | "*/*" | "application/*" => "application/octet-stream".to_owned(),
        "image/*" => "image/png".to_owned(),
        "text/*" => "text/plain".to_owned(),
        "audio/*" => "audio/mpeg".to_owned(),
        "video/*" => "video/mp4".to_owned(),
        _ => media_type,
    }
}

/// Media types that hold one JSON value after the other.
pub(crate) fn is_streamed(essence: &str) -> bool {
    ["jsonl", "ndjson", "x-ndjson", "json-seq", "x-jsonlines"].iter().any(|name| essence.ends_with(name))
}

/// Bytes of an example as it would be sent.
fn bytes(example: &Example) -> usize {
    example
        .serialized
        .as_ref()
        .map_or_else(|| example.value.as_ref().map_or(0, |json| json.as_str().len()), String::len)
}

/// An example that is given as the text to send.
fn text(example: &Example) -> Option<String> {
    let value = || example.value.as_ref().filter(|value| value.as_str().starts_with('"')).map(Json::plain);
    example.serialized.clone().or_else(value)
}

fn fields(description: &Description, media: &Media) -> Option<Map<String, Value>> {
    match example::of_media(description, media)?.value() {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn form(description: &Description, media: &Media) -> Option<Vec<Pair>> {
    let mut out = Vec::new();
    for (name, value) in fields(description, media)? {
        let how = encoding(media, &name);
        let content =
            how.and_then(|how| how.content_type.clone()).filter(|_| how.is_some_and(|how| how.style.is_none()));
        let parameter = Parameter {
            style: how.and_then(|how| how.style).unwrap_or_default(),
            explode: how.and_then(|how| how.explode).unwrap_or(true),
            allow_reserved: how.is_some_and(|how| how.allow_reserved),
            // Objects in forms are JSON unless something else is said.
            media_type: content
                .or_else(|| value.is_object().then(|| "application/json".to_owned()))
                .filter(|_| how.is_none_or(|how| how.style.is_none())),
            name,
            ..Parameter::default()
        };
        out.extend(pairs(&serialise(&parameter, &value)));
    }
    Some(out)
}

fn encoding<'m>(media: &'m Media, name: &str) -> Option<&'m Encoding> {
    media.encoding.iter().find(|encoding| encoding.property == name)
}

fn multipart(description: &Description, media: &Media) -> Option<Vec<Part>> {
    let properties = media.schema.map(|schema| properties(description, schema)).unwrap_or_default();
    let mut parts = Vec::new();
    for (name, value) in fields(description, media)? {
        let schema = properties.iter().find(|(known, _)| *known == name).map(|(_, id)| *id);
        let how = encoding(media, &name);
        let content_type = how.and_then(|how| how.content_type.as_deref()).map(first_type);
        let (items, is_list) = match value {
            Value::Array(items) => (items, true),
            value => (vec![value], false),
        };
        let inner = schema.and_then(|id| if is_list { description.schemas[id].items } else { Some(id) });
        let text_type = content_type.as_deref().is_none_or(|kind| kind.starts_with("text/") || is_json(kind));
        let file = inner.is_some_and(|id| is_file(&description.schemas[id])) || !text_type;
        for item in items {
            let json = item.is_object() || item.is_array();
            let value = match file {
                true => PartValue::File(file_name(content_type.as_deref().unwrap_or_default())),
                false => PartValue::Text(plain(&item).into_owned()),
            };
            let content_type = content_type.clone().or_else(|| json.then(|| "application/json".to_owned()));
            parts.push(Part { name: name.clone(), value, content_type });
        }
    }
    Some(parts)
}

/// The first of the media types that an encoding allows.
fn first_type(content_type: &str) -> String {
    concrete(content_type.split(',').next().unwrap_or_default().trim())
}

/// All properties by name, those of what holds as well included.
fn properties(description: &Description, id: SchemaId) -> Vec<(String, SchemaId)> {
    let mut found = Vec::new();
    let mut open = vec![id];
    let mut seen = Vec::new();
    while let Some(id) = open.pop() {
        if seen.contains(&id) || seen.len() > 64 {
            continue;
        }
        seen.push(id);
        let schema = &description.schemas[id];
        found.extend(schema.properties.iter().map(|property| (property.name.to_string(), property.schema)));
        open.extend(schema.reference.iter().chain(&schema.all_of).chain(&schema.one_of).chain(&schema.any_of));
    }
    found
}

/// Whether a value of the schema is the content of a file rather than a text.
pub(super) fn is_file(schema: &Schema) -> bool {
    let binary = schema.format.as_deref() == Some("binary");
    let bounds = schema.constraints.as_deref();
    let media = bounds.and_then(|bounds| bounds.content_media_type.as_deref());
    let encoded = bounds.is_some_and(|bounds| bounds.content_encoding.is_some());
    let text = media.is_some_and(|media| media.starts_with("text/") || is_json(media));
    binary && !encoded || media.is_some() && !encoded && !text && !schema.types.has(Type::Object)
}

/// A file of the kind that is sent.
fn file_name(media_type: &str) -> String {
    let extension = match media_type {
        "image/png" => "png",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/gif" => "gif",
        "image/svg+xml" => "svg",
        "application/pdf" => "pdf",
        "text/csv" => "csv",
        "text/plain" => "txt",
        "application/zip" => "zip",
        "audio/mpeg" => "mp3",
        "video/mp4" => "mp4",
        "application/json" => "json",
        "application/xml" | "text/xml" => "xml",
        _ => "bin",
    };
    format!("file.{extension}")
}
