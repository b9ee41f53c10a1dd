//! A description's tree to the facts of its overview.

use super::document::Document;
use super::{operations, security};
use crate::diag::Diagnostic;
use crate::model::Description;
use crate::model::description::{Schema, Server, Variable};
use crate::tree::Node;

/// The generation of a description: where things stand differs between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0, 3.1, 3.2.
    OpenApi3,
}

/// Title, description, dialect, servers, security, groups and the number of schemas of a description; what only the
/// configuration knows stays empty.
pub(super) fn lower(document: &Document<'_>, diags: &mut Vec<Diagnostic>) -> Description {
    let mut version = Description::default();
    let (root, name) = (document.root(), document.dialect().to_owned());
    let dialect = if name.starts_with("Swagger") { Dialect::Swagger2 } else { Dialect::OpenApi3 };
    version.dialect = name;
    let info = root.get("info");
    let text = |name| info.and_then(|info| info.get(name)).and_then(Node::text).map(str::to_owned);
    version.title = text("title").unwrap_or_default();
    version.description = text("description").unwrap_or_default();
    if version.title.is_empty() {
        let place = root.entry("info").map_or_else(|| document.span(root), |(key, _)| document.key_span(key));
        let problem =
            Diagnostic::warning("api/info", "the description has no title").at(place).hint("add `info: { title: … }`");
        diags.push(problem);
    }
    version.servers = match dialect {
        Dialect::Swagger2 => swagger_servers(root),
        Dialect::OpenApi3 => servers(root),
    };
    version.security_schemes = security::schemes(document, dialect);
    operations::read(document, &mut version, diags);
    let schemas = match dialect {
        Dialect::Swagger2 => root.get("definitions"),
        Dialect::OpenApi3 => root.get("components").and_then(|components| components.get("schemas")),
    };
    for (name, _) in schemas.map_or(&[][..], Node::entries) {
        let schema = Schema { name: Some(name.name.as_ref().into()), ..Schema::default() };
        let id = version.schemas.add(schema);
        version.named.push(id);
    }
    version
}

/// Base URLs.
fn servers(root: &Node<'_>) -> Vec<Server> {
    let server = |node: &Node<'_>| {
        let text = |node: &Node<'_>, name| node.get(name).and_then(Node::text).map(str::to_owned);
        let variable = |(name, variable): &(crate::tree::Key<'_>, Node<'_>)| Variable {
            name: name.name.to_string(),
            default: text(variable, "default").unwrap_or_default(),
            description: text(variable, "description"),
            values: Vec::new(),
        };
        let variables = node.get("variables").map_or(&[][..], Node::entries).iter().map(variable).collect();
        let description = text(node, "description");
        Some(Server { url: text(node, "url")?, name: None, description, variables })
    };
    root.get("servers").map_or(&[][..], Node::items).iter().filter_map(server).collect()
}

/// Base URLs of Swagger 2.0: every scheme with host and base path; without a host there is none.
fn swagger_servers(root: &Node<'_>) -> Vec<Server> {
    let text = |name| root.get(name).and_then(Node::text).unwrap_or_default();
    let (host, path) = (text("host"), text("basePath").trim_end_matches('/'));
    if host.is_empty() {
        return Vec::new();
    }
    let schemes: Vec<&str> = root.get("schemes").map_or(&[][..], Node::items).iter().filter_map(Node::text).collect();
    let schemes = if schemes.is_empty() { vec!["https"] } else { schemes };
    let server = |scheme| Server { url: format!("{scheme}://{host}{path}"), ..Server::default() };
    schemes.into_iter().map(server).collect()
}
