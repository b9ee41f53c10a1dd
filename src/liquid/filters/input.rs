//! How filters read what they are given: text, whole numbers, flat lists,
//! properties of items. It must not be a filter itself.

use std::ops::Range;

use super::{FilterContext, FilterError};
use crate::liquid::value::Value;

/// How deeply nested lists are flattened; views may contain themselves.
const DEPTH: usize = 32;

/// What a filter returns.
pub(super) type Filtered<'a> = Result<Value<'a>, FilterError>;

/// The characters of a string as long as the caller's data lives, where they
/// were not made at run time.
fn borrowed<'a>(value: &Value<'a>) -> Option<&'a str> {
    match value {
        Value::Str(text) => text.as_borrowed(),
        Value::View(view) => view.as_text(),
        _ => None,
    }
}

/// The part of `text` (the text of `input`) at `range`, without copying it
/// where the text lives longer than the rendering. A part is never safe HTML:
/// it may begin or end within a tag.
pub(super) fn part<'a>(input: &Value<'a>, text: &str, range: Range<usize>) -> Value<'a> {
    match borrowed(input) {
        Some(text) => Value::str(text.get(range).unwrap_or("")),
        None => Value::text(text.get(range).unwrap_or("")),
    }
}

/// `input` as a string: itself when it is one.
pub(super) fn string<'a>(input: Value<'a>) -> Value<'a> {
    if input.as_str().is_some() {
        return input;
    }
    Value::text(input.filter_text().into_owned())
}

/// A whole number, also when it is written as text.
pub(super) fn integer(value: &Value<'_>) -> Result<i64, FilterError> {
    if let Value::Int(n) = value {
        return Ok(*n);
    }
    let text = value.to_text();
    let digits = text.trim();
    let digits = digits.strip_prefix('+').filter(|rest| !rest.starts_with('-')).unwrap_or(digits);
    digits.parse().map_err(|_| {
        let shown = if value.as_str().is_some() { format!("`{text}`") } else { value.kind_name().to_owned() };
        FilterError::argument(format!("{shown} is not a whole number"))
    })
}

/// The items that filters on lists work with: those of a list, nested lists
/// laid flat; a map or any other value is one item, `nil` is none.
pub(super) fn items<'a>(input: &Value<'a>, ctx: &FilterContext<'_, 'a>) -> Result<Vec<Value<'a>>, FilterError> {
    let mut flat = Vec::new();
    if !input.is_nil() {
        flatten(input, &mut flat, ctx, DEPTH)?;
    }
    Ok(flat)
}

fn flatten<'a>(
    value: &Value<'a>,
    flat: &mut Vec<Value<'a>>,
    ctx: &FilterContext<'_, 'a>,
    depth: usize,
) -> Result<(), FilterError> {
    let (Some(len), Some(depth)) = (value.list_len(), depth.checked_sub(1)) else {
        flat.push(value.clone());
        return Ok(());
    };
    ctx.reserve(flat.len().saturating_add(len).saturating_mul(size_of::<Value<'_>>()))?;
    flat.reserve(len);
    for at in 0..len {
        let item = value.at(at).unwrap_or_default();
        if item.is_list() && !matches!(item, Value::Range(..)) {
            flatten(&item, flat, ctx, depth)?;
        } else {
            flat.push(item);
        }
    }
    Ok(())
}

/// What an item has under a property.
pub(super) enum Property<'a> {
    /// The value; `nil` when the item knows no such property.
    Value(Value<'a>),
    /// The item is of a kind that has no properties at all.
    None,
}

/// Whether items of this kind have properties.
pub(super) fn has_properties(item: &Value<'_>) -> bool {
    !matches!(item, Value::Nil | Value::Bool(_) | Value::Float(_) | Value::Date(_))
        && !matches!(item, Value::Blank | Value::Empty | Value::Present)
}

/// `item[key]` as filters that take a property's name see it. A string has its
/// own parts as properties, a whole number its bits.
pub(super) fn property<'a>(item: &Value<'a>, key: &Value<'a>) -> Result<Property<'a>, FilterError> {
    if let Some(text) = item.as_str() {
        let found = match key {
            Value::Nil => Some(Value::str("")),
            Value::Int(at) => character(item, text, *at),
            _ if key.as_str().is_none() => return Err(unselectable(key)),
            _ => text.contains(&*key.to_text()).then(|| key.clone()),
        };
        return Ok(Property::Value(found.unwrap_or_default()));
    }
    if item.is_map() || matches!(item, Value::View(_)) {
        let found = key.as_str().and_then(|key| item.get(key));
        return Ok(Property::Value(found.unwrap_or_default()));
    }
    if !has_properties(item) {
        return Ok(Property::None);
    }
    match (item, key) {
        (Value::Int(n), Value::Int(bit)) => {
            let bit =
                if *bit < 0 { 0 } else { n.checked_shr(u32::try_from(*bit).unwrap_or(63).min(63)).unwrap_or(0) & 1 };
            Ok(Property::Value(Value::Int(bit)))
        }
        _ => Err(unselectable(key)),
    }
}

fn character<'a>(item: &Value<'a>, text: &str, at: i64) -> Option<Value<'a>> {
    let at = if at < 0 { at.checked_add(i64::try_from(text.chars().count()).ok()?)? } else { at };
    let (start, c) = text.char_indices().nth(usize::try_from(at).ok()?)?;
    Some(part(item, text, start..start + c.len_utf8()))
}

fn unselectable(key: &Value<'_>) -> FilterError {
    FilterError::argument(format!("cannot select the property `{}`", key.to_text()))
        .hint("every item must be a map that has properties")
}
