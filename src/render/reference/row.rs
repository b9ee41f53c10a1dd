//! A field as readers see it: name, type, bounds, words, and the fields below it. What templates call a row.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::shape::Shape;
use super::{Desk, words};
use crate::liquid::Value;
use crate::model::description::{Json, Schema};
use crate::render::views::{properties, views};

/// Values of an `enum` that a row shows; a schema page shows more.
const MOST_VALUES: usize = 24;

/// One field with those below it.
#[derive(Default)]
pub(crate) struct Row<'m> {
    /// Anchor.
    pub(super) id: String,
    /// What it is called; empty for the value as a whole.
    pub(super) name: Cow<'m, str>,
    /// `field`, `pattern`, `other`, `item`, `case`.
    pub(super) kind: &'static str,
    /// Its type as HTML.
    pub(super) types: String,
    /// Bounds as HTML.
    pub(super) facts: String,
    pub(super) required: bool,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    /// HTML.
    pub(super) description: Arc<str>,
    pub(super) values: Vec<ValueView<'m>>,
    /// How many values are not shown.
    pub(super) more_values: usize,
    pub(super) default: Option<Cow<'m, str>>,
    pub(super) constant: Option<Cow<'m, str>>,
    pub(super) example: Option<Cow<'m, str>>,
    /// Property and value that tell this alternative from the others.
    pub(super) tag: Option<(&'m str, String)>,
    pub(super) fields: Vec<Row<'m>>,
    pub(super) groups: Vec<GroupView<'m>>,
    /// Why its fields are not shown here: `circle`, `deep`, `long`.
    pub(super) closed: &'static str,
    /// Where they are shown: address and name of a schema.
    pub(super) elsewhere: Option<(String, &'m str)>,
    pub(super) gap: Option<&'m str>,
}

/// Alternatives.
pub(crate) struct GroupView<'m> {
    pub(super) title: Cow<'m, str>,
    pub(super) rows: Vec<Row<'m>>,
}

/// One allowed value.
pub(crate) struct ValueView<'m> {
    pub(super) value: Cow<'m, str>,
    pub(super) description: Arc<str>,
}

properties!(Row<'_>, this, {
    "id" => Value::str(&this.id),
    "name" => Value::str(&this.name),
    "kind" => this.kind,
    "types" => Value::html_str(&this.types),
    "facts" => Value::html_str(&this.facts),
    "required" => this.required,
    "deprecated" => this.deprecated,
    "read_only" => this.read_only,
    "write_only" => this.write_only,
    "description" => Value::html_str(&this.description),
    "values" => views(&this.values),
    "described" => this.values.iter().any(|value| !value.description.is_empty()),
    "more_values" => int(this.more_values),
    "default" => this.default.as_deref(),
    "constant" => this.constant.as_deref(),
    "example" => this.example.as_deref(),
    "tag" => this.tag.as_ref().map(|(property, _)| *property),
    "tag_value" => this.tag.as_ref().map(|(_, value)| value.as_str()),
    "fields" => views(&this.fields),
    "groups" => views(&this.groups),
    "below" => int(this.fields.len() + this.groups.len()),
    "closed" => this.closed,
    "url" => this.elsewhere.as_ref().map(|(url, _)| url.as_str()),
    "schema" => this.elsewhere.as_ref().map(|(_, name)| *name),
    "gap" => this.gap,
});

properties!(GroupView<'_>, this, {
    "title" => Value::str(&this.title),
    "rows" => views(&this.rows),
});

properties!(ValueView<'_>, this, {
    "value" => Value::str(&this.value),
    "description" => Value::html_str(&this.description),
});

pub(super) fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl<'m> Row<'m> {
    /// What a schema says of itself, without its fields.
    pub(super) fn of(desk: Desk<'m>, shape: &Shape<'m>) -> Self {
        let flag = |ask: fn(&Schema) -> bool| shape.any(ask);
        let text = |json: &'m Json| words::shown(json);
        let values = shape.parts.iter().find(|part| !part.enumeration.is_empty());
        let values = values.map_or(&[][..], |part| part.enumeration.as_slice());
        let most = if desk.whole { MOST_VALUES * 12 } else { MOST_VALUES };
        let value = |(value, description): &'m (Json, Option<Arc<str>>)| ValueView {
            value: words::shown(value),
            description: description.as_deref().map(|text| desk.texts.field(text)).unwrap_or_default(),
        };
        let short = |json: &&Json| json.as_str().len() <= 100;
        Self {
            types: words::types_of(desk, shape),
            facts: words::facts(desk, shape),
            deprecated: flag(|schema| schema.deprecated),
            read_only: flag(|schema| schema.read_only),
            write_only: flag(|schema| schema.write_only),
            description: shape
                .first(|part| part.description.as_deref())
                .map(|text| desk.texts.field(text))
                .unwrap_or_default(),
            values: values.iter().take(most).map(value).collect(),
            more_values: values.len().saturating_sub(most),
            default: shape.first(|part| part.default.as_ref()).map(text),
            constant: shape.first(|part| part.constant.as_ref()).map(text),
            example: if values.is_empty() {
                shape.first(|part| part.examples.first()).filter(short).map(text)
            } else {
                None
            },
            gap: shape.first(|part| part.gap.as_deref()),
            ..Self::default()
        }
    }

    /// What the row weighs on a page beside an ordinary one.
    pub(super) fn weight(&self) -> usize {
        1 + self.description.len() / 300 + self.values.len() / 8
    }
}

/// The anchors of one page: each is given once.
#[derive(Default)]
pub(crate) struct Ids(HashSet<String>);

impl Ids {
    /// An anchor made of words; a number is put behind it where it is taken.
    pub(super) fn claim(&mut self, words: &str) -> String {
        let mut number = 2;
        let mut id = words.to_owned();
        while !self.0.insert(id.clone()) {
            id = format!("{words}-{number}");
            number += 1;
        }
        id
    }
}

/// A name as part of an anchor.
pub(super) fn anchor(name: &str) -> String {
    let part = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '.') { c } else { '-' };
    let words: String = name.chars().take(64).map(part).collect();
    words.trim_matches('-').to_owned()
}
