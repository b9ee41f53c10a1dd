//! Which servers descriptions name: those of `servers`, after their variables, and where their tokens are given.
//! Must not touch the network.

use std::collections::BTreeSet;

use super::{Description, SecurityKind, Server, Variable};
use crate::model::Site;

/// A policy does not list more addresses than this.
const MOST: usize = 60;

/// Whether a description names this server; without a port, that of the scheme.
pub fn is_named(site: &Site, scheme: &str, host: &str, port: Option<u16>) -> bool {
    let Some(forms) = forms(scheme, host, port) else { return false };
    let mut descriptions = descriptions(site);
    descriptions.any(|description| {
        servers(description).any(|server| forms.iter().any(|origin| matches(server, origin)))
            || tokens(description).any(|url| origin(url).is_some_and(|found| forms.contains(&found)))
    })
}

/// Whether this server is there, after its variables; without a port, that of the scheme.
pub fn is_at(server: &Server, scheme: &str, host: &str, port: Option<u16>) -> bool {
    forms(scheme, host, port).is_some_and(|forms| forms.iter().any(|origin| matches(server, origin)))
}

/// An origin without and with its port, where that is the scheme's; `None` for what no console calls.
fn forms(scheme: &str, host: &str, port: Option<u16>) -> Option<[String; 2]> {
    let standard = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let port = port.unwrap_or(standard);
    let host = host.to_ascii_lowercase();
    let with_port = format!("{scheme}://{host}:{port}");
    let short = if port == standard { format!("{scheme}://{host}") } else { with_port.clone() };
    Some([short, with_port])
}

/// The same as sources of a content security policy, so that readers' way of calling can be tried as well.
pub fn sources(site: &Site) -> Vec<String> {
    let mut found = BTreeSet::new();
    for description in descriptions(site) {
        found.extend(servers(description).flat_map(expanded).filter(|source| is_source(source)));
        found.extend(tokens(description).filter_map(origin).filter(|source| is_source(source)));
    }
    found.into_iter().take(MOST).collect()
}

fn descriptions(site: &Site) -> impl Iterator<Item = &Description> {
    site.config.apis.iter().flat_map(|api| &api.versions).map(|version| &*version.content)
}

fn servers(description: &Description) -> impl Iterator<Item = &Server> {
    description.servers.iter().chain(description.operations.iter().flat_map(|operation| &operation.servers))
}

fn tokens(description: &Description) -> impl Iterator<Item = &str> {
    description.security_schemes.iter().flat_map(|scheme| match &scheme.kind {
        SecurityKind::OAuth2 { flows, metadata_url } => {
            let urls = flows.iter().flat_map(|flow| [flow.token_url.as_deref(), flow.refresh_url.as_deref()]);
            urls.chain([metadata_url.as_deref()]).flatten().collect()
        }
        SecurityKind::OpenId { url } => vec![url.as_str()],
        _ => Vec::new(),
    })
}

/// Scheme, host and port of an address, or of a template of one.
fn origin(url: &str) -> Option<String> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    Some(url[..end].to_ascii_lowercase())
}

/// The origin of a server with its variables left in; the default where a variable is the whole address.
fn template(server: &Server) -> Option<String> {
    // Names of variables keep their case: only what stands outside of braces is lowered when it is compared.
    let start = match server.url.find("://") {
        Some(at) => at + 3,
        None => return origin(&server.default_url()),
    };
    let end = server.url[start..].find(['/', '?', '#']).map_or(server.url.len(), |at| start + at);
    Some(server.url[..end].to_owned())
}

fn matches(server: &Server, origin: &str) -> bool {
    let Some(template) = template(server) else { return false };
    fits(&template, origin, &server.variables, may_be_free(&template))
}

/// A variable without choices may be any label before a domain of two, never the whole host or the port.
fn may_be_free(template: &str) -> bool {
    let tail = template.rsplit('}').next().unwrap_or_default();
    tail.matches('.').count() >= 2 && tail.starts_with('.')
}

