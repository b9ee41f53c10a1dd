//! Examples of parameters, headers and media types, as each version writes them.

use super::json::json;
use super::tree::At;
use super::{Lower, is_extension};
use crate::model::description::{Example, Json};
use crate::tree::Value;

/// Keys that make a mapping an Example Object.
const KEYS: [&str; 7] = ["value", "dataValue", "serializedValue", "externalValue", "summary", "description", "$ref"];

impl<'t> Lower<'t> {
    /// What `examples` and `example` say, in order.
    pub(super) fn examples(&mut self, at: At<'t>, media_type: &str) -> Vec<Example> {
        let mut examples = Vec::new();
        if let Some(node) = at.get("examples") {
            if node.is_list() {
                // The way of schemas, which many write everywhere.
                examples.extend(node.items().map(|item| self.bare(item, media_type)));
            } else {
                for (key, node) in self.map(at, "examples") {
                    examples.extend(self.example(&key.name, node, media_type));
                }
            }
        }
        if examples.is_empty()
            && let Some(node) = at.get("example")
        {
            // The reference of a bare example is followed: nobody means `{ "$ref": … }` as a value.
            let target = if node.reference().is_some() { self.follow(node) } else { Some(node) };
            examples.extend(target.map(|target| self.bare(target, media_type)));
        }
        examples
    }

    fn example(&mut self, name: &str, from: At<'t>, media_type: &str) -> Option<Example> {
        let node = self.follow(from)?;
        let is_object = node.entries().any(|(key, _)| KEYS.contains(&key.name.as_ref()) || is_extension(&key.name));
        if !is_object {
            return Some(Example { name: name.to_owned(), ..self.bare(node, media_type) });
        }
        let value = node.node().get("dataValue").or_else(|| node.node().get("value")).map(At::new);
        let mut example = value.map_or_else(Example::default, |value| {
            let target = if value.reference().is_some() { self.follow(value) } else { Some(value) };
            target.map_or_else(Example::default, |target| self.bare(target, media_type))
        });
        name.clone_into(&mut example.name);
        example.summary = self.said(from, node, "summary").map(str::to_owned);
        example.description = self.said(from, node, "description").map(str::to_owned);
        if let Some(text) = self.string(node, "serializedValue") {
            example.serialized = Some(text);
        }
        example.external = self.address(node, "externalValue");
        Some(example)
    }

    /// A value without words. Text of a media type that is not JSON stands as it is sent.
    fn bare(&mut self, at: At<'t>, media_type: &str) -> Example {
        match &at.node().value {
            Value::Text(text) if !is_json(media_type) => {
                Example { serialized: Some(text.to_string()), ..Example::default() }
            }
            _ => Example { value: Some(self.json(at)), ..Example::default() },
        }
    }

    /// A value as text, made once for each place.
    pub(super) fn json(&mut self, at: At<'t>) -> Json {
        self.values.entry(at.id()).or_insert_with(|| json(at.node())).clone()
    }
}

/// Whether values of a media type are written as JSON. A pattern (`*/*`) counts as it.
fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    name.contains("json") || name.contains('*') || name.is_empty()
}
