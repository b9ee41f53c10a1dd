//! What stands where in a description of OpenAPI 3.2, so that a walk knows what a value is. Must not look at values.

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The OpenAPI Object.
    Root,
    Components,
    /// `paths`, and a callback: every key is a path or an expression.
    Paths,
    PathItem,
    Operation,
    Parameter,
    Header,
    Body,
    Media,
    Encoding,
    Response,
    Example,
    Link,
    Schema,
    SecurityScheme,
    Tag,
}

/// What stands below a key.
pub(super) enum Child {
    /// Nothing that a step looks at.
    None,
    /// A value.
    One(Kind),
    /// A list of values.
    List(Kind),
    /// A mapping of names to values.
    Map(Kind),
}

/// What stands below `key` of a value.
pub(super) fn child(kind: Kind, key: &str) -> Child {
    use Child::{List, Map, One};
    match (kind, key) {
        (Kind::Root, "paths") => One(Kind::Paths),
        (Kind::Root, "webhooks") | (Kind::Components, "pathItems") => Map(Kind::PathItem),
        (Kind::Root, "components") => One(Kind::Components),
        (Kind::Root, "tags") => List(Kind::Tag),
        (Kind::Components, "schemas") => Map(Kind::Schema),
        (Kind::Components, "responses") | (Kind::Operation, "responses") => Map(Kind::Response),
        (Kind::Components, "parameters") => Map(Kind::Parameter),
        (Kind::Components | Kind::Parameter | Kind::Header | Kind::Media, "examples") => Map(Kind::Example),
        (Kind::Components, "requestBodies") => Map(Kind::Body),
        (Kind::Components | Kind::Response | Kind::Encoding, "headers") => Map(Kind::Header),
        (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
        (Kind::Components | Kind::Response, "links") => Map(Kind::Link),
        (Kind::Components | Kind::Operation, "callbacks") => Map(Kind::Paths),
        (Kind::Components, "mediaTypes") => Map(Kind::Media),
        (Kind::Paths, _) if !key.starts_with("x-") => One(Kind::PathItem),
        (Kind::PathItem, "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query") => {
            One(Kind::Operation)
        }
        (Kind::PathItem, "additionalOperations") => Map(Kind::Operation),
        (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
        (Kind::Operation, "requestBody") => One(Kind::Body),
        (Kind::Parameter | Kind::Header | Kind::Media, "schema") | (Kind::Media, "itemSchema") => One(Kind::Schema),
        (Kind::Parameter | Kind::Header | Kind::Body | Kind::Response, "content") => Map(Kind::Media),
        (Kind::Media | Kind::Encoding, "encoding") => Map(Kind::Encoding),
        (Kind::Media | Kind::Encoding, "itemEncoding") => One(Kind::Encoding),
        (Kind::Media | Kind::Encoding, "prefixEncoding") => List(Kind::Encoding),
        (Kind::Schema, _) => schema(key),
        _ => Child::None,
    }
}

fn schema(key: &str) -> Child {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => Child::Map(Kind::Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" | "items" => Child::List(Kind::Schema),
        "not"
        | "if"
        | "then"
        | "else"
        | "additionalProperties"
        | "additionalItems"
        | "propertyNames"
        | "contains"
        | "unevaluatedItems"
        | "unevaluatedProperties"
        | "contentSchema" => Child::One(Kind::Schema),
        _ => Child::None,
    }
}
