//! Problems as data: severity, code, place, labels, hints, and the formats they are shown in.
//! Must never print: a renderer returns text, the caller decides where it goes.

mod github;
mod human;
mod json;
mod place;
mod render;
mod short;
mod suggest;

pub use json::value as to_json;
pub use place::{LineColumn, Source, Span};
pub use render::{Counts, Format, ReportOptions, report};
pub use suggest::nearest;

use serde::Serialize;

/// How bad a problem is. Errors fail a build; warnings fail it under `--strict`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The output is wrong or missing.
    Error,
    /// The output is there and probably not what the author wants.
    Warning,
}

/// A further place that explains a problem, such as the first of two pages with one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, in a few words.
    pub message: String,
}

/// One problem: what is wrong, where, what was expected, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `family/noun`, stable, kebab-case: `link/broken`, `liquid/unknown-variable`.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// One line, lower-case start, no final stop, names in backticks.
    pub message: String,
    /// The place to look at first; `None` only where no file is to blame.
    pub span: Option<Span>,
    /// Further places.
    pub labels: Vec<Label>,
    /// What to do, one sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning without a place yet.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), span: None, labels: Vec::new(), hints: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds "did you mean `x`?" where one of `known` is near to `wrong`.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, known) {
            Some(near) => self.hint(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// Sorts by place (file, then offset), then code, so that a report reads from top to bottom
/// whatever order the work was done in.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |d: &Diagnostic| d.span.as_ref().map(|s| (s.source.name().to_owned(), s.range.start));
        key(a).cmp(&key(b)).then_with(|| a.code.cmp(b.code)).then_with(|| a.message.cmp(&b.message))
    });
}
