//! E-mails: a template and a customer to subject, text part and HTML part. Must not send anything.

mod letters;
mod variables;

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::escape;
use super::filters::Host;
use super::templates::{Templates, diagnostic};
use crate::diag::{Diagnostic, Source, Span};
use crate::input;
use crate::liquid::{Error, Map as Globals, RenderOptions, Template, Value};
use crate::model::{EmailTemplate, Persona, Programme, Site};

pub use letters::{Letterhead, Letters};
pub use variables::variables;

/// A mail as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One line: never holds a line break, so that no value can add a header (RFC 5322, section 2.2).
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
}

/// The layout around plain text, where the theme or the site has one.
const TEXT_LAYOUT: &str = "email_text";
/// The layout around HTML, where the theme or the site has one.
const HTML_LAYOUT: &str = "email_html";
/// The layouts around mails.
pub(super) const FRAMES: [&str; 2] = [TEXT_LAYOUT, HTML_LAYOUT];

/// Renders a mail with the values of one customer.
///
/// # Errors
/// Every problem of its parts, and a subject that comes out with a line break.
pub fn render(
    head: &Letterhead,
    templates: &Templates,
    host: &Host,
    email: &EmailTemplate,
    values: &Map<String, Json>,
) -> Result<Mail, Vec<Diagnostic>> {
    let press = Press { head, templates, host, values };
    let mut problems = Vec::new();
    let subject = press.subject(email).map_err(|found| problems.extend(found)).ok();
    let text = press.plain(&email.text).map_err(|found| problems.extend(found)).ok();
    let html = match (&email.html, &text) {
        (Some(part), _) => press.html(part).map_err(|found| problems.extend(found)).ok(),
        (None, text) => text.as_deref().map(paragraphs),
    };
    let (Some(subject), Some(text), Some(html)) = (subject, text, html) else { return Err(problems) };
    Ok(Mail {
        text: press.framed(TEXT_LAYOUT, &subject, text, true).map_err(one)?,
        html: press.framed(HTML_LAYOUT, &subject, html, false).map_err(one)?,
        subject,
    })
}

/// Renders a mail as a sample customer gets it.
///
/// # Errors
/// As [`render`].
pub fn sample(
    site: &Site,
    templates: &Templates,
    host: &Host,
    email: &EmailTemplate,
    persona: &Persona,
) -> Result<Mail, Vec<Diagnostic>> {
    let head = Letterhead::of(&site.config);
    let programme = Programme::of(&site.config.apis, &site.config.plans);
    render(&head, templates, host, email, &variables(&head, &programme, persona))
}

struct Press<'m> {
    head: &'m Letterhead,
    templates: &'m Templates,
    host: &'m Host,
    values: &'m Map<String, Json>,
}

impl Press<'_> {
    fn subject(&self, email: &EmailTemplate) -> Result<String, Vec<Diagnostic>> {
        let source = Source::new(email.text.0.name(), email.subject.as_str());
        let place = || input::locate(&email.text.0, "/subject").unwrap_or_else(|| Span::file(&email.text.0));
        let at_subject = |mut found: Diagnostic| {
            found.span = Some(place());
            found
        };
        let template = self
            .templates
            .plain(&source, 0..email.subject.len())
            .map_err(|errors| errors.iter().map(|error| at_subject(diagnostic(error))).collect::<Vec<_>>())?;
        let subject = self.evaluate(&template, None).map_err(|error| vec![at_subject(diagnostic(&error))])?;
        if subject.contains(['\r', '\n']) {
            let found = Diagnostic::error(
                "email/header",
                format!("the subject of `{}` comes out with a line break", email.name),
            );
            return Err(vec![found.at(place()).hint("a value in it has one; `strip_newlines` takes it out")]);
        }
        Ok(subject)
    }

    fn plain(&self, part: &(Arc<Source>, usize)) -> Result<String, Vec<Diagnostic>> {
        self.part(self.templates.plain(&part.0, part.1..part.0.text().len()))
    }

    fn html(&self, part: &(Arc<Source>, usize)) -> Result<String, Vec<Diagnostic>> {
        self.part(self.templates.page(&part.0, part.1..part.0.text().len()))
    }

    fn part(&self, template: Result<Template, Vec<Error>>) -> Result<String, Vec<Diagnostic>> {
        let template = template.map_err(|errors| errors.iter().map(diagnostic).collect::<Vec<_>>())?;
        self.evaluate(&template, None).map_err(|error| one(diagnostic(&error)))
    }

    fn framed(&self, layout: &str, subject: &str, content: String, is_plain: bool) -> Result<String, Diagnostic> {
        let Some(layout) = self.templates.layout(layout) else { return Ok(content) };
        let template = if is_plain {
            // Layouts are read for HTML; a frame of plain text must not escape what it frames.
            self.templates.plain(&layout.source, layout.body..layout.source.text().len())
        } else {
            layout.template.clone()
        };
        let template = template.map_err(|errors| {
            errors.first().map_or_else(|| Diagnostic::error("email/layout", "the layout cannot be read"), diagnostic)
        })?;
        self.evaluate(&template, Some((subject, &content))).map_err(|error| diagnostic(&error))
    }

    fn evaluate(&self, template: &Template, frame: Option<(&str, &str)>) -> Result<String, Error> {
        let mut globals: Globals<'_> =
            self.values.iter().map(|(name, value)| (name.as_str(), Value::from(value))).collect();
        let brand: Globals<'_> = [
            ("brand", Value::View(&self.head.brand)),
            ("title", Value::str(&self.head.title)),
            ("url", Value::str(&self.head.url)),
            ("language", Value::str(&self.head.language)),
            ("contact", super::views::text(&self.head.contact)),
        ]
        .into_iter()
        .collect();
        globals.insert(crate::liquid::Text::borrowed("site"), Value::map(brand));
        if let Some((subject, content)) = frame {
            globals.insert(crate::liquid::Text::borrowed("subject"), Value::str(subject));
            globals.insert(crate::liquid::Text::borrowed("content"), Value::html_str(content));
        }
        let options = RenderOptions { partials: self.templates, host: Some(self.host), ..RenderOptions::default() };
        template.render(&globals, &options)
    }
}

fn one(found: Diagnostic) -> Vec<Diagnostic> {
    vec![found]
}

/// Plain text as HTML: paragraphs at empty lines, line breaks kept, addresses as links.
fn paragraphs(text: &str) -> String {
    let mut html = String::new();
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let lines: Vec<String> =
            paragraph.lines().map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" ")).collect();
        html.push_str(&format!("<p>{}</p>\n", lines.join("<br>\n")));
    }
    html
}

fn word(word: &str) -> String {
    let mut escaped = String::new();
    if !word.starts_with("https://") && !word.starts_with("http://") {
        escape::text(&mut escaped, word);
        return escaped;
    }
    let address = word.trim_end_matches(['.', ',', ')', ';']);
    escape::attribute(&mut escaped, address);
    format!("<a href=\"{escaped}\">{escaped}</a>{}", &word[address.len()..])
}
