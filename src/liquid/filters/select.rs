//! Filters that choose items by a property. They must not order anything.

use super::distinct::Distinct;
use super::input::{Filtered, Property, items, property};
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("find", 1..=2, find),
    filter("find_index", 1..=2, find_index),
    filter("group_by", 1..=1, group_by),
    filter("any", 1..=1, any),
    filter("has", 1..=2, has),
    filter("reject", 1..=2, reject),
    filter("where", 1..=2, select),
];

/// Whether an item is chosen: its property is the value asked for, or true
/// when none is. None: the item is of a kind without properties.
fn chosen<'a>(item: &Value<'a>, args: &Args<'_, 'a>) -> Result<Option<bool>, FilterError> {
    let wanted = args.or_nil(1);
    Ok(match property(item, &args.or_nil(0))? {
        Property::Value(value) if wanted.is_nil() => Some(value.truthy()),
        Property::Value(value) => Some(value.equals(&wanted)),
        Property::None => None,
    })
}

/// The items that are chosen, or those that are not; nil as soon as one is of
/// a kind without properties.
fn filtered<'a>(input: &Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>, keep: bool) -> Filtered<'a> {
    let mut kept = Vec::new();
    for item in items(input, ctx)? {
        match chosen(&item, args)? {
            Some(chosen) if chosen == keep => kept.push(item),
            Some(_) => {}
            None => return Ok(Value::Nil),
        }
    }
    Ok(Value::array(kept))
}

fn select<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    filtered(&input, args, ctx, true)
}

fn reject<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    filtered(&input, args, ctx, false)
}

/// The first chosen item with its position; `otherwise` when there is none.
fn first_chosen<'a>(
    input: &Value<'a>,
    args: &Args<'_, 'a>,
    ctx: &FilterContext<'_, 'a>,
    otherwise: Value<'a>,
    found: impl FnOnce(usize, Value<'a>) -> Value<'a>,
) -> Filtered<'a> {
    for (at, item) in items(input, ctx)?.into_iter().enumerate() {
        match chosen(&item, args)? {
            Some(true) => return Ok(found(at, item)),
            Some(false) => {}
            None => return Ok(Value::Nil),
        }
    }
    Ok(otherwise)
}

fn find<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    first_chosen(&input, args, ctx, Value::Nil, |_, item| item)
}

fn find_index<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let position = |at: usize, _| Value::Int(i64::try_from(at).unwrap_or(i64::MAX));
    first_chosen(&input, args, ctx, Value::Nil, position)
}

fn has<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    first_chosen(&input, args, ctx, Value::Bool(false), |_, _| Value::Bool(true))
}

/// 3scale's: whether any item's text is the one given.
fn any<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let wanted = args.or_nil(0);
    let wanted = wanted.to_text();
    Ok(Value::Bool(items(&input, ctx)?.iter().any(|item| item.to_text() == wanted)))
}

/// 3scale's: pairs of a property's value and the items that have it, in the
/// order the values first occur.
fn group_by<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let key = args.or_nil(0);
    let mut seen = Distinct::default();
    let mut groups: Vec<(Value<'a>, Vec<Value<'a>>)> = Vec::new();
    for item in items(&input, ctx)? {
        let value = match property(&item, &key)? {
            Property::Value(value) => value,
            Property::None => Value::Nil,
        };
        match groups.get_mut(seen.number(&value).0) {
            Some((_, group)) => group.push(item),
            None => groups.push((value, vec![item])),
        }
    }
    let pairs = groups.into_iter().map(|(value, group)| Value::array(vec![value, Value::array(group)]));
    Ok(Value::array(pairs.collect()))
}
