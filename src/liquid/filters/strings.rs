//! Filters on strings: case, white space, parts. They must not
//! know HTML (see `html`) beyond keeping the mark of what is safe.

use std::borrow::Cow;
use std::ops::Range;

use super::html::escaped;
use super::input::{Filtered, part, string};
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("append", 1..=1, append),
    filter("capitalize", 0..=0, capitalize),
    filter("downcase", 0..=0, downcase),
    filter("lstrip", 0..=0, lstrip),
    filter("prepend", 1..=1, prepend),
    filter("rstrip", 0..=0, rstrip),
    filter("split", 1..=1, split),
    filter("strip", 0..=0, strip),
    filter("strip_newlines", 0..=0, strip_newlines),
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
    let text = value.filter_text();
    if !safe || value.is_safe() {
        return text;
    }
    match escaped(&text) {
        Cow::Owned(text) => Cow::Owned(text),
        Cow::Borrowed(_) => text,
    }
}

fn capitalize<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    let mut characters = text.chars();
    let mut out = String::with_capacity(text.len());
    out.extend(characters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(&characters.as_str().to_lowercase());
    Ok(if out == *text { string(input) } else { Value::text(out) })
}

fn downcase<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text().to_lowercase();
    Ok(Value::text(text))
}

fn upcase<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text().to_uppercase();
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
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r' | '\0')
}

fn stripped(input: Value<'_>, left: bool, right: bool) -> Value<'_> {
    let text = input.filter_text();
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
        other => Value::html(other.filter_text().into_owned()),
    }
}

fn strip_newlines<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    if !text.contains('\n') {
        drop(text);
        return Ok(string(input));
    }
    let out = text.replace("\r\n", "\n").replace('\n', "");
    Ok(if input.is_safe() { Value::html(out) } else { Value::text(out) })
}

/// A single space splits at any white space. Empty strings at the end are dropped.
fn split<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (text, separator) = (input.filter_text(), args.or_nil(0));
    let separator = separator.filter_text();
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
