//! Reads words, punctuation and literals inside a tag or output.
//!
//! Owns the smallest pieces of expressions; their grammar is in `expr`.

use super::lexer::is_space;
use super::tree::Span;

/// A position inside the markup of a tag or output.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'s> {
    pub(crate) source: &'s str,
    pub(crate) pos: usize,
    pub(crate) end: usize,
}

impl<'s> Cursor<'s> {
    pub(crate) fn new(source: &'s str, span: Span) -> Self {
        Cursor { source, pos: span.start as usize, end: span.end as usize }
    }

    pub(crate) fn rest(&self) -> &'s str {
        self.source.get(self.pos..self.end).unwrap_or_default()
    }

    /// Everything that is left.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.pos, self.end)
    }

    pub(crate) fn skip_space(&mut self) {
        let rest = self.rest();
        self.pos += rest.len() - rest.trim_start_matches(is_space).len();
    }

    /// The next byte after white space; 0 at the end.
    pub(crate) fn peek(&mut self) -> u8 {
        self.skip_space();
        self.byte(0)
    }

    /// The byte `ahead` of the position; 0 behind the end.
    pub(crate) fn byte(&self, ahead: usize) -> u8 {
        let at = self.pos + ahead;
        if at < self.end { self.source.as_bytes().get(at).copied().unwrap_or(0) } else { 0 }
    }

    pub(crate) fn at_end(&mut self) -> bool {
        self.skip_space();
        self.pos >= self.end
    }

    /// Takes `text` if it is next.
    pub(crate) fn take(&mut self, text: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(text);
        if found {
            self.pos += text.len();
        }
        found
    }

    /// Takes a word if it is next and ends there.
    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let before = self.pos;
        match self.word() {
            Some(span) if self.text(span) == word => true,
            _ => {
                self.pos = before;
                false
            }
        }
    }

    /// The word that is next, without taking it.
    pub(crate) fn peek_word(&mut self) -> Option<&'s str> {
        let mut ahead = *self;
        ahead.word().map(|span| self.text(span))
    }

    pub(crate) fn text(&self, span: Span) -> &'s str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// A name: letters, digits, `_` and `-`, not beginning with a digit or `-`, perhaps with `?`
    /// at its end.
    pub(crate) fn word(&mut self) -> Option<Span> {
        self.skip_space();
        let rest = self.rest();
        let first = rest.chars().next()?;
        if !(first.is_alphabetic() || first == '_') {
            return None;
        }
        Some(self.word_from(rest))
    }

    /// As [`Cursor::word`], and digits may come first: targets of `assign` and keys in lax mode.
    pub(crate) fn loose_word(&mut self) -> Option<Span> {
        self.skip_space();
        let rest = self.rest();
        let first = rest.chars().next()?;
        is_word(first).then(|| self.word_from(rest))
    }

    fn word_from(&mut self, rest: &str) -> Span {
        let mut length = rest.find(|c: char| !(is_word(c) || c == '-')).unwrap_or(rest.len());
        if rest.as_bytes().get(length) == Some(&b'?') {
            length += 1;
        }
        let span = Span::new(self.pos, self.pos + length);
        self.pos += length;
        span
    }

    /// A quoted string: the span of its content. There are no escapes.
    pub(crate) fn string(&mut self) -> Option<Span> {
        self.skip_space();
        let quote = self.byte(0);
        if quote != b'"' && quote != b'\'' {
            return None;
        }
        let content = self.pos + 1;
        let length = self.source.get(content..self.end)?.find(char::from(quote))?;
        self.pos = content + length + 1;
        Some(Span::new(content, content + length))
    }

    /// A number: its span, and whether it has a fraction. `1..5` is a whole number before a range.
    pub(crate) fn number(&mut self) -> Option<(Span, bool)> {
        self.skip_space();
        let mut ahead = usize::from(self.byte(0) == b'-');
        let digits = ahead;
        while self.byte(ahead).is_ascii_digit() {
            ahead += 1;
        }
        if ahead == digits {
            return None;
        }
        let mut fraction = false;
        if self.byte(ahead) == b'.' && self.byte(ahead + 1).is_ascii_digit() {
            fraction = true;
            ahead += 1;
            while self.byte(ahead).is_ascii_digit() {
                ahead += 1;
            }
        }
        let span = Span::new(self.pos, self.pos + ahead);
        self.pos += ahead;
        Some((span, fraction))
    }

    /// What lax reading takes for one value: quoted strings and anything but white space, commas
    /// and pipes.
    pub(crate) fn fragment(&mut self) -> Option<Span> {
        self.skip_space();
        let start = self.pos;
        while self.pos < self.end {
            match self.byte(0) {
                b'"' | b'\'' => {
                    if self.string().is_none() {
                        break;
                    }
                }
                b',' | b'|' => break,
                c if is_space(char::from(c)) => break,
                _ => self.pos += 1,
            }
        }
        (self.pos > start).then(|| Span::new(start, self.pos))
    }

    /// Skips one character: how lax reading gets past what it does not understand.
    pub(crate) fn skip_char(&mut self) {
        self.pos += self.rest().chars().next().map_or(1, char::len_utf8);
    }
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
