//! Bytes of a file to a `Source`: size limit, UTF-8, and the line between front matter and body.

use std::ops::Range;
use std::sync::Arc;

use super::{File, Files};
use crate::diag::{Diagnostic, Source, Span};

/// Largest page, template or data file that is read, in bytes.
const TEXT_LIMIT: u64 = 16 << 20;

/// Reads a text file; what is wrong with it is one diagnostic.
pub(super) fn read(files: &dyn Files, file: &File) -> Result<Arc<Source>, Diagnostic> {
    if file.size > TEXT_LIMIT {
        return Err(too_large(&file.path, file.size, TEXT_LIMIT));
    }
    decode(&file.path, bytes(files, &file.path)?)
}

fn bytes(files: &dyn Files, path: &str) -> Result<Vec<u8>, Diagnostic> {
    files.read(path).map_err(|error| {
        let nowhere = Span::file(&Source::new(path, ""));
        Diagnostic::error("file/unreadable", format!("the file cannot be read: {error}")).at(nowhere)
    })
}

fn too_large(path: &str, size: u64, limit: u64) -> Diagnostic {
    let message = format!("the file has {} MB, more than the {} MB it may have", size >> 20, limit >> 20);
    Diagnostic::error("file/too-large", message)
        .at(Span::file(&Source::new(path, "")))
        .hint("split it, or move what is no text to `static/`")
}

/// Bytes as text.
pub(super) fn decode(path: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Diagnostic> {
    String::from_utf8(bytes).map(|text| Source::new(path, text)).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let lossy = Source::new(path, String::from_utf8_lossy(error.as_bytes()).into_owned());
        let message = format!("the file is not UTF-8: byte {at} is 0x{byte:02x}");
        let end = at + char::REPLACEMENT_CHARACTER.len_utf8();
        Diagnostic::error("file/encoding", message).at(Span::new(&lossy, at..end)).hint("save the file as UTF-8")
    })
}

/// Most problems that are kept of one file: a file of garbage must not bury the others.
const PROBLEM_LIMIT: usize = 100;

/// Keeps the first problems of a file and counts the others.
pub(super) fn limit(problems: &mut Vec<Diagnostic>) {
    let Some(rest) = problems.len().checked_sub(PROBLEM_LIMIT).filter(|rest| *rest > 0) else { return };
    problems.truncate(PROBLEM_LIMIT);
    let last = problems.last().and_then(|problem| problem.span.clone());
    let message = format!("{rest} more problems of this file are not shown");
    problems.push(Diagnostic { span: last, ..Diagnostic::error("file/problems", message) });
}

/// Where the parts of a file with front matter are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// The YAML between the `---` lines, if there are any.
    pub(super) front: Option<Range<usize>>,
    /// Where the rest begins.
    pub(super) body: usize,
}

/// Finds front matter at the start of a text. `Err` is the place of a `---` line that no other one closes.
pub(super) fn split(text: &str) -> Result<Parts, Range<usize>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let Some(front) = delimiter(&text[start..]) else { return Ok(Parts { front: None, body: start }) };
    let front = start + front;
    let mut at = front;
    while at < text.len() {
        if let Some(length) = delimiter(&text[at..]) {
            return Ok(Parts { front: Some(front..at), body: at + length });
        }
        at += text[at..].find('\n').map_or(text.len() - at, |newline| newline + 1);
    }
    Err(start..start + 3)
}

/// The length of a `---` line at the start of `text`, its newline included.
fn delimiter(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("---")?;
    let line = rest.find('\n').map_or(rest, |newline| &rest[..=newline]);
    line.trim().is_empty().then_some(3 + line.len())
}

#[cfg(test)]
mod tests {
    use super::{Parts, split};

    #[test]
    fn front_matter_ends_at_the_next_line_of_three_dashes() {
        assert_eq!(split("---\na: 1\n---\nbody"), Ok(Parts { front: Some(4..9), body: 13 }));
        assert_eq!(split("---\r\na: 1\r\n---\r\nbody"), Ok(Parts { front: Some(5..11), body: 16 }));
        assert_eq!(split("---\n---"), Ok(Parts { front: Some(4..4), body: 7 }));
        assert_eq!(split("text\n---\n"), Ok(Parts { front: None, body: 0 }));
        assert_eq!(split("----\ntext"), Ok(Parts { front: None, body: 0 }));
        assert_eq!(split("---\na: 1\n"), Err(0..3));
    }
}
