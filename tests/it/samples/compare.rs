//! Whether a request that arrived is the one that was described.

use portal::render::reference::request::{Pair, PartValue, Payload, Request, decode};
use serde_json::Value;

use super::echo::Arrived;

/// The content of every file that samples send.
pub const FILE: &[u8] = b"\x89PNG\r\n\x1a\n\0 a file\xff\n";

/// What differs, in words; nothing where all is as described.
pub fn differences(expected: &Request, arrived: &Arrived) -> Vec<String> {
    let mut found = Vec::new();
    let mut same = |what: &str, left: String, right: String| {
        if left != right {
            found.push(format!("{what}: described {left:?}, arrived {right:?}"));
        }
    };
    same("method", expected.method.clone(), arrived.method.clone());
    let (path, query) = arrived.target.split_once('?').unwrap_or((&arrived.target, ""));
    let base = expected.base.splitn(4, '/').nth(3).unwrap_or_default();
    // Clients may encode more or less than they are given, as long as the path means the same.
    let steps = |path: &str| path.split('/').map(decode).collect::<Vec<_>>();
    same("path", format!("{:?}", steps(&format!("/{base}{}", expected.path))), format!("{:?}", steps(path)));
    same("query", format!("{:?}", described(&expected.query)), format!("{:?}", pairs(query)));
    for (name, value) in &expected.headers {
        same(name, format!("{value:?}"), format!("{:?}", arrived.header(name).unwrap_or("(none)")));
    }
    same("cookies", format!("{:?}", expected.cookie()), format!("{:?}", arrived.header("cookie").map(str::to_owned)));
    if expected.basic.is_some() {
        let encoded = "Basic WU9VUl9VU0VSTkFNRTpZT1VSX1BBU1NXT1JE";
        same("authorization", encoded.to_owned(), arrived.header("authorization").unwrap_or_default().to_owned());
    }
    match &expected.body {
        None => same("body", String::new(), String::from_utf8_lossy(&arrived.body).into_owned()),
        Some(payload) => body(expected, payload, arrived, &mut same),
    }
    found
}

fn described(pairs: &[Pair]) -> Vec<(String, String)> {
    pairs.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let plain = |text: &str| decode(&text.replace('+', " "));
    let pair = |raw: &str| {
        let (name, value) = raw.split_once('=').unwrap_or((raw, ""));
        (plain(name), plain(value))
    };
    text.split('&').filter(|raw| !raw.is_empty()).map(pair).collect()
}

fn body(request: &Request, payload: &Payload, arrived: &Arrived, same: &mut dyn FnMut(&str, String, String)) {
    let text = String::from_utf8_lossy(&arrived.body).into_owned();
    let kind = arrived.header("content-type").unwrap_or("(none)").to_lowercase().replace("; ", ";");
    if let Some(expected) = request.content_type() {
        // A charset may be added, never another type.
        let expected = expected.to_lowercase().replace("; ", ";");
        let kind = if kind.starts_with(&format!("{expected};charset")) { expected.clone() } else { kind.clone() };
        same("content type", expected, kind);
    }
    match payload {
        Payload::Json { json, .. } => {
            let arrived = serde_json::from_str::<Value>(&text).map_or_else(|_| text.clone(), |value| sorted(&value));
            same("JSON", sorted(&json.value()), arrived);
        }
        Payload::Form(expected) => same("form", format!("{:?}", described(expected)), format!("{:?}", pairs(&text))),
        Payload::Text { text: expected, .. } => same("text", expected.clone(), text),
        Payload::File { .. } => same("file", format!("{FILE:?}"), format!("{:?}", arrived.body)),
        Payload::Multipart { parts, .. } => {
            let arrived = multipart(&arrived.body, arrived.header("content-type").unwrap_or_default());
            same("parts", parts.len().to_string(), arrived.len().to_string());
            for (part, mut found) in parts.iter().zip(arrived) {
                // Forms end their lines with CR and LF, says HTML, and some clients see to it.
                found.content = String::from_utf8(found.content.clone())
                    .map_or(found.content.clone(), |text| text.replace("\r\n", "\n").into_bytes());
                let (content, file) = match &part.value {
                    PartValue::Text(text) => (text.as_bytes(), None),
                    PartValue::File(file) => (FILE, Some(file.clone())),
                };
                same("part", part.name.clone(), found.name.clone());
                same(
                    &part.name,
                    format!("{:?}", String::from_utf8_lossy(content)),
                    format!("{:?}", String::from_utf8_lossy(&found.content)),
                );
                if file.is_some() {
                    same("file name", format!("{file:?}"), format!("{:?}", found.file));
                }
                if let Some(kind) = &part.content_type {
                    same("part's type", format!("{:?}", Some(kind)), format!("{:?}", found.kind.as_ref()));
                }
            }
        }
    }
}

/// Objects are equal whatever the order of their keys.
fn sorted(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

#[derive(Debug, Default)]
struct Found {
    name: String,
    file: Option<String>,
    kind: Option<String>,
    content: Vec<u8>,
}

fn multipart(body: &[u8], content_type: &str) -> Vec<Found> {
    let Some((_, boundary)) = content_type.split_once("boundary=") else { return Vec::new() };
    let mark = format!("--{}", boundary.trim_matches('"'));
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(at) = position(rest, mark.as_bytes()) {
        let after = &rest[at + mark.len()..];
        let Some(end) = position(after, mark.as_bytes()) else { break };
        parts.push(part(&after[..end]));
        rest = after;
    }
    parts
}

fn part(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let Some(end) = position(bytes, b"\r\n\r\n") else { return found };
    for line in String::from_utf8_lossy(&bytes[..end]).lines() {
        let (name, value) = line.split_once(':').unwrap_or_default();
        match name.to_lowercase().as_str() {
            "content-disposition" => {
                for field in value.split(';').skip(1) {
                    let (name, value) = field.split_once('=').unwrap_or_default();
                    let value = value.trim_matches('"').to_owned();
                    match name.trim() {
                        "name" => found.name = value,
                        "filename" => found.file = Some(value),
                        _ => {}
                    }
                }
            }
            "content-type" => found.kind = Some(value.trim().to_owned()),
            _ => {}
        }
    }
    let content = &bytes[end + 4..];
    found.content = content.strip_suffix(b"\r\n").unwrap_or(content).to_vec();
    found
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
