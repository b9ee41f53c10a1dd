//! The core schema of YAML 1.2: what a plain scalar is. `no` and `on` are strings, as authors mean them.

use serde_json::{Number, Value};

/// `null` in its spellings.
pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// A boolean in one of its spellings.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// What a plain scalar is, for messages.
pub(super) fn kind(text: &str) -> &'static str {
    match to_json(text) {
        Value::Null => "nothing",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        _ => "a string",
    }
}

/// A plain scalar as JSON.
pub(super) fn to_json(text: &str) -> Value {
    if is_null(text) {
        return Value::Null;
    }
    if let Some(flag) = boolean(text) {
        return Value::Bool(flag);
    }
    number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

fn number(text: &str) -> Option<Number> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Number::from);
    }
    if let Ok(integer) = text.parse::<i64>() {
        return Some(Number::from(integer));
    }
    if let Ok(integer) = text.parse::<u64>() {
        return Some(Number::from(integer));
    }
    let is_float = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'))
        && text.bytes().any(|b| b.is_ascii_digit());
    if is_float { text.parse::<f64>().ok().and_then(Number::from_f64) } else { None }
}

#[cfg(test)]
mod tests {
    use super::to_json;
    use serde_json::json;

    #[test]
    fn letters_decide_the_type() {
        assert_eq!(to_json("no"), json!("no"));
        assert_eq!(to_json("~"), json!(null));
        assert_eq!(to_json("0x1f"), json!(31));
        assert_eq!(to_json("-12"), json!(-12));
        assert_eq!(to_json("1.50"), json!(1.5));
        assert_eq!(to_json("2026-11-24"), json!("2026-11-24"));
        assert_eq!(to_json("1.2.3"), json!("1.2.3"));
        assert_eq!(to_json("."), json!("."));
    }
}
