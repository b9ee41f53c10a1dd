//! `paths` and `webhooks`: every operation in its order, with unique ids.

use super::operation::Place;
use super::slug::{Slugs, Taken};
use super::tags::Tags;
use super::tree::At;
use super::{Lower, is_extension, slug, summary};
use crate::diag::Diagnostic;
use crate::model::description::{Description, Operation, Parameter, Requirement};
use crate::tree::Key;

/// Methods that have a key of their own.
pub(super) const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Ids of operations that are read, with where each is written.
pub(super) struct Ids<'t> {
    ids: Taken,
    slugs: Slugs,
    places: Vec<(At<'t>, String)>,
}

impl Ids<'_> {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { ids: Taken::default(), slugs: Slugs::new(kind), places: Vec::new() }
    }
}

/// What holds for all operations of a description.
pub(super) struct Common<'t> {
    pub(super) tags: Tags<'t>,
    pub(super) security: Vec<Requirement>,
    pub(super) gaps: Vec<String>,
}

impl<'t> Lower<'t> {
    /// Reads all operations and webhooks.
    pub(super) fn paths(&mut self, root: At<'t>, description: &mut Description) {
        let mut gaps = Vec::new();
        let security = self.requirements(root, &mut gaps).unwrap_or_default();
        let mut common = Common { tags: self.declared_tags(root), security, gaps };
        if let Some((key, node)) = root.entries().find(|(key, _)| key.name == "paths") {
            if !node.is_map() && !node.is_null() && !node.is_empty_list() {
                let message = format!("`paths` is {}, expected a mapping of paths to operations", node.kind());
                let span = self.tree.key_span(key);
                self.problems.add(node, Diagnostic::warning("api/paths", message).at(span));
            }
            let mut ids = Ids::new("operation");
            for (key, item) in node.entries().filter(|(key, _)| !is_extension(&key.name)) {
                for (mut operation, at) in self.path_item(&key.name, item, &mut common) {
                    self.name(&mut operation, at, &mut ids);
                    self.operations.insert(at.id(), description.operations.len());
                    description.operations.push(operation);
                }
            }
        }
        let mut ids = Ids::new("webhook");
        for name in ["webhooks", "x-webhooks"] {
            for (key, item) in self.map(root, name) {
                for (mut operation, at) in self.path_item(&key.name, item, &mut common) {
                    self.name(&mut operation, at, &mut ids);
                    description.webhooks.push(operation);
                }
            }
        }
        self.finish_tags(common.tags, description);
    }

    /// The operations of a path, webhook or callback, each with where it stands.
    pub(super) fn path_item(
        &mut self,
        path: &'t str,
        from: At<'t>,
        common: &mut Common<'t>,
    ) -> Vec<(Operation, At<'t>)> {
        let Some(item) = self.follow(from) else { return Vec::new() };
        let Some(item) = self.object(item, path) else { return Vec::new() };
        let parameters = self.parameters(item);
        let place = Place { path, item, parameters: &parameters };
        let mut found = Vec::new();
        for (key, node) in item.entries() {
            if key.name == "additionalOperations" {
                for (key, node) in self.map(item, "additionalOperations") {
                    found.extend(self.one(&place, key, &key.name, node, common));
                }
            } else if let Some(method) = self.method(key, node) {
                found.extend(self.one(&place, key, &method.to_uppercase(), node, common));
            }
        }
        self.check_template(&place, &parameters, &found);
        found
    }

    /// The method that a key of a path item names. In capitals it is meant all the same.
    fn method(&mut self, key: &Key<'_>, node: At<'t>) -> Option<&'static str> {
        if let Some(method) = METHODS.into_iter().find(|method| *method == key.name) {
            return Some(method);
        }
        let method = METHODS.into_iter().find(|method| key.name.eq_ignore_ascii_case(method))?;
        let span = self.tree.key_span(key);
        let problem = Diagnostic::warning("api/value", format!("the method `{}` is not in lower case", key.name));
        self.problems.add(node, problem.at(span).hint(format!("write `{method}`")));
        Some(method)
    }

    fn one(
        &mut self,
        place: &Place<'t, '_>,
        key: &Key<'_>,
        method: &str,
        node: At<'t>,
        common: &mut Common<'t>,
    ) -> Option<(Operation, At<'t>)> {
        let at = self.follow(node)?;
        if !at.is_map() {
            let message = format!("the operation `{}` of `{}` is {}", key.name, place.path, at.kind());
            let span = self.tree.key_span(key);
            let problem = Diagnostic::warning("api/operation", message).at(span);
            let hint = "an operation is a mapping with `summary`, `responses` and so on";
            self.problems.add(at, problem.hint(hint));
            return None;
        }
        Some((self.operation(place, method, at, common), at))
    }

    /// Gives an operation an id and a slug that no other one has.
    fn name(&mut self, operation: &mut Operation, at: At<'t>, ids: &mut Ids<'t>) {
        let index = ids.places.len();
        let is_given = !operation.id.is_empty();
        let given = if is_given { operation.id.clone() } else { made_up(&operation.method, &operation.path) };
        let place = if is_given { at.get("operationId").unwrap_or(at) } else { at };
        let (id, first) = ids.ids.add(given.clone(), index);
        let (slug, same) = ids.slugs.add(&id, index);
        match (first, same) {
            (Some(first), _) if is_given => {
                let problem =
                    Diagnostic::warning("api/duplicate-id", format!("a second operation is called `{given}`"))
                        .label(self.tree.span(ids.places[first].0), "the first one")
                        .hint("an `operationId` is unique within a description");
                self.report(place, problem);
            }
            (None, Some(same)) => {
                let (other, name) = ids.places[same].clone();
                self.same_address("operations", (&id, &name), &slug, (Some(place), Some(other)));
            }
            _ => {}
        }
        ids.places.push((place, id.clone()));
        operation.id = id;
        operation.slug = slug;
        if is_given && operation.summary.is_empty() {
            operation.summary = summary::of_id(&given);
        }
    }

    /// Names in the braces of a path are parameters, and the other way round.
    fn check_template(&mut self, place: &Place<'t, '_>, shared: &[Parameter], found: &[(Operation, At<'t>)]) {
        use crate::model::description::Location;
        if !place.path.starts_with('/') {
            return;
        }
        let names = template_names(place.path);
        for (operation, at) in found {
            let defined = |name: &&str| {
                operation.parameters.iter().any(|known| known.location == Location::Path && known.name == **name)
            };
            for name in names.iter().filter(|name| !defined(name)) {
                let message = format!("nothing says what `{{{name}}}` of `{}` is", place.path);
                let problem = Diagnostic::warning("api/path-parameter", message)
                    .hint(format!("add the parameter `{name}` with `in: path`"));
                self.report(*at, problem);
            }
            for parameter in operation.parameters.iter().filter(|known| known.location == Location::Path) {
                if !names.contains(&parameter.name.as_str()) {
                    let is_shared = shared.iter().any(|known| known.name == parameter.name);
                    let message = format!("`{}` has no `{{{}}}`", place.path, parameter.name);
                    let problem = Diagnostic::warning("api/path-parameter", message)
                        .hint("put it into the path, or take the parameter away");
                    self.report(if is_shared { place.item } else { *at }, problem);
                }
            }
        }
    }
}

/// The names between the braces of a path.
fn template_names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// An id from method and path: `get-messages-id`.
pub(super) fn made_up(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let id = std::iter::once(method.to_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("-");
    if id.is_empty() { slug::slugify(path) } else { id }
}
