//! Schemas: what values may be. They refer to each other by number, so circles cost nothing.

use std::fmt;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

use super::{ExternalDocs, Json};

/// The number of a schema in its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(u32);

impl SchemaId {
    /// Its place among all schemas, for tables beside them.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All schemas of a description.
#[derive(Debug, Clone, Default)]
pub struct Schemas(Vec<Schema>);

impl Schemas {
    /// Adds a schema.
    ///
    /// # Panics
    /// At four thousand million schemas.
    pub fn add(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.0.len()).expect("fewer schemas than a file has bytes"));
        self.0.push(schema);
        id
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every schema with its number, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        // The numbers were given by `add`, which checked them.
        (0_u32..).zip(&self.0).map(|(at, schema)| (SchemaId(at), schema))
    }
}

impl Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.0[id.0 as usize]
    }
}

impl IndexMut<SchemaId> for Schemas {
    fn index_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.0[id.0 as usize]
    }
}

/// One schema, in the words of JSON Schema 2020-12. A `$ref` without siblings is not a schema of its own: whoever
/// refers to it holds the target's number.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Its key in `components.schemas`, for named ones.
    pub name: Option<Arc<str>>,
    /// Its part of a URL, for named ones; unique within the version, lower case.
    pub slug: Option<Arc<str>>,
    /// A short title.
    pub title: Option<Arc<str>>,
    /// Markdown.
    pub description: Option<Arc<str>>,
    /// Which types it allows; none: any.
    pub types: Types,
    /// `date-time`, `int64`, `binary` …
    pub format: Option<Arc<str>>,
    /// The target of a `$ref` that has siblings: both hold.
    pub reference: Option<SchemaId>,
    /// `true` or `false` as a schema.
    pub always: Option<bool>,
    /// What could not be read here, in words for readers.
    pub gap: Option<Arc<str>>,
    /// Named properties, in the file's order.
    pub properties: Vec<Property>,
    /// Names that are required and not among `properties`.
    pub required: Vec<Arc<str>>,
    /// Properties whose names match a pattern.
    pub pattern_properties: Vec<(Arc<str>, SchemaId)>,
    /// All other properties.
    pub additional: Additional,
    /// What a property that is given brings along.
    pub dependents: Option<Box<Dependents>>,
    /// What the names of properties must be.
    pub property_names: Option<SchemaId>,
    /// Items of a list.
    pub items: Option<SchemaId>,
    /// The first items of a list, by position.
    pub prefix_items: Vec<SchemaId>,
    /// All of these hold as well.
    pub all_of: Vec<SchemaId>,
    /// At least one of these holds.
    pub any_of: Vec<SchemaId>,
    /// Exactly one of these holds.
    pub one_of: Vec<SchemaId>,
    /// This does not hold.
    pub not: Option<SchemaId>,
    /// `if`, `then`, `else`.
    pub conditional: Option<Box<Conditional>>,
    /// Which property tells the alternatives apart.
    pub discriminator: Option<Box<Discriminator>>,
    /// The only values allowed (`enum`), each with its description where the file gives one.
    pub enumeration: Vec<(Json, Option<Arc<str>>)>,
    /// The one value allowed.
    pub constant: Option<Json>,
    /// What counts where nothing is given.
    pub default: Option<Json>,
    /// Examples.
    pub examples: Vec<Json>,
    /// Bounds and patterns.
    pub constraints: Option<Box<Constraints>>,
    /// Only in responses.
    pub read_only: bool,
    /// Only in requests.
    pub write_only: bool,
    /// Should no longer be used.
    pub deprecated: bool,
    /// More to read.
    pub external_docs: Option<Box<ExternalDocs>>,
    /// How it is written in XML.
    pub xml: Option<Box<Xml>>,
}

impl Schema {
    /// What holds because a property is given that must be given.
    pub fn sure_dependents(&self) -> impl Iterator<Item = &SchemaId> {
        let is_required = |name: &Arc<str>| {
            self.required.contains(name) || self.properties.iter().any(|known| known.required && known.name == *name)
        };
        let schemas = self.dependents.iter().flat_map(|dependents| &dependents.schemas);
        schemas.filter(move |(name, _)| is_required(name)).map(|(_, schema)| schema)
    }
}

/// A named property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: Arc<str>,
    /// What it may be.
    pub schema: SchemaId,
    /// Whether it must be there.
    pub required: bool,
}

/// Properties that are neither named nor match a pattern.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Additional {
    /// Nothing is said: they are allowed.
    #[default]
    Unsaid,
    /// `true`.
    Allowed,
    /// `false`.
    Forbidden,
    /// They are this.
    Schema(SchemaId),
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    /// Every type.
    pub const ALL: [Self; 7] =
        [Self::String, Self::Integer, Self::Number, Self::Boolean, Self::Array, Self::Object, Self::Null];

    /// Its name in `type`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A set of types.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Types(u8);

impl fmt::Debug for Types {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter().map(Type::name)).finish()
    }
}

impl Types {
    /// Whether nothing is said about the type.
    pub fn is_any(self) -> bool {
        self.0 == 0
    }

    /// Whether `kind` is in it.
    pub fn has(self, kind: Type) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Adds a type.
    pub fn insert(&mut self, kind: Type) {
        self.0 |= 1 << kind as u8;
    }

    /// Adds types.
    pub fn extend(&mut self, kinds: impl IntoIterator<Item = Type>) {
        for kind in kinds {
            self.insert(kind);
        }
    }

    /// The types in it, `null` last.
    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL.into_iter().filter(move |kind| self.has(*kind))
    }
}

/// `if`, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditional {
    /// The question.
    pub condition: SchemaId,
    /// Holds where the question does.
    pub then: Option<SchemaId>,
    /// Holds where it does not.
    pub otherwise: Option<SchemaId>,
}

/// What holds where a property is given (`dependentRequired`, `dependentSchemas`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependents {
    /// The property, and the others that are required with it.
    pub required: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// The property, and what the whole object is with it.
    pub schemas: Vec<(Arc<str>, SchemaId)>,
}

/// The property that tells alternatives apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discriminator {
    /// Name of the property.
    pub property: String,
    /// Value and the schema it stands for.
    pub mapping: Vec<(String, SchemaId)>,
    /// What an unknown value stands for (3.2).
    pub default: Option<SchemaId>,
}

/// A bound of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The number as written.
    pub value: Json,
    /// Whether the bound itself is left out.
    pub exclusive: bool,
}

/// Bounds and patterns. Numbers are as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are JSON Schema's")]
pub struct Constraints {
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<Json>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub pattern: Option<String>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub contains: Option<SchemaId>,
    pub min_contains: Option<u64>,
    pub max_contains: Option<u64>,
    pub unevaluated_items: Option<SchemaId>,
    pub content_encoding: Option<String>,
    pub content_media_type: Option<String>,
    pub content_schema: Option<SchemaId>,
}

/// How a schema is written in XML (OpenAPI, XML Object).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Xml {
    /// Name of the element or attribute.
    pub name: Option<String>,
    /// Namespace.
    pub namespace: Option<String>,
    /// Prefix of the namespace.
    pub prefix: Option<String>,
    /// Whether it is an attribute.
    pub attribute: bool,
    /// Whether a list has an element around it.
    pub wrapped: bool,
    /// Whether it is the text of its parent (3.2 `nodeType: text` or `cdata`).
    pub text: bool,
}
