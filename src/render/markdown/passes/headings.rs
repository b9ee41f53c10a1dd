//! Gives each heading a unique id and lists the headings; lifts a leading title out.
//!
//! Must not change ids that authors wrote (`{#id}`): two equal ones are a problem to report.

use std::collections::{HashMap, HashSet};

use crate::render::markdown::tree::{Kind, Tree};
use crate::render::markdown::{Heading, Problem, Rendered, slug};
use crate::render::region::token::without;

/// The id of a heading without a letter or digit.
const NAMELESS: &str = "section";

pub(in super::super) fn headings(tree: &mut Tree<'_>, done: &mut Rendered, lift: bool) {
    let at: Vec<usize> = (0..tree.nodes.len()).filter(|at| matches!(tree.nodes[*at].kind, Kind::Heading(_))).collect();
    if at.is_empty() {
        return;
    }
    let mut ids = Ids { taken: done.anchors.iter().cloned().collect(), last: HashMap::new() };
    claim_own_ids(tree, &at, &mut ids.taken, &mut done.problems);
    let title = leading_title(tree);
    for at in at {
        let text = tree.text(at).trim().to_owned();
        let Kind::Heading(heading) = &mut tree.nodes[at].kind else { continue };
        let lifted = title == Some(at);
        if lifted {
            done.title = Some(text.clone());
        }
        if lifted && lift {
            tree.nodes[at].kind = Kind::Gone;
            continue;
        }
        let id = match &heading.id {
            Some(id) => id.to_string(),
            None => ids.free(&text),
        };
        heading.id = Some(id.clone().into());
        heading.listed = Some(done.headings.len());
        done.anchors.push(id.clone());
        done.headings.push(Heading { level: heading.level, id, text, html: String::new() });
    }
}

/// Ids by authors go first, so that none of ours is in their way.
fn claim_own_ids(tree: &Tree<'_>, headings: &[usize], taken: &mut HashSet<String>, problems: &mut Vec<Problem>) {
    for at in headings {
        let node = &tree.nodes[*at];
        if let Kind::Heading(heading) = &node.kind
            && let Some(id) = &heading.id
            && !taken.insert(id.to_string())
        {
            problems.push(Problem {
                code: "markdown-heading-id",
                range: node.range.clone(),
                message: format!("the id `{id}` is used twice on this page"),
                hint: Some("give this heading another id in `{#…}`".into()),
            });
        }
    }
}

/// A heading of level 1 before anything that is seen.
fn leading_title(tree: &Tree<'_>) -> Option<usize> {
    let first = tree.nodes.first()?;
    match &first.kind {
        Kind::Heading(heading) if heading.level == 1 => Some(0),
        _ => None,
    }
}

/// Ids for headings without one of their own.
struct Ids {
    taken: HashSet<String>,
    /// The last number tried for a repeated base, so that a page of equal headings stays quick.
    last: HashMap<String, usize>,
}

impl Ids {
    fn free(&mut self, text: &str) -> String {
        let mut base = slug(&without(text));
        if base.is_empty() {
            NAMELESS.clone_into(&mut base);
        }
        if self.taken.insert(base.clone()) {
            return base;
        }
        let number = self.last.entry(base.clone()).or_insert(1);
        loop {
            *number += 1;
            let id = format!("{base}-{number}");
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}
