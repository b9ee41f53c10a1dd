//! Quotes that begin with `[!NOTE]` (TIP, IMPORTANT, WARNING, CAUTION) become callouts; what
//! follows the marker on its line is the callout's own title.
//!
//! Must not touch other quotes.

use crate::render::markdown::Problem;
use crate::render::markdown::tree::{Callout, Kind, Tree};

const KINDS: [(&str, Callout); 5] = [
    ("NOTE", Callout::Note),
    ("TIP", Callout::Tip),
    ("IMPORTANT", Callout::Important),
    ("WARNING", Callout::Warning),
    ("CAUTION", Callout::Caution),
];

pub(in super::super) fn callouts(tree: &mut Tree<'_>, source: &str, problems: &mut Vec<Problem>) {
    for quote in 0..tree.nodes.len() {
        if !matches!(tree.nodes[quote].kind, Kind::Quote) {
            continue;
        }
        let paragraph = quote + 1;
        let Some(node) = tree
            .nodes
            .get(paragraph)
            .filter(|node| paragraph < tree.nodes[quote].end && matches!(node.kind, Kind::Paragraph))
        else {
            continue;
        };
        let Some(word) = marker(source.get(node.range.clone()).unwrap_or_default()) else {
            continue;
        };
        let marker = node.range.start..node.range.start + word.len() + "[!]".len();
        match KINDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
            Some((_, kind)) => {
                tree.nodes[quote].kind = Kind::Callout(*kind);
                split(tree, paragraph, marker.end, *kind);
            }
            None => problems.push(Problem {
                code: "markdown-callout",
                range: marker,
                message: format!("there is no callout `{word}`"),
                hint: Some("use NOTE, TIP, IMPORTANT, WARNING or CAUTION".into()),
            }),
        }
    }
}

/// The word of a `[!WORD]` at the start of a paragraph.
fn marker(paragraph: &str) -> Option<&str> {
    let (word, _) = paragraph.strip_prefix("[!")?.split_once(']')?;
    (!word.is_empty() && word.bytes().all(|b| b.is_ascii_alphabetic())).then_some(word)
}

/// Makes the first line of the paragraph the callout's title and leaves the rest a paragraph:
/// the line break between them becomes the new paragraph's node.
fn split(tree: &mut Tree<'_>, paragraph: usize, marker_end: usize, kind: Callout) {
    let end = tree.nodes[paragraph].end;
    let line_break =
        tree.children(paragraph).find(|child| matches!(tree.nodes[*child].kind, Kind::SoftBreak | Kind::HardBreak));
    let title_end = line_break.unwrap_or(end);
    let mut own = false;
    for at in paragraph + 1..title_end {
        drop_marker(tree, at, marker_end);
        own |= match &tree.nodes[at].kind {
            Kind::Gone => false,
            Kind::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
    }
    tree.nodes[paragraph].kind = Kind::CalloutTitle { kind, own };
    tree.nodes[paragraph].end = title_end;
    if let Some(at) = line_break {
        tree.nodes[at].kind = Kind::Paragraph;
        tree.nodes[at].end = end;
        tree.nodes[at].depth = tree.nodes[paragraph].depth;
    }
}

/// Removes what of the node at `at` belongs to the marker, and the space after it.
fn drop_marker(tree: &mut Tree<'_>, at: usize, marker_end: usize) {
    let node = &mut tree.nodes[at];
    if node.range.end <= marker_end {
        node.kind = Kind::Gone;
    } else if node.range.start <= marker_end
        && let Kind::Text(text) = &mut node.kind
    {
        let rest = text.get(marker_end - node.range.start..).unwrap_or_default();
        *text = rest.trim_start().to_owned().into();
    }
}
