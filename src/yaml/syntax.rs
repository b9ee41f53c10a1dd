//! What is wrong with broken YAML, in words for authors: the place, what was expected, what to do.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::{ErrorKind, ScanError};

use crate::diag::{Diagnostic, Source, Span};

/// The problem behind a parser's error at byte `at` of the file; `range` is the YAML part of it.
pub(super) fn diagnostic(source: &Arc<Source>, range: &Range<usize>, at: usize, error: &ScanError) -> Diagnostic {
    let text = source.text();
    let at = at.clamp(range.start, range.end);
    let line_start = text[..at].rfind('\n').map_or(0, |found| found + 1).max(range.start);
    let line_end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    let line = &text[line_start..line_end];
    let indent = line.len() - line.trim_start().len();
    if let Some(tab) = line[..indent].find('\t') {
        let place = line_start + tab..line_start + tab + 1;
        return problem("found a tab, expected spaces", source, place).hint("YAML indents with spaces only");
    }
    if let Some(quote) = open_quote(&text[range.start..at.max(line_end)], line_start - range.start, error) {
        let place = range.start + quote..range.start + quote + 1;
        return problem("this quote is never closed", source, place).hint("close it, or escape a quote inside the text");
    }
    let place = at..at + text[at..line_end].chars().next().map_or(0, char::len_utf8);
    let found = problem(&sentence(error), source, place);
    match hint(error.kind(), line) {
        Some(hint) => found.hint(hint),
        None => found,
    }
}

fn problem(message: &str, source: &Arc<Source>, place: Range<usize>) -> Diagnostic {
    Diagnostic::error("yaml/syntax", message).at(Span::new(source, place))
}

/// The parser's own words, without what only its authors need.
fn sentence(error: &ScanError) -> String {
    let info = error.info();
    let words = info.trim().trim_end_matches('.');
    words.strip_prefix("while ").map_or_else(|| words.to_owned(), |rest| format!("while {rest}"))
}

/// Where a quoted scalar that runs to the end began: the parser may point at where it gave up.
fn open_quote(text: &str, line_start: usize, error: &ScanError) -> Option<usize> {
    let info = error.info();
    if !(info.contains("quote") || info.contains("end of stream") && info.contains("scalar")) {
        return None;
    }
    let opener = |line: &str| {
        let value = line.find(": ").map_or(0, |colon| colon + 2);
        let rest = line.get(value..)?;
        let start = value + rest.find(|c: char| !matches!(c, ' ' | '-' | '['))?;
        let quote = line[start..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        (!line[start + 1..].contains(quote)).then_some(start)
    };
    let mut starts: Vec<usize> = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let lines = starts.into_iter().rev().filter(|start| *start <= line_start);
    lines.filter_map(|start| opener(text[start..].lines().next()?).map(|at| start + at)).next()
}

fn hint(kind: &ErrorKind, line: &str) -> Option<&'static str> {
    if line.contains("{{") || line.contains("{%") {
        return Some("put quotes around a value that begins with `{`");
    }
    if line.trim_start().matches(": ").count() > 1 {
        return Some("put quotes around a value that contains `: `");
    }
    match kind {
        ErrorKind::UnknownAnchor => Some("an alias `*name` needs an anchor `&name` above it"),
        ErrorKind::ExpectedBlockMappingKey => Some("indent all keys of one mapping by the same number of spaces"),
        _ => None,
    }
}
