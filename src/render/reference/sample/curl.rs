//! curl, in a POSIX shell. Must not use options that curl 7.60 lacks.

use super::Call;
use crate::render::reference::code::Code;
use crate::render::reference::request::{Part, PartValue, Payload, encode};

pub(super) fn write(call: &Call<'_>) -> Code {
    let request = call.request;
    let mut writer = Curl { code: Code::new() };
    writer.code.function("curl");
    match request.method.as_str() {
        "GET" if request.body.is_none() => {}
        "HEAD" => {
            writer.code.plain(" ").attribute("--head");
        }
        method => {
            writer.code.plain(" ").attribute("--request").plain(&format!(" {method}"));
        }
    }
    writer.code.plain(" ");
    writer.quoted(&call.url);
    if let Some((user, password)) = &request.basic {
        writer.option("--user", &format!("{user}:{password}"));
    }
    if request.certificate {
        writer.option("--cert", "client.pem");
        writer.option("--key", "client-key.pem");
    }
    for (name, value) in &request.headers {
        writer.header(name, value);
    }
    if let Some(cookie) = &call.cookie {
        writer.option("--cookie", cookie);
    }
    if let Some(body) = &request.body {
        writer.body(body, &call.json);
    }
    writer.code
}

struct Curl {
    code: Code,
}

impl Curl {
    fn name(&mut self, name: &str) {
        self.code.plain(" \\\n  ").attribute(name).plain(" ");
    }

    fn option(&mut self, name: &str, value: &str) {
        self.name(name);
        self.quoted(value);
    }

    fn header(&mut self, name: &str, value: &str) {
        // A header without a value ends in a semicolon; with a colon curl would leave it out.
        let text = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        self.option("--header", &text);
    }

    fn body(&mut self, body: &Payload, pretty: &str) {
        match body {
            Payload::Json { media_type, .. } => {
                self.header("Content-Type", media_type);
                self.option("--data-raw", pretty);
            }
            Payload::Text { media_type, text } => {
                self.header("Content-Type", media_type);
                self.option("--data-raw", text);
            }
            Payload::File { media_type, file } => {
                self.header("Content-Type", media_type);
                self.option("--data-binary", &format!("@{file}"));
            }
            Payload::Form(pairs) if pairs.is_empty() => self.option("--data-raw", ""),
            Payload::Form(pairs) => {
                for pair in pairs {
                    match pair.is_plain {
                        true => self.option("--data-urlencode", &format!("{}={}", encode(&pair.name), pair.value)),
                        false => self.option("--data-raw", &pair.raw),
                    }
                }
            }
            Payload::Multipart { parts, .. } => parts.iter().for_each(|part| self.part(part)),
        }
    }

    fn part(&mut self, part: &Part) {
        let kind = part.content_type.as_ref().map(|kind| format!(";type={kind}"));
        match (&part.value, kind) {
            (PartValue::Text(text), None) => self.option("--form-string", &format!("{}={text}", part.name)),
            (PartValue::Text(text), Some(kind)) => {
                let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                self.option("--form", &format!("{}=\"{text}\"{kind}", part.name));
            }
            (PartValue::File(file), kind) => {
                self.option("--form", &format!("{}=@{file}{}", part.name, kind.unwrap_or_default()));
            }
        }
    }

    /// In single quotes nothing means anything to the shell but the quote itself. It knows no NUL.
    fn quoted(&mut self, text: &str) {
        let text = text.replace('\0', "").replace('\'', "'\\''");
        self.code.string(&format!("'{text}'"));
    }
}
