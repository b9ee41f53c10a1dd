//! Options of parsing and rendering.
//!
//! Owns the settings and their defaults only.

use super::{ReadLog, Template};
use crate::liquid::error::Error;
use crate::liquid::syntax::tree::Span;
use std::any::Any;
use std::cell::RefCell;
use std::ops::Range;

/// How forgiving reading a template is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// What is malformed or unknown is an error.
    #[default]
    Strict,
    /// As Shopify's lax parsing: malformed expressions are read as far as they make sense,
    /// unknown filters and variables are silent.
    Lax,
}

/// What printing an unknown variable does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Undefined {
    /// It is an error in strict templates, and nil in lax ones.
    #[default]
    ByMode,
    /// It is nil.
    Nil,
}

/// What happens to printed text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Escape {
    /// Text that is not marked safe is escaped for HTML.
    #[default]
    Html,
    /// Text is printed as it is.
    Off,
}

/// How a template is read.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// Strict or lax.
    pub mode: Mode,
    /// Whether its output is escaped.
    pub escape: Escape,
    /// What unknown variables are.
    pub undefined: Undefined,
    /// The bytes of the source that are the template, when something stands before it (front
    /// matter); places count from the start of the source.
    pub range: Option<Range<usize>>,
}

impl ParseOptions {
    /// Strict, for HTML.
    pub fn strict() -> Self {
        Self::default()
    }

    /// Lax, for HTML.
    pub fn lax() -> Self {
        ParseOptions { mode: Mode::Lax, ..Self::default() }
    }

    /// The same with another escaping.
    #[must_use]
    pub fn escape(mut self, escape: Escape) -> Self {
        self.escape = escape;
        self
    }
}

/// Where `include` and `render` find their partials.
pub trait Partials: Send + Sync {
    /// The partial called `name`: `None` when there is none, its errors when it cannot be read.
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>>;

    /// All names, for suggestions.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// No partials at all.
#[derive(Clone, Copy, Debug)]
pub struct NoPartials;

impl Partials for NoPartials {
    fn partial(&self, _: &str) -> Option<Result<&Template, &[Error]>> {
        None
    }
}

impl Partials for std::collections::HashMap<String, Template> {
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>> {
        self.get(name).map(Ok)
    }

    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
    }
}

/// What a rendering may use up. The defaults are far above what a page needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes, loop iterations and filters, together.
    pub steps: u64,
    /// Bytes of output.
    pub output: usize,
    /// Bytes held by assigned values, and of the biggest single value made by a filter.
    pub memory: usize,
    /// Nested `include` and `render`.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { steps: 5_000_000, output: 10 << 20, memory: 8 << 20, depth: 60 }
    }
}

/// What happens when rendering fails somewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum OnError {
    /// Rendering ends with the error.
    #[default]
    Raise,
    /// The message is printed in place and rendering goes on; limits still end it.
    Inline,
}

/// Which output came verbatim from where: offset in the output and the span of the text in the
/// rendered template (not in its partials), in order of output.
pub type SourceMap = RefCell<Vec<(usize, Span)>>;

/// How a template is rendered.
#[derive(Clone, Copy)]
pub struct RenderOptions<'a> {
    /// Where partials come from.
    pub partials: &'a dyn Partials,
    /// What may be used up.
    pub limits: Limits,
    /// Asked now and then; `true` means that the time is over.
    pub deadline: Option<&'a dyn Fn() -> bool>,
    /// What errors do.
    pub errors: OnError,
    /// The time that `now` and `today` stand for, in seconds since 1970. The engine reads no
    /// clock: without it they are an error.
    pub now: Option<i64>,
    /// Collects what the rendering reads.
    pub record: Option<&'a ReadLog>,
    /// Collects where verbatim text came from.
    pub source_map: Option<&'a SourceMap>,
    /// Anything the caller's own filters and tags need.
    pub host: Option<&'a (dyn Any + Send + Sync)>,
    /// Puts words in place of printed values, which the caller puts in later.
    pub stand_ins: Option<&'a StandIns>,
}

/// Words in place of printed values. For text that is read further, as Markdown is: a value must not be read as markup,
/// so it is put in when that is done.
#[derive(Debug)]
pub struct StandIns {
    word: fn(usize) -> String,
    values: RefCell<Vec<String>>,
}

impl StandIns {
    /// `word` makes the word for the value of a number; it must be different for each.
    pub fn new(word: fn(usize) -> String) -> Self {
        StandIns { word, values: RefCell::default() }
    }

    /// The values so far, escaped as they would have been printed, by number.
    pub fn into_values(self) -> Vec<String> {
        self.values.into_inner()
    }

    /// Keeps a value; gives its word.
    pub(crate) fn keep(&self, value: String) -> String {
        let mut values = self.values.borrow_mut();
        values.push(value);
        (self.word)(values.len() - 1)
    }
}

impl Default for RenderOptions<'_> {
    fn default() -> Self {
        RenderOptions {
            partials: &NoPartials,
            limits: Limits::default(),
            deadline: None,
            errors: OnError::Raise,
            now: None,
            record: None,
            source_map: None,
            host: None,
            stand_ins: None,
        }
    }
}
