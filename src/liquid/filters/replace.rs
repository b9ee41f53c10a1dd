//! Filters that replace or take away occurrences of a text. They must not know HTML.

use super::input::{Filtered, string};
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("remove", 1..=1, remove),
    filter("remove_first", 1..=1, remove_first),
    filter("remove_last", 1..=1, remove_last),
    filter("replace", 1..=2, replace),
    filter("replace_first", 1..=2, replace_first),
    filter("replace_last", 2..=2, replace_last),
];

/// Which occurrences are replaced.
#[derive(Clone, Copy)]
enum Which {
    All,
    First,
    Last,
}

fn replace<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &args.or_nil(1), Which::All, ctx)
}

fn replace_first<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &args.or_nil(1), Which::First, ctx)
}

fn replace_last<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &args.or_nil(1), Which::Last, ctx)
}

fn remove<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &Value::Nil, Which::All, ctx)
}

fn remove_first<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &Value::Nil, Which::First, ctx)
}

fn remove_last<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    replaced(input, &args.or_nil(0), &Value::Nil, Which::Last, ctx)
}

fn replaced<'a>(
    input: Value<'a>,
    old: &Value<'a>,
    new: &Value<'a>,
    which: Which,
    ctx: &FilterContext<'_, 'a>,
) -> Filtered<'a> {
    let (text, old, new) = (input.filter_text(), old.filter_text(), new.filter_text());
    let at = match which {
        Which::All | Which::First => text.find(&*old),
        Which::Last => text.rfind(&*old),
    };
    let Some(at) = at else {
        drop(text);
        return Ok(string(input));
    };
    let out = match which {
        Which::All => {
            let times = if old.is_empty() { text.len() + 1 } else { text.matches(&*old).count() };
            ctx.reserve(times.saturating_mul(new.len()).saturating_add(text.len()))?;
            text.replace(&*old, &new)
        }
        Which::First | Which::Last => {
            ctx.reserve(text.len().saturating_add(new.len()))?;
            let (before, rest) = text.split_at(at);
            [before, &*new, rest.get(old.len()..).unwrap_or("")].concat()
        }
    };
    Ok(Value::text(out))
}
