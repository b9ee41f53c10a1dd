//! JavaScript with `fetch`, as a module of Node 20 or newer. Must not need a package.

use super::Call;
use super::quote::double;
use crate::render::reference::code::Code;
use crate::render::reference::literal::{self, JSON, Syntax};
use crate::render::reference::request::{Pair, Part, PartValue, Payload};

/// JSON is JavaScript but for one key, which would set the prototype.
const VALUES: Syntax = Syntax {
    string: |code, raw, key| match (raw, key) {
        ("\"__proto__\"", true) => {
            code.plain("[").string(raw).plain("]");
        }
        _ => {
            code.string(raw);
        }
    },
    ..JSON
};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    let blob = match &request.body {
        Some(Payload::File { .. }) => true,
        Some(Payload::Multipart { parts, .. }) => parts.iter().any(|part| matches!(part.value, PartValue::File(_))),
        _ => false,
    };
    if blob {
        code.keyword("import")
            .plain(" { openAsBlob } ")
            .keyword("from")
            .plain(" ")
            .string("\"node:fs\"")
            .plain(";\n\n");
    }
    let params = request.query.iter().all(|pair| pair.is_plain) && !request.query.is_empty();
    if params {
        code.keyword("const").plain(" query ").operator("=").plain(" ");
        search_params(&mut code, &request.query, "");
        code.plain(";\n");
    }
    if let Some(Payload::Multipart { parts, .. }) = &request.body {
        form(&mut code, parts);
    }
    code.keyword("const").plain(" response ").operator("=").plain(" ").keyword("await").plain(" ");
    code.function("fetch").plain("(");
    if params {
        code.string(&format!("`{}?", call.place)).escape("${").plain("query").escape("}").string("`");
    } else {
        code.string(&double(&call.url));
    }
    options(&mut code, call);
    code.plain(");\nconsole.").function("log").plain("(response.status, ").keyword("await").plain(" response.");
    code.function("text").plain("());");
    code
}

fn options(code: &mut Code, call: &Call<'_>) {
    let request = call.request;
    let mut options = Code::new();
    if request.method != "GET" {
        options.plain("  ").property("method").plain(": ").string(&double(&request.method)).plain(",\n");
    }
    headers(&mut options, call);
    if let Some(payload) = &request.body {
        if matches!(request.method.as_str(), "GET" | "HEAD") {
            options.plain("  ").comment("// fetch sends no body with GET").plain("\n");
        } else {
            options.plain("  ").property("body").plain(": ");
            body(&mut options, payload);
            options.plain(",\n");
        }
    }
    if !options.text().is_empty() {
        code.plain(", {\n").append(&options).plain("}");
    }
}

/// Of an object, or of pairs where a name stands twice or an object would not keep it where it is.
fn search_params(code: &mut Code, pairs: &[Pair], indent: &str) {
    let odd = |name: &str| name == "__proto__" || name.bytes().all(|byte| byte.is_ascii_digit());
    let names = || pairs.iter().map(|pair| pair.name.as_str());
    let several = super::has_twins(names()) || names().any(odd);
    let (open, between, close, end) = if several { ("[", ", ", "]", "]") } else { ("{", ": ", "", "}") };
    code.keyword("new").plain(" ").kind("URLSearchParams").plain("(").plain(open).plain("\n");
    for pair in pairs {
        code.plain(indent).plain(if several { "  [" } else { "  " }).string(&double(&pair.name));
        code.plain(between).string(&double(&pair.value)).plain(close).plain(",\n");
    }
    code.plain(indent).plain(end).plain(")");
}

fn headers(code: &mut Code, call: &Call<'_>) {
    let request = call.request;
    let mut headers: Vec<(&str, &str)> = Vec::new();
    headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    headers.extend(call.cookie.iter().map(|cookie| ("Cookie", cookie.as_str())));
    let own = matches!(&request.body, Some(Payload::Form(pairs)) if pairs.iter().all(|pair| pair.is_plain));
    headers.extend(request.content_type().filter(|_| !own).map(|kind| ("Content-Type", kind)));
    if headers.is_empty() && request.basic.is_none() {
        return;
    }
    code.plain("  ").property("headers").plain(": {\n");
    if let Some((user, password)) = &request.basic {
        code.plain("    ").string("\"Authorization\"").plain(": ").string("\"Basic \"").plain(" ").operator("+");
        code.plain(" ").function("btoa").plain("(").string(&double(&format!("{user}:{password}"))).plain("),\n");
    }
    for (name, value) in headers {
        code.plain("    ").string(&double(name)).plain(": ").string(&double(value)).plain(",\n");
    }
    code.plain("  },\n");
}

fn body(code: &mut Code, payload: &Payload) {
    match payload {
        // Numbers of JavaScript hold fifteen digits for sure.
        Payload::Json { json, .. } if super::has_long_number(json.as_str()) => {
            code.string(&double(json.as_str()));
        }
        Payload::Json { json, .. } => {
            code.kind("JSON").plain(".").function("stringify").plain("(");
            literal::write(code, json.as_str(), &VALUES, 1, literal::ALL);
            code.plain(")");
        }
        Payload::Form(pairs) if pairs.iter().all(|pair| pair.is_plain) => search_params(code, pairs, "  "),
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            code.string(&double(&raw.join("&")));
        }
        Payload::Text { text, .. } => {
            code.string(&double(text));
        }
        Payload::File { file, .. } => {
            code.keyword("await").plain(" ").function("openAsBlob").plain("(").string(&double(file)).plain(")");
        }
        Payload::Multipart { .. } => {
            code.plain("form");
        }
    }
}

fn form(code: &mut Code, parts: &[Part]) {
    code.keyword("const").plain(" form ").operator("=").plain(" ").keyword("new").plain(" ").kind("FormData");
    code.plain("();\n");
    for part in parts {
        code.plain("form.").function("append").plain("(").string(&double(&part.name)).plain(", ");
        let kind = part.content_type.as_ref();
        let options = |code: &mut Code| {
            if let Some(kind) = kind {
                code.plain(", { ").property("type").plain(": ").string(&double(kind)).plain(" }");
            }
        };
        match &part.value {
            PartValue::Text(text) if kind.is_none() => {
                code.string(&double(text));
            }
            PartValue::Text(text) => {
                code.keyword("new").plain(" ").kind("Blob").plain("([").string(&double(text)).plain("]");
                options(code);
                code.plain(")");
            }
            PartValue::File(file) => {
                code.keyword("await").plain(" ").function("openAsBlob").plain("(").string(&double(file));
                options(code);
                code.plain("), ").string(&double(file));
            }
        }
        code.plain(");\n");
    }
}
