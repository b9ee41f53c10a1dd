//! What a description holds, in short: for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::super::summary::count;
use crate::model::Description;
use crate::model::description::{SecurityKind, SecurityScheme};

/// More operations than this are counted by tag, not listed.
const MOST_LISTED: usize = 40;

/// A few lines: title, servers, security, operations by tag.
pub(super) fn human(content: &Description, bundled: usize) -> String {
    let mut text = format!(
        "\x1b[1m{}\x1b[0m {}  \x1b[2m{}\x1b[0m\n",
        line(&content.title),
        line(&content.version),
        line(&content.dialect)
    );
    let servers: Vec<String> = content.servers.iter().map(|server| line(&server.url)).collect();
    let schemes: Vec<String> = content.security_schemes.iter().map(scheme).collect();
    let mut counts = vec![count(content.operations.len(), "operation"), count(content.named.len(), "schema")];
    if !content.webhooks.is_empty() {
        counts.push(count(content.webhooks.len(), "webhook"));
    }
    let mut rows = vec![("servers", list(&servers)), ("security", list(&schemes)), ("contents", counts.join(", "))];
    if bundled > 0 {
        rows.push(("bundled", count(bundled, "file")));
    }
    for (name, value) in rows {
        let _ = writeln!(text, "  \x1b[2m{name:<10}\x1b[0m{value}");
    }
    text.push('\n');
    let is_listed = content.operations.len() <= MOST_LISTED;
    let width = content.operations.iter().map(|operation| operation.path.chars().count()).max().unwrap_or(0).min(44);
    for (at, tag) in content.tags.iter().enumerate() {
        let number = content.operations_of(at).count();
        if number == 0 {
            continue;
        }
        let _ = writeln!(text, "  \x1b[1m{}\x1b[0m  {}", line(&tag.title), count(number, "operation"));
        for (_, operation) in content.operations_of(at).filter(|_| is_listed) {
            let (method, path) = (line(&operation.method), line(&operation.path));
            let deprecated = if operation.deprecated { "  \x1b[33mdeprecated\x1b[0m" } else { "" };
            let summary = line(&operation.summary);
            let row = format!("    \x1b[36m{method:<7}\x1b[0m{path:<width$}  {summary}{deprecated}");
            let _ = writeln!(text, "{}", row.trim_end());
        }
    }
    text
}

fn list(items: &[String]) -> String {
    const MOST: usize = 3;
    match items.len() {
        0 => "none".to_owned(),
        count if count > MOST => format!("{} and {} more", items[..MOST].join(", "), count - MOST),
        _ => items.join(", "),
    }
}

fn scheme(scheme: &SecurityScheme) -> String {
    let kind = match &scheme.kind {
        SecurityKind::ApiKey { location, parameter } => format!("{} parameter {parameter}", location.name()),
        SecurityKind::Http { scheme, .. } => format!("HTTP {scheme}"),
        SecurityKind::OAuth2 { .. } => "OAuth 2".to_owned(),
        SecurityKind::OpenId { .. } => "OpenID Connect".to_owned(),
        SecurityKind::MutualTls => "client certificate".to_owned(),
        SecurityKind::Other(other) => other.clone(),
    };
    line(&format!("{} ({kind})", scheme.name))
}

/// One line without anything that a terminal would obey.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).collect()
}

/// The same for programs.
pub(super) fn json(content: &Description) -> Value {
    let tag = |(at, tag): (usize, &crate::model::description::Tag)| {
        let operations: Vec<Value> = content
            .operations_of(at)
            .map(|(_, one)| json!({ "id": one.id, "method": one.method, "path": one.path, "summary": one.summary, "deprecated": one.deprecated }))
            .collect();
        json!({ "name": tag.name, "operations": operations })
    };
    json!({
        "title": content.title,
        "version": content.version,
        "dialect": content.dialect,
        "servers": content.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>(),
        "security": content.security_schemes.iter().map(|scheme| scheme.name.as_str()).collect::<Vec<_>>(),
        "operations": content.operations.len(),
        "webhooks": content.webhooks.len(),
        "schemas": content.named.len(),
        "tags": content.tags.iter().enumerate().map(tag).collect::<Vec<_>>(),
    })
}
