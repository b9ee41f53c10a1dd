//! A schema as readers think of it: what it refers to and all parts of an `allOf` put together, alternatives that
//! are none taken away. Must not make text.

use super::fields::{Fields, Named};
use crate::model::description::{Additional, Conditional, Discriminator, Schema, SchemaId, Schemas, Type, Types};

/// A `$ref` or `allOf` deeper than this is not looked into.
const MOST_PARTS: usize = 48;

/// A schema put together.
pub(super) struct Shape<'m> {
    /// The schema itself, then what it refers to, in order.
    pub(super) parts: Vec<&'m Schema>,
    /// Properties of all parts.
    pub(super) fields: Fields<'m, Field<'m>>,
    /// Alternatives, of which there are at least two.
    pub(super) choices: Vec<Choice<'m>>,
    /// Whether `null` was one of the alternatives.
    pub(super) nullable: bool,
    seen: Vec<SchemaId>,
}

/// A named property.
pub(super) struct Field<'m> {
    pub(super) name: &'m str,
    pub(super) schema: SchemaId,
    pub(super) required: bool,
}

impl<'m> Named<'m> for Field<'m> {
    fn name(&self) -> &'m str {
        self.name
    }
}

/// Alternatives.
pub(super) struct Choice<'m> {
    /// How they are introduced: `One of`.
    pub(super) title: &'static str,
    pub(super) schemas: Vec<SchemaId>,
    pub(super) discriminator: Option<&'m Discriminator>,
}

impl<'m> Shape<'m> {
    /// The schema `id` put together.
    pub(super) fn of(schemas: &'m Schemas, id: SchemaId) -> Self {
        let mut shape =
            Self { parts: Vec::new(), fields: Fields::new(), choices: Vec::new(), nullable: false, seen: Vec::new() };
        shape.add(schemas, id);
        if shape.parts.len() > 1 || shape.parts.first().is_some_and(|part| !part.required.is_empty()) {
            for name in shape.parts.iter().flat_map(|part| &part.required) {
                if let Some(field) = shape.fields.find(name) {
                    field.required = true;
                }
            }
        }
        shape
    }

    fn add(&mut self, schemas: &'m Schemas, id: SchemaId) {
        if self.seen.contains(&id) || self.parts.len() >= MOST_PARTS {
            return;
        }
        self.seen.push(id);
        let schema = &schemas[id];
        let is_first = self.parts.is_empty();
        self.parts.push(schema);
        for property in &schema.properties {
            let field = Field { name: &property.name, schema: property.schema, required: property.required };
            let known = if is_first { None } else { self.fields.find(field.name) };
            match known {
                Some(known) => known.required |= field.required,
                None => self.fields.push(field),
            }
        }
        for &part in schema.reference.iter().chain(&schema.all_of) {
            self.add(schemas, part);
        }
        self.choose(schemas, "One of", &schema.one_of, schema.discriminator.as_deref());
        self.choose(schemas, "Any of", &schema.any_of, schema.discriminator.as_deref());
    }

    fn choose(
        &mut self,
        schemas: &'m Schemas,
        title: &'static str,
        given: &[SchemaId],
        discriminator: Option<&'m Discriminator>,
    ) {
        let real: Vec<SchemaId> = given.iter().copied().filter(|id| !is_null(&schemas[*id])).collect();
        self.nullable |= real.len() < given.len();
        match real.as_slice() {
            [] => {}
            [only] => self.add(schemas, *only),
            _ => self.choices.push(Choice { title, schemas: real, discriminator }),
        }
    }

    /// The first answer of a part.
    pub(super) fn first<T>(&self, ask: impl Fn(&'m Schema) -> Option<T>) -> Option<T> {
        self.parts.iter().find_map(|part| ask(part))
    }

    /// Whether any part says so.
    pub(super) fn any(&self, ask: impl Fn(&Schema) -> bool) -> bool {
        self.parts.iter().any(|part| ask(part))
    }

    /// Its types; where none are written, what its other words imply.
    pub(super) fn types(&self) -> Types {
        let mut types = self.first(|part| (!part.types.is_any()).then_some(part.types)).unwrap_or_default();
        if types.is_any() {
            if !self.fields.is_empty() || self.any(|part| matches!(part.additional, Additional::Schema(_))) {
                types.insert(Type::Object);
            } else if self.any(|part| part.items.is_some() || !part.prefix_items.is_empty()) {
                types.insert(Type::Array);
            } else {
                self.imply(&mut types);
            }
        }
        if self.nullable && !types.is_any() {
            types.insert(Type::Null);
        }
        types
    }

    fn imply(&self, types: &mut Types) {
        let values =
            self.parts.iter().flat_map(|part| part.enumeration.iter().map(|(value, _)| value).chain(&part.constant));
        for value in values {
            types.insert(match value.as_str().as_bytes().first() {
                Some(b'"') => Type::String,
                Some(b't' | b'f') => Type::Boolean,
                Some(b'n') => Type::Null,
                Some(b'[') => Type::Array,
                Some(b'{') => Type::Object,
                _ => Type::Number,
            });
        }
    }

    /// Items of a list.
    pub(super) fn items(&self) -> Option<SchemaId> {
        self.first(|part| part.items)
    }

    /// `if`, `then`, `else`.
    pub(super) fn conditional(&self) -> Option<&'m Conditional> {
        self.first(|part| part.conditional.as_deref())
    }

    /// What a text holds once it is decoded.
    pub(super) fn content(&self) -> Option<SchemaId> {
        self.first(|part| part.constraints.as_ref()?.content_schema)
    }

    /// What values of other properties are, where that is said.
    pub(super) fn additional(&self) -> Option<SchemaId> {
        self.first(|part| match part.additional {
            Additional::Schema(schema) => Some(schema),
            _ => None,
        })
    }

    /// The named schema that it is, or that it adds nothing but words to.
    pub(super) fn named(&self) -> Option<&'m Schema> {
        let own = self.parts.first()?;
        if own.slug.is_some() {
            return Some(own);
        }
        let mut named = self.parts.iter().filter(|part| part.slug.is_some());
        let only = named.next()?;
        let adds = !own.properties.is_empty() || !self.choices.is_empty();
        (named.next().is_none() && !adds).then_some(*only)
    }
}

/// Whether only `null` fits.
fn is_null(schema: &Schema) -> bool {
    let by_type = !schema.types.is_any() && schema.types.iter().all(|kind| kind == Type::Null);
    let by_value = match (&schema.constant, schema.enumeration.as_slice()) {
        (Some(value), _) => value.as_str() == "null",
        (None, [(value, _)]) => value.as_str() == "null",
        _ => false,
    };
    by_type || (by_value && schema.types.is_any())
}

/// What the fields of a value stand in: the value itself, or the items of a list of lists.
pub(super) fn within_lists(schemas: &Schemas, id: SchemaId) -> (Shape<'_>, SchemaId) {
    let mut id = id;
    let mut shape = Shape::of(schemas, id);
    for _ in 0..6 {
        let Some(items) = shape.items().filter(|_| shape.fields.is_empty() && shape.choices.is_empty()) else { break };
        id = items;
        shape = Shape::of(schemas, id);
    }
    (shape, id)
}
