//! A schema as it is compared: with the parts of its `allOf` laid together, and null told apart from other types.
//! Must not compare.

use crate::model::description::{
    Additional, Conditional, Constraints, Dependents, Description, Discriminator, Json, Schema, SchemaId, Type, Types,
    Xml,
};

/// How many parts of parts are followed.
const DEEPEST: usize = 24;

/// What all the parts of a schema say together. What two parts say differently counts as the first one says it.
#[derive(Debug, Default)]
pub(super) struct View<'d> {
    /// Types without null; none: any.
    pub(super) types: Types,
    /// Whether null is allowed beside the types.
    pub(super) nullable: bool,
    pub(super) format: Option<&'d str>,
    pub(super) properties: Vec<(&'d str, SchemaId)>,
    pub(super) required: Vec<&'d str>,
    pub(super) additional: Additional,
    pub(super) pattern_properties: Vec<(&'d str, SchemaId)>,
    pub(super) dependents: Vec<&'d Dependents>,
    pub(super) property_names: Option<SchemaId>,
    pub(super) items: Option<SchemaId>,
    pub(super) prefix_items: &'d [SchemaId],
    /// Named parts that the other side has as well: they are compared for themselves.
    pub(super) kept: Vec<SchemaId>,
    /// Of `oneOf` and `anyOf`, without null.
    pub(super) alternatives: Vec<SchemaId>,
    pub(super) not: Option<SchemaId>,
    pub(super) conditional: Option<&'d Conditional>,
    pub(super) discriminator: Option<&'d Discriminator>,
    /// The only values allowed, as JSON, without null.
    pub(super) values: Option<Vec<&'d str>>,
    pub(super) default: Option<&'d Json>,
    pub(super) constraints: Vec<&'d Constraints>,
    pub(super) deprecated: bool,
    pub(super) title: Option<&'d str>,
    pub(super) description: Option<&'d str>,
    pub(super) xml: Option<&'d Xml>,
    /// `false` as a schema.
    pub(super) never: bool,
}

/// A schema that is reached by its number; `whole` ones are looked into even where they have a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'d> {
    pub(super) description: &'d Description,
    pub(super) id: SchemaId,
    pub(super) whole: bool,
}

impl<'d> Seen<'d> {
    pub(super) fn schema(self) -> &'d Schema {
        &self.description.schemas[self.id]
    }

    /// The schemas that must hold together with it, and itself where it is only a name.
    fn parts(self) -> Vec<SchemaId> {
        let schema = self.schema();
        if !self.whole && schema.name.is_some() {
            return vec![self.id];
        }
        let mut parts: Vec<SchemaId> = schema.reference.into_iter().chain(schema.all_of.iter().copied()).collect();
        let (alternatives, _) = alternatives(self.description, schema);
        if let [only] = alternatives[..] {
            parts.push(only);
        }
        parts
    }

    /// The names of its parts.
    pub(super) fn part_names(self) -> Vec<&'d str> {
        self.parts().into_iter().filter_map(|id| self.description.schemas[id].name.as_deref()).collect()
    }

    /// Lays its parts together, but for those named in `kept`.
    pub(super) fn view(self, kept: &[&str]) -> View<'d> {
        let mut view = View::default();
        let is_name = !self.whole && self.schema().name.is_some();
        if !is_name {
            view.add(self.description, self.schema());
        }
        let mut seen = vec![self.id];
        let parts = self.parts();
        if is_name {
            seen.clear();
        }
        view.add_parts(self.description, &parts, kept, &mut seen);
        view.finish();
        view
    }
}

/// The alternatives of a schema without null, and whether null is one.
fn alternatives(description: &Description, schema: &Schema) -> (Vec<SchemaId>, bool) {
    let mut all: Vec<SchemaId> = schema.one_of.iter().chain(&schema.any_of).copied().collect();
    let before = all.len();
    all.retain(|id| !is_null(&description.schemas[*id]));
    let has_null = all.len() < before;
    (all, has_null)
}

fn is_null(schema: &Schema) -> bool {
    schema.types.has(Type::Null) && schema.types.iter().count() == 1
        || schema.constant.as_ref().is_some_and(|constant| constant.as_str() == "null")
}

impl<'d> View<'d> {
    /// Whether it says nothing about what a value is.
    pub(super) fn is_any(&self) -> bool {
        self.types.is_any() && self.kept.is_empty() && self.alternatives.is_empty() && self.values.is_none()
    }

