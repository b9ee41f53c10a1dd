//! Ruby with `net/http`. Must not need a gem.

use super::Call;
use super::quote::double_ruby as quote;
use crate::render::reference::code::Code;
use crate::render::reference::literal::{self, Syntax, unquoted};
use crate::render::reference::request::{Part, PartValue, Payload};

const VALUES: Syntax = Syntax {
    object: ("{", "}"),
    colon: " => ",
    words: ["true", "false", "nil"],
    string: |code, raw, _| {
        code.string(&quote(&unquoted(raw)));
    },
    indent: "  ",
};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    if matches!(request.body, Some(Payload::Json { .. })) {
        code.function("require").plain(" ").string("\"json\"").plain("\n");
    }
    code.function("require").plain(" ").string("\"net/http\"").plain("\n\nuri ").operator("=").plain(" ");
    code.function("URI").plain("(").string(&quote(&call.url)).plain(")\nrequest ").operator("=").plain(" ");
    match request.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => {
            let (first, rest) = request.method.split_at(1);
            code.kind(&format!("Net::HTTP::{first}{}", rest.to_lowercase()))
                .plain(".")
                .function("new")
                .plain("(uri)\n");
        }
        method => {
            code.kind("Net::HTTPGenericRequest").plain(".").function("new").plain("(").string(&quote(method));
            code.plain(", ").number("true").plain(", ").number("true").plain(", uri)\n");
        }
    }
    let own = match &request.body {
        Some(Payload::Form(pairs)) => sets_form(pairs),
        _ => false,
    };
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let cookie = call.cookie.iter().map(|cookie| ("Cookie", cookie.as_str()));
    let kind = request.content_type().filter(|_| !own).map(|kind| ("Content-Type", kind));
    for (name, value) in headers.chain(cookie).chain(kind) {
        code.plain("request[").string(&quote(name)).plain("] ").operator("=").plain(" ").string(&quote(value));
        code.plain("\n");
    }
    if let Some((user, password)) = &request.basic {
        code.plain("request.").function("basic_auth").plain("(").string(&quote(user)).plain(", ");
        code.string(&quote(password)).plain(")\n");
    }
    if let Some(payload) = &request.body {
        body(&mut code, payload);
    }
    code.plain("\nresponse ").operator("=").plain(" ").kind("Net::HTTP").plain(".").function("start");
    code.plain("(uri.hostname, uri.port, ").property("use_ssl:").plain(" uri.scheme ").operator("==").plain(" ");
    code.string("\"https\"").plain(") ").keyword("do").plain(" |http|\n  http.").function("request");
    code.plain("(request)\n").keyword("end").plain("\n").function("puts").plain(" response.code, response.body");
    code
}

fn sets_form(pairs: &[crate::render::reference::request::Pair]) -> bool {
    !super::has_twins(pairs.iter().map(|pair| pair.name.as_str())) && pairs.iter().all(|pair| pair.is_plain)
}

fn body(code: &mut Code, payload: &Payload) {
    let set = |code: &mut Code| {
        code.plain("request.body ").operator("=").plain(" ");
    };
    match payload {
        Payload::Json { json, .. } => {
            set(code);
            code.kind("JSON").plain(".").function("generate").plain("(");
            literal::write(code, json.as_str(), &VALUES, 0, literal::ALL);
            code.plain(")\n");
        }
        Payload::Form(pairs) if sets_form(pairs) => {
            code.plain("request.").function("set_form_data").plain("({\n");
            for pair in pairs {
                code.plain("  ").string(&quote(&pair.name)).plain(" ").operator("=>").plain(" ");
                code.string(&quote(&pair.value)).plain(",\n");
            }
            code.plain("})\n");
        }
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            set(code);
            code.string(&quote(&raw.join("&"))).plain("\n");
        }
        Payload::Text { text, .. } => {
            set(code);
            code.string(&quote(text)).plain("\n");
        }
        Payload::File { file, .. } => {
            set(code);
            code.kind("File").plain(".").function("binread").plain("(").string(&quote(file)).plain(")\n");
        }
        Payload::Multipart { parts, .. } => {
            code.plain("request.").function("set_form").plain("([\n");
            parts.iter().for_each(|found| part(code, found));
            code.plain("], ").string("\"multipart/form-data\"").plain(")\n");
        }
    }
}

fn part(code: &mut Code, part: &Part) {
    code.plain("  [").string(&quote(&part.name)).plain(", ");
    let file = match &part.value {
        PartValue::Text(text) => {
            code.string(&quote(text));
            None
        }
        PartValue::File(file) => {
            code.kind("File").plain(".").function("open").plain("(").string(&quote(file)).plain(")");
            Some(file)
        }
    };
    let kind = part.content_type.as_ref();
    // Only what has a file name gets a media type; browsers call such a part `blob`.
    let name = file.map(String::as_str).or(kind.map(|_| "blob"));
    let options: Vec<(&str, &str)> = name
        .map(|name| ("filename:", name))
        .into_iter()
        .chain(kind.map(|kind| ("content_type:", kind.as_str())))
        .collect();
    if !options.is_empty() {
        code.plain(", { ");
        for (at, (name, value)) in options.into_iter().enumerate() {
            code.plain(if at == 0 { "" } else { ", " }).property(name).plain(" ").string(&quote(value));
        }
        code.plain(" }");
    }
    code.plain("],\n");
}
