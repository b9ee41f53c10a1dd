//! From one class per byte to HTML with as few elements as possible.
//!
//! Must not know where the classes come from.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use super::class::NONE;
use crate::render::escape;

/// Escaped code with its marked lines.
pub(super) fn plain(code: &str, marks: &[RangeInclusive<u32>]) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    for part in parts(code, marks) {
        part.write(&mut out, |out, from, to| escape::text(out, &code[from..to]));
    }
    out
}

/// Escaped code with `<i class=…>` around each run of one class and its marked lines.
/// `classes` has one entry per byte of `code`.
pub(super) fn html(code: &str, classes: &[u8], marks: &[RangeInclusive<u32>]) -> String {
    let mut out = String::with_capacity(code.len() * 3);
    for part in parts(code, marks) {
        part.write(&mut out, |out, from, to| runs(out, code, classes, from..to));
    }
    out
}

fn runs(out: &mut String, code: &str, classes: &[u8], within: std::ops::Range<usize>) {
    let mut from = within.start;
    while from < within.end {
        let to = run_end(code, classes, from, within.end);
        let class = classes[from];
        let text = &code[from..to];
        if class == NONE {
            escape::text(out, text);
        } else {
            // White space at the end of a token is not worth an element's length.
            let ink = text.trim_end();
            let _ = write!(out, "<i class={}>", char::from(class));
            escape::text(out, ink);
            out.push_str("</i>");
            out.push_str(&text[ink.len()..]);
        }
        from = to;
    }
}

/// Where the run that starts at `from` ends: equal classes with nothing but white space between
/// them are one run. Classes change only at character boundaries; a boundary inside a character
/// is moved to its end so that no input can split one.
fn run_end(code: &str, classes: &[u8], from: usize, end: usize) -> usize {
    let class = classes[from];
    let bytes = code.as_bytes();
    let mut to = from + 1;
    let mut last = to;
    while to < end {
        if classes[to] == class || !code.is_char_boundary(to) {
            to += 1;
            last = to;
        } else if class != NONE && classes[to] == NONE && bytes[to].is_ascii_whitespace() {
            to += 1;
        } else {
            break;
        }
    }
    last
}

/// A run of lines that is marked or not.
struct Part {
    from: usize,
    to: usize,
    marked: bool,
}

impl Part {
    fn write(&self, out: &mut String, inner: impl FnOnce(&mut String, usize, usize)) {
        if self.marked {
            out.push_str("<mark class=\"line\">");
        }
        inner(out, self.from, self.to);
        if self.marked {
            out.push_str("</mark>");
        }
    }
}

fn parts(code: &str, marks: &[RangeInclusive<u32>]) -> Vec<Part> {
    let whole = |from| Part { from, to: code.len(), marked: false };
    if marks.is_empty() {
        return vec![whole(0)];
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for (number, line) in (1..).zip(code.split_inclusive('\n')) {
        let marked = marks.iter().any(|lines| lines.contains(&number));
        match parts.last_mut() {
            Some(part) if part.marked == marked => part.to += line.len(),
            _ => parts.push(Part { from: at, to: at + line.len(), marked }),
        }
        at += line.len();
    }
    parts
}