    /// Whether it says nothing but what its alternatives say.
    pub(super) fn is_choice(&self) -> bool {
        !self.alternatives.is_empty() && self.properties.is_empty() && self.items.is_none() && self.kept.is_empty()
    }

    fn add_parts(&mut self, description: &'d Description, parts: &[SchemaId], kept: &[&str], seen: &mut Vec<SchemaId>) {
        for &id in parts {
            let part = Seen { description, id, whole: true };
            let schema = part.schema();
            if schema.name.as_deref().is_some_and(|name| kept.contains(&name)) {
                if !self.kept.contains(&id) {
                    self.kept.push(id);
                }
                continue;
            }
            if seen.contains(&id) || seen.len() > DEEPEST {
                continue;
            }
            seen.push(id);
            self.add(description, schema);
            self.add_parts(description, &part.parts(), kept, seen);
        }
    }

    fn add(&mut self, description: &'d Description, schema: &'d Schema) {
        let is_only_null = is_null(schema) && schema.reference.is_none() && schema.all_of.is_empty();
        for kind in schema.types.iter() {
            if kind != Type::Null || is_only_null {
                self.types.insert(kind);
            }
        }
        self.nullable |= schema.types.has(Type::Null) && !is_only_null;
        self.format = self.format.or(schema.format.as_deref());
        for property in &schema.properties {
            if !self.properties.iter().any(|(name, _)| *name == &*property.name) {
                self.properties.push((&property.name, property.schema));
            }
            if property.required {
                self.required.push(&property.name);
            }
        }
        self.required.extend(schema.required.iter().map(|name| &**name));
        if self.additional == Additional::Unsaid {
            self.additional = schema.additional;
        }
        self.pattern_properties.extend(schema.pattern_properties.iter().map(|(name, id)| (&**name, *id)));
        self.dependents.extend(schema.dependents.as_deref());
        self.property_names = self.property_names.or(schema.property_names);
        self.items = self.items.or(schema.items);
        if self.prefix_items.is_empty() {
            self.prefix_items = &schema.prefix_items;
        }
        let (alternatives, has_null) = alternatives(description, schema);
        self.nullable |= has_null;
        if alternatives.len() > 1 {
            self.alternatives.extend(alternatives);
        }
        self.not = self.not.or(schema.not);
        self.conditional = self.conditional.or(schema.conditional.as_deref());
        self.discriminator = self.discriminator.or(schema.discriminator.as_deref());
        self.add_values(schema);
        self.default = self.default.or(schema.default.as_ref());
        self.constraints.extend(schema.constraints.as_deref());
        self.deprecated |= schema.deprecated;
        self.title = self.title.or(schema.title.as_deref());
        self.description = self.description.or(schema.description.as_deref());
        self.xml = self.xml.or(schema.xml.as_deref());
        self.never |= schema.always == Some(false);
    }

    fn add_values(&mut self, schema: &'d Schema) {
        if self.values.is_some() {
            return;
        }
        if let Some(constant) = &schema.constant {
            self.values = Some(vec![constant.as_str()]);
        } else if !schema.enumeration.is_empty() {
            self.values = Some(schema.enumeration.iter().map(|(value, _)| value.as_str()).collect());
        }
    }

    /// Says what follows from the rest: types that nobody wrote, null among the values.
    fn finish(&mut self) {
        if let Some(values) = &mut self.values {
            let before = values.len();
            values.retain(|value| *value != "null");
            if values.is_empty() {
                values.push("null");
            } else if values.len() < before {
                self.nullable = true;
            }
        }
        if !self.types.is_any() {
            return;
        }
        if let Some(values) = &self.values {
            for value in values {
                self.types.insert(type_of(value));
            }
        } else if !self.properties.is_empty() || matches!(self.additional, Additional::Schema(_)) {
            self.types.insert(Type::Object);
        } else if self.items.is_some() {
            self.types.insert(Type::Array);
        }
    }
}

/// The type of a value that is written as JSON.
fn type_of(json: &str) -> Type {
    match json.as_bytes().first() {
        Some(b'"') => Type::String,
        Some(b'[') => Type::Array,
        Some(b'{') => Type::Object,
        Some(b't' | b'f') => Type::Boolean,
        Some(b'n') => Type::Null,
        _ if json.contains(['.', 'e', 'E']) => Type::Number,
        _ => Type::Integer,
    }
}
