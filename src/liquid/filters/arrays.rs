//! Filters that take lists apart and put them together. They must not look
//! for items (see `select`) nor order them (see `sort`).

use super::distinct::Distinct;
use super::input::{Filtered, Property, integer, items, part, property};
use super::strings::text_of;
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("compact", 0..=1, compact),
    filter("concat", 1..=1, concat),
    filter("first", 0..=0, first),
    filter("join", 0..=1, join),
    filter("last", 0..=0, last),
    filter("map", 1..=1, map),
    filter("reverse", 0..=0, reverse),
    filter("size", 0..=0, size),
    filter("slice", 1..=2, slice),
    filter("uniq", 0..=1, uniq),
];

fn size<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(Value::Int(i64::try_from(input.size().unwrap_or(0)).unwrap_or(i64::MAX)))
}

fn first<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(input.end(true).unwrap_or_default())
}

fn last<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(input.end(false).unwrap_or_default())
}

fn reverse<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let mut items = items(&input, ctx)?;
    items.reverse();
    Ok(Value::array(items))
}

/// All items as one text. Where an item or the glue is safe HTML, the whole
/// is, and what is not is escaped.
fn join<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let items = items(&input, ctx)?;
    let glue = args.get(0).cloned().unwrap_or(Value::str(" "));
    let safe = ctx.html && (glue.is_safe() || items.iter().any(Value::is_safe));
    let glue = text_of(&glue, safe);
    ctx.reserve(glue.len().saturating_mul(items.len()))?;
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push_str(&glue);
        }
        out.push_str(&text_of(item, safe));
        ctx.reserve(out.len())?;
    }
    Ok(if safe { Value::html(out) } else { Value::text(out) })
}

fn concat<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let more = args.or_nil(0);
    if !more.is_list() {
        let message = format!("`concat` needs an array, not {}", more.kind_name());
        return Err(FilterError::argument(message));
    }
    let mut all = items(&input, ctx)?;
    let more = ctx.items(&more)?;
    ctx.reserve((all.len().saturating_add(more.len())).saturating_mul(size_of::<Value<'_>>()))?;
    all.extend(more);
    Ok(Value::array(all))
}

fn map<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let key = args.or_nil(0);
    let mut found = items(&input, ctx)?;
    for item in &mut found {
        *item = match property(item, &key)? {
            Property::Value(value) => value,
            Property::None => Value::Nil,
        };
    }
    Ok(Value::array(found))
}

/// Drops the items that are nil, or whose property is.
fn compact<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let key = args.or_nil(0);
    let mut kept = Vec::new();
    for item in items(&input, ctx)? {
        let empty = if key.is_nil() {
            item.is_nil()
        } else {
            match property(&item, &key)? {
                Property::Value(value) => value.is_nil(),
                Property::None => return Ok(Value::Nil),
            }
        };
        if !empty {
            kept.push(item);
        }
    }
    Ok(Value::array(kept))
}

/// Drops repetitions of items, or of what they have under a property.
fn uniq<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let key = args.or_nil(0);
    let mut seen = Distinct::default();
    let mut kept = Vec::new();
    let all = items(&input, ctx)?;
    if all.len() == 1 {
        return Ok(Value::array(all));
    }
    for item in all {
        let value = if key.is_nil() {
            item.clone()
        } else {
            match property(&item, &key)? {
                Property::Value(value) => value,
                Property::None => return Ok(Value::Nil),
            }
        };
        if seen.number(&value).1 {
            kept.push(item);
        }
    }
    Ok(Value::array(kept))
}

/// Characters of a text or items of a list, from a position that counts from
/// the end when it is negative.
fn slice<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let offset = integer(&args.or_nil(0))?;
    let length = match args.get(1) {
        Some(length) if length.truthy() => integer(length)?,
        _ => 1,
    };
    let list = input.is_list() && !matches!(input, Value::Range(..));
    let text = if list { "".into() } else { input.filter_text() };
    let total = if list { input.list_len().unwrap_or(0) } else { text.chars().count() };
    let nothing = || if list { Value::array(Vec::new()) } else { Value::str("") };
    let Ok(length) = usize::try_from(length) else { return Ok(nothing()) };
    let distance = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
    let start = if offset < 0 { total.checked_sub(distance) } else { Some(distance) };
    let Some(start) = start.filter(|start| *start < total) else { return Ok(nothing()) };
    let end = start.saturating_add(length).min(total);
    if list {
        ctx.reserve((end - start).saturating_mul(size_of::<Value<'_>>()))?;
        return Ok(Value::array((start..end).map(|at| input.at(at).unwrap_or_default()).collect()));
    }
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(byte, _)| byte);
    Ok(part(&input, &text, byte(start)..byte(end)))
}
