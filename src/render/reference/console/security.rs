//! Alternatives of authentication, and what the form of each scheme needs. Must not hold secrets: there are none.

use serde_json::{Map, Value, json};

use super::{first_paragraph, put_flag, put_list, put_text};
use crate::model::Credentials;
use crate::model::description::{Description, Flow, Operation, Requirement, SecurityKind, SecurityScheme};

/// The alternatives, each a list of schemes with scopes, and the schemes that they name.
pub(super) fn security(
    description: &Description,
    operation: &Operation,
    credentials: Option<&Credentials>,
) -> (Vec<Value>, Map<String, Value>) {
    if description.security_schemes.is_empty() {
        return of_portal(operation, credentials);
    }
    let mut schemes = Map::new();
    let mut alternatives = Vec::new();
    for Requirement(needed) in &operation.security {
        let mut alternative = Vec::new();
        for (at, scopes) in needed {
            let Some(scheme) = description.security_schemes.get(*at) else { continue };
            schemes.entry(scheme.name.clone()).or_insert_with(|| form(scheme, credentials));
            let mut need = Map::new();
            need.insert("scheme".to_owned(), json!(scheme.name));
            put_list(&mut need, "scopes", scopes.iter().map(|scope| json!(scope)).collect());
            alternative.push(Value::Object(need));
        }
        alternatives.push(Value::Array(alternative));
    }
    (alternatives, schemes)
}

/// 3scale's name for the values that fill a parameter of this name.
pub(super) fn credential(credentials: Option<&Credentials>, parameter: &str) -> Option<&'static str> {
    let (mode, _) = credentials?.names.iter().find(|(_, name)| name == parameter)?;
    match mode.as_str() {
        "app_id" => Some("app_ids"),
        "app_key" => Some("app_keys"),
        "user_key" => Some("user_keys"),
        _ => None,
    }
}

/// A description without schemes: the credentials of `portal.yaml` are what callers send, unless the operation has
/// them as parameters.
fn of_portal(operation: &Operation, credentials: Option<&Credentials>) -> (Vec<Value>, Map<String, Value>) {
    let mut schemes = Map::new();
    let mut alternative = Vec::new();
    let Some(found) = credentials.filter(|found| matches!(found.location.as_str(), "query" | "header")) else {
        return (Vec::new(), schemes);
    };
    for (_, name) in &found.names {
        let Some(credential) = credential(credentials, name) else { continue };
        if operation.parameters.iter().any(|parameter| parameter.name == *name) {
            continue;
        }
        let form = json!({ "kind": "apiKey", "in": found.location, "name": name, "credential": credential });
        schemes.insert(name.clone(), form);
        alternative.push(json!({ "scheme": name }));
    }
    (if alternative.is_empty() { Vec::new() } else { vec![Value::Array(alternative)] }, schemes)
}

fn form(scheme: &SecurityScheme, credentials: Option<&Credentials>) -> Value {
    let mut data = Map::new();
    let mut named = None;
    match &scheme.kind {
        SecurityKind::ApiKey { location, parameter } => {
            data.insert("kind".to_owned(), json!("apiKey"));
            data.insert("in".to_owned(), json!(location.name()));
            data.insert("name".to_owned(), json!(parameter));
            named = credential(credentials, parameter).map(str::to_owned);
        }
        SecurityKind::Http { scheme, format } => {
            data.insert("kind".to_owned(), json!("http"));
            data.insert("scheme".to_owned(), json!(scheme));
            put_text(&mut data, "format", format.as_deref().unwrap_or_default());
        }
        SecurityKind::OAuth2 { flows, metadata_url } => {
            data.insert("kind".to_owned(), json!("oauth2"));
            put_text(&mut data, "metadata", metadata_url.as_deref().unwrap_or_default());
            put_list(&mut data, "flows", flows.iter().map(flow).collect());
        }
        SecurityKind::OpenId { url } => {
            data.insert("kind".to_owned(), json!("openid"));
            data.insert("url".to_owned(), json!(url));
        }
        SecurityKind::MutualTls => {
            data.insert("kind".to_owned(), json!("mutualTLS"));
        }
        SecurityKind::Other(kind) => {
            data.insert("kind".to_owned(), json!(kind));
        }
    }
    put_text(&mut data, "about", first_paragraph(&scheme.description));
    put_flag(&mut data, "deprecated", scheme.deprecated);
    if let Some(credential) = scheme.credential.clone().or(named) {
        data.insert("credential".to_owned(), json!(credential));
    }
    Value::Object(data)
}

fn flow(flow: &Flow) -> Value {
    let mut data = Map::new();
    data.insert("kind".to_owned(), json!(flow.kind.name()));
    for (key, url) in
        [("authorize", &flow.authorization_url), ("token", &flow.token_url), ("refresh", &flow.refresh_url)]
    {
        put_text(&mut data, key, url.as_deref().unwrap_or_default());
    }
    put_list(&mut data, "scopes", flow.scopes.iter().map(|(scope, about)| json!([scope, about])).collect());
    Value::Object(data)
}
