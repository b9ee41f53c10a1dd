//! Operations of Swagger 1: parameters, messages of responses, authorizations.

use super::types;
use crate::openapi::versions::edit::{Entry, is_true, key, list, map, plain, set, take, text};
use crate::tree::{Node, Place, Value};

/// Media types that a declaration has for all its operations.
pub(super) struct Media<'s> {
    pub(super) consumes: Option<Entry<'s>>,
    pub(super) produces: Option<Entry<'s>>,
}

/// An operation below its method.
pub(super) fn operation<'s>(mut node: Node<'s>, tag: &Option<(String, Place)>, media: &Media<'s>) -> Option<Entry<'s>> {
    let (_, method) = take(&mut node, "method").or_else(|| take(&mut node, "httpMethod"))?;
    let name = method.text()?.to_ascii_lowercase();
    rename(&mut node, "nickname", "operationId");
    rename(&mut node, "notes", "description");
    if is_true(&node, "deprecated") {
        let place = node.place;
        set(&mut node, "deprecated", plain("true", place));
    }
    if let Some((tag, place)) = tag {
        set(&mut node, "tags", list(vec![text(tag.clone(), *place)], *place));
    }
    for (name, shared) in [("consumes", &media.consumes), ("produces", &media.produces)] {
        if let Some((_, shared)) = shared
            && node.get(name).is_none()
        {
            set(&mut node, name, shared.clone());
        }
    }
    if let Some((_, Node { value: Value::List(parameters), place })) = take(&mut node, "parameters") {
        let parameters = parameters.into_iter().map(parameter).collect();
        set(&mut node, "parameters", list(parameters, place));
    }
    if let Some((_, Node { value: Value::Map(authorizations), place })) = take(&mut node, "authorizations")
        && !authorizations.is_empty()
    {
        let security = map(authorizations.into_iter().map(scopes).collect(), place);
        set(&mut node, "security", list(vec![security], place));
    }
    let responses = responses(&mut node);
    set(&mut node, "responses", responses);
    Some((key(name, method.place), node))
}

/// Gives a key another name, unless there is one of that name already.
fn rename(node: &mut Node<'_>, old: &str, new: &'static str) {
    if let Some((_, value)) = take(node, old)
        && node.get(new).is_none_or(|known| known.text().is_none_or(str::is_empty))
    {
        set(node, new, value);
    }
}

fn scopes<'s>((name, node): Entry<'s>) -> Entry<'s> {
    let place = node.place;
    let Value::List(scopes) = node.value else { return (name, list(Vec::new(), place)) };
    let scopes = scopes.into_iter().filter_map(|mut scope| take(&mut scope, "scope")).map(|(_, scope)| scope);
    (name, list(scopes.collect(), place))
}

fn parameter(mut node: Node<'_>) -> Node<'_> {
    let place = node.place;
    let kind = take(&mut node, "paramType");
    let location = match kind.as_ref().and_then(|(_, kind)| kind.text()) {
        Some("form") => "formData",
        Some("path") => "path",
        Some("header") => "header",
        Some("body") => "body",
        _ => "query",
    };
    set(&mut node, "in", text(location, kind.map_or(place, |(_, kind)| kind.place)));
    if location == "path" {
        set(&mut node, "required", plain("true", place));
    }
    rename(&mut node, "threescale_name", "x-data-threescale-name");
    let several = is_true(&node, "allowMultiple");
    take(&mut node, "allowMultiple");
    let mut schema = types::take_type(&mut node);
    let is_list = schema.get("type").and_then(Node::text) == Some("array");
    if several && !is_list && location != "body" {
        schema = map(vec![(key("type", place), text("array", place)), (key("items", place), schema)], place);
    }
    if location == "body" {
        set(&mut node, "schema", schema);
    } else if let (Value::Map(entries), Value::Map(schema)) = (&mut node.value, schema.value) {
        // A model can stand in a body only; elsewhere it is text.
        entries.extend(schema.into_iter().filter(|(key, _)| key.name != "$ref"));
    }
    node
}

/// What comes back: the type of the operation, and its messages.
fn responses<'s>(node: &mut Node<'s>) -> Node<'s> {
    let place = node.place;
    let mut responses: Vec<Entry<'s>> = Vec::new();
    let is_void = ["type", "responseClass", "dataType"]
        .iter()
        .find_map(|name| node.get(name))
        .is_none_or(|kind| kind.text() == Some("void"));
    rename(node, "responseClass", "type");
    let schema = types::take_type(node);
    if !is_void {
        let mut response = map(vec![(key("description", place), text("", place))], place);
        set(&mut response, "schema", schema);
        responses.push((key("200", place), response));
    }
    let messages = take(node, "responseMessages").or_else(|| take(node, "errorResponses"));
    let messages = match messages {
        Some((_, Node { value: Value::List(messages), .. })) => messages,
        _ => Vec::new(),
    };
    for mut message in messages {
        let Some((_, code)) = take(&mut message, "code") else { continue };
        let Some(status) = code.text().map(str::to_owned) else { continue };
        rename(&mut message, "message", "description");
        rename(&mut message, "reason", "description");
        if let Some((_, model)) = take(&mut message, "responseModel")
            && let Some(name) = model.text()
        {
            let schema = types::of_name(name, model.place);
            set(&mut message, "schema", schema);
        }
        match responses.iter_mut().find(|(known, _)| known.name == status) {
            Some((_, known)) => {
                if let Some((_, description)) = take(&mut message, "description") {
                    set(known, "description", description);
                }
            }
            None => responses.push((key(status, code.place), message)),
        }
    }
    if responses.is_empty() {
        let response = map(vec![(key("description", place), text("", place))], place);
        responses.push((key("default", place), response));
    }
    map(responses, place)
}
