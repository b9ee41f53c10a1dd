//! Code samples of an operation: those that its file brings, and ours in eight languages.
//! Must not decide what a request is; each language only writes it.

mod csharp;
mod curl;
mod go;
mod java;
mod javascript;
mod php;
mod python;
mod quote;
mod ruby;

use super::code::Code;
use super::literal;
use super::request::{Payload, Request};
use crate::model::Credentials;
use crate::model::description::{CodeSample, Description, Operation};
use crate::render::code::{self, Highlighter};

/// One sample, ready to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Name of the highlighter's language, such as `bash`; what the file says where the highlighter knows none.
    pub language: String,
    /// What the tab says.
    pub label: String,
    /// Highlighted, for the inside of `<code>`.
    pub html: String,
    /// As it is copied and run.
    pub text: String,
}

/// A language that we write ourselves.
struct Language {
    name: &'static str,
    label: &'static str,
    write: fn(&Call<'_>) -> Code,
}

/// A request, and what several languages take from it.
struct Call<'r> {
    request: &'r Request,
    /// The address without its query.
    place: String,
    /// The whole address.
    url: String,
    /// The `Cookie` header.
    cookie: Option<String>,
    /// The body as pretty JSON, where it is JSON.
    json: String,
}

impl<'r> Call<'r> {
    fn of(request: &'r Request) -> Self {
        let mut json = Code::new();
        if let Some(Payload::Json { json: text, .. }) = &request.body {
            literal::write(&mut json, text.as_str(), &literal::JSON, 0, literal::ALL);
        }
        Self {
            request,
            place: [request.base.as_str(), &request.path].concat(),
            url: request.url(),
            cookie: request.cookie(),
            json: json.into_text(),
        }
    }
}

/// Whether a name stands twice.
fn has_twins<'n>(names: impl Iterator<Item = &'n str> + Clone) -> bool {
    names.clone().enumerate().any(|(at, name)| names.clone().take(at).any(|other| other == name))
}

/// Whether JSON text holds a number that a double may not hold.
fn has_long_number(json: &str) -> bool {
    let (mut quoted, mut escaped, mut run) = (false, false, 0);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'0'..=b'9' if !quoted => run += 1,
            _ => run = 0,
        }
        if run > 15 {
            return true;
        }
    }
    false
}

/// In the order of the tabs.
const LANGUAGES: [Language; 8] = [
    Language { name: "bash", label: "curl", write: curl::write },
    Language { name: "python", label: "Python", write: python::write },
    Language { name: "javascript", label: "JavaScript", write: javascript::write },
    Language { name: "go", label: "Go", write: go::write },
    Language { name: "ruby", label: "Ruby", write: ruby::write },
    Language { name: "php", label: "PHP", write: php::write },
    Language { name: "java", label: "Java", write: java::write },
    Language { name: "csharp", label: "C#", write: csharp::write },
];

/// The samples of an operation: the file's own first, then ours in the languages that it does not bring.
pub fn samples(
    description: &Description,
    operation: &Operation,
    credentials: Option<&Credentials>,
    highlighter: &Highlighter,
) -> Vec<Sample> {
    let mut samples: Vec<Sample> = operation.samples.iter().map(|sample| given(sample, highlighter)).collect();
    let brought = |name: &str| samples.iter().any(|sample| sample.language == name);
    let missing: Vec<&Language> = LANGUAGES.iter().filter(|language| !brought(language.name)).collect();
    if !missing.is_empty() {
        let request = Request::of(description, operation, credentials);
        let call = Call::of(&request);
        samples.extend(missing.into_iter().map(|language| ours(language, &call)));
    }
    samples
}

/// Our samples of a request, whatever a file brings.
pub fn write(request: &Request) -> Vec<Sample> {
    let call = Call::of(request);
    LANGUAGES.iter().map(|language| ours(language, &call)).collect()
}

fn ours(language: &Language, call: &Call<'_>) -> Sample {
    let code = (language.write)(call);
    let html = code.html();
    Sample { language: language.name.to_owned(), label: language.label.to_owned(), html, text: code.into_text() }
}

fn given(sample: &CodeSample, highlighter: &Highlighter) -> Sample {
    let written = sample.language.trim();
    let language = code::language(written).map_or(written, |language| language.name);
    let named = || LANGUAGES.iter().find(|known| known.name == language).map_or(written, |known| known.label);
    let label = sample.label.as_deref().filter(|label| !label.trim().is_empty()).unwrap_or_else(named);
    let text = sample.source.trim_end().to_owned();
    let html = highlighter.highlight(language, &text).to_string();
    Sample { language: language.to_owned(), label: label.to_owned(), html, text }
}
