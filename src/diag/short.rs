//! One line a problem: `file:line:column: severity[code] message`.

use super::{Diagnostic, Severity};

/// The problem's line, without a newline.
pub(super) fn line(problem: &Diagnostic) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let message = problem.message.replace('\n', " ");
    match &problem.span {
        Some(span) => {
            let at = span.start();
            format!("{}:{}:{}: {severity}[{}] {message}", span.source.name(), at.line, at.column, problem.code)
        }
        None => format!("{severity}[{}] {message}", problem.code),
    }
}
