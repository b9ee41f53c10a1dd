//! Operations: what can be called, with what, and what comes back.

use super::{ExternalDocs, Json, Requirement, SchemaId, Server};

/// One method on one path.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// `operationId`, or made from method and path; unique within the version.
    pub id: String,
    /// Its part of a URL, made from the id: lower case, words joined by `-`; unique within the version.
    pub slug: String,
    /// Upper case: `GET`, `QUERY`, or what `additionalOperations` names.
    pub method: String,
    /// Path template, or the webhook's name, or a callback's expression.
    pub path: String,
    /// One line: `summary`, the first sentence of the description, the words of the `operationId`, or empty.
    pub summary: String,
    /// Markdown, without the sentence that stands in for the summary.
    pub description: String,
    /// Whether it should no longer be called.
    pub deprecated: bool,
    /// Indices into `Description::tags`; the first one is its home.
    pub tags: Vec<usize>,
    /// More to read.
    pub external_docs: Option<ExternalDocs>,
    /// Base URLs of this operation, where they differ from the description's; else empty.
    pub servers: Vec<Server>,
    /// Alternatives, of which a caller satisfies one; empty: nothing is asked for.
    pub security: Vec<Requirement>,
    /// Its own and its path's parameters: path, query, header, cookie, in the file's order within each.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// By status, in the file's order.
    pub responses: Vec<Response>,
    /// Requests that the api sends because of this one.
    pub callbacks: Vec<Callback>,
    /// Samples that the file brings (`x-codeSamples`).
    pub samples: Vec<CodeSample>,
    /// Who may see it (`x-portal-access`); empty: everybody.
    pub access: Vec<String>,
    /// What could not be read, in words for readers.
    pub gaps: Vec<String>,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Location {
    Path,
    #[default]
    Query,
    /// The whole query is one value (3.2).
    QueryString,
    Header,
    Cookie,
}

impl Location {
    /// Its name in `in`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::QueryString => "querystring",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value becomes text in a request (OpenAPI, Style Values). `collectionFormat` of Swagger 2.0 is one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub enum Style {
    #[default]
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    /// `collectionFormat: tsv` of Swagger 2.0, which OpenAPI 3 has no word for.
    TabDelimited,
    DeepObject,
    Cookie,
}

impl Style {
    /// Its name in `style`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::SpaceDelimited => "spaceDelimited",
            Self::PipeDelimited => "pipeDelimited",
            Self::TabDelimited => "tabDelimited",
            Self::DeepObject => "deepObject",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter, or a header of a response or of a part.
#[derive(Debug, Clone, Default)]
pub struct Parameter {
    /// As it is sent.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Markdown.
    pub description: String,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Whether it should no longer be sent.
    pub deprecated: bool,
    /// Whether it may be sent without a value.
    pub allow_empty: bool,
    /// How its value becomes text.
    pub style: Style,
    /// Whether lists and objects become several parameters.
    pub explode: bool,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
    /// Media type of its value, where it is described by `content`.
    pub media_type: Option<String>,
    /// What it may be.
    pub schema: Option<SchemaId>,
    /// Examples of its value, before serialisation.
    pub examples: Vec<Example>,
    /// Which of a customer's credentials fills it: `x-data-threescale-name`.
    pub credential: Option<String>,
}

/// What a request carries.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Markdown.
    pub description: String,
    /// Whether a request without it is refused.
    pub required: bool,
    /// By media type, in the file's order.
    pub content: Vec<Media>,
}

/// One media type of a body.
#[derive(Debug, Clone, Default)]
pub struct Media {
    /// Such as `application/json`.
    pub media_type: String,
    /// What it holds.
    pub schema: Option<SchemaId>,
    /// What each item of a stream holds (3.2).
    pub item_schema: Option<SchemaId>,
    /// In the file's order.
    pub examples: Vec<Example>,
    /// How properties of forms are written.
    pub encoding: Vec<Encoding>,
}

/// How one property of a form is written (OpenAPI, Encoding Object).
#[derive(Debug, Clone, Default)]
pub struct Encoding {
    /// The property.
    pub property: String,
    /// Media types it may have, separated by commas as in the file.
    pub content_type: Option<String>,
    /// Headers of its part.
    pub headers: Vec<Parameter>,
    /// How its value becomes text.
    pub style: Option<Style>,
    /// Whether lists and objects become several fields.
    pub explode: Option<bool>,
    /// Whether reserved characters are sent as they are.
    pub allow_reserved: bool,
}

/// An example. It has a value, a text as it stands on the wire, an address, or nothing but words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// Its key; empty where it is the only one.
    pub name: String,
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// The value.
    pub value: Option<Json>,
    /// The value as it is sent (3.2 `serializedValue`, and texts of media types that are not JSON).
    pub serialized: Option<String>,
    /// Where it lies (`externalValue`).
    pub external: Option<String>,
}

/// What comes back with a status.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// `200`, `2XX`, `default`.
    pub status: String,
    /// One line (3.2).
    pub summary: Option<String>,
    /// Markdown.
    pub description: String,
    /// Headers.
    pub headers: Vec<Parameter>,
    /// By media type, in the file's order.
    pub content: Vec<Media>,
    /// What can be called next.
    pub links: Vec<Link>,
}

/// An operation that can be called with what came back (OpenAPI, Link Object).
#[derive(Debug, Clone, Default)]
pub struct Link {
    /// Its key.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Index into `Description::operations`, where the link could be followed.
    pub operation: Option<usize>,
    /// What it names: an operation id or a reference, as written.
    pub target: String,
    /// Parameter and the expression or value it gets.
    pub parameters: Vec<(String, Json)>,
    /// The expression or value of the body.
    pub body: Option<Json>,
}

/// Requests that the api sends to an address out of the operation's own request.
#[derive(Debug, Clone, Default)]
pub struct Callback {
    /// Its key.
    pub name: String,
    /// One for each expression and method; `path` is the expression.
    pub operations: Vec<Operation>,
}

/// Code that the file brings for an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeSample {
    /// Its language.
    pub language: String,
    /// What is shown, if not the language.
    pub label: Option<String>,
    /// The code.
    pub source: String,
}
