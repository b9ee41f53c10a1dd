//! Java with `java.net.http`. Must not need more than Java 17.

use super::Call;
use super::quote::{double, is_unseen};
use crate::render::reference::code::Code;
use crate::render::reference::request::{Part, PartValue, Payload};

const BOUNDARY: &str = "example-boundary";

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    imports(&mut code, call);
    code.keyword("public class").plain(" ").kind("Example").plain(" {\n    ").keyword("public static").plain(" ");
    code.kind("void").plain(" ").function("main").plain("(").kind("String").plain("[] args) ").keyword("throws");
    code.plain(" ").kind("Exception").plain(" {\n        ").kind("HttpRequest").plain(" request ").operator("=");
    code.plain(" ").kind("HttpRequest").plain(".").function("newBuilder").plain("(").kind("URI").plain(".");
    code.function("create").plain("(").string(&double(&call.url)).plain("))");
    let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let cookie = call.cookie.iter().map(|cookie| ("Cookie", cookie.as_str()));
    let boundary = format!("multipart/form-data; boundary={BOUNDARY}");
    let multipart = matches!(request.body, Some(Payload::Multipart { .. }));
    let kind = request.content_type().or(multipart.then_some(boundary.as_str())).map(|kind| ("Content-Type", kind));
    for (name, value) in headers.chain(cookie).chain(kind) {
        next(&mut code, "header").string(&double(name)).plain(", ").string(&double(value)).plain(")");
    }
    if let Some((user, password)) = &request.basic {
        next(&mut code, "header").string("\"Authorization\"").plain(", ").string("\"Basic \"").plain(" ");
        code.operator("+").plain(" ").kind("Base64").plain(".").function("getEncoder").plain("().");
        code.function("encodeToString").plain("(").string(&double(&format!("{user}:{password}"))).plain(".");
        code.function("getBytes").plain("()))");
    }
    next(&mut code, "method").string(&double(&request.method)).plain(", ");
    match &request.body {
        None => {
            publisher(&mut code, "noBody").plain(")");
        }
        Some(payload) => body(&mut code, call, payload),
    }
    code.plain(")\n            .").function("build").plain("();\n        ").kind("HttpResponse").plain("<");
    code.kind("String").plain("> response ").operator("=").plain(" ").kind("HttpClient").plain(".");
    code.function("newHttpClient").plain("()\n            .").function("send").plain("(request, ");
    code.kind("HttpResponse").plain(".").kind("BodyHandlers").plain(".").function("ofString").plain("());\n        ");
    code.kind("System").plain(".out.").function("println").plain("(response.").function("statusCode").plain("() ");
    code.operator("+").plain(" ").string("\" \"").plain(" ").operator("+").plain(" response.").function("body");
    code.plain("());\n    }\n}");
    code
}

fn imports(code: &mut Code, call: &Call<'_>) {
    let mut names = vec!["java.net.URI", "java.net.http.HttpClient", "java.net.http.HttpRequest"];
    names.push("java.net.http.HttpResponse");
    let file = match &call.request.body {
        Some(Payload::File { .. }) => true,
        Some(Payload::Multipart { parts, .. }) => parts.iter().any(|part| matches!(part.value, PartValue::File(_))),
        _ => false,
    };
    if file {
        names.push("java.nio.file.Path");
    }
    if call.request.basic.is_some() {
        names.push("java.util.Base64");
    }
    for name in names {
        code.keyword("import").plain(" ").plain(name).plain(";\n");
    }
    code.plain("\n");
}

fn next<'c>(code: &'c mut Code, name: &str) -> &'c mut Code {
    code.plain("\n            .").function(name).plain("(")
}

fn publisher<'c>(code: &'c mut Code, name: &str) -> &'c mut Code {
    code.kind("HttpRequest").plain(".").kind("BodyPublishers").plain(".").function(name).plain("(")
}

fn file_publisher(code: &mut Code, file: &str) {
    publisher(code, "ofFile").kind("Path").plain(".").function("of").plain("(").string(&double(file)).plain("))");
}

fn body(code: &mut Code, call: &Call<'_>, payload: &Payload) {
    let text = match payload {
        Payload::Json { .. } => block(&call.json),
        Payload::Text { text, .. } => double(text),
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            double(&raw.join("&"))
        }
        Payload::File { file, .. } => return file_publisher(code, file),
        Payload::Multipart { parts, .. } => return multipart(code, parts),
    };
    publisher(code, "ofString").string(&text).plain(")");
}

/// Java has no writer of its own for multipart: texts and files one after the other.
fn multipart(code: &mut Code, parts: &[Part]) {
    publisher(code, "concat");
    let mut text = String::new();
    let flush = |code: &mut Code, text: &mut String, last: bool| {
        code.plain("\n                ");
        publisher(code, "ofString").string(&double(text)).plain(if last { ")" } else { ")," });
        text.clear();
    };
    for part in parts {
        let quoted = |text: &str| text.replace('"', "%22").replace(['\r', '\n'], " ");
        text.push_str(&format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name)));
        if let PartValue::File(file) = &part.value {
            text.push_str(&format!("; filename=\"{}\"", quoted(file)));
        }
        if let Some(kind) = &part.content_type {
            text.push_str(&format!("\r\nContent-Type: {kind}"));
        }
        text.push_str("\r\n\r\n");
        match &part.value {
            PartValue::Text(value) => text.push_str(value),
            PartValue::File(file) => {
                flush(code, &mut text, false);
                code.plain("\n                ");
                file_publisher(code, file);
                code.plain(",");
            }
        }
        text.push_str("\r\n");
    }
    text.push_str(&format!("--{BOUNDARY}--\r\n"));
    flush(code, &mut text, true);
    code.plain(")");
}

/// A text block, where lines stay lines.
fn block(text: &str) -> String {
    if !text.contains('\n') || text.chars().any(|char| char != '\n' && is_unseen(char)) {
        return double(text);
    }
    let mut out = String::from("\"\"\"");
    for line in text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"").split('\n') {
        out.push_str("\n                ");
        out.push_str(line);
    }
    out.push_str("\"\"\"");
    out
}
