//! An operation as its console knows it, and what a call of it may be: its method, one of its servers, its path, and the
//! headers that it declares. Must not resolve or send.

use std::collections::HashMap;
use std::fmt;

use axum::http::Uri;
use serde::Deserialize;

use super::Head;
use super::send::is_hop;
use crate::model::description::{Server, Variable, origins};

/// Headers that name who called a proxy; they are ours to say, whatever a description declares.
const OURS: [&str; 8] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-forwarded-uri",
    "x-real-ip",
    "via",
];

/// Why a call is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The method is another, or none that is ever sent.
    Method,
    /// No server of the operation is at this address, or the operation has another path there.
    Target,
    /// The operation declares no such header.
    Header(String),
    /// A word for a key stands where the operation has no credential.
    Misplaced,
    /// There is no such key of the caller that opens this api.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("The operation is called with another method."),
            Self::Target => f.write_str("No server of the operation is at this address."),
            Self::Header(name) => write!(f, "The operation has no header `{name}`."),
            Self::Misplaced => f.write_str("A key is put only where the operation takes one."),
            Self::NotYours => f.write_str("None of your applications has this key for this API."),
        }
    }
}

/// Where a credential is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    Header,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// An operation, from what its console is told (`render::reference::console`).
#[derive(Debug, Deserialize)]
pub struct Operation {
    method: String,
    path: String,
    /// System name of its api.
    #[serde(default)]
    pub api: String,
    #[serde(default)]
    servers: Vec<Base>,
    #[serde(default)]
    parameters: Vec<Parameter>,
    #[serde(default)]
    schemes: HashMap<String, Scheme>,
}

#[derive(Debug, Deserialize)]
struct Base {
    url: String,
    #[serde(default)]
    variables: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    name: String,
    default: String,
    #[serde(default, rename = "enum")]
    values: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
    #[serde(default)]
    reserved: bool,
    credential: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Scheme {
    kind: String,
    #[serde(rename = "in")]
    place: String,
    name: String,
    credential: Option<String>,
}

impl Operation {
    /// Whether this is a call of the operation.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, head: &Head, uri: &Uri) -> Result<(), Refusal> {
        if head.method != self.method {
            return Err(Refusal::Method);
        }
        if !self.servers.iter().any(|base| self.is_at(base, uri)) {
            return Err(Refusal::Target);
        }
        match head.headers.iter().find(|(name, value)| !self.has_header(name, value)) {
            Some((name, _)) => Err(Refusal::Header(name.clone())),
            None => Ok(()),
        }
    }

    fn is_at(&self, base: &Base, uri: &Uri) -> bool {
        let server = base.server();
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else { return false };
        if authority.as_str().contains('@') || !origins::is_at(&server, scheme, authority.host(), uri.port_u16()) {
            return false;
        }
        let path = uri.path();
        if leaves(path) {
            return false;
        }
        let url = if base.url.contains("://") { base.url.clone() } else { server.default_url() };
        let start = url.find("://").map_or(0, |at| at + 3);
        let folder = url[start..].find('/').map_or("", |at| &url[start + at..]);
        let own = self.path.split(['?', '#']).next().unwrap_or_default();
        expanded(folder.trim_end_matches('/'), &base.variables).iter().any(|folder| {
            let segments = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
            self.fits(&segments(&format!("{folder}{own}")), &segments(path))
        })
    }

    /// Whether each step of the path is what the template says; a parameter is one or more letters within a step, and
    /// one that may hold slashes is all that follows.
    fn fits(&self, template: &[String], path: &[String]) -> bool {
        let is_reserved = |step: &String| {
            self.parameters
                .iter()
                .any(|parameter| parameter.reserved && step.contains(&format!("{{{}}}", parameter.name)))
        };
        match (template.split_first(), path.split_first()) {
            (None, None) => true,
            (Some((step, _)), Some(_)) if is_reserved(step) => true,
            (Some((step, rest)), Some((found, behind))) => step_fits(step, found) && self.fits(rest, behind),
            _ => false,
        }
    }

