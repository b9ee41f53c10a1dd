//! Authorizations of Swagger 1.2 as the security definitions of 2.0.

use crate::openapi::versions::edit::{Entry, key, map, set, take, text};
use crate::tree::{Node, Value};

/// All of them.
pub(super) fn definitions(node: Node<'_>) -> Node<'_> {
    let place = node.place;
    let Value::Map(entries) = node.value else { return map(Vec::new(), place) };
    map(entries.into_iter().map(|(name, node)| (name, definition(node))).collect(), place)
}

fn definition(mut node: Node<'_>) -> Node<'_> {
    let place = node.place;
    match node.get("type").and_then(Node::text) {
        Some("basicAuth") => set(&mut node, "type", text("basic", place)),
        Some("apiKey") => {
            for (old, new) in [("passAs", "in"), ("keyname", "name")] {
                if let Some((_, value)) = take(&mut node, old) {
                    set(&mut node, new, value);
                }
            }
        }
        Some("oauth2") => flow(&mut node),
        _ => {}
    }
    node
}

fn flow(node: &mut Node<'_>) {
    let place = node.place;
    if let Some((_, Node { value: Value::List(scopes), place })) = take(node, "scopes") {
        let scopes = scopes.into_iter().filter_map(scope).collect();
        set(node, "scopes", map(scopes, place));
    }
    let Some((_, mut grants)) = take(node, "grantTypes") else { return };
    let mut url = |grant: &mut Node<'_>, name: &str, new: &'static str| {
        if let Some((_, mut endpoint)) = take(grant, name)
            && let Some((_, url)) = take(&mut endpoint, "url")
            && let Some(words) = url.text()
        {
            set(node, new, text(words.to_owned(), url.place));
        }
    };
    if let Some((_, mut grant)) = take(&mut grants, "authorization_code") {
        url(&mut grant, "tokenRequestEndpoint", "authorizationUrl");
        url(&mut grant, "tokenEndpoint", "tokenUrl");
        set(node, "flow", text("accessCode", place));
    } else if let Some((_, mut grant)) = take(&mut grants, "implicit") {
        url(&mut grant, "loginEndpoint", "authorizationUrl");
        set(node, "flow", text("implicit", place));
    }
}

fn scope(mut node: Node<'_>) -> Option<Entry<'_>> {
    let (_, name) = take(&mut node, "scope")?;
    let description = take(&mut node, "description").map_or_else(|| text("", name.place), |(_, node)| node);
    Some((key(name.text()?.to_owned(), name.place), description))
}
