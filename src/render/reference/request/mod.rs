//! What a call of an operation looks like, as data: the eight languages and the console write the same request.
//! Must not write code.

mod body;
mod encode;
mod security;
mod style;

pub(crate) use body::is_streamed;
pub use body::payload;
pub use encode::{decode, encode};
pub(super) use security::placeholder;
pub use style::serialise;

use serde_json::Value;

use super::example;
use crate::model::Credentials;
use crate::model::description::{Description, Json, Location, Operation, Parameter, Style, Type};

/// Optional parameters in one sample: those for which the file gives an example.
const OPTIONAL: usize = 3;

/// Where an api lies that does not say it.
const HOST: &str = "https://api.example.com";

/// One call.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Upper case.
    pub method: String,
    /// Scheme, host and base path, without a slash at its end.
    pub base: String,
    /// Encoded, with a slash at its start.
    pub path: String,
    /// In order.
    pub query: Vec<Pair>,
    /// Names and values, without those that cookies and bodies bring.
    pub headers: Vec<(String, String)>,
    /// Encoded names and values.
    pub cookies: Vec<(String, String)>,
    /// User and password.
    pub basic: Option<(String, String)>,
    /// Whether a client certificate is asked for.
    pub certificate: bool,
    /// What is sent.
    pub body: Option<Payload>,
}

