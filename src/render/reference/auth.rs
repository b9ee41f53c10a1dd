//! How callers authenticate, in words: the schemes of a version, and what one operation asks for.

use std::sync::Arc;

use super::{Desk, words};
use crate::liquid::Value;
use crate::model::description::{Flow, FlowKind, Location, Requirement, SecurityKind, SecurityScheme};
use crate::render::views::{properties, strings, views};

/// One way to authenticate.
pub(crate) struct SchemeView<'m> {
    scheme: &'m SecurityScheme,
    words: String,
    description: Arc<str>,
    flows: Vec<FlowView<'m>>,
    scopes: &'m [String],
}

properties!(SchemeView<'_>, this, {
    "name" => Value::str(&this.scheme.name),
    "kind" => kind(&this.scheme.kind),
    "words" => Value::html_str(&this.words),
    "location" => match &this.scheme.kind {
        SecurityKind::ApiKey { location, .. } => Value::str(location.name()),
        SecurityKind::Http { .. } => Value::str("header"),
        _ => Value::Nil,
    },
    "parameter" => match &this.scheme.kind {
        SecurityKind::ApiKey { parameter, .. } => Value::str(parameter),
        SecurityKind::Http { .. } => Value::str("Authorization"),
        _ => Value::Nil,
    },
    "credential" => this.scheme.credential.as_deref(),
    "description" => Value::html_str(&this.description),
    "deprecated" => this.scheme.deprecated,
    "flows" => views(&this.flows),
    "scopes" => strings(this.scopes.iter().map(String::as_str)),
});

/// One OAuth 2 flow.
pub(crate) struct FlowView<'m>(&'m Flow);

properties!(FlowView<'_>, this, {
    "name" => this.0.kind.name(),
    "title" => match this.0.kind {
        FlowKind::Implicit => "Implicit",
        FlowKind::Password => "Password",
        FlowKind::ClientCredentials => "Client credentials",
        FlowKind::AuthorizationCode => "Authorization code",
        FlowKind::DeviceAuthorization => "Device authorization",
    },
    "authorization_url" => this.0.authorization_url.as_deref(),
    "token_url" => this.0.token_url.as_deref(),
    "refresh_url" => this.0.refresh_url.as_deref(),
    "device_url" => this.0.device_url.as_deref(),
    "scopes" => Value::array(this.0.scopes.iter().map(|(name, words)| {
        Value::map([("name", Value::str(name)), ("description", Value::str(words))].into_iter().collect())
    }).collect()),
});

/// Schemes that are needed together.
pub(crate) struct OptionView<'m>(Vec<SchemeView<'m>>);

properties!(OptionView<'_>, this, {
    "schemes" => views(&this.0),
});

fn kind(kind: &SecurityKind) -> &str {
    match kind {
        SecurityKind::ApiKey { .. } => "apiKey",
        SecurityKind::Http { .. } => "http",
        SecurityKind::OAuth2 { .. } => "oauth2",
        SecurityKind::OpenId { .. } => "openIdConnect",
        SecurityKind::MutualTls => "mutualTLS",
        SecurityKind::Other(kind) => kind,
    }
}

/// Every scheme of the version, with all it says.
pub(super) fn schemes(desk: Desk<'_>) -> Vec<SchemeView<'_>> {
    desk.description.security_schemes.iter().map(|scheme| view(desk, scheme, &[])).collect()
}

/// What an operation asks for; whether it may also be called without anything.
pub(super) fn options<'m>(desk: Desk<'m>, security: &'m [Requirement]) -> (Vec<OptionView<'m>>, bool) {
    let schemes = |requirement: &'m Requirement| {
        let named = requirement.0.iter();
        let scheme = named.filter_map(|(at, scopes)| Some((desk.description.security_schemes.get(*at)?, scopes)));
        OptionView(scheme.map(|(scheme, scopes)| brief(scheme, scopes)).collect())
    };
    let is_open = security.iter().any(|requirement| requirement.0.is_empty());
    let options: Vec<_> = security.iter().map(schemes).filter(|option| !option.0.is_empty()).collect();
    (options, is_open)
}

fn view<'m>(desk: Desk<'m>, scheme: &'m SecurityScheme, scopes: &'m [String]) -> SchemeView<'m> {
    let flows = match &scheme.kind {
        SecurityKind::OAuth2 { flows, .. } => flows.as_slice(),
        _ => &[],
    };
    SchemeView {
        description: desk.texts.field(&scheme.description),
        flows: flows.iter().map(FlowView).collect(),
        ..brief(scheme, scopes)
    }
}

fn brief<'m>(scheme: &'m SecurityScheme, scopes: &'m [String]) -> SchemeView<'m> {
    SchemeView { scheme, words: words(scheme), description: Arc::default(), flows: Vec::new(), scopes }
}

/// What is sent, and where.
fn words(scheme: &SecurityScheme) -> String {
    match &scheme.kind {
        SecurityKind::ApiKey { location, parameter } => {
            let place = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                _ => "query",
            };
            format!("{} in the {place}", words::code(parameter))
        }
        SecurityKind::Http { scheme, format } => {
            let what = match scheme.as_str() {
                "basic" => "User name and password".to_owned(),
                "bearer" => match format {
                    Some(format) => format!("Bearer token, {}", words::code(format)),
                    None => "Bearer token".to_owned(),
                },
                other => words::code(other),
            };
            format!("{what} in the <code>Authorization</code> header")
        }
        SecurityKind::OAuth2 { .. } => "OAuth 2.0 access token in the <code>Authorization</code> header".to_owned(),
        SecurityKind::OpenId { .. } => "OpenID Connect token in the <code>Authorization</code> header".to_owned(),
        SecurityKind::MutualTls => "Client certificate".to_owned(),
        SecurityKind::Other(kind) => words::code(kind),
    }
}
