//! Filters that shorten texts. They must not shorten safe HTML so that it breaks.

use std::borrow::Cow;

use super::html::escaped;
use super::input::{Filtered, integer, string};
use super::strings::is_space;
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] =
    &[filter("truncate", 0..=2, truncate), filter("truncatewords", 0..=2, truncatewords)];

fn truncate<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let length = args.get(0).map_or(Ok(50), integer)?;
    let end = args.get(1).map_or(Cow::Borrowed("..."), Value::filter_text);
    let text = input.filter_text();
    let most = usize::try_from(length).unwrap_or(0);
    if length >= 0 && text.char_indices().nth(most).is_none() {
        drop(text);
        return Ok(string(input));
    }
    let kept = most.saturating_sub(end.chars().count());
    let cut = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    Ok(shortened(&input, text.get(..cut).unwrap_or(""), &end, args.get(1), ctx))
}

fn truncatewords<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let words = args.get(0).map_or(Ok(15), integer)?;
    let words = usize::try_from(words.max(1)).unwrap_or(usize::MAX);
    let end = args.get(1).map_or(Cow::Borrowed("..."), Value::filter_text);
    let text = input.filter_text();
    let mut rest = text.trim_start_matches(is_space);
    let mut kept = String::new();
    for word in 0..words {
        let length = rest.find(is_space).unwrap_or(rest.len());
        if length == rest.len() {
            drop(text);
            return Ok(string(input));
        }
        if word > 0 {
            kept.push(' ');
        }
        kept.push_str(rest.get(..length).unwrap_or(""));
        rest = rest.get(length..).unwrap_or("").trim_start_matches(is_space);
    }
    Ok(shortened(&input, &kept, &end, args.get(1), ctx))
}

/// The kept beginning of a text with the mark of its shortening. Safe HTML
/// stays so where no tag is left in it that the cut could have broken.
fn shortened<'a>(
    input: &Value<'a>,
    kept: &str,
    end: &str,
    argument: Option<&Value<'a>>,
    ctx: &FilterContext<'_, 'a>,
) -> Value<'a> {
    if ctx.html && input.is_safe() && !kept.contains('<') {
        // A character reference that the cut went through is left out whole.
        let whole = kept.rfind('&').filter(|at| kept.get(*at..).is_some_and(|rest| !rest.contains(';')));
        let kept = kept.get(..whole.unwrap_or(kept.len())).unwrap_or(kept);
        let end = if argument.is_some_and(Value::is_safe) { Cow::Borrowed(end) } else { escaped(end) };
        return Value::html([kept, &*end].concat());
    }
    Value::text([kept, end].concat())
}
