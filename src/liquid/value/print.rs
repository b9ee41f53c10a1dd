//! How values print: `{{ value }}`, conversion to text, the notation of maps and arrays inside maps.
//!
//! Owns text made from values; never escapes.

use super::{Kind, Value};
use std::borrow::Cow;
use std::fmt::{self, Write};

/// How deep lists and maps are printed; views may refer to each other in circles.
const DEPTH: usize = 32;

impl Value<'_> {
    /// The text that `{{ value }}` prints, not escaped.
    pub fn to_text(&self) -> Cow<'_, str> {
        if let Some(text) = self.as_str() {
            return Cow::Borrowed(text);
        }
        let mut out = String::new();
        // Writing to a String cannot fail; a view that reports an error prints what it wrote.
        let _ = self.write(&mut out);
        Cow::Owned(out)
    }

    /// The text that filters on strings work with: that of `{{ value }}`, but of a list its
    /// notation (`["a", "b"]`), as in Ruby.
    pub(crate) fn filter_text(&self) -> Cow<'_, str> {
        let plain = match self {
            Value::Range(..) => true,
            Value::View(view) => view.print(&mut String::new()).is_some(),
            _ => false,
        };
        if plain || !self.is_list() {
            return self.to_text();
        }
        let mut out = String::new();
        let _ = inspect(self, &mut out, DEPTH);
        Cow::Owned(out)
    }

    /// Writes the text that `{{ value }}` prints, not escaped.
    pub fn write(&self, out: &mut dyn Write) -> fmt::Result {
        write_at(self, out, DEPTH)
    }
}

fn write_at(value: &Value<'_>, out: &mut dyn Write, depth: usize) -> fmt::Result {
    let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
    match value {
        Value::Nil | Value::Blank | Value::Empty | Value::Present => Ok(()),
        Value::Bool(b) => out.write_str(if *b { "true" } else { "false" }),
        Value::Int(n) => write!(out, "{n}"),
        Value::Float(n) => write_float(*n, out),
        Value::Str(text) => out.write_str(text.as_str()),
        Value::Range(first, last) => write!(out, "{first}..{last}"),
        Value::Date(moment) => write!(out, "{moment}"),
        Value::Array(items) => items.iter().try_for_each(|item| write_at(item, out, depth)),
        Value::Map(_) => inspect_map(value, out, depth),
        Value::View(view) => {
            if let Some(done) = view.print(out) {
                return done;
            }
            match view.kind() {
                Kind::Text => out.write_str(view.as_text().unwrap_or_default()),
                Kind::List => (0..view.len()).try_for_each(|i| match view.at(i) {
                    Some(item) => write_at(&item, out, depth),
                    None => Ok(()),
                }),
                Kind::Map => inspect_map(value, out, depth),
                Kind::Other => Ok(()),
            }
        }
    }
}

/// Writes a float as Ruby does: always with a fraction, with an exponent outside 1e-4 to 1e16,
/// and from 1e15 on when nothing stands behind the point.
pub(crate) fn write_float(n: f64, out: &mut dyn Write) -> fmt::Result {
    if n.is_nan() {
        return out.write_str("NaN");
    }
    if n.is_infinite() {
        return out.write_str(if n > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let size = n.abs();
    let whole = size >= 1e15 && size.fract() == 0.0;
    if size != 0.0 && (whole || !(1e-4..1e16).contains(&size)) {
        let text = format!("{n:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let dot = if digits.contains('.') { "" } else { ".0" };
        let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |rest| ('-', rest));
        return write!(out, "{digits}{dot}e{sign}{exponent:0>2}");
    }
    write!(out, "{n:?}")
}

fn inspect_map(map: &Value<'_>, out: &mut dyn Write, depth: usize) -> fmt::Result {
    out.write_char('{')?;
    for (at, key) in map.keys().into_iter().enumerate() {
        if at > 0 {
            out.write_str(", ")?;
        }
        write!(out, "{key:?}=>")?;
        inspect(&map.get(&key).unwrap_or_default(), out, depth)?;
    }
    out.write_char('}')
}

/// The notation of a value inside a map: strings quoted, `nil` spelled out, arrays in brackets.
fn inspect(value: &Value<'_>, out: &mut dyn Write, depth: usize) -> fmt::Result {
    let Some(depth) = depth.checked_sub(1) else { return out.write_str("...") };
    if let Some(text) = value.as_str() {
        return write!(out, "{text:?}");
    }
    if value.is_nil() {
        return out.write_str("nil");
    }
    if value.is_map() {
        return inspect_map(value, out, depth);
    }
    if let (Some(len), false) = (value.list_len(), matches!(value, Value::Range(..))) {
        out.write_char('[')?;
        for at in 0..len {
            if at > 0 {
                out.write_str(", ")?;
            }
            inspect(&value.at(at).unwrap_or_default(), out, depth)?;
        }
        return out.write_char(']');
    }
    write_at(value, out, depth)
}
