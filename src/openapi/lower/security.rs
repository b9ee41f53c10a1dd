//! How callers authenticate, and what each operation asks for.

use super::tree::At;
use super::{Lower, component};
use crate::diag::Diagnostic;
use crate::model::description::{Flow, FlowKind, Location, Requirement, SecurityKind, SecurityScheme};

const FLOWS: [FlowKind; 5] = [
    FlowKind::Implicit,
    FlowKind::Password,
    FlowKind::ClientCredentials,
    FlowKind::AuthorizationCode,
    FlowKind::DeviceAuthorization,
];

impl<'t> Lower<'t> {
    /// Every security scheme, in the file's order.
    pub(super) fn security_schemes(&mut self, root: At<'t>) -> Vec<SecurityScheme> {
        let Some(components) = root.get("components") else { return Vec::new() };
        let mut schemes = Vec::new();
        for (key, node) in self.map(components, "securitySchemes") {
            if let Some(scheme) = self.scheme(&key.name, node) {
                self.schemes.insert(key.name.to_string(), schemes.len());
                schemes.push(scheme);
            }
        }
        schemes
    }

    fn scheme(&mut self, name: &str, from: At<'t>) -> Option<SecurityScheme> {
        let node = self.follow(from)?;
        let node = self.object(node, name)?;
        let text = |this: &mut Self, key: &str| this.string(node, key).unwrap_or_default();
        let kind = match self.text(node, "type").unwrap_or_default() {
            "http" => {
                let scheme = text(self, "scheme").to_lowercase();
                SecurityKind::Http { scheme, format: self.string(node, "bearerFormat") }
            }
            // The word of Swagger 2.0, which is written in later versions as well.
            "basic" => SecurityKind::Http { scheme: "basic".to_owned(), format: None },
            "apiKey" => {
                let location = match self.text(node, "in").unwrap_or("header") {
                    "query" => Location::Query,
                    "cookie" => Location::Cookie,
                    _ => Location::Header,
                };
                SecurityKind::ApiKey { location, parameter: text(self, "name") }
            }
            "oauth2" => {
                SecurityKind::OAuth2 { flows: self.flows(node), metadata_url: self.address(node, "oauth2MetadataUrl") }
            }
            "openIdConnect" => SecurityKind::OpenId { url: text(self, "openIdConnectUrl") },
            "mutualTLS" => SecurityKind::MutualTls,
            other => {
                let message = format!("`{other}` is no type of security that a specification knows");
                let known = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];
                self.report(node, Diagnostic::warning("api/value", message).suggest(other, known));
                SecurityKind::Other(other.to_owned())
            }
        };
        Some(SecurityScheme {
            name: name.to_owned(),
            kind,
            description: self.said(from, node, "description").unwrap_or_default().to_owned(),
            deprecated: self.flag(node, "deprecated").unwrap_or(false),
            credential: self.credential(node),
        })
    }

    fn flows(&mut self, scheme: At<'t>) -> Vec<Flow> {
        let mut flows = Vec::new();
        for (key, node) in self.map(scheme, "flows") {
            let Some(kind) = FLOWS.into_iter().find(|kind| kind.name() == key.name) else {
                let message = format!("`{}` is no flow of OAuth 2 that a specification knows", key.name);
                let known = FLOWS.into_iter().map(FlowKind::name);
                self.report(node, Diagnostic::warning("api/value", message).suggest(&key.name, known));
                continue;
            };
            let Some(node) = self.object(node, &key.name) else { continue };
            let scopes = self.map(node, "scopes");
            let scopes = scopes.map(|(key, node)| (key.name.to_string(), node.text().unwrap_or_default().to_owned()));
            flows.push(Flow {
                kind,
                authorization_url: self.address(node, "authorizationUrl"),
                token_url: self.address(node, "tokenUrl"),
                refresh_url: self.address(node, "refreshUrl"),
                device_url: self.address(node, "deviceAuthorizationUrl"),
                scopes: scopes.collect(),
            });
        }
        flows
    }

    /// What `security` of the description or of an operation asks for; `None` where nothing is written. What names a
    /// scheme that is not defined is left out, and where nothing else remains the gap says so.
    pub(super) fn requirements(&mut self, at: At<'t>, gaps: &mut Vec<String>) -> Option<Vec<Requirement>> {
        at.get("security")?;
        let nodes: Vec<At<'t>> = self.list(at, "security").collect();
        let alternatives: Vec<Requirement> = nodes.iter().filter_map(|node| self.requirement(*node)).collect();
        if alternatives.is_empty() && !nodes.is_empty() {
            gaps.push("How to authenticate is not said: the description names a way that it does not define.".into());
        }
        Some(alternatives)
    }

    fn requirement(&mut self, node: At<'t>) -> Option<Requirement> {
        let node = self.object(node, "security")?;
        let mut needed = Vec::new();
        let mut is_whole = true;
        for (key, scopes) in node.entries() {
            let scheme = self.schemes.get(key.name.as_ref()).copied().or_else(|| self.scheme_by_reference(&key.name));
            let Some(scheme) = scheme else {
                let known: Vec<String> = self.schemes.keys().cloned().collect();
                let span = self.tree.key_span(key);
                let problem =
                    Diagnostic::warning("api/security", format!("there is no security scheme `{}`", key.name))
                        .at(span)
                        .suggest(&key.name, known.iter().map(String::as_str))
                        .hint("define it in `components.securitySchemes`; this alternative is left out");
                self.problems.add(scopes, problem);
                is_whole = false;
                continue;
            };
            let scopes = self.texts(node, &key.name).into_iter().map(str::to_owned).collect();
            needed.push((scheme, scopes));
        }
        is_whole.then_some(Requirement(needed))
    }

    /// Since 3.2 a scheme may be named by a reference.
    fn scheme_by_reference(&mut self, name: &'t str) -> Option<usize> {
        let root = self.tree.root();
        let target = name.contains('#').then(|| self.tree.resolve(root, name).ok()).flatten()?;
        let schemes = component(root, "securitySchemes")?;
        let (key, _) = schemes.entries().find(|(_, node)| node.id() == target.id())?;
        self.schemes.get(key.name.as_ref()).copied()
    }

    /// Which of a customer's credentials fills a value, in 3scale's words.
    pub(super) fn credential(&mut self, at: At<'t>) -> Option<String> {
        self.string(at, "x-data-threescale-name").or_else(|| self.string(at, "threescale_name"))
    }
}
