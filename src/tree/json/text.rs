//! What stands between the brackets of JSON: space, comments, words, numbers, strings and their escapes.

use std::borrow::Cow;

use super::Reader;
use crate::diag::{Diagnostic, Span};

impl<'s> Reader<'s, '_> {
    /// Goes over space, and over comments, which JSON does not have.
    pub(super) fn space(&mut self) {
        loop {
            while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += 1;
            }
            if self.peek() != Some(b'/') {
                return;
            }
            let rest = &self.bytes[self.at..];
            let length = if rest.starts_with(b"//") {
                rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
            } else if rest.starts_with(b"/*") {
                self.text[self.at..].find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                return;
            };
            self.problem(
                self.at..self.at + 2,
                "JSON has no comments",
                "take the comment away, or save the file as YAML with `#`",
            );
            self.at += length;
        }
    }

    /// A number, `true`, `false`, `null`, or another word that somebody forgot to quote.
    pub(super) fn word(&mut self) -> Option<&'s str> {
        let start = self.at;
        let word = self.bare()?;
        if !(matches!(word, "true" | "false" | "null") || is_number(word)) {
            let number = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
            let (message, hint) = if number {
                (
                    format!("`{word}` is no number in JSON"),
                    "write it as `12`, `-0.5` or `1e6`, or as text in double quotes",
                )
            } else {
                (
                    format!("expected a value, found `{word}`"),
                    "put double quotes around text; JSON knows `true`, `false` and `null`",
                )
            };
            self.problem(start..self.at, &message, hint);
        }
        Some(word)
    }

    /// Letters, digits and the signs of numbers; nothing if there is none.
    pub(super) fn bare(&mut self) -> Option<&'s str> {
        let rest = &self.bytes[self.at..];
        let fits = |byte: &u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b'$') || *byte >= 0x80
        };
        let length = rest.iter().position(|byte| !fits(byte)).unwrap_or(rest.len());
        let word = &self.text[self.at..self.at + length];
        self.at += length;
        (length > 0).then_some(word)
    }

    /// The string that begins at hand, borrowed where it has no escape.
    pub(super) fn string(&mut self) -> Cow<'s, str> {
        let start = self.at + 1;
        let mut at = start;
        // Runs of plain bytes are most of a description.
        while let Some(&byte) = self.bytes.get(at) {
            if byte == b'"' {
                self.at = at + 1;
                return Cow::Borrowed(&self.text[start..at]);
            }
            if byte == b'\\' || byte < 0x20 {
                break;
            }
            at += 1;
        }
        self.escaped(start, at)
    }

    /// The rest of a string from its first escape at `at`.
    fn escaped(&mut self, start: usize, mut at: usize) -> Cow<'s, str> {
        let mut out = String::with_capacity((at - start) * 2);
        let mut plain = start;
        let mut has_control = false;
        loop {
            match self.bytes.get(at) {
                Some(b'"') => {
                    out.push_str(&self.text[plain..at]);
                    self.at = at + 1;
                    return Cow::Owned(out);
                }
                Some(b'\\') => {
                    out.push_str(&self.text[plain..at]);
                    at = self.escape(at, &mut out);
                    plain = at;
                }
                Some(byte) if *byte < 0x20 => {
                    if self.is_unclosed(*byte, at, start) {
                        out.push_str(&self.text[plain..at]);
                        self.at = at;
                        return Cow::Owned(out);
                    }
                    if !has_control {
                        let message = format!("a string holds the control character U+{byte:04X}");
                        let hint = "write `\\n` for the end of a line and `\\t` for a tab";
                        self.problem(at..at + 1, &message, hint);
                    }
                    has_control = true;
                    at += 1;
                }
                Some(_) => at += 1,
                None => {
                    let hint = "close it with `\"`; the file may have been cut off";
                    self.problem(start - 1..start, "this quote is never closed", hint);
                    out.push_str(&self.text[plain..]);
                    self.at = self.text.len();
                    return Cow::Owned(out);
                }
            }
        }
    }

    /// Whether a line ends in a string because its quote was forgotten: the next line begins a key or closes a bracket.
    fn is_unclosed(&mut self, byte: u8, at: usize, start: usize) -> bool {
        if byte != b'\n' && byte != b'\r' {
            return false;
        }
        let next = self.text[at..].trim_start();
        let closes = next.starts_with(['}', ']']);
        let is_key = next.starts_with('"')
            && next.lines().next().is_some_and(|line| line.contains("\":") || line.contains("\" :"));
        if closes || is_key {
            self.problem(start - 1..start, "this quote is not closed on its line", "close it with `\"`");
        }
        closes || is_key
    }

    /// Reads the escape at `at`; gives where it ends.
    fn escape(&mut self, at: usize, out: &mut String) -> usize {
        let sign = match self.bytes.get(at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'u') => return self.unicode(at, out),
            _ => {
                let message = "this escape is unknown";
                self.problem(at..at + 1, message, "write `\\\\` for a backslash");
                // The backslash stands for itself, and what follows is read as it is.
                out.push('\\');
                return at + 1;
            }
        };
        out.push(sign);
        at + 2
    }

    /// `\u0041`, and pairs of them for characters beyond U+FFFF.
    fn unicode(&mut self, at: usize, out: &mut String) -> usize {
        let Some(first) = self.hex(at + 2) else {
            self.problem(
                at..at + 2,
                "expected four hexadecimal digits",
                "write `\\u0041` with four digits, or `\\\\u`",
            );
            out.push('\\');
            return at + 1;
        };
        let mut end = at + 6;
        let mut code = first;
        if (0xd800..0xdc00).contains(&first)
            && self.bytes.get(end..end + 2) == Some(b"\\u")
            && let Some(second) = self.hex(end + 2).filter(|second| (0xdc00..0xe000).contains(second))
        {
            code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            end += 6;
        }
        match char::from_u32(code) {
            Some(sign) => out.push(sign),
            None => {
                if self.diags.len() < self.limit {
                    let problem = Diagnostic::warning("json/surrogate", "half of a character stands alone")
                        .at(Span::new(self.source, at..end))
                        .hint("write both halves, such as `\\ud83d\\ude00`, or the character itself");
                    self.diags.push(problem);
                }
                out.push(char::REPLACEMENT_CHARACTER);
            }
        }
        end
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.bytes.get(at..at + 4)?;
        digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
    }

    /// Text in single quotes.
    pub(super) fn other_quotes(&mut self) -> Cow<'s, str> {
        let start = self.at;
        let end = self.text[start + 1..].find(['\'', '\n']).map_or(self.text.len(), |end| start + 1 + end);
        self.at = if self.bytes.get(end) == Some(&b'\'') { end + 1 } else { end };
        self.problem(start..start + 1, "expected `\"`, found `'`", "JSON has double quotes only");
        Cow::Borrowed(&self.text[start + 1..end])
    }
}

/// Whether a word is a number as JSON writes it.
fn is_number(word: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.strip_prefix('-').unwrap_or(word);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}
