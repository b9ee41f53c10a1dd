//! Resolves the addresses of links and images and lists them.
//!
//! Must not judge addresses: the resolver does.

use std::ops::Range;

use crate::render::markdown::tree::{Kind, Tree};
use crate::render::markdown::{Link, LinkKind, LinkResolver, Target};

pub(in super::super) fn links(tree: &mut Tree<'_>, source: &str, resolver: &dyn LinkResolver, links: &mut Vec<Link>) {
    for at in 0..tree.nodes.len() {
        if !matches!(tree.nodes[at].kind, Kind::Link(_) | Kind::Image(_)) {
            continue;
        }
        let text = tree.text(at);
        let node = &mut tree.nodes[at];
        let (Kind::Link(target) | Kind::Image(target)) = &mut node.kind else { continue };
        let range = narrow(source, node.range.clone(), &target.dest);
        let resolution = resolver.resolve(&Target { dest: &target.dest, kind: target.kind, range: range.clone() });
        target.size = resolution.size;
        let dest = match resolution.href {
            Some(href) => std::mem::replace(&mut target.dest, href.into()).to_string(),
            None => target.dest.to_string(),
        };
        let (text, alt) = match target.kind {
            LinkKind::Link => (text, String::new()),
            LinkKind::Image => (String::new(), text),
        };
        target.alt.clone_from(&alt);
        links.push(Link { dest, range, text, kind: target.kind, alt });
    }
}

/// Where the address itself stands inside the link, if it stands there as it is.
fn narrow(source: &str, range: Range<usize>, dest: &str) -> Range<usize> {
    let written = source.get(range.clone()).unwrap_or_default();
    match written.rfind(dest) {
        Some(at) if !dest.is_empty() => range.start + at..range.start + at + dest.len(),
        _ => range,
    }
}
