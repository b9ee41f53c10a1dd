//! From 3.0 to 3.1: schemas become those of JSON Schema 2020-12, and nothing stands beside a `$ref`.

use super::edit::{Entry, is_true, list, map, plain, set, take, text};
use super::shape::Kind;
use crate::tree::{Node, Value};

/// Changes one value; those below it are visited by themselves.
pub(super) fn visit(node: &mut Node<'_>, kind: Kind) {
    // A path item may say more beside its `$ref`; anything else says what the target says.
    if !matches!(kind, Kind::PathItem | Kind::Paths)
        && node.get("$ref").is_some_and(|target| target.text().is_some())
        && let Value::Map(entries) = &mut node.value
    {
        entries.retain(|(key, _)| key.name == "$ref");
        return;
    }
    if kind == Kind::Schema {
        schema(node);
    }
}

/// The words of 3.0 that 3.1 has no more. Authors use them in 3.1 as well, and mean what they meant.
pub(super) fn schema(node: &mut Node<'_>) {
    let Value::Map(entries) = &node.value else { return };
    let has = |name: &str| entries.iter().any(|(key, _)| key.name == name);
    if !["nullable", "exclusiveMinimum", "exclusiveMaximum", "example", "format"].iter().any(|name| has(name)) {
        return;
    }
    nullable(node);
    exclusive(node, "exclusiveMinimum", "minimum");
    exclusive(node, "exclusiveMaximum", "maximum");
    if node.get("examples").is_none()
        && let Some((_, example)) = take(node, "example")
    {
        let place = example.place;
        set(node, "examples", list(vec![example], place));
    }
    let format = node.get("format").map(|format| (format.text().unwrap_or_default().to_owned(), format.place));
    match format {
        Some((format, place)) if format == "byte" && node.get("contentEncoding").is_none() => {
            set(node, "contentEncoding", text("base64", place));
        }
        Some((format, place)) if format == "binary" && node.get("contentMediaType").is_none() => {
            set(node, "contentMediaType", text("application/octet-stream", place));
        }
        _ => {}
    }
}

/// `nullable: true` becomes one more type, or one more alternative.
fn nullable(node: &mut Node<'_>) {
    let Some((key, flag)) = take(node, "nullable") else { return };
    if flag.text() != Some("true") {
        return;
    }
    let place = key.place;
    let null = || text("null", place);
    let alternative = || map(vec![(super::edit::key("type", place), null())], place);
    let Value::Map(entries) = &mut node.value else { return };
    let find = |entries: &[Entry<'_>], name: &str| entries.iter().position(|(key, _)| key.name == name);
    if let Some(at) = find(entries, "type") {
        let types = &mut entries[at].1;
        match &mut types.value {
            Value::List(items) => {
                if !items.iter().any(|item| matches!(&item.value, Value::Text(name) if name == "null")) {
                    items.push(null());
                }
            }
            _ => {
                let place = types.place;
                let first = std::mem::replace(types, plain("null", place));
                *types = list(vec![first, null()], place);
            }
        }
    } else if let Some(at) = find(entries, "anyOf").or_else(|| find(entries, "oneOf")) {
        if let Value::List(items) = &mut entries[at].1.value {
            items.push(alternative());
        }
    } else if let Some(at) = find(entries, "allOf") {
        let (all_of, value) = entries.remove(at);
        let place = value.place;
        let whole = match value.value {
            Value::List(mut items) if items.len() == 1 => items.remove(0),
            value => map(vec![(all_of, Node { place, value })], place),
        };
        set(node, "anyOf", list(vec![whole, alternative()], place));
    }
}

/// `exclusiveMinimum: true` beside `minimum: 1` becomes `exclusiveMinimum: 1`.
fn exclusive(node: &mut Node<'_>, exclusive: &'static str, bound: &str) {
    let is_flag =
        |value: &Node<'_>| matches!(&value.value, Value::Plain(text) if matches!(text.as_ref(), "true" | "false"));
    if !node.get(exclusive).is_some_and(is_flag) {
        return;
    }
    let holds = is_true(node, exclusive);
    take(node, exclusive);
    if holds && let Some((_, value)) = take(node, bound) {
        set(node, exclusive, value);
    }
}
