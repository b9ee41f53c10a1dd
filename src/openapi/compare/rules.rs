//! Every rule of a comparison: its stable name, the class it gives a change, and what it means.
//! Must not look at descriptions. The page `reference/comparison.md` lists the same, which a test holds it to.

use crate::model::Class;

macro_rules! rules {
    ($($rule:ident $name:literal $class:ident $meaning:literal,)+) => {
        /// A rule. What a caller sends is a request, what the api sends a response; in webhooks and callbacks as well.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each has its meaning")]
        pub enum Rule { $($rule,)+ }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$(Self::$rule,)+];

            /// Its stable name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)+ }
            }

            /// What a change it names means to callers.
            pub fn class(self) -> Class {
                match self { $(Self::$rule => Class::$class,)+ }
            }

            /// When it applies, one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$rule => $meaning,)+ }
            }
        }
    };
}

rules! {
    // The description as a whole.
    TitleChanged "title-changed" Documentation "the title of the api changed",
    DescriptionChanged "description-changed" Documentation "the description or summary of the api changed",
    InfoChanged "info-changed" Documentation "terms, contact or licence changed",
    TagChanged "tag-changed" Documentation "a tag was added, removed or described anew",
    ServerRemoved "server-removed" Breaking "a base URL is gone",
    ServerAdded "server-added" NonBreaking "there is another base URL",
    ServerChanged "server-changed" Breaking "the only base URL is another one",
    ServerVariableChanged "server-variable-changed" Breaking "a variable of a base URL is gone, has another default or fewer values",
    ServerVariableWidened "server-variable-widened" NonBreaking "a variable of a base URL has more values",
    ServerDescriptionChanged "server-description-changed" Documentation "a base URL is described anew",

    // Security.
    SchemeAdded "security-scheme-added" NonBreaking "there is another security scheme",
    SchemeRemoved "security-scheme-removed" NonBreaking "a security scheme that no operation asked for is gone; one that was asked for is reported where it was",
    SchemeChanged "security-scheme-changed" Breaking "a security scheme sends something else, or elsewhere",
    SchemeDeprecated "security-scheme-deprecated" NonBreaking "a security scheme should no longer be used",
    SchemeDescriptionChanged "security-scheme-description-changed" Documentation "a security scheme is described anew",
    FlowAdded "oauth-flow-added" NonBreaking "there is another OAuth 2 flow",
    FlowRemoved "oauth-flow-removed" Breaking "an OAuth 2 flow is gone",
    FlowUrlChanged "oauth-url-changed" Breaking "an address of an OAuth 2 flow changed",
    ScopeAdded "oauth-scope-added" NonBreaking "a flow offers another scope",
    ScopeRemoved "oauth-scope-removed" Breaking "a flow no longer offers a scope",
    SecurityIntroduced "security-introduced" Breaking "an operation that anybody could call asks for authentication",
    SecurityDropped "security-dropped" NonBreaking "an operation asks for no authentication any more",
    SecurityAlternativeAdded "security-alternative-added" NonBreaking "an operation accepts another way to authenticate",
    SecurityAlternativeRemoved "security-alternative-removed" Breaking "an operation no longer accepts a way to authenticate",
    SecurityScopeAdded "security-scope-required" Breaking "an operation asks for another scope",
    SecurityScopeRemoved "security-scope-no-longer-required" NonBreaking "an operation asks for fewer scopes",

    // Operations.
    OperationAdded "operation-added" NonBreaking "there is a new operation",
    OperationRemoved "operation-removed" Breaking "an operation is gone",
    OperationMoved "operation-moved" Breaking "an operation has another method or path",
    OperationDeprecated "operation-deprecated" NonBreaking "an operation should no longer be called",
    OperationUndeprecated "operation-undeprecated" NonBreaking "an operation is no longer deprecated",
    OperationIdChanged "operation-id-changed" NonBreaking "an operation has another id: requests are the same, names in generated clients are not",
    OperationSummaryChanged "operation-summary-changed" Documentation "an operation has another summary",
    OperationDescriptionChanged "operation-description-changed" Documentation "an operation is described anew",
    OperationTagsChanged "operation-tags-changed" Documentation "an operation is in other groups",
    WebhookAdded "webhook-added" NonBreaking "the api can send another webhook",
    WebhookRemoved "webhook-removed" Breaking "a webhook is no longer sent",
    CallbackAdded "callback-added" NonBreaking "an operation can send another callback",
    CallbackRemoved "callback-removed" Breaking "an operation no longer sends a callback",

    // Parameters.
    ParameterRemoved "request-parameter-removed" Breaking "a parameter is no longer understood",
    ParameterAdded "request-parameter-added" NonBreaking "there is a new optional parameter",
    RequiredParameterAdded "request-required-parameter-added" Breaking "there is a new required parameter",
    ParameterBecameRequired "request-parameter-became-required" Breaking "an optional parameter is required",
    ParameterBecameOptional "request-parameter-became-optional" NonBreaking "a required parameter is optional",
    ParameterMoved "request-parameter-moved" Breaking "a parameter stands elsewhere in the request",
    PathParameterRenamed "path-parameter-renamed" NonBreaking "a path parameter has another name: addresses are the same",
    ParameterStyleChanged "request-parameter-style-changed" Breaking "a parameter is written in another way",
    ParameterEmptyRefused "request-parameter-empty-refused" Breaking "a parameter can no longer be sent without a value",
    ParameterEmptyAccepted "request-parameter-empty-accepted" NonBreaking "a parameter can be sent without a value",
    ParameterDeprecated "request-parameter-deprecated" NonBreaking "a parameter should no longer be sent",
    ParameterUndeprecated "request-parameter-undeprecated" NonBreaking "a parameter is no longer deprecated",
    ParameterDescriptionChanged "parameter-description-changed" Documentation "a parameter or header is described anew",

    // Bodies and responses.
    BodyAdded "request-body-added" NonBreaking "a body can be sent",
    RequiredBodyAdded "request-required-body-added" Breaking "a body must be sent where there was none",
    BodyRemoved "request-body-removed" Breaking "a body is no longer understood",
    BodyBecameRequired "request-body-became-required" Breaking "a body must be sent",
    BodyBecameOptional "request-body-became-optional" NonBreaking "a body may be left out",
    BodyDescriptionChanged "request-body-description-changed" Documentation "a body is described anew",
    RequestMediaAdded "request-media-type-added" NonBreaking "a body may have another media type",
    RequestMediaRemoved "request-media-type-removed" Breaking "a body may no longer have a media type",
    RequestEncodingChanged "request-encoding-changed" Breaking "a property of a form is written in another way",
    ResponseAdded "response-status-added" NonBreaking "an operation answers with another status",
    SuccessRemoved "response-success-status-removed" Breaking "an operation no longer answers with a status of success",
    ResponseRemoved "response-status-removed" NonBreaking "an operation no longer answers with a status that is none of success",
    ResponseDescriptionChanged "response-description-changed" Documentation "a response is described anew",
    ResponseMediaAdded "response-media-type-added" NonBreaking "an answer may have another media type",
    ResponseMediaRemoved "response-media-type-removed" Breaking "an answer no longer has a media type",
    HeaderAdded "response-header-added" NonBreaking "an answer has another header",
    HeaderRemoved "response-header-removed" Breaking "an answer no longer has a header",
    HeaderBecameOptional "response-header-became-optional" Breaking "a header that was always there may be missing",
    HeaderBecameRequired "response-header-became-required" NonBreaking "a header is always there",

    // Schemas: named ones.
    SchemaAdded "schema-added" NonBreaking "there is a new named schema",
    SchemaRemoved "schema-removed" NonBreaking "a named schema is gone; what requests and responses hold is compared where it was used",
    SchemaRenamed "schema-renamed" NonBreaking "a named schema has another name: requests and responses are the same, names in generated clients are not",
    UnusedSchemaChanged "unused-schema-changed" NonBreaking "a named schema that no request and no response holds changed",
    SchemaDeprecated "schema-deprecated" NonBreaking "a schema or property should no longer be used",
    SchemaUndeprecated "schema-undeprecated" NonBreaking "a schema or property is no longer deprecated",
    SchemaDescriptionChanged "schema-description-changed" Documentation "a schema or property is described anew or has another title",

    // Schemas: what requests hold. Narrower breaks.
    RequestPropertyAdded "request-property-added" NonBreaking "there is a new optional property",
    RequestRequiredPropertyAdded "request-required-property-added" Breaking "there is a new required property",
    RequestPropertyRemoved "request-property-removed" Breaking "a property is no longer understood",
    RequestPropertyBecameRequired "request-property-became-required" Breaking "an optional property is required",
    RequestPropertyBecameOptional "request-property-became-optional" NonBreaking "a required property is optional",
    RequestPropertyBecameReadOnly "request-property-became-read-only" Breaking "a property can no longer be sent",
    RequestPropertyBecameWritable "request-property-became-writable" NonBreaking "a property can be sent",
    RequestTypeChanged "request-type-changed" Breaking "a value has another type",
    RequestTypeWidened "request-type-widened" NonBreaking "a value may have more types",
    RequestTypeNarrowed "request-type-narrowed" Breaking "a value may have fewer types",
    RequestNullAllowed "request-null-allowed" NonBreaking "a value may be null",
    RequestNullForbidden "request-null-forbidden" Breaking "a value may no longer be null",
    RequestFormatChanged "request-format-changed" Breaking "a value has another format, or one where it had none",
    RequestFormatWidened "request-format-widened" NonBreaking "a value has no format any more, or a wider one",
    RequestEnumAdded "request-enum-value-added" NonBreaking "a value is accepted that was not",
    RequestEnumRemoved "request-enum-value-removed" Breaking "a value is no longer accepted",
    RequestEnumIntroduced "request-enum-introduced" Breaking "only listed values are accepted",
    RequestEnumDropped "request-enum-dropped" NonBreaking "any value is accepted, not only listed ones",
    RequestBoundTightened "request-bound-tightened" Breaking "a bound of a number, length or count is narrower",
    RequestBoundLoosened "request-bound-loosened" NonBreaking "a bound of a number, length or count is wider or gone",
    RequestPatternChanged "request-pattern-changed" Breaking "a text must match another pattern, or one where it had none",
    RequestPatternDropped "request-pattern-dropped" NonBreaking "a text need not match a pattern any more",
    RequestAlternativeAdded "request-alternative-added" NonBreaking "an alternative of `oneOf` or `anyOf` is accepted that was not",
    RequestAlternativeRemoved "request-alternative-removed" Breaking "an alternative of `oneOf` or `anyOf` is no longer accepted",
    RequestConditionAdded "request-condition-added" Breaking "one of some alternatives, or a condition, must hold as well",
    RequestConditionChanged "request-condition-changed" Breaking "`not`, `if`, `contains` or a pattern of properties changed",
    RequestConditionDropped "request-condition-dropped" NonBreaking "a condition need not hold any more",
    RequestAdditionalForbidden "request-additional-properties-forbidden" Breaking "properties that are not named are refused, or bound",
    RequestAdditionalAllowed "request-additional-properties-allowed" NonBreaking "properties that are not named are accepted",
    RequestDefaultChanged "request-default-changed" Breaking "what counts where nothing is sent changed",
    RequestDefaultAdded "request-default-added" NonBreaking "it is said what counts where nothing is sent",
    RequestDiscriminatorChanged "request-discriminator-changed" Breaking "another property, or other values, tell alternatives apart",

    // Schemas: what responses hold. Wider breaks.
    ResponsePropertyAdded "response-property-added" NonBreaking "there is a new property",
    ResponsePropertyAddedToClosed "response-property-added-to-closed-object" Breaking "there is a new property in an object that said it has no others",
    ResponsePropertyRemoved "response-property-removed" Breaking "a property is gone",
    ResponsePropertyBecameOptional "response-property-became-optional" Breaking "a property that was always there may be missing",
    ResponsePropertyBecameRequired "response-property-became-required" NonBreaking "a property is always there",
    ResponsePropertyBecameWriteOnly "response-property-became-write-only" Breaking "a property is no longer sent",
    ResponsePropertyBecameReadable "response-property-became-readable" NonBreaking "a property is sent",
    ResponseTypeChanged "response-type-changed" Breaking "a value has another type",
    ResponseTypeWidened "response-type-widened" Breaking "a value may have types that it never had",
    ResponseTypeNarrowed "response-type-narrowed" NonBreaking "a value has fewer types",
    ResponseNullAllowed "response-null-allowed" Breaking "a value that never was null may be",
    ResponseNullForbidden "response-null-forbidden" NonBreaking "a value is never null",
    ResponseFormatChanged "response-format-changed" Breaking "a value has another format, a wider one, or none any more",
    ResponseFormatNarrowed "response-format-narrowed" NonBreaking "a value has a format where it had none, or a narrower one",
    ResponseEnumAdded "response-enum-value-added" Breaking "a value comes back that was not listed: programs that know only the listed ones do not know it",
    ResponseEnumRemoved "response-enum-value-removed" NonBreaking "a value never comes back any more",
    ResponseEnumIntroduced "response-enum-introduced" NonBreaking "only listed values come back",
    ResponseEnumDropped "response-enum-dropped" Breaking "any value may come back, not only listed ones",
    ResponseBoundTightened "response-bound-tightened" NonBreaking "a bound of a number, length or count is narrower",
    ResponseBoundLoosened "response-bound-loosened" Breaking "a bound of a number, length or count is wider or gone",
    ResponsePatternChanged "response-pattern-changed" Breaking "a text matches another pattern, or none any more",
    ResponsePatternAdded "response-pattern-added" NonBreaking "a text matches a pattern where it had none",
    ResponseAlternativeAdded "response-alternative-added" Breaking "an alternative of `oneOf` or `anyOf` comes back that did not",
    ResponseAlternativeRemoved "response-alternative-removed" NonBreaking "an alternative of `oneOf` or `anyOf` never comes back any more",
    ResponseConditionAdded "response-condition-added" NonBreaking "one of some alternatives, or a condition, holds as well",
    ResponseConditionChanged "response-condition-changed" Breaking "`not`, `if`, `contains` or a pattern of properties changed",
    ResponseConditionDropped "response-condition-dropped" Breaking "a condition no longer holds",
    ResponseAdditionalForbidden "response-additional-properties-forbidden" NonBreaking "there are no properties but the named ones, or they are bound",
    ResponseAdditionalAllowed "response-additional-properties-allowed" Breaking "there may be properties that are not named, in an object that said it has none or bound them",
    ResponseDefaultChanged "response-default-changed" Documentation "a default of what comes back changed",
    ResponseDiscriminatorChanged "response-discriminator-changed" Breaking "another property, or other values, tell alternatives apart",
    XmlChanged "xml-changed" Breaking "a value is written in another way in XML",
}

