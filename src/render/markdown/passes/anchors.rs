//! Finds the ids that raw HTML sets, so that links to them are known to lead somewhere and no
//! heading takes them.
//!
//! Must not parse HTML: a wrong guess only silences one finding.

use crate::render::markdown::tree::{Kind, Tree};

pub(in super::super) fn raw_anchors(tree: &Tree<'_>, anchors: &mut Vec<String>) {
    for node in &tree.nodes {
        if let Kind::Html(html) = &node.kind {
            for attribute in [" id=", " name="] {
                anchors.extend(html.split(attribute).skip(1).filter_map(value));
            }
        }
    }
}

/// The attribute value at the start of `rest`.
fn value(rest: &str) -> Option<String> {
    let value = match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next()?,
        _ => rest.split([' ', '>', '/', '\n']).next()?,
    };
    (!value.is_empty()).then(|| value.to_owned())
}
