//! A description's text to the facts of its overview.

use std::sync::Arc;

use super::{lower, operations, security};
use crate::diag::{Diagnostic, Source, Span};
use crate::model::Description;
use crate::model::description::{Schema, Server, Variable};
use crate::yaml::{self, Node, Value};

/// The generation of a description: where things stand differs between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0, 3.1, 3.2.
    OpenApi3,
}

/// Title, description, dialect, servers, security, groups and the number of schemas of a description in JSON or YAML;
/// what only the configuration knows stays empty. What is wrong is reported, and everything else is still filled in.
pub fn read(source: &Arc<Source>, diags: &mut Vec<Diagnostic>) -> Description {
    let mut version = Description::default();
    let Some(root) = tree(source, diags) else { return version };
    let Some((dialect, name)) = dialect(source, &root, diags) else { return version };
    if dialect == Dialect::OpenApi3 {
        return Description { dialect: name, ..lower::lower(source, &root, diags) };
    }
    version.dialect = name;
    let info = root.get("info");
    let text = |name| info.and_then(|info| info.get(name)).and_then(Node::text).map(str::to_owned);
    version.title = text("title").unwrap_or_default();
    version.description = text("description").unwrap_or_default();
    if version.title.is_empty() {
        let place = root.entry("info").map_or(root.range.start..root.range.start, |(key, _)| key.range.clone());
        let problem = Diagnostic::warning("api/info", "the description has no title")
            .at(Span::new(source, place))
            .hint("add `info: { title: … }`");
        diags.push(problem);
    }
    version.servers = match dialect {
        Dialect::Swagger2 => swagger_servers(&root),
        Dialect::OpenApi3 => servers(&root),
    };
    version.security_schemes = security::schemes(&root, dialect);
    operations::read(source, &root, &mut version, diags);
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

/// The tree of a text in JSON or YAML. JSON is read by its own rules and gives no places below the file's.
fn tree<'s>(source: &'s Arc<Source>, diags: &mut Vec<Diagnostic>) -> Option<Node<'s>> {
    let text = source.text().trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with('{') {
        let before = diags.len();
        let root = yaml::parse(source, 0..source.text().len(), diags);
        if root.is_none() && diags.len() == before {
            diags.push(Diagnostic::error("api/empty", "the description is empty").at(Span::file(source)));
        }
        return root;
    }
    match serde_json::from_str(text) {
        Ok(value) => Some(Node::from_json(value)),
        Err(error) => {
            let words = error.to_string();
            let words = words.split(" at line ").next().unwrap_or_default().to_owned();
            let line_start: usize =
                source.text().split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let at = (line_start + error.column().saturating_sub(1)).min(source.text().len());
            diags.push(Diagnostic::error("api/json", words).at(Span::new(source, at..at)));
            None
        }
    }
}

/// Which dialect a description is written in, with its name for readers.
fn dialect(source: &Arc<Source>, root: &Node<'_>, diags: &mut Vec<Diagnostic>) -> Option<(Dialect, String)> {
    let refuse = |message: String, node: &Node<'_>| {
        Diagnostic::error("api/dialect", message)
            .at(Span::new(source, node.range.clone()))
            .hint("Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 can be read")
    };
    if let Some(node) = root.get("openapi") {
        let version = node.text().unwrap_or_default();
        if ["3.0", "3.1", "3.2"].iter().any(|known| version == *known || version.starts_with(&format!("{known}."))) {
            return Some((Dialect::OpenApi3, format!("OpenAPI {version}")));
        }
        diags.push(refuse(format!("`{version}` is no version of OpenAPI that can be read"), node));
        return None;
    }
    if let Some(node) = root.get("swagger").or_else(|| root.get("swaggerVersion")) {
        let version = node.text().unwrap_or_default();
        // `swagger: 2.0` without quotes is a number; it is meant all the same.
        if matches!(version, "2.0" | "2") {
            return Some((Dialect::Swagger2, "Swagger 2.0".to_owned()));
        }
        diags.push(refuse(format!("`{version}` is no version of Swagger that can be read"), node));
        return None;
    }
    let problem = Diagnostic::error("api/not-a-description", "this file describes no api")
        .at(Span::new(source, root.range.start..root.range.start))
        .hint("a description begins with `openapi: 3.1.0` or `swagger: \"2.0\"`");
    diags.push(problem);
    None
}

/// Base URLs.
fn servers(root: &Node<'_>) -> Vec<Server> {
    let server = |node: &Node<'_>| {
        let text = |node: &Node<'_>, name| node.get(name).and_then(Node::text).map(str::to_owned);
        let variable = |(name, variable): &(crate::yaml::Key<'_>, Node<'_>)| Variable {
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

/// What a local reference (`{ $ref: "#/components/…" }`) points to; anything else stays as it is.
pub(super) fn resolve<'n>(root: &'n Node<'n>, node: &'n Node<'n>) -> &'n Node<'n> {
    let target = |pointer: &str| {
        let steps = pointer.strip_prefix("#/")?.split('/');
        steps.into_iter().try_fold(root, |node, step| match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(&step.replace("~1", "/").replace("~0", "~")),
        })
    };
    node.get("$ref").and_then(Node::text).and_then(target).unwrap_or(node)
}
