//! The `sso` of `portal.yaml`: who says who a customer is. Must not resolve a reference, and shows no literal secret in
//! a message.

use super::config_apis::system_name;
use super::fields::Fields;
use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::model::Plan;
use crate::model::runtime::Signup;
use crate::model::sso::{Claims, LINK_LIFETIME, LINK_LIFETIME_MOST, LINK_PROVIDER, Links, Provider, Sso};
use crate::tree::{Key, Node};

/// What is asked for unless the provider says otherwise.
const SCOPES: [&str; 3] = ["openid", "profile", "email"];

/// Reads `sso`, where it is. `groups` are those that the portal declares.
pub(super) fn sso(fields: &mut Fields<'_, '_>, plans: &[Plan], groups: &[String]) -> Option<Sso> {
    let mut sso = fields.fields("sso", "`sso`")?;
    let reader = sso.reader();
    let providers =
        sso.named("providers").iter().filter_map(|(key, node)| provider(reader, key, node, plans)).collect();
    let links = sso.fields("links", "`links`").map(links);
    sso.finish();
    Some(Sso { providers, links, groups: groups.to_vec() })
}

fn provider(reader: &Reader<'_>, key: &Key<'_>, node: &Node<'_>, plans: &[Plan]) -> Option<Provider> {
    system_name(reader, key);
    if key.name == LINK_PROVIDER {
        let message = format!("`{LINK_PROVIDER}` is what sessions are called that began with a signed link");
        let problem = Diagnostic::error("config/name", message).at(reader.span(&key.range()));
        reader.report(problem.hint("give the provider another name"));
    }
    let mut fields = reader.fields(node, "a provider")?;
    let name = key.name.to_string();
    let provider = Provider {
        title: fields.string("title").unwrap_or_else(|| name.clone()),
        issuer: issuer(&mut fields),
        client_id: fields.required("client_id").unwrap_or_default(),
        client_secret: secret(&mut fields, "client_secret"),
        scopes: scopes(&mut fields),
        claims: fields.fields("claims", "`claims`").map(claims).unwrap_or_default(),
        create: fields.flag("create").unwrap_or_default(),
        plan: plan(&mut fields, plans),
        name,
    };
    fields.finish();
    Some(provider)
}

/// `https`, or `http` on this machine; without a query, a fragment or a user (OpenID Connect Discovery 3).
fn issuer(fields: &mut Fields<'_, '_>) -> String {
    let Some(node) = fields.value("issuer") else { return fields.required("issuer").unwrap_or_default() };
    let reader = fields.reader();
    let Some(text) = reader.text(node, "issuer") else { return String::new() };
    let wrong = match text.split_once("://") {
        _ if text.contains(['?', '#', '@', '\\']) || text.contains(|c: char| c.is_whitespace() || c.is_control()) => {
            Some("has more than scheme, host and path")
        }
        Some(("https", rest)) if !host(rest).is_empty() => None,
        Some(("http", rest)) if is_loopback(host(rest)) => None,
        Some(("http", _)) => Some("begins with `http:`, where everybody on the way could say who a customer is"),
        _ => Some("is no URL of a provider"),
    };
    if let Some(wrong) = wrong {
        let problem = Diagnostic::error("config/issuer", format!("`{text}` {wrong}"))
            .at(reader.span(&node.range()))
            .hint("write the issuer as the provider does, such as `https://id.example.com`; `http` on loopback only");
        reader.report(problem);
    }
    text
}

/// The host of what follows `://`, without its port and the brackets of an address.
fn host(rest: &str) -> &str {
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "::1")
}

/// A reference to a secret and nothing else: a file of a site is read by many.
pub(super) fn secret(fields: &mut Fields<'_, '_>, name: &'static str) -> Option<String> {
    let node = fields.value(name)?;
    let reader = fields.reader();
    let text = reader.text(node, name)?;
    check_secret(reader, node, &text, name);
    Some(text)
}

