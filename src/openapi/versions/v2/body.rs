//! What is sent: a body of one schema, or the fields of a form as the properties of one.

use super::parameter::{into_schema, style};
use crate::openapi::versions::edit::{Entry, is_true, key, list, map, plain, set, take, text};
use crate::tree::{Node, Value};

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data";

/// The request body that parameters in `body` and `formData` come to. There is at least one.
pub(super) fn request_body<'s>(mut sent: Vec<Node<'s>>, consumes: &[Node<'s>]) -> Node<'s> {
    let is_body = |node: &Node<'s>| node.get("in").and_then(Node::text) == Some("body");
    match sent.iter().position(is_body) {
        Some(at) => of_body(sent.swap_remove(at), consumes),
        None => of_form(sent, consumes),
    }
}

fn of_body<'s>(mut parameter: Node<'s>, consumes: &[Node<'s>]) -> Node<'s> {
    let place = parameter.place;
    let schema = take(&mut parameter, "schema");
    let example = take(&mut parameter, "x-example").or_else(|| take(&mut parameter, "example"));
    let mut examples = match take(&mut parameter, "x-examples").map(|(_, node)| node.value) {
        Some(Value::Map(entries)) => entries,
        _ => Vec::new(),
    };
    for name in ["in", "name"] {
        take(&mut parameter, name);
    }
    let mut types = consumes.to_vec();
    if types.is_empty() {
        types.push(text("application/json", place));
    }
    let mut content: Vec<Entry<'s>> = Vec::with_capacity(types.len());
    for kind in types {
        let name = kind.text().unwrap_or_default().to_owned();
        if content.iter().any(|(known, _)| known.name == name) {
            continue;
        }
        let mut media: Vec<Entry<'s>> = schema.clone().into_iter().collect();
        let own = examples.iter().position(|(known, _)| known.name == name).map(|at| examples.swap_remove(at));
        if let Some((_, example)) = own.or_else(|| example.clone()) {
            media.push((key("example", example.place), example));
        }
        content.push((key(name, kind.place), map(media, place)));
    }
    set(&mut parameter, "content", map(content, place));
    parameter
}

fn of_form<'s>(fields: Vec<Node<'s>>, consumes: &[Node<'s>]) -> Node<'s> {
    // There is at least one field.
    let place = fields.first().map(|field| field.place).unwrap_or_default();
    let has_file = fields.iter().any(|field| field.get("type").and_then(Node::text) == Some("file"));
    let (mut properties, mut required, mut encoding) = (Vec::new(), Vec::new(), Vec::new());
    for mut field in fields {
        let place = field.place;
        let Some((_, name)) = take(&mut field, "name") else { continue };
        let Some(word) = name.text().map(str::to_owned) else { continue };
        if is_true(&field, "required") {
            required.push(name.clone());
        }
        for name in ["in", "required", "allowEmptyValue"] {
            take(&mut field, name);
        }
        if let Some((style, explode)) = style(&mut field, "form") {
            let style = (key("style", place), text(style, place));
            let explode = (key("explode", place), plain(if explode { "true" } else { "false" }, place));
            encoding.push((key(word.clone(), name.place), map(vec![style, explode], place)));
        }
        let mut schema = into_schema(&mut field);
        // What is left says something about the field: its description, extensions.
        if let (Value::Map(schema), Value::Map(rest)) = (&mut schema.value, field.value) {
            schema.extend(rest);
        }
        properties.push((key(word, name.place), schema));
    }
    let mut schema = map(vec![(key("type", place), text("object", place))], place);
    set(&mut schema, "properties", map(properties, place));
    let is_required = !required.is_empty();
    if is_required {
        set(&mut schema, "required", list(required, place));
    }
    let is_form =
        |kind: &&Node<'s>| kind.text().is_some_and(|kind| kind.starts_with(FORM) || kind.starts_with("multipart/"));
    let mut types: Vec<Node<'s>> = consumes.iter().filter(is_form).cloned().collect();
    if has_file {
        types.retain(|kind| kind.text().is_some_and(|kind| !kind.starts_with(FORM)));
    }
    if types.is_empty() {
        types.push(text(if has_file { PARTS } else { FORM }, place));
    }
    let mut content: Vec<Entry<'s>> = Vec::new();
    for kind in types {
        let mut media = vec![(key("schema", place), schema.clone())];
        if !encoding.is_empty() {
            media.push((key("encoding", place), map(encoding.clone(), place)));
        }
        content.push((key(kind.text().unwrap_or_default().to_owned(), kind.place), map(media, place)));
    }
    let mut body = map(vec![(key("content", place), map(content, place))], place);
    if is_required {
        set(&mut body, "required", plain("true", place));
    }
    body
}
