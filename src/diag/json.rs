//! One JSON object a problem, for other programs. The keys are a promise.

use serde::Serialize;

use super::{Diagnostic, Label, Severity, Span};

#[derive(Serialize)]
struct Problem<'d> {
    code: &'d str,
    severity: Severity,
    message: &'d str,
    #[serde(flatten)]
    place: Option<Place<'d>>,
    labels: Vec<LabelObject<'d>>,
    hints: &'d [String],
}

#[derive(Serialize)]
struct LabelObject<'d> {
    message: &'d str,
    #[serde(flatten)]
    place: Place<'d>,
}

impl<'d> From<&'d Label> for LabelObject<'d> {
    fn from(label: &'d Label) -> Self {
        Self { message: &label.message, place: (&label.span).into() }
    }
}

/// Lines and columns count from 1, columns in characters; offsets are bytes.
#[derive(Serialize)]
struct Place<'d> {
    file: &'d str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    start: usize,
    end: usize,
}

impl<'d> From<&'d Span> for Place<'d> {
    fn from(span: &'d Span) -> Self {
        let (first, last) = (span.start(), span.end());
        Self {
            file: span.source.name(),
            line: first.line,
            column: first.column,
            end_line: last.line,
            end_column: last.column,
            start: span.range.start,
            end: span.range.end,
        }
    }
}

/// The problem's object on one line, without a newline.
pub(super) fn line(problem: &Diagnostic) -> String {
    serde_json::to_string(&object(problem)).expect("strings and numbers always make JSON")
}

/// The problem as a JSON value, for objects that hold many of them.
pub fn value(problem: &Diagnostic) -> serde_json::Value {
    serde_json::to_value(object(problem)).expect("strings and numbers always make JSON")
}

fn object(problem: &Diagnostic) -> Problem<'_> {
    Problem {
        code: problem.code,
        severity: problem.severity,
        message: &problem.message,
        place: problem.span.as_ref().map(Place::from),
        labels: problem.labels.iter().map(LabelObject::from).collect(),
        hints: &problem.hints,
    }
}
