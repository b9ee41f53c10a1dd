//! Tags that nobody declared, and tags that nothing has: most often one word in two spellings.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::tree::Node;

/// Findings about tags, where a description declares any.
pub(super) fn check(source: &Arc<Source>, root: &Node<'_>) -> Vec<Diagnostic> {
    let declared: Vec<(&str, &Node<'_>)> = root
        .get("tags")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|tag| Some((tag.get("name")?.text()?, tag.get("name")?)))
        .collect();
    if declared.is_empty() {
        return Vec::new();
    }
    let names: HashSet<&str> = declared.iter().map(|(name, _)| *name).collect();
    let mut used: HashSet<&str> = HashSet::new();
    let mut problems = Vec::new();
    let items = ["paths", "webhooks"].iter().filter_map(|key| root.get(key)).flat_map(|all| all.entries());
    for tag in items.flat_map(|(_, item)| item.entries()).filter_map(|(_, operation)| operation.get("tags")) {
        for tag in tag.items() {
            let Some(name) = tag.text() else { continue };
            if used.insert(name) && !names.contains(name) {
                let problem = Diagnostic::warning("api/tag", format!("the tag `{name}` is not declared in `tags`"));
                problems.push(problem.at(Span::new(source, tag.range())).suggest(name, names.iter().copied()));
            }
        }
    }
    let parents: HashSet<&str> = root
        .get("tags")
        .map_or(&[][..], Node::items)
        .iter()
        .filter_map(|tag| tag.get("parent").and_then(Node::text))
        .collect();
    // Path items in other files may use what nothing here uses.
    let is_whole =
        !root.get("paths").is_some_and(|paths| paths.entries().iter().any(|(_, item)| item.get("$ref").is_some()));
    for (name, node) in declared.iter().filter(|(name, _)| is_whole && !used.contains(name) && !parents.contains(name))
    {
        let problem = Diagnostic::warning("api/tag", format!("no operation has the tag `{name}`"));
        problems.push(problem.at(Span::new(source, node.range())).suggest(name, used.difference(&names).copied()));
    }
    problems
}
