//! C# with `HttpClient`, as a program of top-level statements. Must not need more than .NET 7.

use super::Call;
use super::quote::{double, is_unseen};
use crate::render::reference::code::Code;
use crate::render::reference::request::{Part, PartValue, Payload};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    for name in namespaces(call) {
        code.keyword("using").plain(" ").plain(name).plain(";\n");
    }
    code.plain("\n").keyword("using var").plain(" client ").operator("=").plain(" ").keyword("new").plain(" ");
    code.kind("HttpClient").plain("();\n").keyword("using var").plain(" request ").operator("=").plain(" ");
    code.keyword("new").plain(" ").kind("HttpRequestMessage").plain("(");
    match request.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => {
            let (first, rest) = request.method.split_at(1);
            code.kind("HttpMethod").plain(".").property(&format!("{first}{}", rest.to_lowercase()));
        }
        method => {
            code.keyword("new").plain(" ").kind("HttpMethod").plain("(").string(&double(method)).plain(")");
        }
    }
    code.plain(", ").string(&double(&call.url)).plain(");\n");
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in headers.chain(call.cookie.iter().map(|cookie| ("Cookie", cookie.as_str()))) {
        code.plain("request.Headers.").function("TryAddWithoutValidation").plain("(").string(&double(name));
        code.plain(", ").string(&double(value)).plain(");\n");
    }
    if let Some((user, password)) = &request.basic {
        code.plain("request.Headers.Authorization ").operator("=").plain(" ").keyword("new").plain(" ");
        code.kind("AuthenticationHeaderValue").plain("(").string("\"Basic\"").plain(", ").kind("Convert").plain(".");
        code.function("ToBase64String").plain("(").kind("Encoding").plain(".UTF8.").function("GetBytes").plain("(");
        code.string(&double(&format!("{user}:{password}"))).plain(")));\n");
    }
    if let Some(payload) = &request.body {
        body(&mut code, call, payload);
    }
    code.plain("\n").keyword("using var").plain(" response ").operator("=").plain(" ").keyword("await");
    code.plain(" client.").function("SendAsync").plain("(request);\n").kind("Console").plain(".");
    code.function("WriteLine").plain("((").kind("int").plain(")response.StatusCode);\n").kind("Console").plain(".");
    code.function("WriteLine").plain("(").keyword("await").plain(" response.Content.");
    code.function("ReadAsStringAsync").plain("());");
    code
}

fn namespaces(call: &Call<'_>) -> Vec<&'static str> {
    let mut names = vec!["System", "System.Net.Http"];
    match &call.request.body {
        None if call.request.basic.is_none() => {}
        None => names.extend(["System.Net.Http.Headers", "System.Text"]),
        Some(payload) => {
            if matches!(payload, Payload::Form(_)) {
                names.push("System.Collections.Generic");
            }
            if matches!(payload, Payload::File { .. } | Payload::Multipart { .. }) {
                names.push("System.IO");
            }
            names.extend(["System.Net.Http.Headers", "System.Text"]);
        }
    }
    names.sort_unstable();
    names
}

fn body(code: &mut Code, call: &Call<'_>, payload: &Payload) {
    code.plain("request.Content ").operator("=").plain(" ").keyword("new").plain(" ");
    match payload {
        Payload::Json { media_type, .. } => text(code, &block(&call.json), media_type),
        Payload::Text { media_type, text: found } => text(code, &double(found), media_type),
        Payload::File { file, media_type } => {
            code.kind("StreamContent").plain("(").kind("File").plain(".").function("OpenRead").plain("(");
            code.string(&double(file)).plain("));\n");
            content_type(code, media_type);
        }
        Payload::Form(pairs) if plain(pairs) => {
            code.kind("FormUrlEncodedContent").plain("(").keyword("new").plain(" ").kind("Dictionary").plain("<");
            code.kind("string").plain(", ").kind("string").plain(">\n{\n");
            for pair in pairs {
                code.plain("    [").string(&double(&pair.name)).plain("] ").operator("=").plain(" ");
                code.string(&double(&pair.value)).plain(",\n");
            }
            code.plain("});\n");
        }
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            text(code, &double(&raw.join("&")), "application/x-www-form-urlencoded");
        }
        Payload::Multipart { parts, .. } => {
            code.kind("MultipartFormDataContent").plain("\n{\n");
            parts.iter().for_each(|found| part(code, found));
            code.plain("};\n");
        }
    }
}

fn plain(pairs: &[crate::render::reference::request::Pair]) -> bool {
    !super::has_twins(pairs.iter().map(|pair| pair.name.as_str())) && pairs.iter().all(|pair| pair.is_plain)
}

/// A text with its media type; one with parameters has to be parsed.
fn text(code: &mut Code, literal: &str, media_type: &str) {
    code.kind("StringContent").plain("(").string(literal).plain(", ").kind("Encoding").plain(".UTF8");
    if media_type.contains(';') {
        code.plain(");\n");
        content_type(code, media_type);
    } else {
        code.plain(", ").string(&double(media_type)).plain(");\n");
    }
}

fn content_type(code: &mut Code, media_type: &str) {
    code.plain("request.Content.Headers.ContentType ").operator("=").plain(" ").kind("MediaTypeHeaderValue");
    code.plain(".").function("Parse").plain("(").string(&double(media_type)).plain(");\n");
}

fn part(code: &mut Code, part: &Part) {
    code.plain("    { ").keyword("new").plain(" ");
    match &part.value {
        PartValue::Text(text) => {
            code.kind("StringContent").plain("(").string(&double(text)).plain(")");
        }
        PartValue::File(file) => {
            code.kind("StreamContent").plain("(").kind("File").plain(".").function("OpenRead").plain("(");
            code.string(&double(file)).plain("))");
        }
    }
    if let Some(kind) = &part.content_type {
        code.plain(" { Headers ").operator("=").plain(" { ContentType ").operator("=").plain(" ");
        code.kind("MediaTypeHeaderValue").plain(".").function("Parse").plain("(").string(&double(kind)).plain(") } }");
    }
    code.plain(", ").string(&double(&part.name));
    if let PartValue::File(file) = &part.value {
        code.plain(", ").string(&double(file));
    }
    code.plain(" },\n");
}

/// A raw string, where lines stay lines: its quotes are more than any run of quotes within.
fn block(text: &str) -> String {
    if !text.contains('\n') || text.chars().any(|char| char != '\n' && is_unseen(char)) {
        return double(text);
    }
    let longest = text.split(|char| char != '"').map(str::len).max().unwrap_or(0);
    let quotes = "\"".repeat((longest + 1).max(3));
    let mut out = quotes.clone();
    for line in text.split('\n') {
        out.push_str("\n    ");
        out.push_str(line);
    }
    out.push_str("\n    ");
    out.push_str(&quotes);
    out
}
