//! Python with `requests`. Must not need more than Python 3.8.

use super::Call;
use super::quote::double;
use crate::render::reference::code::Code;
use crate::render::reference::literal::{self, Syntax, unquoted};
use crate::render::reference::request::{Pair, Part, PartValue, Payload};

const VALUES: Syntax = Syntax {
    object: ("{", "}"),
    colon: ": ",
    words: ["True", "False", "None"],
    string: |code, raw, _| {
        code.string(&double(&unquoted(raw)));
    },
    indent: "    ",
};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    code.keyword("import").plain(" requests\n\nresponse ").operator("=").plain(" requests.");
    match request.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" => {
            code.function(&request.method.to_lowercase()).plain("(\n    ");
        }
        method => {
            code.function("request").plain("(\n    ").string(&double(method)).plain(",\n    ");
        }
    }
    let params = request.query.iter().all(|pair| pair.is_plain) && !request.query.is_empty();
    code.string(&double(if params { &call.place } else { &call.url })).plain(",\n");
    if params {
        argument(&mut code, "params");
        pairs(&mut code, &request.query);
    }
    headers(&mut code, call);
    if let Some((user, password)) = &request.basic {
        argument(&mut code, "auth");
        code.plain("(").string(&double(user)).plain(", ").string(&double(password)).plain("),\n");
    }
    if request.certificate {
        argument(&mut code, "cert");
        code.plain("(").string("\"client.pem\"").plain(", ").string("\"client-key.pem\"").plain("),\n");
    }
    if let Some(payload) = &request.body {
        body(&mut code, payload);
    }
    code.plain(")\n").function("print").plain("(response.status_code, response.text)");
    code
}

fn argument(code: &mut Code, name: &str) {
    code.plain("    ").variable(name).operator("=");
}

/// A dictionary, or a list of pairs where a name stands twice.
fn pairs(code: &mut Code, pairs: &[Pair]) {
    let several = super::has_twins(pairs.iter().map(|pair| pair.name.as_str()));
    let (open, between, close, end) = if several { ("[", ", ", ")", "]") } else { ("{", ": ", "", "}") };
    code.plain(open).plain("\n");
    for pair in pairs {
        code.plain(if several { "        (" } else { "        " }).string(&double(&pair.name));
        code.plain(between).string(&double(&pair.value)).plain(close).plain(",\n");
    }
    code.plain("    ").plain(end).plain(",\n");
}

fn headers(code: &mut Code, call: &Call<'_>) {
    let request = call.request;
    let mut headers: Vec<(&str, &str)> = Vec::new();
    headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    headers.extend(call.cookie.iter().map(|cookie| ("Cookie", cookie.as_str())));
    let own = match &request.body {
        Some(Payload::Json { media_type, .. }) => media_type == "application/json",
        Some(Payload::Form(pairs)) => pairs.iter().all(|pair| pair.is_plain),
        _ => false,
    };
    headers.extend(request.content_type().filter(|_| !own).map(|kind| ("Content-Type", kind)));
    if headers.is_empty() {
        return;
    }
    argument(code, "headers");
    code.plain("{\n");
    for (name, value) in headers {
        code.plain("        ").string(&double(name)).plain(": ").string(&double(value)).plain(",\n");
    }
    code.plain("    },\n");
}

fn body(code: &mut Code, payload: &Payload) {
    match payload {
        Payload::Json { json, .. } => {
            argument(code, "json");
            literal::write(code, json.as_str(), &VALUES, 1, literal::ALL);
            code.plain(",\n");
        }
        Payload::Form(list) if list.iter().all(|pair| pair.is_plain) => {
            argument(code, "data");
            pairs(code, list);
        }
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            argument(code, "data");
            code.string(&double(&raw.join("&"))).plain(",\n");
        }
        Payload::Text { text, .. } => {
            argument(code, "data");
            code.string(&double(text)).plain(".").function("encode").plain("(),\n");
        }
        Payload::File { file, .. } => {
            argument(code, "data");
            open(code, file);
            code.plain(",\n");
        }
        Payload::Multipart { parts, .. } => {
            argument(code, "files");
            code.plain("[\n");
            parts.iter().for_each(|found| part(code, found));
            code.plain("    ],\n");
        }
    }
}

fn part(code: &mut Code, part: &Part) {
    code.plain("        (").string(&double(&part.name)).plain(", (");
    match &part.value {
        PartValue::Text(text) => {
            code.number("None").plain(", ").string(&double(text));
        }
        PartValue::File(file) => {
            code.string(&double(file)).plain(", ");
            open(code, file);
        }
    }
    if let Some(kind) = &part.content_type {
        code.plain(", ").string(&double(kind));
    }
    code.plain(")),\n");
}

fn open(code: &mut Code, file: &str) {
    code.function("open").plain("(").string(&double(file)).plain(", ").string("\"rb\"").plain(")");
}
