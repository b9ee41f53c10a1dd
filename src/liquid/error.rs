//! What can be wrong with a template, with its place, its path through includes and a hint.
//!
//! Owns errors as data. Must not print, nor know the project's own diagnostics.

use super::syntax::tree::Span;
use std::fmt;
use std::sync::Arc;

/// What kind of thing went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Code {
    /// The template cannot be read.
    Syntax,
    /// A block is never closed; the place is its opening.
    UnclosedBlock,
    /// A tag that does not exist.
    UnknownTag,
    /// A filter that does not exist.
    UnknownFilter,
    /// A variable or property that does not exist.
    UnknownVariable,
    /// `include` or `render` of a partial that does not exist.
    MissingPartial,
    /// A filter or tag got too many, too few or the wrong kind of arguments.
    Argument,
    /// Two values cannot be compared.
    Comparison,
    /// Includes are nested too deeply.
    IncludeDepth,
    /// A limit on steps, output, memory or time was reached.
    Limit,
}

impl Code {
    /// The stable kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Syntax => "liquid/syntax",
            Code::UnclosedBlock => "liquid/unclosed-block",
            Code::UnknownTag => "liquid/unknown-tag",
            Code::UnknownFilter => "liquid/unknown-filter",
            Code::UnknownVariable => "liquid/unknown-variable",
            Code::MissingPartial => "liquid/missing-partial",
            Code::Argument => "liquid/argument",
            Code::Comparison => "liquid/comparison",
            Code::IncludeDepth => "liquid/include-depth",
            Code::Limit => "liquid/limit",
        }
    }

    /// Whether rendering must stop even where errors are printed inline.
    pub fn is_fatal(self) -> bool {
        matches!(self, Code::Limit | Code::IncludeDepth)
    }
}

/// One place an error passed through: the tag that included the template it happened in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frame {
    /// The template with the including tag.
    pub template: Arc<str>,
    /// Line of the tag, from 1.
    pub line: u32,
    /// Column of the tag in characters, from 1.
    pub column: u32,
}

/// Something wrong in a template.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Data>);

#[derive(Clone, PartialEq, Eq)]
struct Data {
    code: Code,
    message: String,
    hint: Option<String>,
    span: Span,
    place: Option<Place>,
    trace: Vec<Frame>,
}

#[derive(Clone, PartialEq, Eq)]
struct Place {
    template: Arc<str>,
    source: Arc<str>,
    line: u32,
    column: u32,
}

impl Error {
    /// An error whose template is not yet known.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Error(Box::new(Data {
            code,
            message: message.into(),
            hint: None,
            span: Span::default(),
            place: None,
            trace: Vec::new(),
        }))
    }

    /// The same error at a byte range of its template, unless it has one.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        if self.0.span == Span::default() {
            self.0.span = span;
        }
        self
    }

    /// The same error at another byte range.
    #[must_use]
    pub fn moved(mut self, span: Span) -> Self {
        self.0.span = span;
        self
    }

    /// The same error with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// The same error in a template, unless it has one: line and column are counted here.
    #[must_use]
    pub fn within(mut self, template: &Arc<str>, source: &Arc<str>) -> Self {
        if self.0.place.is_none() {
            let (line, column) = position(source, self.0.span.start as usize);
            self.0.place = Some(Place { template: template.clone(), source: source.clone(), line, column });
        }
        self
    }

    /// The same error, having passed through an including tag.
    #[must_use]
    pub fn through(mut self, template: &Arc<str>, source: &str, tag: Span) -> Self {
        let (line, column) = position(source, tag.start as usize);
        self.0.trace.push(Frame { template: template.clone(), line, column });
        self
    }

    /// The same error, having passed through an including tag whose place is known.
    #[must_use]
    pub(crate) fn via(mut self, frame: Frame) -> Self {
        self.0.trace.push(frame);
        self
    }

    /// What kind of error.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// One sentence in lower case, names in backticks.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Advice, where there is some.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The byte range in the template's source.
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// The name of the template it is in; empty for errors that belong to none.
    pub fn template(&self) -> &str {
        self.0.place.as_ref().map_or("", |place| &place.template)
    }

    /// The whole source of that template.
    pub fn source(&self) -> &str {
        self.0.place.as_ref().map_or("", |place| &place.source)
    }

    /// The line, from 1.
    pub fn line(&self) -> u32 {
        self.0.place.as_ref().map_or(1, |place| place.line)
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> u32 {
        self.0.place.as_ref().map_or(1, |place| place.column)
    }

    /// The including tags between the rendered template and this place, innermost first.
    pub fn trace(&self) -> &[Frame] {
        &self.0.trace
    }

    /// The line of the source it is on, without its end.
    pub fn source_line(&self) -> &str {
        let source = self.source();
        let at = (self.0.span.start as usize).min(source.len());
        let start = source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
        source.get(start..).unwrap_or_default().lines().next().unwrap_or_default()
    }
}

/// Line and column (in characters), both from 1, of a byte offset.
pub(crate) fn position(source: &str, offset: usize) -> (u32, u32) {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = source.get(..offset).unwrap_or_default();
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.place.is_some() {
            write!(f, "{}:{}:{}: ", self.template(), self.line(), self.column())?;
        }
        write!(f, "{}", self.0.message)?;
        for frame in &self.0.trace {
            write!(f, ", included at {}:{}:{}", frame.template, frame.line, frame.column)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {self}", self.0.code.as_str())?;
        match &self.0.hint {
            Some(hint) => write!(f, " (hint: {hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
