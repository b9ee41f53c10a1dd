//! Names tables by their columns and tells each cell its alignment.
//!
//! Must not give two tables of a page one name: they are landmarks.

use std::collections::HashMap;

use pulldown_cmark::Alignment;

use crate::render::markdown::tree::{Kind, Tree};

pub(in super::super) fn tables(tree: &mut Tree<'_>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for at in 0..tree.nodes.len() {
        let Kind::Table(table) = &tree.nodes[at].kind else { continue };
        let alignments = table.alignments.clone();
        let label = name(tree, at);
        let times = seen.entry(label.clone()).or_default();
        *times += 1;
        let label = match *times {
            1 => label,
            times => format!("{label} ({times})"),
        };
        align(tree, at, &alignments);
        if let Kind::Table(table) = &mut tree.nodes[at].kind {
            table.label = label;
        }
    }
}

fn name(tree: &Tree<'_>, table: usize) -> String {
    let head = tree.children(table).next();
    let columns: Vec<String> = head
        .into_iter()
        .flat_map(|head| tree.children(head))
        .map(|cell| tree.text(cell).trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    if columns.is_empty() {
        return "Table".to_owned();
    }
    format!("Table: {}", columns.join(", "))
}

fn align(tree: &mut Tree<'_>, table: usize, alignments: &[Alignment]) {
    let mut in_head = false;
    let mut column = 0;
    for at in table + 1..tree.nodes[table].end {
        let empty = tree.nodes[at].end == at + 1;
        match &mut tree.nodes[at].kind {
            Kind::TableHead => (in_head, column) = (true, 0),
            Kind::TableRow => (in_head, column) = (false, 0),
            Kind::Cell { header, alignment } => {
                // An empty header cell names nothing.
                *header = in_head && !empty;
                *alignment = alignments.get(column).copied().unwrap_or(Alignment::None);
                column += 1;
            }
            _ => {}
        }
    }
}
