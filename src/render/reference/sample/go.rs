//! Go with `net/http`. Must not import what it does not use: Go refuses that.

use super::Call;
use super::quote::{double, is_unseen};
use crate::render::reference::code::Code;
use crate::render::reference::request::{Part, PartValue, Payload};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut code = Code::new();
    imports(&mut code, request.body.as_ref());
    code.keyword("func").plain(" ").function("main").plain("() {\n");
    if let Some(payload) = &request.body {
        body(&mut code, call, payload);
    }
    code.plain("\trequest, err ").operator(":=").plain(" http.").function("NewRequest").plain("(");
    code.string(&double(&request.method)).plain(", ").string(&double(&call.url)).plain(", ");
    match &request.body {
        None => code.number("nil"),
        Some(Payload::Multipart { .. }) => code.operator("&").plain("body"),
        Some(_) => code.plain("body"),
    };
    code.plain(")\n");
    check(&mut code);
    let multipart = matches!(request.body, Some(Payload::Multipart { .. }));
    let mut headers: Vec<(&str, String)> = Vec::new();
    headers.extend(request.headers.iter().map(|(name, value)| (name.as_str(), double(value))));
    headers.extend(call.cookie.iter().map(|cookie| ("Cookie", double(cookie))));
    headers.extend(request.content_type().map(|kind| ("Content-Type", double(kind))));
    for (name, value) in headers {
        code.plain("\trequest.Header.").function("Set").plain("(").string(&double(name)).plain(", ");
        code.string(&value).plain(")\n");
    }
    if multipart {
        code.plain("\trequest.Header.").function("Set").plain("(").string("\"Content-Type\"").plain(", form.");
        code.function("FormDataContentType").plain("())\n");
    }
    if let Some((user, password)) = &request.basic {
        code.plain("\trequest.").function("SetBasicAuth").plain("(").string(&double(user)).plain(", ");
        code.string(&double(password)).plain(")\n");
    }
    code.plain("\n\tresponse, err ").operator(":=").plain(" http.DefaultClient.").function("Do").plain("(request)\n");
    check(&mut code);
    code.plain("\t").keyword("defer").plain(" response.Body.").function("Close").plain("()\n");
    code.plain("\ttext, err ").operator(":=").plain(" io.").function("ReadAll").plain("(response.Body)\n");
    check(&mut code);
    code.plain("\tfmt.").function("Println").plain("(response.Status, ").kind("string").plain("(text))\n}");
    code
}

fn imports(code: &mut Code, body: Option<&Payload>) {
    let mut names = vec!["fmt", "io", "net/http"];
    match body {
        Some(Payload::Json { .. } | Payload::Form(_) | Payload::Text { .. }) => names.push("strings"),
        Some(Payload::File { .. }) => names.push("os"),
        Some(Payload::Multipart { parts, .. }) => {
            names.extend(["bytes", "mime/multipart"]);
            if parts.iter().any(|part| matches!(part.value, PartValue::File(_))) {
                names.push("os");
            }
            if parts.iter().any(|part| part.content_type.is_some()) {
                names.push("net/textproto");
            }
        }
        None => {}
    }
    names.sort_unstable();
    code.keyword("package").plain(" main\n\n").keyword("import").plain(" (\n");
    for name in names {
        code.plain("\t").string(&double(name)).plain("\n");
    }
    code.plain(")\n\n");
}

fn check(code: &mut Code) {
    code.plain("\t").keyword("if").plain(" err ").operator("!=").plain(" ").number("nil").plain(" {\n\t\t");
    code.function("panic").plain("(err)\n\t}\n");
}

fn body(code: &mut Code, call: &Call<'_>, payload: &Payload) {
    let text = match payload {
        Payload::Json { .. } => raw(&call.json),
        Payload::Text { text, .. } => double(text),
        Payload::Form(pairs) => {
            let raw: Vec<&str> = pairs.iter().map(|pair| pair.raw.as_str()).collect();
            double(&raw.join("&"))
        }
        Payload::File { file, .. } => {
            code.plain("\tbody, err ").operator(":=").plain(" os.").function("Open").plain("(").string(&double(file));
            code.plain(")\n");
            check(code);
            return;
        }
        Payload::Multipart { parts, .. } => {
            code.plain("\t").keyword("var").plain(" body bytes.").kind("Buffer").plain("\n\tform ").operator(":=");
            code.plain(" multipart.").function("NewWriter").plain("(").operator("&").plain("body)\n");
            parts.iter().enumerate().for_each(|(at, found)| part(code, found, at));
            code.plain("\tform.").function("Close").plain("()\n\n");
            return;
        }
    };
    code.plain("\tbody ").operator(":=").plain(" strings.").function("NewReader").plain("(").string(&text);
    code.plain(")\n");
}

fn part(code: &mut Code, part: &Part, at: usize) {
    let name = double(&part.name);
    if let (PartValue::Text(text), None) = (&part.value, &part.content_type) {
        code.plain("\tform.").function("WriteField").plain("(").string(&name).plain(", ").string(&double(text));
        code.plain(")\n");
        return;
    }
    let number = at + 1;
    if let PartValue::File(file) = &part.value {
        code.plain(&format!("\tfile{number}, err ")).operator(":=").plain(" os.").function("Open").plain("(");
        code.string(&double(file)).plain(")\n");
        check(code);
    }
    code.plain(&format!("\tpart{number}, err ")).operator(":=").plain(" form.");
    let disposition = |file: &str| double(&format!("form-data; name={name}{file}"));
    match (&part.value, &part.content_type) {
        (PartValue::File(file), None) => {
            code.function("CreateFormFile").plain("(").string(&name).plain(", ").string(&double(file)).plain(")\n");
        }
        (value, kind) => {
            let file = match value {
                PartValue::File(file) => format!("; filename={}", double(file)),
                PartValue::Text(_) => String::new(),
            };
            code.function("CreatePart").plain("(textproto.").kind("MIMEHeader").plain("{\n\t\t");
            code.string("\"Content-Disposition\"").plain(": {").string(&disposition(&file)).plain("},\n\t\t");
            // As gofmt lines them up.
            code.string("\"Content-Type\"").plain(":        {").string(&double(kind.as_deref().unwrap_or_default()));
            code.plain("},\n\t})\n");
        }
    }
    check(code);
    match &part.value {
        PartValue::File(_) => {
            code.plain("\tio.").function("Copy").plain(&format!("(part{number}, file{number})\n"));
        }
        PartValue::Text(text) => {
            code.plain("\tio.").function("WriteString").plain(&format!("(part{number}, ")).string(&double(text));
            code.plain(")\n");
        }
    }
}

/// In back quotes, where that is possible: lines stay lines.
fn raw(text: &str) -> String {
    let fits = text.chars().all(|char| char != '`' && (char == '\n' || !is_unseen(char)));
    if fits { format!("`{text}`") } else { double(text) }
}
