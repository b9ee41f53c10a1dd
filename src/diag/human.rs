//! For people: the message, the source line with a marker under the place, labels and hints.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer as Drawer, Snippet};

use super::{Diagnostic, Severity, Span};

/// Longest source line that is drawn, in bytes: a minified file must not fill the screen.
const LINE_LIMIT: usize = 2000;

/// Draws problems in one style.
pub(super) struct Renderer {
    drawer: Drawer,
}

impl Renderer {
    pub(super) fn new(color: bool, width: usize) -> Self {
        let drawer = if color { Drawer::styled() } else { Drawer::plain() };
        Self { drawer: drawer.term_width(width) }
    }

    /// The problem's lines, without a newline at the end.
    pub(super) fn block(&self, problem: &Diagnostic) -> String {
        let level = match problem.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut elements: Vec<Element<'_>> = Vec::new();
        if let Some(span) = &problem.span {
            let own = |label: &&super::Label| is_near(span, &label.span);
            let labels = problem.labels.iter().filter(own).map(|label| (&label.span, label.message.as_str()));
            elements.push(excerpt(span, labels.collect()));
        }
        // A label in another file, or far away in one line, gets an excerpt of its own.
        for label in &problem.labels {
            if problem.span.as_ref().is_none_or(|span| !is_near(span, &label.span)) {
                elements.push(note(&label.span, &label.message));
            }
        }
        elements.extend(problem.hints.iter().map(|hint| Level::HELP.message(hint.as_str()).into()));
        let title = level.primary_title(problem.message.as_str()).id(problem.code);
        self.drawer.render(&[Group::with_title(title).elements(elements)])
    }
}

/// Whether a label can be drawn with its problem: in the same file, and not far away in the same line.
fn is_near(span: &Span, label: &Span) -> bool {
    const FAR: usize = 400;
    let (start, end) = (span.range.start.min(label.range.start), span.range.start.max(label.range.start));
    let between = span.source.text().as_bytes().get(start..end).unwrap_or_default();
    span.source == label.source && (end - start < FAR || between.contains(&b'\n'))
}

/// The lines of a place and of the labels in the same file.
fn excerpt<'d>(span: &'d Span, labels: Vec<(&'d Span, &'d str)>) -> Element<'d> {
    if span.source.text().is_empty() {
        return Origin::path(span.source.name()).into();
    }
    let window = Window::around(span, &labels);
    let mut snippet = window.snippet(span);
    snippet = snippet.annotation(AnnotationKind::Primary.span(window.range(span)));
    for (label, message) in labels {
        snippet = snippet.annotation(AnnotationKind::Context.span(window.range(label)).label(message));
    }
    snippet.into()
}

fn note<'d>(span: &'d Span, message: &'d str) -> Element<'d> {
    if span.source.text().is_empty() {
        return Origin::path(span.source.name()).into();
    }
    let window = Window::around(span, &[]);
    window.snippet(span).annotation(AnnotationKind::Context.span(window.range(span)).label(message)).into()
}

/// The lines of a source that are handed to the drawing: from the first place to the last.
struct Window<'d> {
    text: &'d str,
    start: usize,
    line: usize,
}

impl<'d> Window<'d> {
    fn around(span: &'d Span, labels: &[(&Span, &str)]) -> Self {
        let text = span.source.text();
        let places = || std::iter::once(span).chain(labels.iter().map(|(label, _)| *label));
        let first = places().map(|span| span.range.start).min().unwrap_or(0).min(text.len());
        let last = places().map(|span| span.range.end).max().unwrap_or(0).min(text.len());
        let (first, last) = (floor(text, first), floor(text, last.max(first)));
        let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let start = floor(text, start.max(first.saturating_sub(LINE_LIMIT)));
        let end = floor(text, end.min(last + LINE_LIMIT));
        Self { text: &text[start..end], start, line: span.source.line_column(start).line }
    }

    fn snippet(&self, span: &'d Span) -> Snippet<'d, Annotation<'d>> {
        Snippet::source(self.text).line_start(self.line).path(span.source.name())
    }

    /// A span's bytes within the window; the mark of a range over many lines ends with its first line.
    fn range(&self, span: &Span) -> std::ops::Range<usize> {
        let within = |at: usize| floor(self.text, at.saturating_sub(self.start).min(self.text.len()));
        let (start, end) = (within(span.range.start), within(span.range.end));
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        start..end.clamp(start, line_end)
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
