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
    let problem =
        |message: &str, place: Range<usize>| Diagnostic::error("yaml/syntax", message).at(Span::new(source, place));
    if is_tab(error.kind())
        && let Some(tab) = indenting_tab(&text[line_start..range.end])
    {
        let place = line_start + tab..line_start + tab + 1;
        return problem("found a tab, expected spaces", place).hint("YAML indents with spaces only");
    }
    if is_open_quote(error.kind())
        && let Some(quote) = open_quote(&text[range.start..range.end], line_start - range.start)
    {
        let place = range.start + quote..range.start + quote + 1;
        return problem("this quote is never closed", place).hint("close it, or escape a quote inside the text");
    }
    let line = text[line_start..].lines().next().unwrap_or_default();
    let place = at..at + text[at..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    let (message, hint) = words(error, line);
    let problem = problem(&message, place);
    match hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabAtBlockScalarStart
            | E::TabInIndentation
            | E::TabInPlainScalar
    )
}

/// The first tab that indents a line.
fn indenting_tab(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..indent].find('\t') {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

fn is_open_quote(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::UnclosedQuotedScalar
            | E::InvalidQuotedScalarIndent
            | E::DocumentIndicatorInQuotedScalar
            | E::InvalidTrailingSingleQuotedScalar
            | E::InvalidTrailingDoubleQuotedScalar
    )
}

/// Where a quote opens that its own line does not close, on the line at `line_start` or the nearest one above: the
/// parser points at where it gave up.
fn open_quote(text: &str, line_start: usize) -> Option<usize> {
    let opener = |line: &str| {
        let value = line.find(": ").map_or(0, |colon| colon + 2);
        let rest = line.get(value..)?;
        let start = value + rest.find(|c: char| !matches!(c, ' ' | '-' | '[' | '{'))?;
        let quote = line[start..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        (line[start + 1..].matches(quote).count().is_multiple_of(2)).then_some(start)
    };
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let above = starts.into_iter().rev().filter(|start| *start <= line_start);
    above.filter_map(|start| opener(text[start..].lines().next()?).map(|at| start + at)).next()
}

/// What is wrong and what to do; the parser's own words for what authors hardly ever meet.
fn words(error: &ScanError, line: &str) -> (String, Option<&'static str>) {
    use ErrorKind as E;
    let has_two_colons = line.matches(": ").count() > 1;
    let (message, hint) = match error.kind() {
        E::UnknownAnchor => {
            ("this alias has no anchor", "put `&name` before the value that `*name` repeats, or quote the `*`")
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement if has_two_colons => {
            ("found a second `: ` in one line", "put quotes around a value that contains `: `")
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement | E::MappingKeyNotAllowed => (
            "found a key where none can be",
            "indent it like the keys around it, and close every `[`, `{` and quote above",
        ),
        E::ExpectedBlockMappingKey => ("expected a key", "indent all keys of one mapping by the same number of spaces"),
        E::ExpectedBlockSequenceEntry => ("expected `- `", "begin every item of a list at the same column with `- `"),
        E::ExpectedFlowMappingSeparator => {
            ("expected `,` or `}`", "close the `{` above, or put quotes around the value")
        }
        E::ExpectedFlowSequenceSeparator => {
            ("expected `,` or `]`", "close the `[` above, or put quotes around the value")
        }
        E::UnclosedFlowCollection { .. } => {
            ("this bracket is never closed", "close it, or put quotes around the value")
        }
        E::MisplacedFlowCollectionEnd | E::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket closes nothing", "take it away, or put quotes around the value")
        }
        E::UnexpectedCharacter { .. } => ("a value cannot begin with this sign", "put quotes around the value"),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            ("expected `: ` behind this key", "a key ends with a colon and a space")
        }
        E::UnknownQuotedScalarEscape => {
            ("this escape is unknown", "write `\\\\` for a backslash, or use single quotes")
        }
        E::BlockSequenceEntryNotAllowed => ("a list cannot begin here", "put `- ` on a line of its own, below its key"),
        E::RecursionLimitExceeded => ("lists and mappings are nested too deep", "take a few levels away"),
        _ => return (error.info().trim_end_matches('.').replace('\'', "`"), None),
    };
    (message.to_owned(), Some(hint))
}
