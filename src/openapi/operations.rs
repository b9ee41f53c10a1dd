//! The operations of a description, by their first tag.

use std::collections::HashMap;

use super::document::Document;
use crate::diag::Diagnostic;
use crate::model::description::{Description, Operation, Tag};
use crate::tree::{Key, Node, Value};

const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/// The group of operations that have no tag.
const UNTAGGED: &str = "Operations";

/// Fills in tags in the order that `tags` declares, then in the order that operations use them, and the operations.
pub(super) fn read(document: &Document<'_>, description: &mut Description, diags: &mut Vec<Diagnostic>) {
    let root = document.root();
    description.tags = declared(root);
    let mut ids: HashMap<String, usize> = HashMap::new();
    let Some((key, paths)) = root.entry("paths") else { return };
    if !matches!(paths.value, Value::Map(_)) && !paths.is_null() {
        let message = format!("`paths` is {}, expected a mapping of paths to operations", paths.kind());
        diags.push(Diagnostic::error("api/paths", message).at(document.key_span(key)));
    }
    for (path, item) in paths.entries() {
        for (method, operation) in document.resolve(item).entries() {
            if !METHODS.contains(&method.name.as_ref()) {
                continue;
            }
            let operation = document.resolve(operation);
            if !matches!(operation.value, Value::Map(_)) {
                let message = format!("the operation `{}` of `{}` is {}", method.name, path.name, operation.kind());
                let problem = Diagnostic::error("api/operation", message).at(document.key_span(method));
                diags.push(problem.hint("an operation is a mapping with `summary`, `responses` and so on"));
                continue;
            }
            let id = unique_id(document, (path, method), operation, &mut ids, diags);
            let mut summary = summary(operation, path, method, id);
            let tag =
                operation.get("tags").and_then(|tags| tags.items().first()).and_then(Node::text).unwrap_or(UNTAGGED);
            let known = description.tags.iter().position(|known| known.name == tag);
            summary.tags.push(known.unwrap_or_else(|| {
                description.tags.push(Tag { name: tag.to_owned(), title: tag.to_owned(), ..Tag::default() });
                description.tags.len() - 1
            }));
            description.operations.push(summary);
        }
    }
}

fn declared(root: &Node<'_>) -> Vec<Tag> {
    let tag = |node: &Node<'_>| {
        let description = node.get("description").and_then(Node::text).unwrap_or_default().to_owned();
        let name = node.get("name")?.text()?.to_owned();
        Some(Tag { title: name.clone(), name, description, ..Tag::default() })
    };
    root.get("tags").map_or(&[][..], Node::items).iter().filter_map(tag).collect()
}

/// The `operationId`, or one made from method and path; a second one of the same name gets a number.
fn unique_id(
    document: &Document<'_>,
    (path, method): (&Key<'_>, &Key<'_>),
    operation: &Node<'_>,
    ids: &mut HashMap<String, usize>,
    diags: &mut Vec<Diagnostic>,
) -> String {
    let given = operation.get("operationId");
    let id = given.and_then(Node::text).map_or_else(|| made_up_id(&path.name, &method.name), str::to_owned);
    let count = ids.entry(id.clone()).or_default();
    *count += 1;
    if *count == 1 {
        return id;
    }
    if let Some(node) = given {
        let problem = Diagnostic::warning("api/duplicate-id", format!("a second operation is called `{id}`"))
            .at(document.span(node))
            .hint("an `operationId` is unique within a description");
        diags.push(problem);
    }
    (*count..).map(|number| format!("{id}-{number}")).find(|id| !ids.contains_key(id)).unwrap_or(id)
}

fn made_up_id(path: &str, method: &str) -> String {
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("-")
}

fn summary(operation: &Node<'_>, path: &Key<'_>, method: &Key<'_>, id: String) -> Operation {
    let text = |name| operation.get(name).and_then(Node::text).unwrap_or_default().trim();
    let written = text("summary");
    let summary = if written.is_empty() { first_sentence(text("description")) } else { written };
    Operation {
        slug: id.to_lowercase(),
        id,
        method: method.name.to_uppercase(),
        path: path.name.to_string(),
        summary: summary.to_owned(),
        deprecated: text("deprecated") == "true",
        ..Operation::default()
    }
}

fn first_sentence(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(". ").map_or(line, |(sentence, _)| sentence).trim_end_matches('.')
}
