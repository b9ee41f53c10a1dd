//! Filters that order lists. They must not choose items.

use std::cmp::Ordering;

use super::decimal::Number;
use super::input::{Filtered, Property, has_properties, items, property};
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[filter("sort", 0..=1, sort), filter("sort_natural", 0..=1, sort_natural)];

/// The items, each with what it is ordered by; None when an item is of a kind
/// without properties.
fn keyed<'a>(
    input: &Value<'a>,
    args: &Args<'_, 'a>,
    ctx: &FilterContext<'_, 'a>,
) -> Result<Option<Vec<(Value<'a>, Value<'a>)>>, FilterError> {
    let key = args.or_nil(0);
    let items = items(input, ctx)?;
    if !key.is_nil() && !items.iter().all(has_properties) {
        return Ok(None);
    }
    // A single item is in order, whatever it is ordered by.
    if key.is_nil() || items.len() == 1 {
        return Ok(Some(items.into_iter().map(|item| (item.clone(), item)).collect()));
    }
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        if let Property::Value(value) = property(&item, &key)? {
            keyed.push((value, item));
        }
    }
    Ok(Some(keyed))
}

fn unkeyed<'a>(keyed: Vec<(Value<'a>, Value<'a>)>) -> Value<'a> {
    Value::array(keyed.into_iter().map(|(_, item)| item).collect())
}

/// By numbers, characters or time; what is nil goes last.
fn sort<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let Some(mut keyed) = keyed(&input, args, ctx)? else { return Ok(Value::Nil) };
    let mut kinds = keyed.iter().map(|(key, _)| key).filter(|key| !key.is_nil());
    if let Some(first) = kinds.next()
        && let Some(other) = kinds.find(|key| !comparable(first, key))
    {
        let message = format!("cannot sort {} and {} together", first.kind_name(), other.kind_name());
        return Err(FilterError::argument(message));
    }
    keyed.sort_by(|(a, _), (b, _)| order(a, b));
    Ok(unkeyed(keyed))
}

/// Whether two keys have an order. It is transitive, so that comparing all
/// with the first one is enough.
fn comparable(a: &Value<'_>, b: &Value<'_>) -> bool {
    let number = |value: &Value<'_>| matches!(value, Value::Int(_)) || matches!(value, Value::Float(n) if !n.is_nan());
    match (a, b) {
        _ if a.as_str().is_some() => b.as_str().is_some(),
        (Value::Date(_), Value::Date(_)) => true,
        _ if number(a) => number(b),
        _ => a.equals(b),
    }
}

fn order(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => Number::of(a).order(Number::of(b)),
        (Value::Nil, _) | (_, Value::Nil) => a.is_nil().cmp(&b.is_nil()),
        _ => a.order(b).unwrap_or(Ordering::Equal),
    }
}

/// By characters without regard to case; what is nil goes last.
fn sort_natural<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let Some(mut keyed) = keyed(&input, args, ctx)? else { return Ok(Value::Nil) };
    keyed.sort_by_cached_key(|(key, _)| (key.is_nil(), key.filter_text().to_ascii_lowercase()));
    Ok(unkeyed(keyed))
}
