//! Apis: what the company sells through HTTP, with their versions and what each description says.

use super::Date;

/// One product (3scale: service).
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// System name, the folder below `apis/` and the path below `/reference/`.
    pub name: String,
    /// What is shown.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// How callers identify themselves.
    pub credentials: Option<Credentials>,
    /// Versions in the order written, newest first by convention.
    pub versions: Vec<ApiVersion>,
    /// Metrics and methods that are counted: system name and title.
    pub metrics: Vec<(String, String)>,
}

/// Names of the company's own credential parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `app_id_key`, `user_key` or `oauth`, as in 3scale.
    pub mode: String,
    /// `query` or `header`.
    pub location: String,
    /// The mode's credential (`app_id`, `app_key`, `user_key`) and the company's name for it.
    pub names: Vec<(String, String)>,
}

/// One version of an api and what its description says.
#[derive(Debug, Clone, Default)]
pub struct ApiVersion {
    /// `v3`.
    pub name: String,
    /// Site path of its description.
    pub file: String,
    /// Where it is in its life.
    pub status: Status,
    /// When it came.
    pub date: Option<Date>,
    /// When it goes.
    pub sunset: Option<Date>,
    /// Title in the description.
    pub title: String,
    /// Markdown of the description.
    pub description: String,
    /// Dialect and version of the description, such as `OpenAPI 3.1.0`.
    pub dialect: String,
    /// Base URLs.
    pub servers: Vec<String>,
    /// How to authenticate.
    pub security: Vec<SecurityScheme>,
    /// Operations by tag, in the description's order.
    pub groups: Vec<Group>,
    /// How many named schemas it has.
    pub n_schemas: usize,
}

impl ApiVersion {
    /// How many operations it has; one with several tags counts once.
    pub fn n_operations(&self) -> usize {
        self.groups.iter().map(|group| group.operations.len()).sum()
    }
}

/// Where a version is in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Status {
    #[default]
    Current,
    Deprecated,
    Retired,
}

impl Status {
    /// Its name in `portal.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }
}

/// Operations under one tag; the first tag of an operation counts.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// The tag.
    pub tag: String,
    /// Markdown.
    pub description: String,
    /// In the description's order.
    pub operations: Vec<OperationSummary>,
}

/// One line of an overview.
#[derive(Debug, Clone, Default)]
pub struct OperationSummary {
    /// `operationId`, or made from method and path; unique within the version.
    pub id: String,
    /// Upper case.
    pub method: String,
    /// Path template.
    pub path: String,
    /// One sentence.
    pub summary: String,
    /// Whether the description marks it as deprecated.
    pub deprecated: bool,
}

/// One way to authenticate.
#[derive(Debug, Clone, Default)]
pub struct SecurityScheme {
    /// Its name in the description.
    pub name: String,
    /// `apiKey`, `http`, `oauth2`, `openIdConnect`, `mutualTLS`.
    pub kind: String,
    /// `query`, `header`, `cookie` for `apiKey`; the HTTP scheme for `http`.
    pub location: String,
    /// Name of the parameter for `apiKey`.
    pub parameter: String,
    /// Markdown.
    pub description: String,
}
