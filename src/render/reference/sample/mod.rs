//! Code samples of an operation: those that its file brings, and ours in eight languages.
//! Must not decide what a request is; each language only writes it.

mod curl;

use super::code::Code;
use super::request::Request;
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
    write: fn(&Request) -> Code,
}

/// In the order of the tabs.
const LANGUAGES: [Language; 1] = [Language { name: "bash", label: "curl", write: curl::write }];

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
        samples.extend(missing.into_iter().map(|language| ours(language, &request)));
    }
    samples
}

/// Our samples of a request, whatever a file brings.
pub fn write(request: &Request) -> Vec<Sample> {
    LANGUAGES.iter().map(|language| ours(language, request)).collect()
}

fn ours(language: &Language, request: &Request) -> Sample {
    let code = (language.write)(request);
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
