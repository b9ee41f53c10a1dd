//! Filters on strings: case, white space, parts, replacements. They must not
//! know HTML (see `html`) beyond keeping the mark of what is safe.

use std::borrow::Cow;
use std::ops::Range;

use super::html::escaped;
use super::input::{Filtered, integer, part, string};
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("append", 1..=1, append),
    filter("capitalize", 0..=0, capitalize),
    filter("downcase", 0..=0, downcase),
    filter("lstrip", 0..=0, lstrip),
    filter("prepend", 1..=1, prepend),
    filter("remove", 1..=1, remove),
    filter("remove_first", 1..=1, remove_first),
    filter("remove_last", 1..=1, remove_last),
    filter("replace", 1..=2, replace),
    filter("replace_first", 1..=2, replace_first),
    filter("replace_last", 2..=2, replace_last),
    filter("rstrip", 0..=0, rstrip),
    filter("split", 1..=1, split),
    filter("strip", 0..=0, strip),
    filter("strip_newlines", 0..=0, strip_newlines),
    filter("truncate", 0..=2, truncate),
    filter("truncatewords", 0..=2, truncatewords),
    filter("upcase", 0..=0, upcase),
];

fn append<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    joined(&input, &args.or_nil(0), ctx)
}

fn prepend<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    joined(&args.or_nil(0), &input, ctx)
}

/// One text behind the other. Safe HTML stays so: the other part is escaped.
fn joined<'a>(first: &Value<'a>, second: &Value<'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let safe = ctx.html && (first.is_safe() || second.is_safe());
    let (head, tail) = (text_of(first, safe), text_of(second, safe));
    ctx.reserve(head.len().saturating_add(tail.len()))?;
    let both = [head, tail].concat();
    Ok(if safe { Value::html(both) } else { Value::text(both) })
}

/// The text of a value that becomes a part of safe HTML, or of plain text.
pub(super) fn text_of<'v>(value: &'v Value<'_>, safe: bool) -> Cow<'v, str> {
    let text = value.to_text();
    if !safe || value.is_safe() {
        return text;
    }
    match escaped(&text) {
        Cow::Owned(text) => Cow::Owned(text),
        Cow::Borrowed(_) => text,
    }
}

fn capitalize<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.to_text();
    let mut characters = text.chars();
    let mut out = String::with_capacity(text.len());
    out.extend(characters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(&characters.as_str().to_lowercase());
    Ok(if out == *text { string(input) } else { Value::text(out) })
}

fn downcase<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.to_text().to_lowercase();
    Ok(Value::text(text))
}

fn upcase<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.to_text().to_uppercase();
    Ok(Value::text(text))
}

fn lstrip<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(stripped(input, true, false))
}

fn rstrip<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(stripped(input, false, true))
}

fn strip<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(stripped(input, true, true))
}

/// White space as Ruby's `strip` sees it.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\0')
}

fn stripped(input: Value<'_>, left: bool, right: bool) -> Value<'_> {
    let text = input.to_text();
    let start = if left { text.len() - text.trim_start_matches(is_space).len() } else { 0 };
    let end = if right { text.trim_end_matches(is_space).len().max(start) } else { text.len() };
    if (start, end) == (0, text.len()) {
        drop(text);
        return string(input);
    }
    let rest = part(&input, &text, start..end);
    if input.is_safe() { marked_safe(rest) } else { rest }
}

/// The same string, printed without being escaped.
pub(super) fn marked_safe(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Str(text) => Value::Str(text.into_safe()),
        other => Value::html(other.to_text().into_owned()),
    }
}

fn strip_newlines<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.to_text();
    if !text.contains('\n') {
        drop(text);
        return Ok(string(input));
    }
    let out = text.replace("\r\n", "\n").replace('\n', "");
    Ok(if input.is_safe() { Value::html(out) } else { Value::text(out) })
}

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
    let (text, old, new) = (input.to_text(), old.to_text(), new.to_text());
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

/// A single space splits at any white space. Empty strings at the end are dropped.
fn split<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (text, separator) = (input.to_text(), args.or_nil(0));
    let separator = separator.to_text();
    let most = match &*separator {
        "" => text.len(),
        separator => text.matches(separator).count() + 1,
    };
    ctx.reserve(most.saturating_mul(size_of::<Value<'_>>() + size_of::<Range<usize>>()))?;
    let mut ranges: Vec<Range<usize>> = match &*separator {
        "" => text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect(),
        " " => pieces(&text, text.match_indices(is_space)).filter(|piece| !piece.is_empty()).collect(),
        separator => pieces(&text, text.match_indices(separator)).collect(),
    };
    while ranges.last().is_some_and(Range::is_empty) {
        ranges.pop();
    }
    Ok(Value::array(ranges.into_iter().map(|range| part(&input, &text, range)).collect()))
}

/// What stands before, between and behind the separators.
fn pieces<'t>(text: &'t str, separators: impl Iterator<Item = (usize, &'t str)>) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    separators.chain([(text.len(), "")]).map(move |(at, separator)| {
        let piece = start..at;
        start = at + separator.len();
        piece
    })
}

fn truncate<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let length = args.get(0).map_or(Ok(50), integer)?;
    let length = usize::try_from(length).unwrap_or(0);
    let end = args.get(1).map_or(Cow::Borrowed("..."), Value::to_text);
    let text = input.to_text();
    if text.char_indices().nth(length).is_none() {
        drop(text);
        return Ok(string(input));
    }
    let kept = length.saturating_sub(end.chars().count());
    let cut = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    Ok(shortened(&input, text.get(..cut).unwrap_or(""), &end, args.get(1), ctx))
}

fn truncatewords<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let words = args.get(0).map_or(Ok(15), integer)?;
    let words = usize::try_from(words.max(1)).unwrap_or(usize::MAX);
    let end = args.get(1).map_or(Cow::Borrowed("..."), Value::to_text);
    let text = input.to_text();
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
