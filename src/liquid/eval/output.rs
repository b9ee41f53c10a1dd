//! Where text goes: escaping, the limit of output, the source map.
//!
//! Owns the buffer of a rendering.

use super::over_limit;
use crate::liquid::engine::{RenderOptions, SourceMap, StandIns};
use crate::liquid::error::Error;
use crate::liquid::syntax::tree::Span;
use crate::liquid::value::{Kind, Value};

pub(crate) struct Output<'a> {
    pub(crate) text: String,
    /// The length that `text` may reach.
    limit: usize,
    map: Option<&'a SourceMap>,
    stand_ins: Option<&'a StandIns>,
    /// Whether the text is a body rendered aside.
    aside: bool,
}

/// The outer buffer while a body is rendered aside.
pub(crate) struct Outer<'a>(Output<'a>);

impl<'a> Output<'a> {
    /// Writes behind `text`.
    pub(crate) fn new(text: String, options: &RenderOptions<'a>) -> Self {
        let limit = text.len().saturating_add(options.limits.output);
        Output { text, limit, map: options.source_map, stand_ins: options.stand_ins, aside: false }
    }

    /// Starts an empty buffer of at most `room` bytes.
    pub(crate) fn divert(&mut self, room: usize) -> Outer<'a> {
        // What the outer bodies hold already is not there for the inner one.
        let limit = if self.aside { room.min(self.limit.saturating_sub(self.text.len())) } else { room };
        Outer(std::mem::replace(self, Output { text: String::new(), limit, map: None, stand_ins: None, aside: true }))
    }

    /// Ends it: the text that was written since [`Output::divert`].
    pub(crate) fn restore(&mut self, outer: Outer<'a>) -> String {
        std::mem::replace(self, outer.0).text
    }

    /// Notes that verbatim text from `span` follows.
    #[inline]
    pub(crate) fn map(&mut self, span: Span) {
        if let Some(map) = self.map {
            map.borrow_mut().push((self.text.len(), span));
        }
    }

    /// Writes text as it is.
    #[inline]
    pub(crate) fn push(&mut self, text: &str) -> Result<(), Error> {
        if self.text.len() + text.len() > self.limit {
            return Err(over_limit("the template prints too much"));
        }
        self.text.push_str(text);
        Ok(())
    }

    /// Writes a value, escaped for HTML if asked.
    #[inline]
    pub(crate) fn value(&mut self, value: &Value<'_>, escape: bool) -> Result<(), Error> {
        let Some(stand_ins) = self.stand_ins else { return self.print(value, escape) };
        let start = self.text.len();
        self.print(value, escape)?;
        let printed = self.text.split_off(start);
        if printed.is_empty() { Ok(()) } else { self.push(&stand_ins.keep(printed)) }
    }

    #[inline]
    fn print(&mut self, value: &Value<'_>, escape: bool) -> Result<(), Error> {
        match value {
            Value::Str(text) if escape && !text.is_safe() => self.escaped(text.as_str()),
            Value::Str(text) => self.push(text.as_str()),
            Value::Nil | Value::Blank | Value::Empty | Value::Present => Ok(()),
            Value::Int(n) => self.int(*n),
            _ => self.other(value, escape),
        }
    }

    fn int(&mut self, n: i64) -> Result<(), Error> {
        if let Ok(digit @ 0..=9) = u8::try_from(n) {
            self.text.push(char::from(b'0' + digit));
        } else {
            use std::fmt::Write;
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{n}");
        }
        if self.text.len() > self.limit { Err(over_limit("the template prints too much")) } else { Ok(()) }
    }

    fn other(&mut self, value: &Value<'_>, escape: bool) -> Result<(), Error> {
        if let Value::Array(items) = value {
            return items.iter().try_for_each(|item| self.print(item, escape));
        }
        if let Value::View(view) = value
            && view.kind() == Kind::Text
            && let Some(text) = view.as_text()
        {
            return if escape { self.escaped(text) } else { self.push(text) };
        }
        let text = value.to_text();
        if escape { self.escaped(&text) } else { self.push(&text) }
    }

    /// Writes text with the five characters that mean something in HTML replaced.
    fn escaped(&mut self, text: &str) -> Result<(), Error> {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| SPECIAL[usize::from(byte)]) {
            let (plain, tail) = rest.split_at(at);
            self.push(plain)?;
            self.push(match tail.as_bytes().first() {
                Some(b'&') => "&amp;",
                Some(b'<') => "&lt;",
                Some(b'>') => "&gt;",
                Some(b'"') => "&quot;",
                _ => "&#39;",
            })?;
            // All five are one byte long.
            rest = tail.get(1..).unwrap_or_default();
        }
        self.push(rest)
    }
}

/// Which bytes are escaped.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'"' as usize] = true;
    table[b'\'' as usize] = true;
    table
};
