//! `mail` and `webhooks` of `portal.yaml`: whom the published portal tells what happens.

use super::config_sso::secret;
use super::fields::Fields;
use crate::diag::Diagnostic;
use crate::model::notice::{EVENTS, MailServer, Tls, Webhook};

/// `mail`. The sender is `contact` unless it says another.
pub(super) fn mail(fields: &mut Fields<'_, '_>, title: &str, contact: Option<&str>) -> Option<MailServer> {
    let mut fields = fields.fields("mail", "`mail`")?;
    let reader = fields.reader();
    let tls = fields.one_of("tls", &Tls::ALL);
    let port_node = fields.value("port");
    let port = fields.count("port").map(u16::try_from);
    if let (Some(Err(_) | Ok(0)), Some(node)) = (port, port_node) {
        let problem = Diagnostic::error("yaml/value", "`port` is no port, expected 1 to 65535");
        reader.report(problem.at(reader.span(&node.range())));
    }
    let port = port.and_then(Result::ok);
    let tls = tls.unwrap_or(if port == Some(465) { Tls::Implicit } else { Tls::Starttls });
    let mut mail = MailServer {
        host: fields.required("host").unwrap_or_default(),
        port: port.unwrap_or_else(|| tls.port()),
        tls,
        user: fields.string("user"),
        password: secret(&mut fields, "password"),
        from: contact.map(|contact| format!("{} <{contact}>", quoted(title))).unwrap_or_default(),
    };
    let wrong = |name: &'static str, message: &str, hint: &str, fields: &mut Fields<'_, '_>| {
        let Some(node) = fields.value(name) else { return };
        let problem = Diagnostic::error("config/mail", message.to_owned()).at(reader.span(&node.range()));
        reader.report(problem.hint(hint.to_owned()));
    };
    match fields.string("from") {
        Some(from) => {
            if !is_sender(&from) {
                wrong("from", "`from` is no sender", "write `Name <address@example.com>`", &mut fields);
            }
            mail.from = from;
        }
        None if contact.is_none() => drop(fields.required("from")),
        None => {}
    }
    if mail.user.is_some() && tls == Tls::None {
        wrong("user", "a password would be sent in the open", "leave out `tls: none`", &mut fields);
    }
    if mail.user.is_some() != mail.password.is_some() {
        let present = if mail.user.is_some() { "user" } else { "password" };
        wrong(present, "`user` and `password` go together", "write both, or neither", &mut fields);
    }
    fields.finish();
    Some(mail)
}

/// A name as a header has it: in quotes where it has more than letters (RFC 5322, 3.2.4).
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace(['"', '\\'], ""))
}

fn is_sender(text: &str) -> bool {
    let address = match text.rsplit_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    let parts = address.split_once('@');
    let has_parts = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    has_parts && !text.contains(['\r', '\n']) && !address.contains(char::is_whitespace)
}

/// `webhooks`, in the order written.
pub(super) fn webhooks(fields: &mut Fields<'_, '_>) -> Vec<Webhook> {
    let reader = fields.reader();
    let mut webhooks = Vec::new();
    for (key, node) in fields.named("webhooks") {
        let Some(mut fields) = reader.fields(node, "a webhook") else { continue };
        let url = url(&mut fields);
        let events = events(&mut fields);
        if fields.value("secret").is_none() {
            drop(fields.required("secret"));
        }
        let secret = secret(&mut fields, "secret").unwrap_or_default();
        fields.finish();
        webhooks.push(Webhook { name: key.name.to_string(), url, events, secret });
    }
    webhooks
}

fn url(fields: &mut Fields<'_, '_>) -> String {
    let node = fields.value("url");
    let Some(url) = fields.required("url") else { return String::new() };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_url = rest.is_some_and(|rest| !rest.is_empty() && !rest.contains([' ', '@', '#']));
    if let (false, Some(node)) = (is_url, node) {
        let reader = fields.reader();
        let problem = Diagnostic::error("config/url", format!("`{url}` is no address of a webhook"));
        reader.report(problem.at(reader.span(&node.range())).hint("write `https://host/path`; a secret is not in it"));
    }
    url
}

fn events(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let reader = fields.reader();
    let mut found = Vec::new();
    for (event, range) in fields.placed_strings("events") {
        let is_known = match event.strip_suffix('*') {
            Some(begin) => begin.ends_with('.') && EVENTS.iter().any(|known| known.starts_with(begin)),
            None => EVENTS.contains(&event.as_str()),
        };
        if !is_known {
            reader.wrong_value(&range, format!("there is no event `{event}`"), &event, EVENTS.iter().copied());
        }
        found.push(event);
    }
    found
}
