//! The source of nodes that are left for later.
//!
//! Owns cutting it out of the author's file so that it reads as the same nodes, in the same
//! places. Nothing but what the author wrote ever gets into it.

use crate::liquid::engine::Template;
use crate::liquid::error::position;
use crate::liquid::syntax::print;
use crate::liquid::syntax::tree::{Block, Node, NodeKind};

/// A piece of a template's source that is a template itself.
pub(super) struct Excerpt {
    /// The line on which it begins, from 1.
    pub(super) line: u32,
    /// The column in characters at which it begins, from 1.
    pub(super) column: u32,
    pub(super) source: String,
}

/// How the lines of a `liquid` tag are opened when one of them is cut out.
const LINES: &str = "{% liquid";

/// Cuts out nodes that follow each other in one block of `template`.
pub(super) fn excerpt(template: &Template, nodes: &[Node]) -> Excerpt {
    let source = template.source();
    let is_delimited = |node: &Node| {
        matches!(node.kind, NodeKind::Text(_)) || source.as_bytes().get(node.whole.0.start as usize) == Some(&b'{')
    };
    let start = nodes.first().map_or(0, |node| node.whole.0.start as usize);
    let end = nodes.last().map_or(start, |node| node.whole.0.end as usize);
    let (line, column) = position(source, start);
    let written = source.get(start..end).unwrap_or_default();
    if nodes.iter().all(is_delimited) {
        return Excerpt { line, column, source: written.to_owned() };
    }
    if nodes.len() > 1 {
        // From the lines of a `liquid` tag into what follows it: no piece of the source is that.
        return Excerpt { line, column, source: print::source(&Block { nodes: nodes.to_vec() }) };
    }
    let indent = |before: usize| " ".repeat(usize::try_from(column).unwrap_or(1).saturating_sub(1 + before));
    let (line, opened) = match line.checked_sub(1) {
        Some(before) if before > 0 => (before, format!("{LINES}\n{}", indent(0))),
        _ => (line, format!("{LINES} {}", indent(LINES.len() + 1))),
    };
    Excerpt { line, column: 1, source: format!("{opened}{written}\n%}}") }
}
