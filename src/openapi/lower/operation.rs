//! One operation: what it is called, what it takes, what comes back.

use super::paths::Common;
use super::summary::first_sentence;
use super::tree::At;
use super::{Lower, paths};
use crate::model::description::{Callback, CodeSample, Operation, Parameter};

/// The path that operations stand at.
pub(super) struct Place<'t, 'p> {
    pub(super) path: &'t str,
    pub(super) item: At<'t>,
    pub(super) parameters: &'p [Parameter],
}

/// Who may see what is marked as internal: nobody has this access.
const INTERNAL: &str = "internal";

impl<'t> Lower<'t> {
    /// Reads an operation; its id is as written, and empty where none is.
    pub(super) fn operation(
        &mut self,
        place: &Place<'t, '_>,
        method: &str,
        at: At<'t>,
        common: &mut Common<'t>,
    ) -> Operation {
        let mut gaps = Vec::new();
        let (summary, description) = self.summary(at, place.item);
        let security = self.requirements(at, &mut gaps).unwrap_or_else(|| {
            gaps.extend(common.gaps.iter().cloned());
            common.security.clone()
        });
        let mut operation = Operation {
            id: self.text(at, "operationId").unwrap_or_default().trim().to_owned(),
            slug: String::new(),
            method: method.to_owned(),
            path: place.path.to_owned(),
            summary,
            description,
            deprecated: self.deprecated(at),
            tags: self.tags_of(at, common),
            external_docs: self.external_docs(at),
            servers: self.servers(if at.get("servers").is_some() { at } else { place.item }),
            security,
            parameters: self.merged_parameters(place.parameters, at),
            body: None,
            responses: Vec::new(),
            callbacks: Vec::new(),
            samples: self.samples(at),
            access: self.access(place.item, at),
            gaps,
        };
        operation.body = self.body(at, &mut operation.gaps);
        operation.responses = self.responses(at, &mut operation.gaps);
        operation.callbacks = self.callbacks(at, common);
        operation
    }

    /// `summary` and `description`, or the first sentence of the description and the rest of it. What the path says
    /// counts for operations that say nothing.
    fn summary(&mut self, at: At<'t>, item: At<'t>) -> (String, String) {
        let written = self.text(at, "summary").map(str::trim).filter(|text| !text.is_empty());
        let description = self.text(at, "description").unwrap_or_default().trim();
        if let Some(summary) = written {
            let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
            return (summary, description.to_owned());
        }
        let (mut summary, rest) = first_sentence(description);
        if summary.is_empty() {
            summary = self.string(item, "summary").unwrap_or_default();
        }
        let rest = if rest.is_empty() && description.is_empty() {
            self.text(item, "description").unwrap_or_default().trim()
        } else {
            rest
        };
        (summary, rest.to_owned())
    }

    /// Whether something should no longer be used.
    pub(super) fn deprecated(&mut self, at: At<'t>) -> bool {
        let flag = self.flag(at, "deprecated").or_else(|| self.flag(at, "x-deprecated"));
        flag.unwrap_or(false)
    }

    fn tags_of(&mut self, at: At<'t>, common: &mut Common<'t>) -> Vec<usize> {
        let mut tags = Vec::new();
        let place = at.get("tags");
        for name in self.texts(at, "tags") {
            let name = name.trim();
            let number = if name.is_empty() { continue } else { common.tags.number(name, place) };
            if !tags.contains(&number) {
                tags.push(number);
            }
        }
        tags
    }

    /// Who may see an operation.
    fn access(&mut self, item: At<'t>, at: At<'t>) -> Vec<String> {
        let is_internal = |this: &mut Self, at| this.flag(at, "x-internal") == Some(true);
        if is_internal(self, at) || is_internal(self, item) {
            return vec![INTERNAL.to_owned()];
        }
        let from = if at.get("x-portal-access").is_some() { at } else { item };
        self.texts(from, "x-portal-access").into_iter().map(str::to_owned).collect()
    }

    fn samples(&mut self, at: At<'t>) -> Vec<CodeSample> {
        let name = if at.get("x-codeSamples").is_some() { "x-codeSamples" } else { "x-code-samples" };
        let mut samples = Vec::new();
        for node in self.list(at, name) {
            let Some(node) = self.object(node, name) else { continue };
            let Some(source) = self.string(node, "source") else { continue };
            let language = self.string(node, "lang").or_else(|| self.string(node, "label")).unwrap_or_default();
            samples.push(CodeSample { language, label: self.string(node, "label"), source });
        }
        samples
    }

    /// Requests that the api sends. A callback that leads back to itself ends there.
    fn callbacks(&mut self, at: At<'t>, common: &mut Common<'t>) -> Vec<Callback> {
        let mut callbacks = Vec::new();
        for (key, from) in self.map(at, "callbacks") {
            let Some(node) = self.follow(from) else { continue };
            let Some(node) = self.object(node, &key.name) else { continue };
            if self.callbacks.contains(&node.id()) {
                continue;
            }
            self.callbacks.push(node.id());
            let mut operations = Vec::new();
            for (expression, item) in node.entries().filter(|(key, _)| !super::is_extension(&key.name)) {
                for (mut operation, _) in self.path_item(&expression.name, item, common) {
                    if operation.id.is_empty() {
                        operation.id = paths::made_up(&operation.method, &key.name);
                    }
                    operation.slug = super::slug::slugify(&operation.id);
                    operations.push(operation);
                }
            }
            self.callbacks.pop();
            callbacks.push(Callback { name: key.name.to_string(), operations });
        }
        callbacks
    }
}
