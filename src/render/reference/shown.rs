//! Examples of bodies as pages show them. Must not parse what is given as JSON: it is printed from its text.

use super::example::{self, Direction};
use super::literal::{self, json_html};
use super::request::{Payload, is_streamed, payload};
use super::xml;
use crate::model::description::{Description, Example, Json, Media, SchemaId};
use crate::render::code::Highlighter;

/// One example, ready to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its key in the file; empty where it is the only one or was made.
    pub name: String,
    /// One line.
    pub summary: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Name of the highlighter's language; `text` for none.
    pub language: &'static str,
    /// Highlighted, for the inside of `<code>`; empty where the example lies elsewhere.
    pub html: String,
    /// Where it lies.
    pub external: Option<String>,
    /// Whether it was made from the schema.
    pub is_made: bool,
    /// Whether a part of it is left out.
    pub is_cut: bool,
}

/// The examples of a media type: those that the file gives, else one that is made from the schema.
pub fn examples(
    description: &Description,
    media: &Media,
    direction: Direction,
    highlighter: &Highlighter,
) -> Vec<Shown> {
    let language = language(&media.media_type);
    let given: Vec<Shown> = media
        .examples
        .iter()
        .filter(|example| example.value.is_some() || example.serialized.is_some() || example.external.is_some())
        .map(|example| given(description, media, example, language, highlighter))
        .collect();
    if given.is_empty() { made(description, media, direction, language).into_iter().collect() } else { given }
}

/// An example of a schema, as JSON.
pub fn of_schema(description: &Description, schema: SchemaId) -> Shown {
    let value = example::of_schema(description, schema, "", Direction::Response);
    let (html, is_cut) = json_html(&value.to_string(), literal::PAGE);
    Shown { language: "json", html, is_made: true, is_cut, ..Shown::default() }
}

fn given(
    description: &Description,
    media: &Media,
    example: &Example,
    language: &'static str,
    highlighter: &Highlighter,
) -> Shown {
    let mut shown = Shown {
        name: example.name.clone(),
        summary: example.summary.clone(),
        description: example.description.clone(),
        language,
        external: example.external.clone(),
        ..Shown::default()
    };
    match (&example.serialized, &example.value) {
        (None, Some(json)) if is_structured(json) || language == "json" => {
            structured(&mut shown, description, media, json);
        }
        (Some(text), _) => plain(&mut shown, text, highlighter),
        (None, Some(json)) => plain(&mut shown, &json.plain(), highlighter),
        (None, None) => {}
    }
    shown
}

fn plain(shown: &mut Shown, text: &str, highlighter: &Highlighter) {
    let end = (0..=text.len().min(literal::PAGE.bytes)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    shown.html = highlighter.highlight(shown.language, &text[..end]).to_string();
    shown.is_cut = end < text.len();
    if shown.is_cut {
        let lines = text[end..].lines().count().max(1);
        shown.html.push_str(&format!("\n<i class=c>… {lines} more {}</i>", if lines == 1 { "line" } else { "lines" }));
    }
}

fn made(description: &Description, media: &Media, direction: Direction, language: &'static str) -> Option<Shown> {
    let json = example::made(description, media, direction)?;
    let mut shown = Shown { language, is_made: true, ..Shown::default() };
    if matches!(language, "json" | "xml") || is_structured(&json) {
        structured(&mut shown, description, media, &json);
        return Some(shown);
    }
    let Some(Payload::Text { text, .. }) = payload(description, media) else { return None };
    let mut code = super::code::Code::new();
    code.plain(&text);
    shown.html = code.html();
    Some(shown)
}

fn is_structured(json: &Json) -> bool {
    json.as_str().starts_with(['{', '['])
}

/// Lists and objects in XML where that is the media type, else in JSON.
fn structured(shown: &mut Shown, description: &Description, media: &Media, json: &Json) {
    if shown.language == "xml" {
        shown.html = xml::code(description, media.schema, &json.value()).html();
        return;
    }
    shown.language = "json";
    (shown.html, shown.is_cut) = json_html(json.as_str(), literal::PAGE);
}

/// The highlighter's language of a media type.
fn language(media_type: &str) -> &'static str {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let name = essence.rsplit(['/', '+']).next().unwrap_or_default();
    match name {
        "json" | "*" => "json",
        "xml" => "xml",
        "html" => "html",
        "yaml" | "x-yaml" => "yaml",
        "javascript" => "javascript",
        "css" => "css",
        _ if is_streamed(&essence) => "json",
        _ => "text",
    }
}
