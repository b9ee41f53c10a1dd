//! The values that a schema allows, with the words that files give them in many ways.

use std::sync::Arc;

use super::super::tree::At;
use super::super::{Lower, is_extension};
use super::keys::Parts;
use crate::model::description::{Constraints, Schema, Type};
use crate::tree::Node;

/// Words for the values of an enumeration, as far as they are read.
#[derive(Default)]
pub(super) struct Words<'t> {
    descriptions: Option<At<'t>>,
    names: Option<At<'t>>,
    /// Alternatives that are one value each.
    constants: Vec<At<'t>>,
}

impl<'t> Words<'t> {
    /// Takes alternatives that are one value each, which is an enumeration with words.
    pub(super) fn take_constants(&mut self, list: At<'t>) -> bool {
        if list.items().len() == 0 || !self.constants.is_empty() || !list.items().all(is_constant) {
            return false;
        }
        self.constants = list.items().collect();
        true
    }
}

/// Whether a schema is one value and words about it.
fn is_constant(at: At<'_>) -> bool {
    let is_word = |name: &str| {
        matches!(name, "const" | "enum" | "title" | "description" | "type" | "deprecated") || is_extension(name)
    };
    value_of(at).is_some() && at.entries().all(|(key, _)| is_word(&key.name))
}

fn value_of<'t>(at: At<'t>) -> Option<At<'t>> {
    let node = at.node();
    match (node.get("const"), node.get("enum").map(Node::items)) {
        (Some(value), _) => Some(At::new(value)),
        (None, Some([value])) => Some(At::new(value)),
        _ => None,
    }
}

impl<'t> Lower<'t> {
    /// Keeps `enum` and what stands beside it.
    pub(super) fn enumeration(&mut self, schema: &mut Schema, parts: &mut Parts<'t>, name: &str, value: At<'t>) {
        match name {
            "enum" => {
                let mut items: Vec<At<'t>> = value.items().collect();
                if !value.is_list() {
                    self.wrong(value, name, "a list of values");
                    // One value without its list.
                    items.extend(value.text().map(|_| value));
                }
                for item in items {
                    let value = self.json(item);
                    schema.enumeration.push((value, None));
                }
            }
            "x-enum-varnames" | "x-enumNames" => parts.words.names = Some(value),
            _ => parts.words.descriptions = Some(value),
        }
    }

    /// Puts values and their words together.
    pub(super) fn choices(&mut self, schema: &mut Schema, parts: &Parts<'t>) {
        for index in 0..schema.enumeration.len() {
            let value = schema.enumeration[index].0.plain();
            let describe = |words: Option<At<'t>>| words.and_then(|words| word(words, index, &value));
            let text = match (describe(parts.words.names), describe(parts.words.descriptions)) {
                (Some(name), Some(description)) if name != value => Some(format!("`{name}`: {description}").into()),
                (_, Some(description)) => Some(self.shared(description)),
                (Some(name), None) if name != value => Some(self.shared(name)),
                _ => None,
            };
            schema.enumeration[index].1 = text;
        }
        for at in &parts.words.constants {
            let Some(value) = value_of(*at) else { continue };
            let text = at.get("description").or_else(|| at.get("title")).and_then(At::text);
            let text: Option<Arc<str>> = text.map(|text| self.shared(text));
            let kind = at.get("type").and_then(At::text);
            schema.types.extend(Type::ALL.into_iter().find(|known| Some(known.name()) == kind));
            let value = self.json(value);
            schema.enumeration.push((value, text));
        }
    }

    /// Adds `null` to what a schema allows.
    pub(super) fn allow_null(&mut self, schema: &mut Schema) {
        if !schema.types.is_any() {
            schema.types.insert(Type::Null);
        } else if !schema.one_of.is_empty() {
            let null = self.null();
            schema.one_of.push(null);
        } else if !schema.any_of.is_empty() {
            let null = self.null();
            schema.any_of.push(null);
        }
        if !schema.enumeration.is_empty() && !schema.enumeration.iter().any(|(value, _)| value.as_str() == "null") {
            schema.enumeration.push((crate::model::description::Json::from_text("null"), None));
        }
    }
}

/// What is said about a value: by position in a list, or by name in a mapping.
fn word<'t>(words: At<'t>, index: usize, value: &str) -> Option<&'t str> {
    let node = words.node();
    node.items().get(index).or_else(|| node.get(value)).and_then(Node::text)
}

/// The constraints of a schema, made when they are first needed.
pub(super) fn constraints(schema: &mut Schema) -> &mut Constraints {
    schema.constraints.get_or_insert_default()
}
