//! Operations of 2.0: what is sent becomes a request body, what comes back has media types.

use super::body::request_body;
use super::parameter::only_type;
use super::root::media_types;
use super::{V2, is_sent};
use crate::openapi::versions::edit::{Entry, key, map, set, take, text};
use crate::tree::{Node, Value};

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

impl<'s> V2<'s> {
    /// Bodies and fields that a path has for all its operations go to each of them.
    pub(super) fn path_item(&mut self, node: &mut Node<'s>) {
        let sent = self.take_sent(node);
        if sent.is_empty() {
            return;
        }
        let Value::Map(entries) = &mut node.value else { return };
        for (_, operation) in entries.iter_mut().filter(|(key, _)| METHODS.contains(&key.name.as_ref())) {
            let names = |node: &Node<'s>| node.get("name").and_then(Node::text).map(str::to_owned);
            let own: Vec<_> =
                operation.get("parameters").map_or(&[][..], Node::items).iter().filter_map(names).collect();
            let missing = sent.iter().filter(|node| names(node).is_none_or(|name| !own.contains(&name)));
            let missing: Vec<Node<'s>> = missing.cloned().collect();
            let Value::Map(entries) = &mut operation.value else { continue };
            match entries.iter_mut().find(|(key, _)| key.name == "parameters") {
                Some((_, Node { value: Value::List(items), .. })) => items.extend(missing),
                _ => {
                    let place = operation.place;
                    set(operation, "parameters", Node { place, value: Value::List(missing) });
                }
            }
        }
    }

    /// Takes what is sent in the body out of `parameters`, and remembers where the others are now.
    fn take_sent(&mut self, node: &mut Node<'s>) -> Vec<Node<'s>> {
        let Value::Map(entries) = &mut node.value else { return Vec::new() };
        let Some((_, list)) = entries.iter_mut().find(|(key, _)| key.name == "parameters") else { return Vec::new() };
        let Value::List(items) = &mut list.value else { return Vec::new() };
        let mut sent = Vec::new();
        let mut kept = Vec::with_capacity(items.len());
        let mut moves = Vec::with_capacity(items.len());
        for item in std::mem::take(items) {
            let elsewhere = item
                .get("$ref")
                .and_then(Node::text)
                .and_then(|reference| self.elsewhere.get(&(item.place.file(), reference.to_owned())).cloned());
            if let Some(found) = elsewhere {
                sent.push(found);
                moves.push(None);
            } else if is_sent(&item) {
                sent.push(item);
                moves.push(None);
            } else {
                moves.push(Some(kept.len()));
                kept.push(item);
            }
        }
        *items = kept;
        if !sent.is_empty() {
            self.moves.parameters.insert(list.place, moves);
        }
        sent
    }

    pub(super) fn operation(&mut self, node: &mut Node<'s>) {
        let own = |taken: Option<Entry<'s>>| taken.map(|entry| media_types(Some(entry)));
        let consumes = own(take(node, "consumes"));
        let produces = own(take(node, "produces"));
        if let Some((_, schemes)) = take(node, "schemes")
            && let Some(servers) = self.servers_of(Some(&schemes)).filter(|_| !schemes.items().is_empty())
        {
            set(node, "servers", servers);
        }
        let sent = self.take_sent(node);
        if !sent.is_empty() && node.get("requestBody").is_none() {
            let body = request_body(sent, consumes.as_deref().unwrap_or(&self.consumes));
            set(node, "requestBody", body);
        }
        let Value::Map(entries) = &mut node.value else { return };
        let Some((_, responses)) = entries.iter_mut().find(|(key, _)| key.name == "responses") else { return };
        if let Value::Map(entries) = &mut responses.value {
            let produces = produces.as_deref().unwrap_or(&self.produces);
            entries.iter_mut().for_each(|(_, node)| response(node, produces));
        }
    }
}

/// A response: its schema and examples by media type.
pub(super) fn response<'s>(node: &mut Node<'s>, produces: &[Node<'s>]) {
    if node.get("$ref").is_some() || node.get("content").is_some() {
        return;
    }
    let schema = take(node, "schema").map(|(_, schema)| schema);
    let examples = take(node, "examples").map(|(_, examples)| examples);
    let place = match (&schema, &examples) {
        (Some(node), _) | (None, Some(node)) => node.place,
        (None, None) => return,
    };
    let mut examples: Vec<Entry<'s>> = match examples.map(|node| node.value) {
        Some(Value::Map(entries)) => entries,
        _ => Vec::new(),
    };
    let is_file = schema.as_ref().is_some_and(|schema| only_type(schema) == Some("file"));
    let usual = if is_file { "application/octet-stream" } else { "application/json" };
    let mut types: Vec<Node<'s>> = produces.to_vec();
    let has = |types: &[Node<'s>], name: &str| types.iter().any(|known| known.text() == Some(name));
    for (name, _) in &examples {
        if !has(&types, &name.name) {
            types.push(text(name.name.clone(), name.place));
        }
    }
    if types.is_empty() {
        types.push(text(usual, place));
    }
    let mut content: Vec<Entry<'s>> = Vec::with_capacity(types.len());
    for kind in types {
        let mut media = Vec::new();
        let name = kind.text().unwrap_or(usual).to_owned();
        if content.iter().any(|(known, _)| known.name == name) {
            continue;
        }
        if let Some(schema) = &schema {
            media.push((key("schema", schema.place), schema.clone()));
        }
        if let Some(at) = examples.iter().position(|(known, _)| known.name == name) {
            let (_, example) = examples.swap_remove(at);
            media.push((key("example", example.place), example));
        }
        content.push((key(name, kind.place), map(media, place)));
    }
    set(node, "content", map(content, place));
}
