//! Which operations and schemas use a named schema directly: through schemas without names, and no further.

use std::collections::{HashMap, HashSet};

use crate::model::Description;
use crate::model::description::{Additional, Media, Operation, Parameter, Schema, SchemaId};

/// Who uses a named schema.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Indices of operations.
    pub(crate) operations: Vec<usize>,
    /// Indices of webhooks.
    pub(crate) webhooks: Vec<usize>,
    /// Named schemas.
    pub(crate) schemas: Vec<SchemaId>,
}

/// The uses of every named schema.
pub(super) fn of(description: &Description) -> HashMap<SchemaId, Uses> {
    let mut uses: HashMap<SchemaId, Uses> = HashMap::new();
    let mut nearest = Nearest { description, found: Vec::new(), seen: HashSet::new() };
    for (at, operation) in description.operations.iter().enumerate() {
        for schema in nearest.from(&roots(operation)) {
            uses.entry(schema).or_default().operations.push(at);
        }
    }
    for (at, webhook) in description.webhooks.iter().enumerate() {
        for schema in nearest.from(&roots(webhook)) {
            uses.entry(schema).or_default().webhooks.push(at);
        }
    }
    for &user in &description.named {
        for schema in nearest.from(&children(&description.schemas[user])) {
            if schema != user {
                uses.entry(schema).or_default().schemas.push(user);
            }
        }
    }
    uses
}

/// Every schema that can be reached from these operations.
pub fn reachable<'m>(
    description: &Description,
    operations: impl IntoIterator<Item = &'m Operation>,
) -> HashSet<SchemaId> {
    let mut stack: Vec<SchemaId> = operations.into_iter().flat_map(roots).collect();
    let mut seen: HashSet<SchemaId> = stack.iter().copied().collect();
    while let Some(schema) = stack.pop() {
        stack.extend(children(&description.schemas[schema]).into_iter().filter(|child| seen.insert(*child)));
    }
    seen
}

struct Nearest<'m> {
    description: &'m Description,
    found: Vec<SchemaId>,
    seen: HashSet<SchemaId>,
}

impl Nearest<'_> {
    /// The named schemas that come first on each way from `roots`, in order.
    fn from(&mut self, roots: &[SchemaId]) -> Vec<SchemaId> {
        self.seen.clear();
        let mut stack: Vec<SchemaId> = roots.iter().rev().copied().collect();
        while let Some(id) = stack.pop() {
            if !self.seen.insert(id) {
                continue;
            }
            let schema = &self.description.schemas[id];
            if schema.slug.is_some() {
                self.found.push(id);
            } else {
                stack.extend(children(schema).into_iter().rev());
            }
        }
        std::mem::take(&mut self.found)
    }
}

/// The schemas that an operation names itself.
fn roots(operation: &Operation) -> Vec<SchemaId> {
    let mut roots = Vec::new();
    let media = |media: &[Media], roots: &mut Vec<SchemaId>| {
        for media in media {
            roots.extend(media.schema.into_iter().chain(media.item_schema));
            let headers = media.encoding.iter().flat_map(|encoding| &encoding.headers);
            roots.extend(headers.filter_map(|header: &Parameter| header.schema));
        }
    };
    roots.extend(operation.parameters.iter().filter_map(|parameter| parameter.schema));
    media(operation.body.as_ref().map_or(&[], |body| body.content.as_slice()), &mut roots);
    for response in &operation.responses {
        roots.extend(response.headers.iter().filter_map(|header| header.schema));
        media(&response.content, &mut roots);
    }
    for callback in operation.callbacks.iter().flat_map(|callback| &callback.operations) {
        roots.extend(self::roots(callback));
    }
    roots
}

/// The schemas that a schema names.
fn children(schema: &Schema) -> Vec<SchemaId> {
    let mut children = Vec::new();
    children.extend(schema.reference);
    children.extend(schema.properties.iter().map(|property| property.schema));
    children.extend(schema.pattern_properties.iter().map(|(_, schema)| *schema));
    if let Additional::Schema(schema) = schema.additional {
        children.push(schema);
    }
    children.extend(schema.property_names.into_iter().chain(schema.items).chain(schema.not));
    for list in [&schema.prefix_items, &schema.all_of, &schema.any_of, &schema.one_of] {
        children.extend(list);
    }
    if let Some(conditional) = &schema.conditional {
        children.push(conditional.condition);
        children.extend(conditional.then.into_iter().chain(conditional.otherwise));
    }
    if let Some(discriminator) = &schema.discriminator {
        children.extend(discriminator.mapping.iter().map(|(_, schema)| *schema).chain(discriminator.default));
    }
    children.extend(schema.dependents.iter().flat_map(|dependents| &dependents.schemas).map(|(_, schema)| *schema));
    if let Some(bounds) = &schema.constraints {
        children.extend([bounds.contains, bounds.unevaluated_items, bounds.content_schema].into_iter().flatten());
    }
    children
}
