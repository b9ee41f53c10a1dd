//! Small changes of trees. What is put in stands where the value stood that it was made of.

use std::borrow::Cow;

use crate::tree::{Key, Node, Place, Value};

/// An entry of a mapping.
pub(super) type Entry<'s> = (Key<'s>, Node<'s>);

/// The value at the end of some steps.
pub(super) fn below<'n, 's>(root: &'n mut Node<'s>, steps: impl Iterator<Item = String>) -> Option<&'n mut Node<'s>> {
    let mut node = root;
    for step in steps {
        node = match &mut node.value {
            Value::List(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            Value::Map(entries) => entries.iter_mut().find(|(key, _)| key.name == step).map(|(_, value)| value)?,
            _ => return None,
        };
    }
    Some(node)
}

/// Takes an entry out of a mapping.
pub(super) fn take<'s>(node: &mut Node<'s>, name: &str) -> Option<Entry<'s>> {
    let Value::Map(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|(key, _)| key.name == name)?;
    Some(entries.remove(at))
}

/// Puts a value below a name, instead of what is there.
pub(super) fn set<'s>(node: &mut Node<'s>, name: &'static str, value: Node<'s>) {
    let Value::Map(entries) = &mut node.value else { return };
    match entries.iter_mut().find(|(key, _)| key.name == name) {
        Some((_, old)) => *old = value,
        None => entries.push((key(name, value.place), value)),
    }
}

/// A key.
pub(super) fn key<'s>(name: impl Into<Cow<'s, str>>, place: Place) -> Key<'s> {
    Key { place, name: name.into() }
}

/// Text.
pub(super) fn text<'s>(text: impl Into<Cow<'s, str>>, place: Place) -> Node<'s> {
    Node { place, value: Value::Text(text.into()) }
}

/// `true`, `false`, `null`, a number.
pub(super) fn plain(text: &'static str, place: Place) -> Node<'static> {
    Node { place, value: Value::Plain(Cow::Borrowed(text)) }
}

/// A list.
pub(super) fn list<'s>(items: Vec<Node<'s>>, place: Place) -> Node<'s> {
    Node { place, value: Value::List(items) }
}

/// A mapping.
pub(super) fn map<'s>(entries: Vec<Entry<'s>>, place: Place) -> Node<'s> {
    Node { place, value: Value::Map(entries) }
}

/// Whether a key says `true`.
pub(super) fn is_true(node: &Node<'_>, name: &str) -> bool {
    node.get(name).and_then(Node::text) == Some("true")
}
