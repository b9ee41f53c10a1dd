//! Numbers footnotes in the order of their first references.
//!
//! Must not move nodes: the writer puts the notes at the document's end.

use std::collections::HashMap;

use crate::render::markdown::Problem;
use crate::render::markdown::tree::{Kind, Tree};

/// A footnote that is referred to, in the order of numbers.
pub(in super::super) struct Note {
    /// Index of its definition's node.
    pub(in super::super) node: usize,
    /// How many references it has.
    pub(in super::super) references: usize,
}

/// Numbers references and gives the notes; their ids are added to `anchors`. References inside
/// notes count after those of the text.
pub(in super::super) fn footnotes(
    tree: &mut Tree<'_>,
    anchors: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) -> Vec<Note> {
    problems.extend(undefined(tree));
    let mut definitions = HashMap::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Kind::FootnoteDefinition(label) = &node.kind {
            definitions.entry(label.to_lowercase()).or_insert(at);
        }
    }
    let mut notes = Vec::new();
    if definitions.is_empty() && !has_references(tree) {
        return notes;
    }
    let mut numbering = Numbering { definitions, numbers: HashMap::new(), notes: &mut notes, anchors };
    numbering.number(tree, 0, tree.nodes.len(), true);
    let mut next = 0;
    while let Some(node) = numbering.notes.get(next).map(|note| note.node) {
        numbering.number(tree, node + 1, tree.nodes[node].end, false);
        next += 1;
    }
    notes
}

/// References to footnotes that nobody wrote, which the parser gives as text in three pieces.
fn undefined(tree: &Tree<'_>) -> impl Iterator<Item = Problem> {
    tree.nodes.windows(3).filter_map(|nodes| {
        let [Kind::Text(open), Kind::Text(label), Kind::Text(close)] = [&nodes[0].kind, &nodes[1].kind, &nodes[2].kind]
        else {
            return None;
        };
        let label = label.strip_prefix('^').filter(|label| !label.is_empty())?;
        (open.ends_with('[') && close.starts_with(']')).then(|| Problem {
            code: "markdown-reference",
            range: nodes[1].range.clone(),
            message: format!("the footnote `{label}` is not defined"),
            hint: Some(format!("add a line `[^{label}]: text`")),
        })
    })
}

fn has_references(tree: &Tree<'_>) -> bool {
    tree.nodes.iter().any(|node| matches!(node.kind, Kind::FootnoteReference(_)))
}

struct Numbering<'n> {
    definitions: HashMap<String, usize>,
    /// Number by label.
    numbers: HashMap<String, usize>,
    notes: &'n mut Vec<Note>,
    anchors: &'n mut Vec<String>,
}

impl Numbering<'_> {
    /// Numbers the references among the nodes `from..to`, leaving out those in definitions where
    /// `text` only is asked for. A reference without a definition becomes the text it was.
    fn number(&mut self, tree: &mut Tree<'_>, from: usize, to: usize, text: bool) {
        let mut at = from;
        while at < to {
            let node = &mut tree.nodes[at];
            match &mut node.kind {
                Kind::FootnoteDefinition(_) if text => {
                    at = node.end;
                    continue;
                }
                Kind::FootnoteReference(reference) => {
                    let label = reference.label.to_lowercase();
                    match self.definitions.get(&label) {
                        Some(definition) => {
                            let definition = *definition;
                            (reference.number, reference.occurrence) = self.refer(label, definition);
                        }
                        None => node.kind = Kind::Text(format!("[^{}]", reference.label).into()),
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn refer(&mut self, label: String, definition: usize) -> (usize, usize) {
        let number = *self.numbers.entry(label).or_insert_with(|| {
            self.notes.push(Note { node: definition, references: 0 });
            self.anchors.push(format!("fn-{}", self.notes.len()));
            self.notes.len()
        });
        let note = &mut self.notes[number - 1];
        note.references += 1;
        self.anchors.push(reference_id(number, note.references));
        (number, note.references)
    }
}

/// The id of the `occurrence`th reference to note `number`.
pub(in super::super) fn reference_id(number: usize, occurrence: usize) -> String {
    match occurrence {
        1 => format!("fnref-{number}"),
        _ => format!("fnref-{number}-{occurrence}"),
    }
}
