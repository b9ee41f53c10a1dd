//! Workflow commands of GitHub Actions: a problem becomes an annotation beside its line.

use super::{Diagnostic, Severity};

/// The problem's command, without a newline.
pub(super) fn line(problem: &Diagnostic) -> String {
    let command = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = String::new();
    if let Some(span) = &problem.span {
        let (start, end) = (span.start(), span.end());
        properties = format!("file={},line={},col={}", property(span.source.name()), start.line, start.column);
        // Columns of a range over several lines are refused.
        if end.line == start.line && end.column > start.column {
            properties += &format!(",endColumn={}", end.column);
        }
        properties.push(',');
    }
    properties += &format!("title={}", property(problem.code));
    let hints = problem.hints.iter().map(|hint| format!("\n{hint}")).collect::<String>();
    format!("::{command} {properties}::{}", data(&format!("{}{hints}", problem.message)))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property, which also ends at `:` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