fn check_secret(reader: &Reader<'_>, node: &Node<'_>, text: &str, name: &str) {
    let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let is_reference = inner.and_then(|inner| inner.split_once(':')).is_some_and(|(kind, what)| {
        matches!(kind, "env" | "file") && !what.is_empty() && !what.contains(['$', '{', '}'])
    });
    if !is_reference {
        let problem = Diagnostic::error("config/secret", format!("`{name}` is written out"))
            .at(reader.span(&node.range()))
            .hint("write `${env:NAME}` or `${file:PATH}`, and change the secret if this file has left your machine");
        reader.report(problem);
    }
}

fn scopes(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let mut scopes = fields.strings("scopes");
    if scopes.is_empty() {
        scopes = SCOPES.map(str::to_owned).to_vec();
    }
    // Without it the provider would give no ID token.
    if !scopes.iter().any(|scope| scope == SCOPES[0]) {
        scopes.insert(0, SCOPES[0].to_owned());
    }
    scopes
}

fn claims(mut fields: Fields<'_, '_>) -> Claims {
    let standard = Claims::default();
    let claims = Claims {
        account: fields.string("account"),
        account_name: fields.string("account_name"),
        user: fields.string("user").unwrap_or(standard.user),
        email: fields.string("email").unwrap_or(standard.email),
        name: fields.string("name").unwrap_or(standard.name),
        plan: fields.string("plan"),
        groups: fields.string("groups"),
        role: fields.string("role"),
    };
    fields.finish();
    claims
}

fn plan(fields: &mut Fields<'_, '_>, plans: &[Plan]) -> Option<String> {
    let node = fields.value("plan")?;
    let reader = fields.reader();
    let name = reader.text(node, "plan")?;
    if !plans.iter().any(|plan| plan.name == name) {
        let known = plans.iter().map(|plan| plan.name.as_str());
        reader.wrong_value(&node.range(), format!("there is no plan `{name}`"), &name, known);
    }
    Some(name)
}

fn links(mut fields: Fields<'_, '_>) -> Links {
    let reader = fields.reader();
    let node = fields.value("keys");
    let mut keys = Vec::new();
    match node {
        None => drop(fields.required("keys")),
        Some(node) => {
            let items = if node.items().is_empty() { std::slice::from_ref(node) } else { node.items() };
            for item in items {
                let Some(text) = reader.text(item, "keys") else { continue };
                check_secret(reader, item, &text, "keys");
                keys.push(text);
            }
            if items.len() > 2 {
                let problem = Diagnostic::error("config/link-keys", "there are more than two keys of links")
                    .at(reader.span(&items[2].range()))
                    .hint("the first signs, the second is the one before it; leave out those that are older");
                reader.report(problem);
            }
        }
    }
    let lifetime = lifetime(&mut fields);
    fields.finish();
    Links { keys, lifetime }
}

fn lifetime(fields: &mut Fields<'_, '_>) -> i64 {
    let Some(seconds) = fields.integer("lifetime") else { return LINK_LIFETIME };
    if !(1..=LINK_LIFETIME_MOST).contains(&seconds)
        && let Some(node) = fields.value("lifetime")
    {
        let reader = fields.reader();
        let message = format!("links cannot live for {seconds} seconds");
        let problem = Diagnostic::error("config/link-lifetime", message).at(reader.span(&node.range()));
        reader.report(problem.hint(format!("write a number from 1 to {LINK_LIFETIME_MOST}")));
    }
    seconds
}

/// `signup`: whoever can log in at a provider may make an account. That takes a provider.
pub(super) fn signup(fields: &mut Fields<'_, '_>, sso: Option<&Sso>) -> Signup {
    let Some(node) = fields.value("signup") else { return Signup::Closed };
    let signup = match node.text() {
        Some("approval") => Signup::Approval,
        _ if fields.flag("signup").unwrap_or_default() => Signup::Open,
        _ => Signup::Closed,
    };
    if signup.is_open() && sso.is_none_or(|sso| sso.providers.is_empty()) {
        let reader = fields.reader();
        let problem = Diagnostic::warning("config/signup", "nobody can sign up: there is no provider to log in at");
        reader.report(problem.at(reader.span(&node.range())).hint("name one below `sso: providers`"));
    }
    signup
}
