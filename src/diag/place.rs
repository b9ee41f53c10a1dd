//! Sources and places in them. A span carries its source, so a problem can be shown
//! without asking anybody for the text again.

use std::ops::Range;
use std::sync::Arc;

/// A text that problems can point into: a file of the site, by its path relative to the site folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: Arc<str>,
}

impl Source {
    /// A source by its site-relative path (`content/index.md`) and its whole text.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into() })
    }

    /// The site-relative path, with `/` on every system.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The whole text, shared: templates keep it without a copy.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// Line and column of a byte offset; offsets past the end count as the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        LineColumn {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// A place as people and editors name it: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A byte range of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text it points into.
    pub source: Arc<Source>,
    /// Bytes, half open; may be empty.
    pub range: Range<usize>,
}

impl Span {
    /// A span over `range` of `source`.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        Self { source: Arc::clone(source), range }
    }

    /// The whole file: shown as its first line.
    pub fn file(source: &Arc<Source>) -> Self {
        Self::new(source, 0..0)
    }

    /// Where it begins.
    pub fn start(&self) -> LineColumn {
        self.source.line_column(self.range.start)
    }

    /// Where it ends.
    pub fn end(&self) -> LineColumn {
        self.source.line_column(self.range.end)
    }
}
