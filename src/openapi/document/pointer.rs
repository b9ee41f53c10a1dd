//! JSON pointers: their steps, walking them down a tree, and finding the pointer of a place.

use std::collections::HashMap;
use std::ops::Range;

use super::super::versions::Moves;
use super::reference::percent_decoded;
use super::{NodeId, Trail};
use crate::tree::{Node, Value};

/// Maps with more entries than this get an index when they are first searched.
const WIDE: usize = 16;

/// Indices of wide mappings: the entry of every name.
pub(super) type Wide = HashMap<NodeId, HashMap<String, u32>>;

/// The steps of a pointer (`/a~1b/0`), unescaped.
pub(in crate::openapi) fn steps(pointer: &str) -> impl Iterator<Item = String> {
    let pointer = percent_decoded(pointer).into_owned();
    let steps: Vec<String> = pointer
        .strip_prefix('/')
        .unwrap_or(&pointer)
        .split('/')
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
    let none = pointer.is_empty();
    steps.into_iter().filter(move |_| !none)
}

/// A pointer with one more step.
pub(super) fn join(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// Where a walk could not go on.
pub(super) struct Lost<'d, 's> {
    /// The last node that was there.
    pub(super) node: &'d Node<'s>,
    /// The steps to it.
    pub(super) before: String,
    /// The step that is not there.
    pub(super) step: String,
}

/// Walks a pointer down a tree. Lists of parameters that became shorter are walked by `moves`.
pub(super) fn walk<'d, 's>(
    file: usize,
    root: &'d Node<'s>,
    steps: impl Iterator<Item = String>,
    wide: &mut Wide,
    moves: &Moves,
) -> Result<Trail, Lost<'d, 's>> {
    let mut trail = Trail { file, steps: Vec::new() };
    let (mut node, mut parent) = (root, root);
    let mut before = String::from("#");
    for step in steps {
        let way = match (moves.parameter(node, &step), moves.concern(file)) {
            (Some(Some(at)), _) => Some(vec![at]),
            // The parameter became the body of the operation.
            (Some(None), _) => {
                trail.steps.pop();
                node = parent;
                way(node, &["requestBody", "content", ""])
            }
            (None, false) => find(node, &step, wide).map(|at| vec![at]),
            // A response has its schema below each media type.
            (None, true) => find(node, &step, wide)
                .map(|at| vec![at])
                .or_else(|| if step == "schema" { way(node, &["content", "", "schema"]) } else { None }),
        };
        let Some(way) = way else { return Err(Lost { node, before, step }) };
        for at in way {
            trail.steps.extend(u32::try_from(at));
            parent = node;
            node = child(node, at);
        }
        before = join(&before, &step);
    }
    Ok(trail)
}

/// Which child of a node a step leads to.
fn find(node: &Node<'_>, step: &str, wide: &mut Wide) -> Option<usize> {
    match &node.value {
        Value::List(items) => step.parse::<usize>().ok().filter(|at| *at < items.len()),
        Value::Map(entries) if entries.len() > WIDE => {
            let index = wide.entry(NodeId::of(node)).or_insert_with(|| {
                // Entries of one file are far fewer than four thousand million.
                (0_u32..).zip(entries).map(|(at, (key, _))| (key.name.to_string(), at)).collect()
            });
            index.get(step).map(|at| *at as usize)
        }
        _ => node.entries().iter().position(|(key, _)| key.name == step),
    }
}

/// The steps down some keys; an empty one is the first there is.
fn way(node: &Node<'_>, keys: &[&str]) -> Option<Vec<usize>> {
    let mut node = node;
    let mut steps = Vec::new();
    for name in keys {
        let at = node.entries().iter().position(|(key, _)| name.is_empty() || key.name == *name)?;
        steps.push(at);
        node = child(node, at);
    }
    Some(steps)
}

/// The node at the end of a trail.
pub(super) fn follow<'d, 's>(root: &'d Node<'s>, trail: &Trail) -> &'d Node<'s> {
    trail.steps.iter().fold(root, |node, at| child(node, *at as usize))
}

fn child<'d, 's>(node: &'d Node<'s>, at: usize) -> &'d Node<'s> {
    match &node.value {
        Value::List(items) => &items[at],
        Value::Map(entries) => &entries[at].1,
        _ => node,
    }
}

/// The pointer of what stands at some bytes of a tree's file: the way down to the last node that holds all of them.
pub(super) fn of(root: &Node<'_>, target: Range<usize>) -> String {
    let holds = |node: &Node<'_>| {
        let range = node.range();
        node.place.file() == root.place.file() && range.start <= target.start && target.end <= range.end
    };
    let mut pointer = String::from("#");
    let mut node = root;
    while node.range() != target {
        let next = match &node.value {
            Value::List(items) => {
                items.iter().enumerate().find(|(_, item)| holds(item)).map(|(at, item)| (at.to_string(), item))
            }
            _ => {
                let mut entries = node.entries().iter();
                let found = entries.find(|(key, value)| holds(value) || key.range() == target);
                found.map(|(key, value)| (key.name.to_string(), value))
            }
        };
        let Some((step, child)) = next else { break };
        pointer = join(&pointer, &step);
        node = child;
    }
    pointer
}