    fn has_header(&self, name: &str, value: &str) -> bool {
        if is_hop(name) || OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            return false;
        }
        if name.eq_ignore_ascii_case("cookie") {
            let names = value.split(';').map(|pair| pair.split('=').next().unwrap_or_default().trim());
            return names.into_iter().all(|name| self.declares("cookie", name));
        }
        let is_ever = ["accept", "content-type"].iter().any(|ever| name.eq_ignore_ascii_case(ever));
        let authorizes = self.schemes.values().any(|scheme| matches!(&*scheme.kind, "http" | "oauth2" | "openid"));
        is_ever || (authorizes && name.eq_ignore_ascii_case("authorization")) || self.declares("header", name)
    }

    fn declares(&self, place: &str, name: &str) -> bool {
        let parameter = |found: &Parameter| found.place == place && found.name.eq_ignore_ascii_case(name);
        let scheme =
            |found: &Scheme| found.kind == "apiKey" && found.place == place && found.name.eq_ignore_ascii_case(name);
        self.parameters.iter().any(parameter) || self.schemes.values().any(scheme)
    }

    /// 3scale's name for what this place holds (`app_keys`), if it holds a credential.
    pub(super) fn credential(&self, place: Place, name: &str) -> Option<&str> {
        let is_name = |own: &str| match place {
            Place::Query => own == name,
            Place::Header => own.eq_ignore_ascii_case(name),
        };
        let parameters = self.parameters.iter().filter(|found| found.place == place.name() && is_name(&found.name));
        let schemes = self.schemes.values().filter(|found| match &*found.kind {
            "apiKey" => found.place == place.name() && is_name(&found.name),
            "http" => place == Place::Header && name.eq_ignore_ascii_case("authorization"),
            _ => false,
        });
        let found = parameters.map(|found| &found.credential).chain(schemes.map(|found| &found.credential));
        found.flatten().next().map(String::as_str)
    }
}

impl Base {
    fn server(&self) -> Server {
        let variable = |choice: &Choice| Variable {
            name: choice.name.clone(),
            default: choice.default.clone(),
            values: choice.values.clone(),
            ..Variable::default()
        };
        let variables = self.variables.iter().map(variable).collect();
        Server { url: self.url.clone(), variables, ..Server::default() }
    }
}

/// Whether a step leads back out of its folder, once or twice escaped or not.
fn leaves(path: &str) -> bool {
    let mut path = path.to_owned();
    for _ in 0..2 {
        path =
            path.to_ascii_lowercase().replace("%25", "%").replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\");
    }
    path.contains('\\') || path.split('/').any(|step| matches!(step, "." | ".."))
}

/// The folder of a server for each choice of its variables. One without choices stays: it is one step, as a parameter is.
fn expanded(folder: &str, variables: &[Choice]) -> Vec<String> {
    const MOST: usize = 200;
    let mut all = vec![folder.to_owned()];
    for variable in variables.iter().filter(|variable| !variable.values.is_empty()) {
        let name = format!("{{{}}}", variable.name);
        if folder.contains(&name) {
            let each = |text: &String| {
                let text = text.clone();
                let name = name.clone();
                variable.values.iter().map(move |value| text.replace(&name, value))
            };
            all = all.iter().flat_map(each).take(MOST).collect();
        }
    }
    all
}

/// Whether one step is what its template says.
fn step_fits(template: &str, step: &str) -> bool {
    let mut literals = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((_, behind)) = after.split_once('}') else { break };
        literals.push(before);
        rest = behind;
    }
    let Some((first, middle)) = literals.split_first() else { return template == step };
    let Some(mut left) = step.strip_prefix(first) else { return false };
    for literal in middle {
        // A parameter has a letter at least.
        let Some(at) = left.char_indices().skip(1).find(|(at, _)| left[*at..].starts_with(literal)) else {
            return false;
        };
        left = &left[at.0 + literal.len()..];
    }
    left.len() > rest.len() && left.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::{expanded, leaves, step_fits};

    #[test]
    fn a_step_is_what_its_template_says() {
        assert!(step_fits("messages", "messages") && !step_fits("messages", "message"));
        assert!(step_fits("{id}", "12") && !step_fits("{id}", ""));
        assert!(
            step_fits("{id}.{type}", "12.json") && !step_fits("{id}.{type}", "12") && !step_fits("{id}.{type}", "12.")
        );
        assert!(step_fits("a{id}:cancel", "a7:cancel") && !step_fits("a{id}:cancel", "a:cancel"));
    }

    #[test]
    fn a_path_does_not_lead_out_of_its_folder() {
        for path in
            ["/v1/../admin", "/v1/%2e%2E/admin", "/v1/x%2f..%2fadmin", "/v1/%252e%252e/admin", "/v1/..\\a", "/v1/./a"]
        {
            assert!(leaves(path), "{path}");
        }
        for path in ["/v1/a..b", "/v1/...", "/v1/a%2fb", "/v1/100%25"] {
            assert!(!leaves(path), "{path}");
        }
        assert_eq!(expanded("/v1", &[]), ["/v1"]);
    }
}
