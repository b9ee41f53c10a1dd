//! Parameters and headers of 2.0: their types become schemas, their `collectionFormat` a style.

use crate::openapi::versions::edit::{Entry, map, plain, set, take, text};
use crate::tree::{Node, Value};

/// What a parameter says about its value, and not about itself.
const OF_VALUE: [&str; 19] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "x-enum-varnames",
    "x-enumDescriptions",
];

/// A parameter in a path, a query or a header.
pub(super) fn parameter(node: &mut Node<'_>) {
    if super::is_sent(node) || node.get("schema").is_some() || node.get("content").is_some() {
        return;
    }
    let usual = match node.get("in").and_then(Node::text) {
        Some("path" | "header") => "simple",
        _ => "form",
    };
    value(node, usual);
}

/// A header of a response.
pub(super) fn header(node: &mut Node<'_>) {
    if node.get("schema").is_none() && node.get("content").is_none() {
        value(node, "simple");
    }
}

fn value(node: &mut Node<'_>, usual: &'static str) {
    let place = node.place;
    if let Some((style, explode)) = style(node, usual) {
        set(node, "style", text(style, place));
        set(node, "explode", plain(if explode { "true" } else { "false" }, place));
    }
    if let Some((_, example)) = take(node, "x-example").filter(|_| node.get("example").is_none()) {
        set(node, "example", example);
    }
    let schema = into_schema(node);
    if !schema.entries().is_empty() {
        set(node, "schema", schema);
    }
}

/// Takes out of a parameter what makes its schema.
pub(super) fn into_schema<'s>(node: &mut Node<'s>) -> Node<'s> {
    let place = node.place;
    let Value::Map(entries) = &mut node.value else { return map(Vec::new(), place) };
    let (mut of_value, rest): (Vec<Entry<'s>>, Vec<Entry<'s>>) =
        std::mem::take(entries).into_iter().partition(|(key, _)| OF_VALUE.contains(&key.name.as_ref()));
    *entries = rest;
    for (_, items) in of_value.iter_mut().filter(|(key, _)| key.name == "items") {
        plain_items(items);
    }
    map(of_value, place)
}

/// Lists within lists are written in a way of their own in 2.0, which nothing else has a word for.
fn plain_items(items: &mut Node<'_>) {
    let mut at = items;
    loop {
        take(at, "collectionFormat");
        let Value::Map(entries) = &mut at.value else { return };
        let Some((_, below)) = entries.iter_mut().find(|(key, _)| key.name == "items") else { return };
        at = below;
    }
}

/// How a list is written: `style` and `explode`. Nothing for what is no list.
pub(super) fn style(node: &mut Node<'_>, usual: &'static str) -> Option<(&'static str, bool)> {
    let format = take(node, "collectionFormat");
    if only_type(node) != Some("array") {
        return None;
    }
    Some(match format.as_ref().and_then(|(_, format)| format.text()) {
        Some("multi") => (usual, true),
        Some("ssv") => ("spaceDelimited", false),
        Some("tsv") => ("tabDelimited", false),
        Some("pipes") => ("pipeDelimited", false),
        _ => (usual, false),
    })
}

/// The one type that a value has.
pub(super) fn only_type<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    node.get("type").and_then(Node::text)
}
