//! How the value of a parameter becomes text (OpenAPI, Style Values). `tests/it/styles.json` is its table, which the
//! console is held to as well. Must not decide which parameters are sent.

use std::borrow::Cow;

use serde_json::Value;

use super::encode::{IN_PATH, IN_QUERY, encode, encode_into};
use crate::model::description::{Location, Parameter, Style};

/// The text that a parameter has in a request: `name=value` where it is named there, else the value. Pairs of a query
/// are joined by `&`, those of cookies by `; `. Empty lists and objects give nothing.
pub fn serialise(parameter: &Parameter, value: &Value) -> String {
    match &parameter.media_type {
        Some(media_type) => content(parameter, media_type, value),
        None => Writer { parameter }.write(value),
    }
}

/// A scalar as it is, anything else as JSON.
pub(super) fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

struct Writer<'p> {
    parameter: &'p Parameter,
}

impl Writer<'_> {
    fn escape(&self, text: &str) -> String {
        let parameter = self.parameter;
        if parameter.location == Location::Header || parameter.style == Style::Cookie {
            return text.to_owned();
        }
        let kept = match parameter.location {
            _ if !parameter.allow_reserved => &[],
            Location::Path => IN_PATH,
            _ => IN_QUERY,
        };
        let mut out = String::with_capacity(text.len() + 8);
        encode_into(&mut out, text, kept);
        out
    }

    fn text(&self, value: &Value) -> String {
        self.escape(&plain(value))
    }

    fn name(&self) -> Cow<'_, str> {
        let raw = self.parameter.location == Location::Header || self.parameter.style == Style::Cookie;
        if raw { Cow::Borrowed(&self.parameter.name) } else { Cow::Owned(encode(&self.parameter.name)) }
    }

    fn write(&self, value: &Value) -> String {
        let style = self.parameter.style;
        if style == Style::DeepObject && value.is_object() {
            let mut pairs = Vec::new();
            self.deep(&self.parameter.name, value, &mut pairs);
            return pairs.join("&");
        }
        match value {
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().filter(|item| !item.is_null()).map(|item| self.text(item)).collect();
                if items.is_empty() { String::new() } else { self.list(&items) }
            }
            Value::Object(map) => {
                let present = map.iter().filter(|(_, value)| !value.is_null());
                let entries: Vec<(String, String)> =
                    present.map(|(key, value)| (self.escape(key), self.text(value))).collect();
                if entries.is_empty() { String::new() } else { self.object(&entries) }
            }
            scalar => self.scalar(&self.text(scalar)),
        }
    }

    fn scalar(&self, text: &str) -> String {
        match self.parameter.style {
            Style::Simple => text.to_owned(),
            Style::Label => format!(".{text}"),
            Style::Matrix if text.is_empty() => format!(";{}", self.name()),
            Style::Matrix => format!(";{}={text}", self.name()),
            _ => format!("{}={text}", self.name()),
        }
    }

    fn list(&self, items: &[String]) -> String {
        let named = |item: &String| format!("{}={item}", self.name());
        match (self.parameter.style, self.parameter.explode) {
            (Style::Label, true) => format!(".{}", items.join(".")),
            (Style::Matrix, true) => items.iter().map(|item| format!(";{}", named(item))).collect(),
            (Style::Simple | Style::Label | Style::Matrix, _) | (_, false) => self.flat(items),
            (Style::Cookie, true) => items.iter().map(named).collect::<Vec<_>>().join("; "),
            (_, true) => items.iter().map(named).collect::<Vec<_>>().join("&"),
        }
    }

    fn object(&self, entries: &[(String, String)]) -> String {
        let pairs = || entries.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
        match (self.parameter.style, self.parameter.explode) {
            (Style::Simple, true) => pairs().join(","),
            (Style::Label, true) => format!(".{}", pairs().join(".")),
            (Style::Matrix, true) => pairs().iter().map(|pair| format!(";{pair}")).collect(),
            (Style::Cookie, true) => pairs().join("; "),
            (_, true) => pairs().join("&"),
            (_, false) => {
                let flat: Vec<String> = entries.iter().flat_map(|(key, value)| [key.clone(), value.clone()]).collect();
                self.flat(&flat)
            }
        }
    }

    /// All in one value.
    fn flat(&self, items: &[String]) -> String {
        match self.parameter.style {
            Style::Simple => items.join(","),
            Style::Label => format!(".{}", items.join(",")),
            Style::Matrix => format!(";{}={}", self.name(), items.join(",")),
            Style::SpaceDelimited => format!("{}={}", self.name(), items.join("%20")),
            Style::PipeDelimited => format!("{}={}", self.name(), items.join("%7C")),
            Style::TabDelimited => format!("{}={}", self.name(), items.join("%09")),
            _ => format!("{}={}", self.name(), items.join(",")),
        }
    }

    /// `name[key]=value`; lists repeat the name.
    fn deep(&self, name: &str, value: &Value, pairs: &mut Vec<String>) {
        match value {
            Value::Null => {}
            Value::Object(map) => {
                map.iter().for_each(|(key, value)| self.deep(&format!("{name}[{key}]"), value, pairs))
            }
            Value::Array(items) => {
                let present = items.iter().filter(|item| !item.is_null());
                pairs.extend(present.map(|item| format!("{}={}", encode(name), self.text(item))));
            }
            scalar => pairs.push(format!("{}={}", encode(name), self.text(scalar))),
        }
    }
}

fn content(parameter: &Parameter, media_type: &str, value: &Value) -> String {
    if let Value::Object(map) = value
        && parameter.location == Location::QueryString
        && media_type.contains("form-urlencoded")
    {
        let pair = |(name, value): (&String, &Value)| {
            let parameter = Parameter { name: name.clone(), explode: true, ..Parameter::default() };
            serialise(&parameter, value)
        };
        let pairs: Vec<String> = map.iter().map(pair).filter(|pair| !pair.is_empty()).collect();
        return pairs.join("&");
    }
    let text = match value {
        Value::String(text) if !media_type.contains("json") => text.clone(),
        other => other.to_string(),
    };
    match parameter.location {
        Location::Header => text,
        Location::Path | Location::QueryString => encode(&text),
        Location::Query | Location::Cookie => format!("{}={}", encode(&parameter.name), encode(&text)),
    }
}
