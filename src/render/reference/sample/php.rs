//! PHP with its curl extension. Must not need more than PHP 8.1.

use super::Call;
use super::quote::single_php as quote;
use crate::render::reference::code::Code;
use crate::render::reference::request::{Pair, Part, PartValue, Payload};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    code.meta("<?php").plain("\n\n");
    if matches!(request.body, Some(Payload::Json { .. })) {
        // A line of JSON never begins with a word that could end the text.
        code.variable("$body").plain(" ").operator("=").plain(" ");
        code.string(&format!("<<<'JSON'\n{}\nJSON", call.json)).plain(";\n\n");
    }
    code.variable("$curl").plain(" ").operator("=").plain(" ").function("curl_init").plain("(");
    code.string(&quote(&call.url)).plain(");\n").function("curl_setopt_array").plain("(").variable("$curl");
    code.plain(", [\n");
    option(&mut code, "CURLOPT_RETURNTRANSFER").number("true").plain(",\n");
    match request.method.as_str() {
        "GET" if request.body.is_none() => {}
        "HEAD" => {
            option(&mut code, "CURLOPT_NOBODY").number("true").plain(",\n");
        }
        method => {
            option(&mut code, "CURLOPT_CUSTOMREQUEST").string(&quote(method)).plain(",\n");
        }
    }
    headers(&mut code, call);
    if let Some((user, password)) = &request.basic {
        option(&mut code, "CURLOPT_USERPWD").string(&quote(&format!("{user}:{password}"))).plain(",\n");
    }
    if let Some(cookie) = &call.cookie {
        option(&mut code, "CURLOPT_COOKIE").string(&quote(cookie)).plain(",\n");
    }
    if let Some(payload) = &request.body {
        option(&mut code, "CURLOPT_POSTFIELDS");
        body(&mut code, payload);
        code.plain(",\n");
    }
    code.plain("]);\n").variable("$response").plain(" ").operator("=").plain(" ").function("curl_exec").plain("(");
    code.variable("$curl").plain(");\n").keyword("echo").plain(" ").function("curl_getinfo").plain("(");
    code.variable("$curl").plain(", ").number("CURLINFO_RESPONSE_CODE").plain("), ").string("\"\\n\"").plain(", ");
    code.variable("$response").plain(";");
    code
}

fn option<'c>(code: &'c mut Code, name: &str) -> &'c mut Code {
    code.plain("    ").number(name).plain(" ").operator("=>").plain(" ")
}

fn headers(code: &mut Code, call: &Call<'_>) {
    let request = call.request;
    let own = matches!(request.body, Some(Payload::Form(_)));
    let kind = request.content_type().filter(|_| !own).map(|kind| ("Content-Type", kind));
    let headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(kind).collect();
    if headers.is_empty() {
        return;
    }
    option(code, "CURLOPT_HTTPHEADER").plain("[\n");
    for (name, value) in headers {
        // A header without a value ends in a semicolon; with a colon curl would leave it out.
        let text = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        code.plain("        ").string(&quote(&text)).plain(",\n");
    }
    code.plain("    ],\n");
}

fn body(code: &mut Code, payload: &Payload) {
    match payload {
        Payload::Json { .. } => {
            code.variable("$body");
        }
        Payload::Text { text, .. } => {
            code.string(&quote(text));
        }
        Payload::File { file, .. } => {
            code.function("file_get_contents").plain("(").string(&quote(file)).plain(")");
        }
        Payload::Form(pairs) if pairs.iter().all(|pair| pair.is_plain) && !twins(pairs) => {
            code.function("http_build_query").plain("([\n");
            for pair in pairs {
                code.plain("        ").string(&quote(&pair.name)).plain(" ").operator("=>").plain(" ");
                code.string(&quote(&pair.value)).plain(",\n");
            }
            code.plain("    ])");
        }
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            code.string(&quote(&raw.join("&")));
        }
        Payload::Multipart { parts, .. } => {
            code.plain("[\n");
            parts.iter().for_each(|found| part(code, found));
            code.plain("    ]");
        }
    }
}

fn twins(pairs: &[Pair]) -> bool {
    super::has_twins(pairs.iter().map(|pair| pair.name.as_str()))
}

fn part(code: &mut Code, part: &Part) {
    code.plain("        ").string(&quote(&part.name)).plain(" ").operator("=>").plain(" ");
    let kind = part.content_type.as_ref();
    match &part.value {
        PartValue::Text(text) if kind.is_none() => {
            code.string(&quote(text));
        }
        PartValue::Text(text) => {
            code.keyword("new").plain(" ").kind("CURLStringFile").plain("(").string(&quote(text)).plain(", ");
            code.string(&quote(&part.name));
        }
        PartValue::File(file) => {
            code.keyword("new").plain(" ").kind("CURLFile").plain("(").string(&quote(file));
        }
    }
    if let Some(kind) = kind {
        code.plain(", ").string(&quote(kind));
    }
    let object = kind.is_some() || matches!(part.value, PartValue::File(_));
    code.plain(if object { "),\n" } else { ",\n" });
}
