//! How callers authenticate.

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the file.
    pub name: String,
    /// What is sent, and where.
    pub kind: SecurityKind,
    /// Markdown.
    pub description: String,
    /// Whether it should no longer be used (3.2).
    pub deprecated: bool,
    /// Which of a customer's credentials fills it: `x-data-threescale-name`.
    pub credential: Option<String>,
}

/// What a scheme sends (OpenAPI, Security Scheme Object).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityKind {
    /// A value in a parameter.
    ApiKey {
        /// Where: query, header or cookie.
        location: super::Location,
        /// Name of the parameter.
        parameter: String,
    },
    /// The `Authorization` header with a scheme in lower case: `basic`, `bearer`, `digest` …
    Http {
        /// The scheme.
        scheme: String,
        /// A hint at the format of a bearer token, such as `JWT`.
        format: Option<String>,
    },
    /// OAuth 2.
    OAuth2 {
        /// Every flow.
        flows: Vec<Flow>,
        /// Where the server describes itself (3.2, RFC 8414).
        metadata_url: Option<String>,
    },
    /// OpenID Connect.
    OpenId {
        /// The discovery document.
        url: String,
    },
    /// A client certificate.
    MutualTls,
    /// A type that no specification knows, as written.
    Other(String),
}

/// One OAuth 2 flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// Which one.
    pub kind: FlowKind,
    /// Where people agree.
    pub authorization_url: Option<String>,
    /// Where tokens are given.
    pub token_url: Option<String>,
    /// Where tokens are renewed.
    pub refresh_url: Option<String>,
    /// Where devices ask (3.2).
    pub device_url: Option<String>,
    /// Scope and what it allows.
    pub scopes: Vec<(String, String)>,
}

/// The flows of OAuth 2 that descriptions name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum FlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
    DeviceAuthorization,
}

impl FlowKind {
    /// Its key in OpenAPI 3.
    pub fn name(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Password => "password",
            Self::ClientCredentials => "clientCredentials",
            Self::AuthorizationCode => "authorizationCode",
            Self::DeviceAuthorization => "deviceAuthorization",
        }
    }
}

/// Schemes that are needed together, each an index into `Description::security_schemes` with the scopes it takes.
/// An empty one says that no authentication is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement(pub Vec<(usize, Vec<String>)>);
