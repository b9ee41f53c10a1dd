//! Values of the tree as compact JSON text, without a tree of JSON between.

use crate::model::description::Json;
use crate::tree::{Node, Value};

/// How deep a value may be nested; what lies deeper is left out.
const DEPTH: usize = 400;

/// The value as JSON text. Numbers keep their digits.
pub(super) fn json(node: &Node<'_>) -> Json {
    let mut text = String::new();
    write(node, &mut text, 0);
    Json::from_text(text)
}

fn write(node: &Node<'_>, out: &mut String, depth: usize) {
    match &node.value {
        _ if depth > DEPTH => out.push_str("null"),
        Value::Text(text) => string(text, out),
        Value::Plain(text) if is_number(text) => out.push_str(text),
        Value::Plain(_) => out.push_str(&node.to_json().to_string()),
        Value::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out, depth + 1);
            }
            out.push(']');
        }
        Value::Map(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                string(&key.name, out);
                out.push(':');
                write(value, out, depth + 1);
            }
            out.push('}');
        }
    }
}

/// A string between its quotes.
pub(super) fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte => out.push_str(&format!("\\u{byte:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// Whether a text is a number by the rules of JSON.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text.starts_with('0')) {
        return false;
    }
    let mut rest = &text[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    if let Some(power) = rest.strip_prefix(['e', 'E']) {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        return !power.is_empty() && digits(power) == power.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{is_number, json};
    use crate::diag::Source;

    #[test]
    fn values_become_compact_json() {
        let source = Source::new("a", "{ a: [1.50, 0x10, no, ~, true], 'b\"': \"x\\ny\\u0001\", 2020-01-01: 007 }");
        let root = crate::tree::yaml::parse(&source, 0..source.text().len(), &mut Vec::new()).expect("it is YAML");
        let expected = r#"{"a":[1.50,16,"no",null,true],"b\"":"x\ny\u0001","2020-01-01":7}"#;
        assert_eq!(json(&root).as_str(), expected);
    }

    #[test]
    fn numbers_are_those_of_json() {
        for number in ["0", "-1", "1.5", "1e9", "1.25E-3"] {
            assert!(is_number(number), "{number}");
        }
        for text in ["", "-", "01", "1.", ".5", "1e", "0x1", "+1", "1_0"] {
            assert!(!is_number(text), "{text}");
        }
    }
}