/// The rules of one kind of change: in what callers send, in what the api sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Sides {
    /// In requests.
    pub(super) request: Rule,
    /// In responses.
    pub(super) response: Rule,
}

impl Sides {
    pub(super) const fn new(request: Rule, response: Rule) -> Self {
        Self { request, response }
    }

    /// One rule wherever it is.
    pub(super) const fn both(rule: Rule) -> Self {
        Self { request: rule, response: rule }
    }
}

/// The kinds of changes of schemas.
pub(super) mod kind {
    use super::Rule::{self, *};
    use super::Sides;

    const fn sides(request: Rule, response: Rule) -> Sides {
        Sides::new(request, response)
    }

    pub(in super::super) const PROPERTY_ADDED: Sides = sides(RequestPropertyAdded, ResponsePropertyAdded);
    pub(in super::super) const PROPERTY_ADDED_TO_CLOSED: Sides =
        sides(RequestPropertyAdded, ResponsePropertyAddedToClosed);
    pub(in super::super) const REQUIRED_PROPERTY_ADDED: Sides =
        sides(RequestRequiredPropertyAdded, ResponsePropertyAdded);
    pub(in super::super) const REQUIRED_PROPERTY_ADDED_TO_CLOSED: Sides =
        sides(RequestRequiredPropertyAdded, ResponsePropertyAddedToClosed);
    pub(in super::super) const PROPERTY_REMOVED: Sides = sides(RequestPropertyRemoved, ResponsePropertyRemoved);
    pub(in super::super) const PROPERTY_REQUIRED: Sides =
        sides(RequestPropertyBecameRequired, ResponsePropertyBecameRequired);
    pub(in super::super) const PROPERTY_OPTIONAL: Sides =
        sides(RequestPropertyBecameOptional, ResponsePropertyBecameOptional);
    pub(in super::super) const TYPE_CHANGED: Sides = sides(RequestTypeChanged, ResponseTypeChanged);
    pub(in super::super) const TYPE_WIDENED: Sides = sides(RequestTypeWidened, ResponseTypeWidened);
    pub(in super::super) const TYPE_NARROWED: Sides = sides(RequestTypeNarrowed, ResponseTypeNarrowed);
    pub(in super::super) const NULL_ALLOWED: Sides = sides(RequestNullAllowed, ResponseNullAllowed);
    pub(in super::super) const NULL_FORBIDDEN: Sides = sides(RequestNullForbidden, ResponseNullForbidden);
    pub(in super::super) const FORMAT_CHANGED: Sides = sides(RequestFormatChanged, ResponseFormatChanged);
    pub(in super::super) const FORMAT_WIDENED: Sides = sides(RequestFormatWidened, ResponseFormatChanged);
    pub(in super::super) const FORMAT_NARROWED: Sides = sides(RequestFormatChanged, ResponseFormatNarrowed);
    pub(in super::super) const ENUM_ADDED: Sides = sides(RequestEnumAdded, ResponseEnumAdded);
    pub(in super::super) const ENUM_REMOVED: Sides = sides(RequestEnumRemoved, ResponseEnumRemoved);
    pub(in super::super) const ENUM_INTRODUCED: Sides = sides(RequestEnumIntroduced, ResponseEnumIntroduced);
    pub(in super::super) const ENUM_DROPPED: Sides = sides(RequestEnumDropped, ResponseEnumDropped);
    pub(in super::super) const BOUND_TIGHTENED: Sides = sides(RequestBoundTightened, ResponseBoundTightened);
    pub(in super::super) const BOUND_LOOSENED: Sides = sides(RequestBoundLoosened, ResponseBoundLoosened);
    pub(in super::super) const PATTERN_CHANGED: Sides = sides(RequestPatternChanged, ResponsePatternChanged);
    pub(in super::super) const PATTERN_ADDED: Sides = sides(RequestPatternChanged, ResponsePatternAdded);
    pub(in super::super) const PATTERN_DROPPED: Sides = sides(RequestPatternDropped, ResponsePatternChanged);
    pub(in super::super) const ALTERNATIVE_ADDED: Sides = sides(RequestAlternativeAdded, ResponseAlternativeAdded);
    pub(in super::super) const ALTERNATIVE_REMOVED: Sides =
        sides(RequestAlternativeRemoved, ResponseAlternativeRemoved);
    pub(in super::super) const CONDITION_ADDED: Sides = sides(RequestConditionAdded, ResponseConditionAdded);
    pub(in super::super) const CONDITION_CHANGED: Sides = sides(RequestConditionChanged, ResponseConditionChanged);
    pub(in super::super) const CONDITION_DROPPED: Sides = sides(RequestConditionDropped, ResponseConditionDropped);
    pub(in super::super) const ADDITIONAL_FORBIDDEN: Sides =
        sides(RequestAdditionalForbidden, ResponseAdditionalForbidden);
    pub(in super::super) const ADDITIONAL_ALLOWED: Sides = sides(RequestAdditionalAllowed, ResponseAdditionalAllowed);
    pub(in super::super) const DEFAULT_CHANGED: Sides = sides(RequestDefaultChanged, ResponseDefaultChanged);
    pub(in super::super) const DEFAULT_ADDED: Sides = sides(RequestDefaultAdded, ResponseDefaultChanged);
    pub(in super::super) const DISCRIMINATOR_CHANGED: Sides =
        sides(RequestDiscriminatorChanged, ResponseDiscriminatorChanged);
    pub(in super::super) const READ_ONLY: Sides = sides(RequestPropertyBecameReadOnly, ResponsePropertyAdded);
    pub(in super::super) const WRITABLE: Sides = sides(RequestPropertyBecameWritable, ResponsePropertyAdded);
    pub(in super::super) const WRITE_ONLY: Sides = sides(RequestPropertyAdded, ResponsePropertyBecameWriteOnly);
    pub(in super::super) const READABLE: Sides = sides(RequestPropertyAdded, ResponsePropertyBecameReadable);
    pub(in super::super) const DEPRECATED: Sides = Sides::both(SchemaDeprecated);
    pub(in super::super) const UNDEPRECATED: Sides = Sides::both(SchemaUndeprecated);
    pub(in super::super) const DESCRIBED: Sides = Sides::both(SchemaDescriptionChanged);
    pub(in super::super) const XML: Sides = Sides::both(Rule::XmlChanged);
}
