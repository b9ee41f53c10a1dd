//! How callers authenticate, as a description says it.

use super::document::Document;
use super::summary::Dialect;
use crate::model::description::{Location, SecurityKind, SecurityScheme};
use crate::tree::Node;

/// Every security scheme, in the description's order. A `basic` scheme of Swagger 2.0 is `http` with `basic`.
pub(super) fn schemes(document: &Document<'_>, dialect: Dialect) -> Vec<SecurityScheme> {
    let root = document.root();
    let schemes = match dialect {
        Dialect::Swagger2 => root.get("securityDefinitions"),
        Dialect::OpenApi3 => root.get("components").and_then(|components| components.get("securitySchemes")),
    };
    let Some(schemes) = schemes else { return Vec::new() };
    let scheme = |(name, node): &(crate::tree::Key<'_>, Node<'_>)| {
        let node = document.resolve(node);
        let text = |name| node.get(name).and_then(Node::text).unwrap_or_default().to_owned();
        let location = match text("in").as_str() {
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            _ => Location::Query,
        };
        let kind = match text("type").as_str() {
            "basic" => SecurityKind::Http { scheme: "basic".to_owned(), format: None },
            "http" => SecurityKind::Http { scheme: text("scheme"), format: None },
            "apiKey" => SecurityKind::ApiKey { location, parameter: text("name") },
            "oauth2" => SecurityKind::OAuth2 { flows: Vec::new(), metadata_url: None },
            "openIdConnect" => SecurityKind::OpenId { url: text("openIdConnectUrl") },
            "mutualTLS" => SecurityKind::MutualTls,
            other => SecurityKind::Other(other.to_owned()),
        };
        SecurityScheme {
            name: name.name.to_string(),
            kind,
            description: text("description"),
            deprecated: false,
            credential: None,
        }
    };
    schemes.entries().iter().map(scheme).collect()
}
