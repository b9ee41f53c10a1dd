//! Filters that make, mark or take away HTML. They must not print.
//!
//! Where a template's output is escaped, what these filters escape or make is
//! marked safe, so that nothing is escaped twice.

use std::borrow::Cow;

use super::input::{Filtered, string};
use super::strings::{marked_safe, text_of};
use super::{Args, FilterContext, FilterDef, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("escape", 0..=0, escape),
    filter("escape_once", 0..=0, escape_once),
    filter("h", 0..=0, escape),
    filter("html_safe", 0..=0, html_safe),
    filter("newline_to_br", 0..=0, newline_to_br),
    filter("strip_html", 0..=0, strip_html),
];

/// `text` with `& < > " '` as character references.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    replace_special(text, |_| true)
}

/// Replaces special characters; an ampersand only where `ampersand`, given
/// what follows it, says so.
fn replace_special(text: &str, ampersand: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'');
    let mut out = String::new();
    let mut done = 0;
    for (at, found) in text.match_indices(special) {
        let behind = at + found.len();
        let reference = match found {
            "&" if !ampersand(text.get(behind..).unwrap_or("")) => continue,
            "&" => "&amp;",
            "<" => "&lt;",
            ">" => "&gt;",
            "\"" => "&quot;",
            _ => "&#39;",
        };
        out.push_str(text.get(done..at).unwrap_or(""));
        out.push_str(reference);
        done = behind;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or(""));
    Cow::Owned(out)
}

/// The value of escaped text: safe HTML where output is escaped anyway.
fn escaped_value<'a>(input: &Value<'a>, text: Cow<'_, str>, ctx: &FilterContext<'_, 'a>) -> Value<'a> {
    let value = match text {
        Cow::Owned(text) => Value::text(text),
        Cow::Borrowed(_) => string(input.clone()),
    };
    if ctx.html { marked_safe(value) } else { value }
}

fn escape<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.filter_text();
    ctx.reserve(text.len().saturating_mul(6))?;
    Ok(escaped_value(&input, escaped(&text), ctx))
}

fn escape_once<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    ctx.reserve(text.len().saturating_mul(6))?;
    let once = replace_special(&text, |behind| !is_reference(behind));
    Ok(escaped_value(&input, once, ctx))
}

/// Whether what follows an ampersand makes a character reference of it.
fn is_reference(behind: &str) -> bool {
    let name = match behind.strip_prefix('#') {
        Some(number) => number.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => behind.trim_start_matches(|c: char| c.is_ascii_alphabetic()),
    };
    let length = behind.len() - name.len();
    name.starts_with(';') && length > usize::from(behind.starts_with('#'))
}

/// 3scale's: prints the value as it is.
fn html_safe<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    Ok(marked_safe(string(input)))
}

fn newline_to_br<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = text_of(&input, ctx.html);
    let lines = text.matches('\n').count();
    ctx.reserve(text.len().saturating_add(lines.saturating_mul(6)))?;
    let out = text.replace("\r\n", "\n").replace('\n', "<br />\n");
    Ok(if ctx.html { Value::html(out) } else { Value::text(out) })
}

fn strip_html<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    if !text.contains('<') {
        drop(text);
        return Ok(string(input));
    }
    let blocks = [("<script", "</script>"), ("<!--", "-->"), ("<style", "</style>")];
    let without_blocks = without(&text, &blocks);
    let out = without(&without_blocks, &[("<", ">")]);
    Ok(if input.is_safe() { Value::html(out) } else { Value::text(out) })
}

/// `text` without everything between an opening and its closing, both
/// included. An opening that is never closed stays.
fn without(text: &str, pairs: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    // Closings that occur nowhere behind here: looking for them again for
    // every opening would take quadratic time.
    let mut missing = vec![false; pairs.len()];
    let mut rest = text;
    'text: while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        for ((opening, closing), missing) in pairs.iter().zip(&mut missing) {
            if *missing || !from.starts_with(opening) {
                continue;
            }
            let inside = from.get(opening.len()..).unwrap_or("");
            if let Some((_, behind)) = inside.split_once(closing) {
                rest = behind;
                continue 'text;
            }
            *missing = true;
        }
        out.push('<');
        rest = from.get(1..).unwrap_or("");
    }
    out.push_str(rest);
    out
}
