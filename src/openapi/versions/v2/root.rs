//! The document of 2.0: servers and components.

use super::V2;
use super::body::request_body;
use super::is_sent;
use crate::openapi::versions::edit::{Entry, key, list, map, set, take, text};
use crate::tree::{Node, Place, Value};

impl<'s> V2<'s> {
    /// A document; visited once.
    pub(super) fn root(&mut self, node: &mut Node<'s>) {
        self.moves.files.insert(node.place.file() as usize);
        self.consumes = media_types(take(node, "consumes"));
        self.produces = media_types(take(node, "produces"));
        self.servers(node);
        let mut components = Vec::new();
        let place = |entry: &Entry<'_>| entry.0.place;
        if let Some(mut entry) = take(node, "definitions") {
            entry.0 = key("schemas", place(&entry));
            components.push(entry);
        }
        if let Some(entry) = take(node, "parameters") {
            self.parameters(entry, &mut components);
        }
        if let Some(entry) = take(node, "responses") {
            components.push(entry);
        }
        if let Some(mut entry) = take(node, "securityDefinitions") {
            entry.0 = key("securitySchemes", place(&entry));
            components.push(entry);
        }
        if !components.is_empty() {
            let place = node.place;
            set(node, "components", map(components, place));
        }
    }

    /// Parameters that are sent in the body are bodies of their own; fields of forms go to the operations that use them.
    fn parameters(&self, (name, node): Entry<'s>, components: &mut Vec<Entry<'s>>) {
        let Node { place, value: Value::Map(entries) } = node else { return };
        let (sent, parameters): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(_, parameter)| is_sent(parameter));
        let bodies: Vec<Entry<'s>> = sent
            .into_iter()
            .filter(|(_, parameter)| parameter.get("in").and_then(Node::text) == Some("body"))
            .map(|(name, parameter)| (name, request_body(vec![parameter], &self.consumes)))
            .collect();
        if !bodies.is_empty() {
            components.push((key("requestBodies", name.place), map(bodies, place)));
        }
        components.push((name, map(parameters, place)));
    }

    /// Every scheme with host and base path; a base path alone is relative to where the description lies.
    fn servers(&mut self, node: &mut Node<'s>) {
        let host = take(node, "host").map(|(_, host)| host);
        let base = take(node, "basePath").map(|(_, base)| base);
        let path = base.as_ref().and_then(Node::text).unwrap_or_default().trim_end_matches('/').to_owned();
        let path = if path.is_empty() || path.starts_with('/') { path } else { format!("/{path}") };
        let schemes = take(node, "schemes").map(|(_, schemes)| schemes);
        let name = host.as_ref().and_then(Node::text).unwrap_or_default().trim_end_matches('/').to_owned();
        let Some(host) = host.filter(|_| !name.is_empty()) else {
            if let Some(base) = base.filter(|_| !path.is_empty()) {
                let server = server(path, base.place);
                set(node, "servers", list(vec![server], base.place));
            }
            return;
        };
        // Some write the scheme into the host.
        if let Some((scheme, rest)) = name.split_once("://") {
            let server = server(format!("{scheme}://{rest}{path}"), host.place);
            set(node, "servers", list(vec![server], host.place));
            return;
        }
        self.address = Some((format!("{name}{path}"), host.place));
        if let Some(servers) = self.servers_of(schemes.as_ref()) {
            set(node, "servers", servers);
        }
    }

    /// The host by each scheme; `https` where none is given.
    pub(super) fn servers_of(&self, schemes: Option<&Node<'s>>) -> Option<Node<'s>> {
        let (address, place) = self.address.as_ref()?;
        let given: Vec<&str> = schemes.map_or(&[][..], Node::items).iter().filter_map(Node::text).collect();
        let schemes = if given.is_empty() { vec!["https"] } else { given };
        let servers = schemes.into_iter().map(|scheme| server(format!("{scheme}://{address}"), *place));
        Some(list(servers.collect(), *place))
    }
}

fn server<'s>(url: String, place: Place) -> Node<'s> {
    map(vec![(key("url", place), text(url, place))], place)
}

/// The media types that are listed; some write one without a list.
pub(super) fn media_types(entry: Option<Entry<'_>>) -> Vec<Node<'_>> {
    match entry.map(|(_, node)| node) {
        Some(Node { value: Value::List(items), .. }) => {
            items.into_iter().filter(|item| item.text().is_some()).collect()
        }
        Some(node) if node.text().is_some() => vec![node],
        _ => Vec::new(),
    }
}
