//! The gallery of mails: every template as every sample customer gets it. Must not render mails itself.

use std::fmt::Write as _;

use axum::http::{StatusCode, Uri};

use super::overlay::{escape, overlay};
use super::reply::Reply;
use crate::model::Persona;
use crate::render::email::{self, Mail};
use crate::site::Snapshot;

/// Mails are made of tables and inline styles: their own policy lets these in, and nothing else.
const MAIL_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-popups; frame-ancestors 'self'";
/// A page that frames a mail.
const FRAME_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page below `/_portal/emails`: the list, a mail, or the HTML part of one.
pub(super) fn page(snapshot: &Snapshot, path: &str, uri: &Uri) -> Option<Reply> {
    let rest = path.strip_prefix("emails")?.trim_matches('/');
    if rest.is_empty() {
        return Some(list(snapshot));
    }
    let (name, is_part) = rest.strip_suffix("/html").map_or((rest, false), |name| (name, true));
    let template = snapshot.site().emails.get(name)?;
    let personas = &snapshot.site().personas;
    let asked = uri.query().and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("persona=")));
    let (persona, values) = asked
        .and_then(|asked| personas.get_key_value(asked))
        .or_else(|| personas.iter().next())
        .map_or(("nobody", Persona::default()), |(name, persona)| (name.as_str(), persona.clone()));
    Some(match email::sample(snapshot.site(), snapshot.templates(), snapshot.host(), template, &values) {
        Ok(mail) if is_part => {
            Reply::new(StatusCode::OK, "text/html; charset=utf-8", mail.html.into_bytes()).with_policy(MAIL_POLICY)
        }
        Ok(mail) => Reply::page(StatusCode::OK, &escape(name), &shown(snapshot, name, persona, &mail))
            .with_policy(FRAME_POLICY)
            .live(""),
        Err(problems) => {
            let body =
                format!("<main><p><a href=\"/_portal/emails\">All mails</a></p><h1>{}</h1></main>", escape(name));
            Reply::page(StatusCode::INTERNAL_SERVER_ERROR, &escape(name), &body)
                .live(&overlay(&problems.iter().collect::<Vec<_>>()))
        }
    })
}

fn list(snapshot: &Snapshot) -> Reply {
    let mut rows = String::new();
    for (name, template) in &snapshot.site().emails {
        let choices = choices(snapshot, name, None);
        let _ = write!(
            rows,
            "<tr><th scope=\"row\"><a href=\"/_portal/emails/{0}\">{0}</a><p>{1}</p></th><td>{2}</td></tr>",
            escape(name),
            escape(&template.description),
            choices,
        );
    }
    let body = format!(
        "<main><h1>Mails</h1><table><caption>What the portal sends, as each sample customer gets it</caption>\
         <thead><tr><th scope=\"col\">Mail</th><th scope=\"col\">Seen as</th></tr></thead>\
         <tbody>{rows}</tbody></table></main>"
    );
    Reply::page(StatusCode::OK, "Mails", &body).live("")
}

fn shown(snapshot: &Snapshot, name: &str, persona: &str, mail: &Mail) -> String {
    let choices = choices(snapshot, name, Some(persona));
    let (name, persona) = (escape(name), escape(persona));
    format!(
        "<main><p><a href=\"/_portal/emails\">All mails</a></p><h1>{name}</h1>{choices}\
         <dl><dt>Subject</dt><dd>{}</dd></dl>\
         <h2>HTML</h2><iframe title=\"HTML part of the mail\" sandbox=\"allow-popups\" src=\"/_portal/emails/{name}/html?persona={persona}\"></iframe>\
         <h2>Text</h2><pre tabindex=\"0\">{}</pre></main>",
        escape(&mail.subject),
        escape(&mail.text),
    )
}

/// Links to the same mail as other customers get it.
fn choices(snapshot: &Snapshot, name: &str, current: Option<&str>) -> String {
    let mut links = String::from("<ul class=\"choices\">");
    for persona in snapshot.site().personas.keys() {
        let here = if current == Some(persona.as_str()) { " aria-current=\"page\"" } else { "" };
        let (name, persona) = (escape(name), escape(persona));
        let _ = write!(
            links,
            "<li><a href=\"/_portal/emails/{name}?persona={persona}\" aria-label=\"{name} as {persona}\"{here}>{persona}</a></li>"
        );
    }
    links + "</ul>"
}
