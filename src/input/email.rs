//! E-mail templates: the site's before the theme's, by the system names of 3scale.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::mails::KNOWN;
use super::reader::Reader;
use super::text;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{EmailTemplate, Origin};
use crate::tree::{Node, yaml};

/// One file below `emails/`.
#[derive(Debug, Clone)]
pub(super) struct EmailFile {
    name: String,
    is_html: bool,
    source: Arc<Source>,
    body: usize,
    subject: Option<String>,
    from: Option<String>,
    reply_to: Option<String>,
    description: Option<String>,
    variables: Vec<String>,
}

/// System name and whether it is the HTML part; `None` for what is no template.
fn name(path: &str) -> Option<(&str, bool)> {
    let html = path.strip_suffix(".html.liquid").map(|name| (name, true));
    let text = || path.strip_suffix(".text.liquid").or_else(|| path.strip_suffix(".liquid"));
    html.or_else(|| text().map(|name| (name, false)))
}

/// Reads one file; `path` is relative to `emails/`.
pub(super) fn read(source: &Arc<Source>, path: &str, problems: &mut Vec<Diagnostic>) -> Option<EmailFile> {
    let Some((name, is_html)) = name(path) else {
        let problem = Diagnostic::warning("email/name", format!("`emails/{path}` is no mail template"))
            .at(Span::file(source))
            .hint("call it `<system name>.text.liquid`, and its HTML part `<system name>.html.liquid`");
        problems.push(problem);
        return None;
    };
    let parts = match text::split(source.text()) {
        Ok(parts) => parts,
        Err(place) => {
            let problem = Diagnostic::error("front-matter/unclosed", "this front matter is never closed")
                .at(Span::new(source, place))
                .hint("end it with a line of three dashes: `---`");
            problems.push(problem);
            return None;
        }
    };
    let mut file = EmailFile {
        name: name.to_owned(),
        is_html,
        source: Arc::clone(source),
        body: parts.body,
        subject: None,
        from: None,
        reply_to: None,
        description: None,
        variables: Vec::new(),
    };
    if let Some(root) = parts.front.and_then(|range| yaml::parse(source, range, problems)) {
        let reader = Reader::new(source);
        if let Some(mut fields) = reader.fields(&root, "the front matter of a mail") {
            for (header, value) in
                [("subject", &mut file.subject), ("from", &mut file.from), ("reply_to", &mut file.reply_to)]
            {
                *value = fields.value(header).and_then(|node| {
                    let text = reader.text(node, header)?;
                    single_line(&reader, header, &text, node);
                    Some(text)
                });
            }
            file.description = fields.string("description");
            file.variables = fields.strings("variables");
            fields.finish();
        }
        problems.append(&mut reader.into_problems());
    }
    Some(file)
}

/// A line break in a header would let a template write further headers.
fn single_line(reader: &Reader<'_>, header: &str, text: &str, node: &Node<'_>) {
    if text.contains(['\r', '\n']) {
        let problem = Diagnostic::error("email/header", format!("the `{header}` of a mail has a line break"))
            .at(reader.span(&node.range()))
            .hint("write it on one line; a folded block `>-` joins lines");
        reader.report(problem);
    }
}

/// Joins the parts of each mail. A site's text part replaces the theme's mail whole: an HTML part that says something
/// else would be worse than none.
pub(super) fn assemble(
    files: Vec<(Origin, EmailFile)>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, EmailTemplate> {
    let mut mails: BTreeMap<String, [Option<EmailFile>; 4]> = BTreeMap::new();
    for (origin, file) in files {
        let slot = usize::from(file.is_html) + if origin == Origin::Site { 2 } else { 0 };
        let slots = mails.entry(file.name.clone()).or_default();
        if let Some(other) = &slots[slot] {
            let message = format!("two files are the same part of the mail `{}`", file.name);
            let problem = Diagnostic::error("email/collision", message)
                .at(Span::file(&file.source))
                .label(Span::file(&other.source), "the other one");
            problems.push(problem.hint("keep one of the two"));
        }
        slots[slot] = Some(file);
    }
    let names: Vec<String> = mails.keys().cloned().collect();
    let is_themes = |slots: &[Option<EmailFile>; 4]| slots[0].is_some();
    let known: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
    let mut found = BTreeMap::new();
    for name in names {
        let Some(slots) = mails.remove(&name) else { continue };
        let is_known = known.contains(&name.as_str()) || is_themes(&slots);
        let [theme_text, theme_html, site_text, site_html] = slots;
        if let (false, Some(file)) = (is_known, site_text.as_ref().or(site_html.as_ref())) {
            let problem = Diagnostic::warning("email/unknown", format!("the portal sends no mail `{name}`"))
                .at(Span::file(&file.source))
                .suggest(&name, known.iter().copied());
            problems.push(if problem.hints.is_empty() {
                problem.hint("`portal email list` shows every name")
            } else {
                problem
            });
        }
        let html = site_html.or(if site_text.is_some() { None } else { theme_html });
        match (site_text, theme_text) {
            (None, None) => {
                if let Some(html) = html {
                    let problem = Diagnostic::error("email/text", format!("the mail `{name}` has no text part"))
                        .at(Span::file(&html.source))
                        .hint(format!("write `emails/{name}.text.liquid`"));
                    problems.push(problem);
                }
            }
            (text, fallback) => {
                if let Some(mail) = join(text, fallback, html, problems) {
                    found.insert(name, mail);
                }
            }
        }
    }
    found
}

/// One mail from its text part (with the theme's for what it leaves out) and its HTML part.
fn join(
    site: Option<EmailFile>,
    theme: Option<EmailFile>,
    html: Option<EmailFile>,
    problems: &mut Vec<Diagnostic>,
) -> Option<EmailTemplate> {
    let (text, fallback) = match (site, theme) {
        (Some(site), theme) => (site, theme),
        (None, theme) => (theme?, None),
    };
    let known = KNOWN.iter().find(|(name, _)| *name == text.name).map_or(&[][..], |(_, variables)| variables);
    let from_theme = |pick: fn(&EmailFile) -> Option<String>| fallback.as_ref().and_then(pick);
    let subject = text.subject.clone().or_else(|| from_theme(|file| file.subject.clone()));
    if subject.is_none() {
        let problem = Diagnostic::error("email/subject", format!("the mail `{}` has no subject", text.name))
            .at(Span::file(&text.source))
            .hint("add front matter with `subject: …`");
        problems.push(problem);
    }
    let variables = if text.variables.is_empty() {
        known.iter().map(|name| (*name).to_owned()).collect()
    } else {
        text.variables.clone()
    };
    Some(EmailTemplate {
        subject: subject?,
        from: text.from.clone().or_else(|| from_theme(|file| file.from.clone())),
        reply_to: text.reply_to.clone().or_else(|| from_theme(|file| file.reply_to.clone())),
        description: text
            .description
            .clone()
            .or_else(|| from_theme(|file| file.description.clone()))
            .unwrap_or_default(),
        variables,
        text: (Arc::clone(&text.source), text.body),
        html: html.map(|file| (file.source, file.body)),
        name: text.name,
    })
}
