//! Finds what was not read as Markdown and holds words for live parts: there their text is code, or HTML as it is.
//!
//! Must not know what the words stand for.

use crate::render::markdown::Verbatim;
use crate::render::markdown::tree::{Kind, Tree};
use crate::render::region::token::has_words;

pub(in super::super) fn verbatim(tree: &Tree<'_>, found: &mut Vec<Verbatim>) {
    for node in &tree.nodes {
        match &node.kind {
            Kind::Code(text) if has_words(text) => found.push(Verbatim::Code(text.to_string())),
            Kind::Fence(fence) if has_words(&fence.code) => found.push(Verbatim::Code(fence.code.clone())),
            Kind::Html(html) if has_words(html) => found.push(Verbatim::Html(html.to_string())),
            _ => {}
        }
    }
}