/// Whether `text` is `template` with values in place of its variables.
fn fits(template: &str, text: &str, variables: &[Variable], free: bool) -> bool {
    let Some(open) = template.find('{') else { return template.eq_ignore_ascii_case(text) };
    let literal = &template[..open];
    let Some(begin) = text.get(..open).filter(|begin| begin.eq_ignore_ascii_case(literal)) else { return false };
    let Some(close) = template[open..].find('}').map(|at| open + at) else { return false };
    let (rest, after) = (&text[begin.len()..], &template[close + 1..]);
    let Some(variable) = variables.iter().find(|variable| variable.name == template[open + 1..close]) else {
        return false;
    };
    let is_value = |value: &str| {
        let is_begin = rest.get(..value.len()).is_some_and(|found| found.eq_ignore_ascii_case(value));
        is_begin && fits(after, &rest[value.len()..], variables, free)
    };
    if is_value(&variable.default) || variable.values.iter().any(|value| is_value(value)) {
        return true;
    }
    let label = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    free && variable.values.is_empty() && (1..=label).any(|end| fits(after, &rest[end..], variables, free))
}

/// Every origin that the choices of variables make; a star for a free one.
fn expanded(server: &Server) -> Vec<String> {
    let Some(template) = template(server) else { return Vec::new() };
    let mut all = vec![template.clone()];
    for variable in &server.variables {
        let name = format!("{{{}}}", variable.name);
        if !template.contains(&name) {
            continue;
        }
        let values: Vec<&str> = if !variable.values.is_empty() {
            variable.values.iter().map(String::as_str).collect()
        } else if may_be_free(&template) && template.contains(&format!("://{name}.")) {
            vec!["*"]
        } else {
            vec![&variable.default]
        };
        all = all.iter().flat_map(|text| values.iter().map(|value| text.replace(&name, value))).take(MOST).collect();
    }
    all.iter().map(|text| text.to_ascii_lowercase()).collect()
}

/// Nothing that is not an origin may stand in a policy, or it could say more than that.
fn is_source(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:*[]_".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Server, Variable};
    use super::{expanded, matches};

    fn server(url: &str, variables: &[(&str, &str, &[&str])]) -> Server {
        let variable = |(name, default, values): &(&str, &str, &[&str])| Variable {
            name: (*name).to_owned(),
            default: (*default).to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            ..Variable::default()
        };
        Server { url: url.to_owned(), variables: variables.iter().map(variable).collect(), ..Server::default() }
    }

    #[test]
    fn a_server_is_named_after_its_variables() {
        let region = server("https://api.{region}.mail.example/v3", &[("region", "eu", &["eu", "us"])]);
        assert!(matches(&region, "https://api.us.mail.example"));
        for other in [
            "https://api.xx.mail.example",
            "http://api.eu.mail.example",
            "https://api.eu.mail.example:8443",
            "https://api.eu.mail.example.evil.example",
        ] {
            assert!(!matches(&region, other), "{other}");
        }
        let tenant = server(
            "https://{tenant}.mail.example:{port}",
            &[("tenant", "demo", &[]), ("port", "443", &["443", "8443"])],
        );
        assert!(!matches(&tenant, "https://acme.mail.example:8443"), "a domain that ends in a variable is not fixed");
        let tenant = server("https://{tenant}.mail.example/{base}", &[("tenant", "demo", &[]), ("base", "v3", &[])]);
        assert!(matches(&tenant, "https://acme.mail.example") && matches(&tenant, "https://demo.mail.example"));
        assert!(!matches(&tenant, "https://a.b.mail.example"), "one label");
        let whole =
            server("{scheme}://{host}", &[("scheme", "https", &["http", "https"]), ("host", "mail.example", &[])]);
        assert!(matches(&whole, "http://mail.example"), "its default");
        assert!(!matches(&whole, "http://169.254.169.254") && !matches(&whole, "http://localhost"));
        let local = server("http://localhost:{port}", &[("port", "3000", &[])]);
        assert!(matches(&local, "http://localhost:3000") && !matches(&local, "http://localhost:22"));
        assert!(matches(&server("{base}/v1", &[("base", "https://mail.example", &[])]), "https://mail.example"));
        assert!(!matches(&server("/v3", &[]), "https://mail.example"));
    }

    #[test]
    fn a_policy_names_what_the_choices_make() {
        let region = server("https://api.{region}.mail.example/v3", &[("region", "eu", &["eu", "us"])]);
        assert_eq!(expanded(&region), ["https://api.eu.mail.example", "https://api.us.mail.example"]);
        let tenant = server("https://{tenant}.mail.example", &[("tenant", "demo", &[])]);
        assert_eq!(expanded(&tenant), ["https://*.mail.example"]);
    }
}
