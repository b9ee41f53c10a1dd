//! What a description says, whatever dialect it is written in: one model of operations, schemas, servers and security.
//! Must not parse, and must not know which version of OpenAPI or Swagger a construct came from.

mod json;
mod operation;
pub mod origins;
mod schema;
mod security;

pub use json::Json;
pub use operation::{
    Body, Callback, CodeSample, Encoding, Example, Link, Location, Media, Operation, Parameter, Response, Style,
};
pub use schema::{
    Additional, Bound, Conditional, Constraints, Dependents, Discriminator, Property, Schema, SchemaId, Schemas, Type,
    Types, Xml,
};
pub use security::{Flow, FlowKind, Requirement, SecurityKind, SecurityScheme};

/// A Swagger or OpenAPI file, read. Texts named `description` are Markdown of whoever wrote the file: not trusted.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Dialect and version of the file, such as `OpenAPI 3.1.0`; empty where there is no file.
    pub dialect: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`, the file's own word for its version.
    pub version: String,
    /// One sentence (`info.summary`).
    pub summary: Option<String>,
    /// Markdown.
    pub description: String,
    /// Address of the terms of service.
    pub terms: Option<String>,
    /// Whom to ask.
    pub contact: Option<Contact>,
    /// Licence of the api.
    pub license: Option<License>,
    /// More to read.
    pub external_docs: Option<ExternalDocs>,
    /// Base URLs, in order; the first one is the default.
    pub servers: Vec<Server>,
    /// How callers may authenticate.
    pub security_schemes: Vec<SecurityScheme>,
    /// Groups of operations: as declared, then as operations use them. Where no operation of a file has a tag they
    /// are made from the paths.
    pub tags: Vec<Tag>,
    /// Groups of tags (`x-tagGroups`), indices into `tags`.
    pub tag_groups: Vec<TagGroup>,
    /// Operations under `paths`, in the file's order.
    pub operations: Vec<Operation>,
    /// Requests that the api sends (`webhooks`); `path` is the webhook's name.
    pub webhooks: Vec<Operation>,
    /// Every schema that anything here refers to.
    pub schemas: Schemas,
    /// The named schemas (`components.schemas`), in the file's order.
    pub named: Vec<SchemaId>,
}

impl Description {
    /// The operations whose first tag is `tag`, with their indices, in order.
    pub fn operations_of(&self, tag: usize) -> impl Iterator<Item = (usize, &Operation)> {
        self.operations.iter().enumerate().filter(move |(_, operation)| operation.tags.first() == Some(&tag))
    }
}

/// Whom to ask about an api.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Contact {
    pub name: Option<String>,
    pub url: Option<String>,
    pub email: Option<String>,
}

/// Licence of an api.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct License {
    /// Its name.
    pub name: String,
    /// Its text, or its SPDX page.
    pub url: Option<String>,
}

/// A page elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExternalDocs {
    /// Its address.
    pub url: String,
    /// Markdown; what it is about.
    pub description: Option<String>,
}

/// A base URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// Template with `{variables}`; may be relative to where the description lies.
    pub url: String,
    /// Short name (OpenAPI 3.2).
    pub name: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// What the template's variables may be, in order.
    pub variables: Vec<Variable>,
}

impl Server {
    /// The URL with every variable at its default, without a slash at its end.
    pub fn default_url(&self) -> String {
        let fill = |url: String, variable: &Variable| url.replace(&format!("{{{}}}", variable.name), &variable.default);
        self.variables.iter().fold(self.url.clone(), fill).trim_end_matches('/').to_owned()
    }
}

/// A variable of a server's URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variable {
    /// As it stands between the braces.
    pub name: String,
    /// What it is unless a caller says otherwise.
    pub default: String,
    /// Markdown.
    pub description: Option<String>,
    /// What it may be; empty: anything.
    pub values: Vec<String>,
}

/// A group of operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name in the file.
    pub name: String,
    /// Its part of a URL; unique within the version.
    pub slug: String,
    /// What is shown: `summary` (3.2), `x-displayName`, or the name.
    pub title: String,
    /// Markdown.
    pub description: String,
    /// More to read.
    pub external_docs: Option<ExternalDocs>,
    /// Index of the tag above it (3.2).
    pub parent: Option<usize>,
    /// What the tag is for (3.2): `nav`, `badge`, `audience` …; `None` counts as `nav`.
    pub kind: Option<String>,
}

/// A group of tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagGroup {
    /// What is shown.
    pub title: String,
    /// Indices into `Description::tags`.
    pub tags: Vec<usize>,
}
