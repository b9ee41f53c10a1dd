//! The problems of a page as a piece of HTML that lies over it. Needs no script: it is a `details` element,
//! open for errors, closed for warnings. Must not decide which problems belong to a page.

use std::fmt::Write as _;

use crate::diag::{Diagnostic, Severity, Span};

/// More than this are counted, not shown.
const MOST: usize = 20;

/// The overlay for `problems`; nothing when there are none.
pub(super) fn overlay(problems: &[&Diagnostic]) -> String {
    let n_errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let n_warnings = problems.len() - n_errors;
    let title = match (n_errors, n_warnings) {
        (0, 0) => return String::new(),
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    let (class, open) = if n_errors > 0 { ("", " open") } else { (" portal-problems--warnings", "") };
    let mut html = format!(
        "<link rel=\"stylesheet\" href=\"/_portal/overlay.css\">\
         <aside role=\"{}\" aria-label=\"Problems found by the preview\">\
         <details class=\"portal-problems{class}\"{open}><summary>{title}</summary><ol>",
        if n_errors > 0 { "alert" } else { "status" },
    );
    for problem in problems.iter().take(MOST) {
        push_problem(&mut html, problem);
    }
    if problems.len() > MOST {
        let _ = write!(html, "<li><p>… and {} more</p></li>", problems.len() - MOST);
    }
    html.push_str("</ol></details></aside>");
    html
}

fn counted(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn push_problem(html: &mut String, problem: &Diagnostic) {
    let severity = if problem.severity == Severity::Error { "error" } else { "warning" };
    let (code, message) = (problem.code, escape(&problem.message));
    let _ = write!(html, "<li><p class=\"portal-problems-message\">{severity}[{code}]: {message}</p>");
    if let Some(span) = &problem.span {
        push_excerpt(html, span, "");
    }
    for label in &problem.labels {
        push_excerpt(html, &label.span, &label.message);
    }
    for hint in &problem.hints {
        let _ = write!(html, "<p>hint: {}</p>", escape(hint));
    }
    html.push_str("</li>");
}

/// Place, source line, and carets under what is meant.
fn push_excerpt(html: &mut String, span: &Span, message: &str) {
    let (start, end) = (span.start(), span.end());
    let place = format!("{}:{}:{}", span.source.name(), start.line, start.column);
    let _ = write!(html, "<p class=\"portal-problems-place\"><code>{}</code></p>", escape(&place));
    let Some(line) = span.source.text().lines().nth(start.line - 1) else { return };
    let length = line.chars().count();
    let last = if end.line == start.line { end.column } else { length + 1 };
    // Long lines are cut around the place; a marker has at least one caret.
    let first = start.column.saturating_sub(1).saturating_sub(60);
    let shown: String = line.chars().skip(first).take(160).map(|c| if c == '\t' { ' ' } else { c }).collect();
    let number = start.line.to_string();
    let carets = "^".repeat(last.saturating_sub(start.column).clamp(1, 100));
    let margin = " ".repeat(number.len());
    let indent = " ".repeat(start.column - 1 - first);
    let _ = write!(
        html,
        "<pre tabindex=\"0\">{number} | {}\n{margin} | {indent}<mark>{carets}</mark> {}</pre>",
        escape(&shown),
        escape(message)
    );
}

pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::overlay;
    use crate::diag::{Diagnostic, Source, Span};

    #[test]
    fn shows_the_line_with_a_marker_and_escapes_it() {
        let source = Source::new("content/a.md", "one\n<b>{{ x }}\n");
        let problem = Diagnostic::error("liquid/unknown-variable", "unknown variable `x`")
            .at(Span::new(&source, 10..11))
            .hint("did you mean `y`?");
        let html = overlay(&[&problem]);
        assert!(html.contains("1 error</summary>"), "{html}");
        assert!(html.contains("2 | &lt;b&gt;{{ x }}\n  |       <mark>^</mark>"), "{html}");
        assert!(html.contains("content/a.md:2:7") && html.contains("hint: did you mean `y`?"), "{html}");
        assert_eq!(overlay(&[]), "");
    }
}
