//! How callers authenticate, as a description says it.

use super::summary::{Dialect, resolve};
use crate::model::SecurityScheme;
use crate::yaml::Node;

/// Every security scheme, in the description's order. A `basic` scheme of Swagger 2.0 is `http` with `basic`.
pub(super) fn schemes(root: &Node<'_>, dialect: Dialect) -> Vec<SecurityScheme> {
    let schemes = match dialect {
        Dialect::Swagger2 => root.get("securityDefinitions"),
        Dialect::OpenApi3 => root.get("components").and_then(|components| components.get("securitySchemes")),
    };
    let Some(schemes) = schemes else { return Vec::new() };
    let scheme = |(name, node): &(crate::yaml::Key<'_>, Node<'_>)| {
        let node = resolve(root, node);
        let text = |name| node.get(name).and_then(Node::text).unwrap_or_default().to_owned();
        let kind = text("type");
        let is_basic = kind == "basic";
        SecurityScheme {
            name: name.name.to_string(),
            location: match kind.as_str() {
                "basic" => "basic".to_owned(),
                "http" => text("scheme"),
                _ => text("in"),
            },
            parameter: text("name"),
            description: text("description"),
            kind: if is_basic { "http".to_owned() } else { kind },
        }
    };
    schemes.entries().iter().map(scheme).collect()
}
