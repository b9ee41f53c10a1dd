//! Schemas: each place in the tree is read once, from a list of work, however deep schemas stand in each other.

mod choices;
mod constraints;
mod finish;
mod keys;

use std::collections::VecDeque;
use std::sync::Arc;

use super::slug::Slugs;
use super::tree::At;
use super::{Lower, Map};
use crate::model::description::{Schema, SchemaId, Schemas, Type};
use crate::openapi::document::Gap;

/// Schemas by number, and those that are still to be read.
pub(super) struct Table<'t> {
    all: Schemas,
    known: Map<usize, SchemaId>,
    queue: VecDeque<(SchemaId, At<'t>)>,
    /// Where discriminators stand, which are finished when all schemas are known.
    discriminators: Vec<(SchemaId, At<'t>)>,
    /// Schemas with a name of their own, in order: where each stands, and its name.
    named: Vec<(SchemaId, At<'t>, &'t str)>,
    slugs: Slugs,
    /// The schema that allows `null` alone.
    null: Option<SchemaId>,
}

impl Default for Table<'_> {
    fn default() -> Self {
        Self {
            all: Schemas::default(),
            known: Map::default(),
            queue: VecDeque::new(),
            discriminators: Vec::new(),
            named: Vec::new(),
            slugs: Slugs::new("schema"),
            null: None,
        }
    }
}

impl<'t> Lower<'t> {
    /// Gives the named schemas their numbers, names and slugs.
    pub(super) fn named_schemas(&mut self, root: At<'t>) {
        let value = root.get("components").and_then(|components| components.get("schemas"));
        if let Some(value) = value.filter(|value| !value.is_map() && !value.is_empty_list()) {
            self.wrong(value, "schemas", "a mapping");
        }
        // A schema may be called `x-…`: every name counts here.
        for (key, node) in value.into_iter().flat_map(At::entries) {
            let target = self.elsewhere(node).unwrap_or(node);
            let id = self.reserve(target);
            self.schemas.known.insert(node.id(), id);
            self.name_schema(id, &key.name, node);
        }
    }

    /// The schema of another file that a named schema is: `Pet: { $ref: schemas/pet.yaml }`.
    fn elsewhere(&mut self, node: At<'t>) -> Option<At<'t>> {
        let reference = lone_reference(node)?;
        let target = self.tree.resolve(node, reference).ok()?;
        let is_new = target.file() != node.file() && !self.schemas.known.contains_key(&target.id());
        (is_new && lone_reference(target).is_none()).then_some(target)
    }

    fn name_schema(&mut self, id: SchemaId, name: &'t str, at: At<'t>) {
        let (slug, first) = self.schemas.slugs.add(name, self.schemas.named.len());
        if let Some(first) = first {
            let (_, other, known) = self.schemas.named[first];
            self.same_address("schemas", (name, known), &slug, (Some(at), Some(other)));
        }
        let schema = &mut self.schemas.all[id];
        schema.name = Some(name.into());
        schema.slug = Some(slug.into());
        self.schemas.named.push((id, at, name));
    }

    /// The number of the schema at a place. A reference that stands alone is its target.
    pub(super) fn schema(&mut self, from: At<'t>) -> SchemaId {
        const LONGEST: usize = 256;
        let mut at = from;
        let mut name = None;
        for _ in 0..LONGEST {
            if let Some(&known) = self.schemas.known.get(&at.id()) {
                return known;
            }
            let Some(reference) = lone_reference(at) else {
                let id = self.reserve(at);
                if let Some(name) = name {
                    self.name_schema(id, name, at);
                }
                return id;
            };
            match self.resolve(at, reference) {
                Some(target) => {
                    name = if target.file() == 0 { None } else { named_by(reference) };
                    at = target;
                }
                None => return self.gap(from, "The description leaves out what this may be."),
            }
        }
        if let Some(reference) = from.reference() {
            self.nowhere(from, reference, &Gap::circle(reference));
        }
        self.gap(from, "The description says that this is what it is: itself.")
    }

    /// A schema that only says what is missing.
    fn gap(&mut self, at: At<'t>, words: &str) -> SchemaId {
        let id = self.schemas.all.add(Schema { gap: Some(words.into()), ..Schema::default() });
        self.schemas.known.insert(at.id(), id);
        id
    }

    /// A number for the schema at a place, which is read later.
    fn reserve(&mut self, at: At<'t>) -> SchemaId {
        let id = self.schemas.all.add(Schema::default());
        self.schemas.known.insert(at.id(), id);
        self.schemas.queue.push_back((id, at));
        id
    }

    /// Reads every schema that has a number, and those they lead to.
    pub(super) fn read_schemas(&mut self) {
        while let Some((id, at)) = self.schemas.queue.pop_front() {
            let mut schema = self.read_schema(id, at);
            let named = &mut self.schemas.all[id];
            schema.name = named.name.take();
            schema.slug = named.slug.take();
            *named = schema;
        }
    }

    /// The schema of `null`.
    fn null(&mut self) -> SchemaId {
        if let Some(known) = self.schemas.null {
            return known;
        }
        let mut schema = Schema::default();
        schema.types.insert(Type::Null);
        let id = self.schemas.all.add(schema);
        self.schemas.null = Some(id);
        id
    }

    /// The text below a key of a schema.
    fn word(&mut self, value: At<'t>, name: &str) -> Option<Arc<str>> {
        match value.text() {
            Some(text) => Some(self.shared(text)),
            None => {
                self.wrong(value, name, "a text");
                None
            }
        }
    }
}

/// The reference of a schema that says nothing else.
fn lone_reference(at: At<'_>) -> Option<&str> {
    let reference = at.reference()?;
    let says_more = at
        .entries()
        .any(|(key, _)| !matches!(key.name.as_ref(), "$ref" | "$comment") && !super::is_extension(&key.name));
    (!says_more).then_some(reference)
}

/// The name that a reference to another file gives a schema: its key there, or the name of a file of its own.
fn named_by(reference: &str) -> Option<&str> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let Some((list, name)) = pointer.rsplit_once('/') else {
        let name = file.rsplit('/').next()?.split('.').next()?;
        return Some(name).filter(|name| !name.is_empty() && pointer.is_empty());
    };
    let is_list = list.is_empty() || list.ends_with("/schemas") || list.ends_with("/definitions");
    (is_list && !name.is_empty() && !name.contains(['~', '%'])).then_some(name)
}
