//! Splits a template into text, outputs and tags, without looking inside them.
//!
//! Owns delimiters and white space control. The same reader serves the lines of a `liquid` tag.

use super::tree::Span;

/// What stands at one place of a template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// The whole of it, delimiters included.
    pub(crate) span: Span,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum TokenKind {
    /// Text, white space control applied.
    Text,
    /// `{{ … }}`: the bytes between the delimiters.
    Output(Span),
    /// `{% name … %}` or a line of a `liquid` tag.
    Tag(Tag),
    /// `{{` without `}}`.
    OpenOutput,
    /// `{%` without `%}`.
    OpenTag,
}

/// A tag: its name and what follows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    pub(crate) name: Span,
    pub(crate) markup: Span,
}

/// Reads tokens from a part of a source.
pub(crate) struct Lexer<'s> {
    pub(crate) source: &'s str,
    pub(crate) pos: usize,
    pub(crate) end: usize,
    /// Whether each line is a tag.
    pub(crate) lines: bool,
    /// Whether the last token ended in `-%}` or `-}}`.
    trim_next: bool,
}

/// Where a lexer stood, to come back to.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    pos: usize,
    end: usize,
    lines: bool,
    trim_next: bool,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str, start: usize, end: usize) -> Self {
        Lexer { source, pos: start, end, lines: false, trim_next: false }
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { pos: self.pos, end: self.end, lines: self.lines, trim_next: self.trim_next }
    }

    pub(crate) fn reset(&mut self, mark: Mark) {
        (self.pos, self.end, self.lines, self.trim_next) = (mark.pos, mark.end, mark.lines, mark.trim_next);
    }

    /// Reads the lines of `part` as tags until [`Lexer::reset`].
    pub(crate) fn enter_lines(&mut self, part: Span) {
        (self.pos, self.end, self.lines) = (part.start as usize, part.end as usize, true);
    }

    pub(crate) fn text(&self, span: Span) -> &'s str {
        self.source.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn rest(&self, from: usize) -> &'s str {
        self.source.get(from..self.end).unwrap_or_default()
    }

    pub(crate) fn next(&mut self) -> Option<Token> {
        if self.lines {
            return self.next_line();
        }
        loop {
            if self.pos >= self.end {
                return None;
            }
            let opening = self.find_opening(self.pos);
            if opening > self.pos {
                if let Some(token) = self.text_token(opening) {
                    return Some(token);
                }
                continue;
            }
            self.trim_next = false;
            return Some(if self.rest(opening).starts_with("{{") { self.output(opening) } else { self.tag(opening) });
        }
    }

    /// The text up to `opening`, trimmed at both ends as the delimiters around it ask.
    fn text_token(&mut self, opening: usize) -> Option<Token> {
        let text = self.source.get(self.pos..opening).unwrap_or_default();
        let mut start = self.pos;
        let mut end = opening;
        if self.trim_next {
            start += text.len() - text.trim_start_matches(is_space).len();
        }
        if self.source.as_bytes().get(opening + 2) == Some(&b'-') && opening + 2 < self.end {
            end = start + self.source.get(start..end).unwrap_or_default().trim_end_matches(is_space).len();
        }
        self.pos = opening;
        (start < end).then(|| Token { kind: TokenKind::Text, span: Span::new(start, end) })
    }

    /// The next `{{` or `{%`, or the end.
    fn find_opening(&self, from: usize) -> usize {
        let mut at = from;
        let bytes = self.source.as_bytes();
        while let Some(found) = self.rest(at).find('{') {
            let brace = at + found;
            if brace + 1 < self.end && matches!(bytes.get(brace + 1), Some(b'{' | b'%')) {
                return brace;
            }
            at = brace + 1;
        }
        self.end
    }

    /// How far it is to the next `}}` or `%}`, by its first character. One pass over bytes: a
    /// search for two characters would prepare tables for every tag.
    fn find_closing(&self, from: usize, first: u8) -> Option<usize> {
        let bytes = self.rest(from).as_bytes();
        bytes.windows(2).position(|pair| pair == [first, b'}'])
    }

    fn output(&mut self, opening: usize) -> Token {
        let Some(length) = self.find_closing(opening + 2, b'}') else {
            self.pos = self.end;
            return Token { kind: TokenKind::OpenOutput, span: Span::new(opening, opening + 2) };
        };
        let close = opening + 2 + length;
        let inner = self.trimmed(opening + 2, close);
        self.pos = close + 2;
        Token { kind: TokenKind::Output(inner), span: Span::new(opening, self.pos) }
    }

    fn tag(&mut self, opening: usize) -> Token {
        let Some(length) = self.find_closing(opening + 2, b'%') else {
            self.pos = self.end;
            return Token { kind: TokenKind::OpenTag, span: Span::new(opening, opening + 2) };
        };
        let close = opening + 2 + length;
        let inner = self.trimmed(opening + 2, close);
        self.pos = close + 2;
        Token { kind: TokenKind::Tag(self.split(inner)), span: Span::new(opening, self.pos) }
    }

    /// The bytes between two delimiters without the hyphens of white space control.
    fn trimmed(&mut self, mut start: usize, mut end: usize) -> Span {
        let bytes = self.source.as_bytes();
        if start < end && bytes.get(start) == Some(&b'-') {
            start += 1;
        }
        if start < end && bytes.get(end - 1) == Some(&b'-') {
            end -= 1;
            self.trim_next = true;
        } else if start == end && end > 0 && bytes.get(end - 1) == Some(&b'-') {
            // `{{-}}`: the one hyphen trims on both sides.
            self.trim_next = true;
        }
        Span::new(start, end)
    }

    /// The name of a tag (a word or `#`) and the rest, both trimmed.
    fn split(&self, inner: Span) -> Tag {
        let text = self.text(inner);
        let start = inner.start as usize + (text.len() - text.trim_start_matches(is_space).len());
        let end = inner.start as usize + text.trim_end_matches(is_space).len();
        let text = self.source.get(start..end.max(start)).unwrap_or_default();
        let length = match text.chars().next() {
            Some('#') => 1,
            _ => text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len()),
        };
        let after = text.get(length..).unwrap_or_default();
        let markup = start + length + (after.len() - after.trim_start_matches(is_space).len());
        Tag { name: Span::new(start, start + length), markup: Span::new(markup, end.max(markup)) }
    }

    fn next_line(&mut self) -> Option<Token> {
        while self.pos < self.end {
            let start = self.pos;
            let length = self.rest(start).find('\n').unwrap_or(self.end - start);
            self.pos = start + length + 1;
            let tag = self.split(Span::new(start, start + length));
            if tag.name.start < tag.markup.end {
                return Some(Token {
                    kind: TokenKind::Tag(tag),
                    span: Span { start: tag.name.start, end: tag.markup.end },
                });
            }
        }
        None
    }

    /// The text up to `{% end %}` (not read as template); `None` when it never comes. Leaves the
    /// lexer behind the closing tag.
    pub(crate) fn verbatim(&mut self, end: &str) -> Option<Span> {
        let start = self.pos;
        if self.lines {
            while let Some(token) = self.next_line() {
                if let TokenKind::Tag(tag) = token.kind
                    && self.text(tag.name) == end
                {
                    return Some(Span::new(start, token.span.start as usize));
                }
            }
            return None;
        }
        let mut at = start;
        while let Some(found) = self.rest(at).find("{%") {
            let opening = at + found;
            if let Some(close) = self.closes(opening, end) {
                self.trim_next = self.source.as_bytes().get(close.wrapping_sub(3)) == Some(&b'-');
                self.pos = close;
                return Some(Span::new(start, opening));
            }
            at = opening + 2;
        }
        None
    }

    /// Whether the tag at `opening` is exactly `{% name %}`: where it ends.
    fn closes(&self, opening: usize, name: &str) -> Option<usize> {
        let inner = self.rest(opening + 2);
        let rest = inner.strip_prefix('-').unwrap_or(inner).trim_start_matches(is_space);
        let rest = rest.strip_prefix(name)?.trim_start_matches(is_space);
        let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
        Some(self.end - rest.len())
    }

    /// The text of a comment up to its `endcomment`; comments nest, `raw` inside is skipped.
    pub(crate) fn comment(&mut self) -> Option<Span> {
        let start = self.pos;
        let mut depth = 1;
        while let Some(token) = self.next_tag() {
            let TokenKind::Tag(tag) = token.kind else { return None };
            match self.text(tag.name) {
                "comment" => depth += 1,
                "raw" => {
                    self.verbatim("endraw")?;
                }
                "endcomment" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(Span { start: Span::new(start, start).start, end: token.span.start });
            }
        }
        None
    }

    /// The next tag, whatever stands before it.
    fn next_tag(&mut self) -> Option<Token> {
        if self.lines {
            return self.next_line();
        }
        let opening = self.pos + self.rest(self.pos).find("{%")?;
        self.trim_next = false;
        Some(self.tag(opening))
    }
}

/// White space as Ruby's `strip` has it.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\0')
}
