//! Values as text: JSON with two spaces, YAML in block style.

use serde_json::Value;

pub(super) fn json(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

pub(super) fn yaml(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                text.push_str(&" ".repeat(indent));
                text.push_str(&scalar(key));
                text.push(':');
                below(child, indent, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                text.push_str(&" ".repeat(indent));
                text.push('-');
                match item {
                    Value::Object(map) if !map.is_empty() => {
                        // The first entry stands behind the dash.
                        let mut inner = String::new();
                        block(item, indent + 2, &mut inner);
                        text.push(' ');
                        text.push_str(inner.trim_start_matches(' '));
                    }
                    _ => below(item, indent, text),
                }
            }
        }
        other => {
            text.push_str(&leaf(other));
            text.push('\n');
        }
    }
}

/// What stands behind a key or a dash.
fn below(value: &Value, indent: usize, text: &mut String) {
    match value {
        Value::Object(map) if map.is_empty() => text.push_str(" {}\n"),
        Value::Array(items) if items.is_empty() => text.push_str(" []\n"),
        Value::Object(_) | Value::Array(_) => {
            text.push('\n');
            block(value, indent + 2, text);
        }
        Value::String(words) if is_lines(words) => {
            let chomp = if words.ends_with('\n') { "" } else { "-" };
            text.push_str(&format!(" |{chomp}\n"));
            for line in words.trim_end_matches('\n').split('\n') {
                if !line.is_empty() {
                    text.push_str(&" ".repeat(indent + 2));
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
        other => {
            text.push(' ');
            text.push_str(&leaf(other));
            text.push('\n');
        }
    }
}

/// Whether a text can be written as lines of its own and reads the same again.
fn is_lines(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    text.contains('\n')
        && !body.is_empty()
        && !body.ends_with(['\n', ' '])
        && !body.starts_with([' ', '\n', '\t'])
        && !text.chars().any(|c| {
            c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        })
        && !text.contains(" \n")
}

fn leaf(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text that reads the same again: plain where nothing in it has a meaning, else quoted as in JSON.
fn scalar(text: &str) -> String {
    let safe =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '(' | ')' | '+' | '$' | '=' | ';');
    let is_plain = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '_' | '$'))
        && !text.ends_with(' ')
        && text.chars().all(safe)
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::diag::Source;
    use crate::tree::yaml;

    #[test]
    fn what_is_written_reads_the_same_again() {
        let value = json!({
            "openapi": "3.1.0", "200": { "a": [] , "b": {} }, "n": [1, 2.5, true, null, "true", "12", "1.0"],
            "text": "One\n\n  two: [x]\n", "cut": "One\ntwo", "odd": "a: b # c", "tabs": "a\tb", "lines": "\n x\n",
            "list": [{ "a": 1, "b": [{ "c": "d" }] }, ["x", ["y"]], {}, "a\nb\n"], "/pets/{id}": "x", "e": "", "~": "-",
            "sep": "a\u{2028}b\nc", "bell": "\u{7}",
        });
        let text = super::yaml(&value);
        let source = Source::new("a.yaml", text.as_str());
        let mut problems = Vec::new();
        let read = yaml::parse(&source, 0..text.len(), &mut problems).expect("it is YAML");
        assert_eq!((read.to_json(), problems.len()), (value, 0), "{text}");
    }
}