/// A pair of a query or of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// As it is meant.
    pub name: String,
    /// As it is meant.
    pub value: String,
    /// As it is sent.
    pub raw: String,
    /// Whether any encoder makes `raw` of name and value.
    pub is_plain: bool,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Payload {
    Json {
        media_type: String,
        json: Json,
    },
    Form(Vec<Pair>),
    Multipart {
        media_type: String,
        parts: Vec<Part>,
    },
    Text {
        media_type: String,
        text: String,
    },
    /// The content of a file.
    File {
        media_type: String,
        file: String,
    },
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub value: PartValue,
    /// Its media type, where it says one.
    pub content_type: Option<String>,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartValue {
    /// A text.
    Text(String),
    /// The content of a file of this name.
    File(String),
}

impl Pair {
    /// A pair that is encoded as usual.
    pub fn plain(name: &str, value: &str) -> Self {
        let raw = format!("{}={}", encode(name), encode(value));
        Self { name: name.to_owned(), value: value.to_owned(), raw, is_plain: true }
    }

    fn of_raw(raw: &str) -> Self {
        let Some((left, right)) = raw.split_once('=') else {
            return Self { name: decode(raw), value: String::new(), raw: raw.to_owned(), is_plain: false };
        };
        let (name, value) = (decode(left), decode(right));
        let same = |plain: &str, sent: &str| plain == sent && encode::is_plain(plain) || encode(plain) == sent;
        let is_plain = same(&name, left) && same(&value, right);
        Self { name, value, raw: raw.to_owned(), is_plain }
    }
}

/// The pairs of a query as it is sent.
fn pairs(raw: &str) -> impl Iterator<Item = Pair> {
    raw.split('&').filter(|raw| !raw.is_empty()).map(Pair::of_raw)
}

impl Request {
    /// The call of an operation as its samples show it. `credentials` are the api's names of `portal.yaml`.
    pub fn of(description: &Description, operation: &Operation, credentials: Option<&Credentials>) -> Self {
        let is_token = |char: &char| char.is_ascii_alphanumeric() || "-_".contains(*char);
        let method: String = operation.method.chars().filter(is_token).collect();
        let mut request = Self { method, base: base(description, operation), ..Self::default() };
        request.path = path(description, operation);
        if let Some(body) = &operation.body
            && (body.required || !matches!(request.method.as_str(), "GET" | "HEAD"))
        {
            request.body = body::of(description, body);
        }
        let mut optional = OPTIONAL;
        for parameter in operation.parameters.iter().filter(|parameter| parameter.location != Location::Path) {
            if !parameter.required {
                if optional == 0 || parameter.deprecated || parameter.examples.is_empty() {
                    continue;
                }
                optional -= 1;
            }
            request.add(description, parameter);
        }
        security::add(&mut request, description, operation, credentials);
        request.accept(operation);
        request
    }

    /// Whether a header is set.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The query as it is sent, without its question mark.
    pub fn query_text(&self) -> String {
        self.query.iter().map(|pair| pair.raw.as_str()).collect::<Vec<_>>().join("&")
    }

    /// The whole address.
    pub fn url(&self) -> String {
        let query = self.query_text();
        let mark = if query.is_empty() { "" } else { "?" };
        [&self.base, &self.path, mark, &query].concat()
    }

    /// The `Cookie` header.
    pub fn cookie(&self) -> Option<String> {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The media type of the body where the sample has to name it: multipart names its own, with its boundary.
    pub fn content_type(&self) -> Option<&str> {
        match self.body.as_ref()? {
            Payload::Json { media_type, .. } | Payload::Text { media_type, .. } | Payload::File { media_type, .. } => {
                Some(media_type)
            }
            Payload::Form(_) => Some("application/x-www-form-urlencoded"),
            Payload::Multipart { .. } => None,
        }
    }

    fn add(&mut self, description: &Description, parameter: &Parameter) {
        let raw = raw(description, parameter);
        match parameter.location {
            Location::Path => {}
            Location::Query => self.query.extend(pairs(&raw)),
            Location::QueryString if raw.contains('=') => self.query.extend(pairs(&raw)),
            Location::QueryString => {
                self.query.push(Pair { name: decode(&raw), value: String::new(), raw, is_plain: false });
            }
            Location::Header => {
                let own = ["content-type", "content-length", "host", "cookie"];
                let is_token = |char: char| char.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(char);
                let name = parameter.name.trim();
                if !own.iter().any(|own| name.eq_ignore_ascii_case(own))
                    && !name.is_empty()
                    && name.chars().all(is_token)
                {
                    self.headers.push((name.to_owned(), encode::header(&raw)));
                }
            }
            Location::Cookie => {
                let raw = encode::header(&raw);
                let pairs = raw.split(['&', ';']).filter_map(|pair| pair.trim().split_once('='));
                self.cookies.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
        }
    }

    /// Asks for what the api answers with, where that is not simply JSON.
    fn accept(&mut self, operation: &Operation) {
        if self.has_header("accept") {
            return;
        }
        let success = operation.responses.iter().find(|response| response.status.starts_with('2'));
        let Some(first) = success.and_then(|response| response.content.first()) else { return };
        let media_type = encode::header(&first.media_type);
        if media_type != "application/json" && !media_type.contains('*') && !media_type.is_empty() {
            self.headers.insert(0, ("Accept".to_owned(), media_type));
        }
    }
}

/// The text of a parameter: as the file sends it, with a placeholder for a customer's credential, or its example.
fn raw(description: &Description, parameter: &Parameter) -> String {
    let given = parameter.examples.iter().find(|example| example.value.is_some() || example.serialized.is_some());
    let serialized = given.filter(|example| example.value.is_none()).and_then(|example| example.serialized.as_deref());
    if let Some(text) = serialized {
        let named = matches!(parameter.location, Location::Query | Location::Cookie);
        return if named && !text.contains('=') {
            format!("{}={text}", encode(&parameter.name))
        } else {
            text.to_owned()
        };
    }
    if parameter.credential.is_some() && given.is_none() {
        return serialise(parameter, &Value::String(security::placeholder(&parameter.name)));
    }
    serialise(parameter, &example::of_parameter(description, parameter))
}

/// The first server, with its variables at their defaults.
fn base(description: &Description, operation: &Operation) -> String {
    let server = operation.servers.first().or_else(|| description.servers.first());
    let url = server.map(crate::model::description::Server::default_url).unwrap_or_default();
    let url = url.trim();
    let whole = match url {
        _ if url.contains("://") => url.to_owned(),
        _ if url.starts_with("//") => format!("https:{url}"),
        "" => HOST.to_owned(),
        _ => format!("{HOST}/{}", url.trim_start_matches(['/', '.'])),
    };
    encode::tidy(whole.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/'))
}

/// The path, filled.
fn path(description: &Description, operation: &Operation) -> String {
    let template = operation.path.split(['?', '#']).next().unwrap_or_default();
    let mut out = String::with_capacity(template.len() + 16);
    if !template.starts_with('/') {
        out.push('/');
    }
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        out.push_str(&encode::tidy(before));
        let known = |parameter: &&Parameter| parameter.location == Location::Path && parameter.name == name;
        match operation.parameters.iter().find(known) {
            Some(parameter) => out.push_str(&segment(description, parameter)),
            None => out.push_str(&shouted(name)),
        }
        rest = after;
    }
    out.push_str(&encode::tidy(rest));
    out
}

fn segment(description: &Description, parameter: &Parameter) -> String {
    if is_free_text(description, parameter) {
        let value = Value::String(shouted(&parameter.name));
        return serialise(parameter, &value);
    }
    let text = raw(description, parameter);
    // A dot alone is no segment but a step in the path.
    if text.is_empty() || text == "." || text == ".." { shouted(&parameter.name) } else { text }
}

/// Whether nothing is known of a text but its name: then the name stands in its place.
fn is_free_text(description: &Description, parameter: &Parameter) -> bool {
    if !parameter.examples.is_empty() || parameter.credential.is_some() {
        return false;
    }
    let Some(schema) = parameter.schema.map(|id| &description.schemas[id]) else { return true };
    let told = schema.format.is_some()
        || schema.constraints.is_some()
        || schema.reference.is_some()
        || schema.constant.is_some()
        || schema.default.is_some();
    let listed = !schema.enumeration.is_empty() || !schema.examples.is_empty();
    let mixed = !(schema.one_of.is_empty() && schema.any_of.is_empty() && schema.all_of.is_empty());
    let text = schema.types.is_any() || schema.types.has(Type::String);
    text && !told && !listed && !mixed && parameter.style != Style::DeepObject
}

/// `userId` is `USER_ID`.
fn shouted(name: &str) -> String {
    let words = example::words(name).to_uppercase();
    if words.is_empty() { "VALUE".to_owned() } else { encode(&words) }
}

#[cfg(test)]
mod tests;
