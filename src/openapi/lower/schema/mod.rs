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
#[derive(Default)]
pub(super) struct Table<'t> {
    all: Schemas,
    known: Map<usize, SchemaId>,
    queue: VecDeque<(SchemaId, At<'t>)>,
    /// Where discriminators stand, which are finished when all schemas are known.
    discriminators: Vec<(SchemaId, At<'t>)>,
    /// The schema that allows `null` alone.
    null: Option<SchemaId>,
}

impl<'t> Lower<'t> {
    /// Gives the named schemas their numbers, names and slugs.
    pub(super) fn named_schemas(&mut self, root: At<'t>) -> Vec<SchemaId> {
        let Some(components) = root.get("components") else { return Vec::new() };
        let mut slugs = Slugs::new("schema");
        let mut named: Vec<SchemaId> = Vec::new();
        let mut places: Vec<(At<'t>, &'t str)> = Vec::new();
        let value = components.get("schemas");
        if let Some(value) = value.filter(|value| !value.is_map()) {
            self.wrong(value, "schemas", "a mapping");
        }
        // A schema may be called `x-…`: every name counts here.
        for (key, node) in value.into_iter().flat_map(At::entries) {
            let (slug, first) = slugs.add(&key.name, named.len());
            if let Some(first) = first {
                let (other, name) = places[first];
                self.same_address("schemas", (&key.name, name), &slug, (Some(node), Some(other)));
            }
            let id = self.reserve(node);
            let schema = &mut self.schemas.all[id];
            schema.name = Some(key.name.as_ref().into());
            schema.slug = Some(slug.into());
            named.push(id);
            places.push((node, &key.name));
        }
        named
    }

    /// The number of the schema at a place. A reference that stands alone is its target.
    pub(super) fn schema(&mut self, from: At<'t>) -> SchemaId {
        const LONGEST: usize = 256;
        let mut at = from;
        for _ in 0..LONGEST {
            if let Some(&known) = self.schemas.known.get(&at.id()) {
                return known;
            }
            let Some(reference) = lone_reference(at) else { return self.reserve(at) };
            match self.resolve(at, reference) {
                Some(target) => at = target,
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
