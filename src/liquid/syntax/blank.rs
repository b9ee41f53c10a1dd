//! Blocks that print nothing.
//!
//! Owns the rule that a block with nothing but white space and silent tags is rendered without
//! its white space.

use super::tree::{Block, Node, NodeKind};

/// Whether nothing in the block prints anything but white space.
pub(crate) fn is_blank(block: &Block) -> bool {
    block.nodes.iter().all(node_is_blank)
}

fn node_is_blank(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Text(text) => text.trim_matches(super::lexer::is_space).is_empty(),
        NodeKind::Raw(text) | NodeKind::Doc(text) => text.is_empty(),
        NodeKind::Assign(..) | NodeKind::Capture(..) | NodeKind::Comment(_) | NodeKind::InlineComment(_) => true,
        NodeKind::If(node) => node.branches.iter().map(|(_, body)| body).chain(&node.otherwise).all(is_blank),
        NodeKind::Case(case) => case.arms.iter().all(|arm| is_blank(arm.body())),
        NodeKind::For(node) => is_blank(&node.body) && node.otherwise.iter().all(is_blank),
        NodeKind::IfChanged(body) => is_blank(body),
        NodeKind::Custom(custom) => custom.def.is_blank(),
        _ => false,
    }
}

/// Takes the white space out of a blank block.
pub(crate) fn strip(block: &mut Block) {
    block.nodes.retain(|node| !matches!(node.kind, NodeKind::Text(_)));
}
