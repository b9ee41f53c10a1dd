//! Plain text for search and descriptions: by heading, and the first paragraph.
//!
//! Must not hold what readers do not read as prose: code blocks, raw HTML.

use crate::render::markdown::Rendered;
use crate::render::markdown::tree::{Kind, Tree};

pub(in super::super) fn outline(tree: &Tree<'_>, done: &mut Rendered) {
    let mut section = (None, String::new());
    let mut at = 0;
    while let Some(node) = tree.nodes.get(at) {
        match &node.kind {
            Kind::Gone => {
                at = node.end;
                continue;
            }
            Kind::Heading(heading) => {
                let id = heading.id.as_ref().map(ToString::to_string);
                finish(&mut done.text, std::mem::replace(&mut section, (id, String::new())));
                at = node.end;
                continue;
            }
            Kind::Text(text) | Kind::Code(text) => section.1.push_str(text),
            Kind::SoftBreak | Kind::HardBreak => section.1.push(' '),
            Kind::Paragraph => {
                gap(&mut section.1);
                if node.depth == 0 && done.first_paragraph.is_none() {
                    let text = tree.text(at).trim().to_owned();
                    done.first_paragraph = Some(text).filter(|text| !text.is_empty());
                }
            }
            Kind::Item { .. } | Kind::Cell { .. } | Kind::CalloutTitle { .. } => gap(&mut section.1),
            _ => {}
        }
        at += 1;
    }
    finish(&mut done.text, section);
}

/// Words of two blocks must not run together.
fn gap(text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
}

fn finish(sections: &mut Vec<(Option<String>, String)>, (id, text): (Option<String>, String)) {
    if id.is_some() || !text.trim().is_empty() {
        sections.push((id, text.trim().to_owned()));
    }
}
