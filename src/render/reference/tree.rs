//! The fields of a schema as a tree of rows, level by level, so that what a page has room for is what readers see
//! first. Must end on any schema: circles become links, depth and number of rows are bounded.

use std::borrow::Cow;

use super::Desk;
use super::row::{GroupView, Ids, Row, anchor};
use super::shape::{Choice, Shape, within_lists};
use crate::model::description::{Discriminator, Schema, SchemaId};

/// Fields deeper than this have a page of their own.
const DEEPEST: usize = 4;
/// Alternatives that are listed.
const MOST_CASES: usize = 40;

/// Whose side a value is seen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What callers send: without what only answers have.
    Request,
    /// What comes back.
    Response,
    /// Both, with a word beside what is in one of them only.
    Both,
}

/// What a page has room for.
pub(super) struct Room {
    /// Rows that may still be shown.
    pub(super) rows: usize,
    /// Anchors in use.
    pub(super) ids: Ids,
}

struct Node<'m> {
    row: Row<'m>,
    schema: SchemaId,
    parent: usize,
    /// The group of the parent it belongs to; `None`: its fields.
    group: Option<usize>,
    depth: usize,
    /// Whether a link to its page is enough.
    is_closed: bool,
}

struct Growth<'m, 'r> {
    desk: Desk<'m>,
    side: Side,
    room: &'r mut Room,
    left: usize,
    nodes: Vec<Node<'m>>,
}

/// The rows of a schema. At most `rows` of the page's room are taken; anchors begin with `prefix`.
pub(super) fn grow<'m>(
    desk: Desk<'m>,
    side: Side,
    schema: SchemaId,
    prefix: &str,
    rows: usize,
    room: &mut Room,
) -> Row<'m> {
    let left = rows.min(room.rows);
    let shape = Shape::of(&desk.description.schemas, schema);
    let row = Row { id: prefix.to_owned(), ..Row::of(desk, &shape) };
    let root = Node { row, schema, parent: 0, group: None, depth: 0, is_closed: false };
    let mut growth = Growth { desk, side, room, left, nodes: vec![root] };
    let mut at = 0;
    while at < growth.nodes.len() {
        growth.open(at);
        at += 1;
    }
    growth.room.rows = growth.room.rows.saturating_sub(left - growth.left);
    fold(growth.nodes)
}

/// Puts each node below its parent. Children stand behind their parents, so the last come first.
fn fold(nodes: Vec<Node<'_>>) -> Row<'_> {
    let mut rows: Vec<Option<Node<'_>>> = nodes.into_iter().map(Some).collect();
    for at in (0..rows.len()).rev() {
        let Some(mut node) = rows[at].take() else { continue };
        node.row.fields.reverse();
        for group in &mut node.row.groups {
            group.rows.reverse();
        }
        if at == 0 {
            return node.row;
        }
        if let Some(parent) = rows.get_mut(node.parent).and_then(Option::as_mut) {
            match node.group.and_then(|group| parent.row.groups.get_mut(group)) {
                Some(group) => group.rows.push(node.row),
                None => parent.row.fields.push(node.row),
            }
        }
    }
    Row::default()
}

impl<'m> Growth<'m, '_> {
    /// Adds the rows below a node, or says why there are none.
    fn open(&mut self, at: usize) {
        let schemas = &self.desk.description.schemas;
        let node = &self.nodes[at];
        let (shape, id) = within_lists(schemas, node.schema);
        if !has_rows(self.desk, &shape, node.depth) {
            return;
        }
        let closed = if node.is_closed || node.depth >= DEEPEST {
            "deep"
        } else if self.is_circle(at, id) {
            "circle"
        } else if self.left == 0 {
            "long"
        } else {
            ""
        };
        if !closed.is_empty() {
            self.close(at, closed, shape.named());
            return;
        }
        let before = self.left;
        self.fields(at, &shape);
        self.cases(at, &shape);
        if before > 0 && self.left == 0 {
            self.close(at, "long", shape.named());
        }
    }

    fn close(&mut self, at: usize, why: &'static str, named: Option<&'m Schema>) {
        let row = &mut self.nodes[at].row;
        row.closed = why;
        row.elsewhere = named.and_then(|schema| {
            let name = schema.name.as_deref()?;
            Some((self.desk.atlas.url("schemas", schema.slug.as_deref()?), name))
        });
    }

    /// Whether a node above is of the same schema.
    fn is_circle(&self, at: usize, id: SchemaId) -> bool {
        let mut above = at;
        while above != 0 {
            above = self.nodes[above].parent;
            if within_lists(&self.desk.description.schemas, self.nodes[above].schema).1 == id {
                return true;
            }
        }
        false
    }

    fn fields(&mut self, at: usize, shape: &Shape<'m>) {
        for field in shape.fields.iter() {
            self.add(at, None, "field", Cow::Borrowed(field.name), field.schema, field.required);
        }
        for (place, schema) in shape.parts.iter().flat_map(|part| &part.prefix_items).enumerate() {
            self.add(at, None, "item", Cow::Owned(format!("[{place}]")), *schema, false);
        }
        for (pattern, schema) in shape.parts.iter().flat_map(|part| &part.pattern_properties) {
            self.add(at, None, "pattern", Cow::Borrowed(pattern), *schema, false);
        }
        if let Some(schema) = shape.additional() {
            self.add(at, None, "other", Cow::Borrowed("any name"), schema, false);
        }
    }

    fn cases(&mut self, at: usize, shape: &Shape<'m>) {
        for choice in &shape.choices {
            let group = self.group(at, choice.title);
            for (number, &schema) in choice.schemas.iter().take(MOST_CASES).enumerate() {
                let label = self.label(schema, Some(number));
                if let Some(node) = self.add(at, Some(group), "case", label, schema, false) {
                    self.nodes[node].row.tag = choice.discriminator.and_then(|tag| self.told(tag, schema));
                }
            }
        }
        if let Some(discriminator) = shape.first(|part| part.discriminator.as_deref())
            && shape.choices.is_empty()
        {
            self.mapped(at, discriminator);
        }
        let mut depends: Vec<(Cow<'m, str>, SchemaId)> = Vec::new();
        if let Some(conditional) = shape.conditional() {
            let parts =
                [("If", Some(conditional.condition)), ("Then", conditional.then), ("Otherwise", conditional.otherwise)];
            depends.extend(parts.into_iter().filter_map(|(name, schema)| Some((Cow::Borrowed(name), schema?))));
        }
        let dependents = shape.parts.iter().filter_map(|part| part.dependents.as_deref());
        depends.extend(
            dependents.flat_map(|all| &all.schemas).map(|(name, schema)| (Cow::Owned(format!("With {name}")), *schema)),
        );
        self.named_cases(at, "Depends", depends);
        let content = shape.content().map(|schema| (self.label(schema, None), schema));
        self.named_cases(at, "Content", content);
    }

    fn named_cases(
        &mut self,
        at: usize,
        title: &'static str,
        cases: impl IntoIterator<Item = (Cow<'m, str>, SchemaId)>,
    ) {
        let mut cases = cases.into_iter().peekable();
        if cases.peek().is_none() {
            return;
        }
        let group = self.group(at, title);
        for (name, schema) in cases {
            self.add(at, Some(group), "case", name, schema, false);
        }
    }

    /// Inheritance: the schemas that a base names, each a link.
    fn mapped(&mut self, at: usize, discriminator: &'m Discriminator) {
        if discriminator.mapping.is_empty() {
            return;
        }
        let group = self.group(at, "Depends");
        for (value, schema) in discriminator.mapping.iter().take(MOST_CASES) {
            let label = self.label(*schema, Some(0));
            if let Some(node) = self.add(at, Some(group), "case", label, *schema, false) {
                self.nodes[node].is_closed = true;
                self.nodes[node].row.tag = Some((&discriminator.property, value.clone()));
            }
        }
    }

    fn group(&mut self, at: usize, title: &'static str) -> usize {
        let groups = &mut self.nodes[at].row.groups;
        groups.push(GroupView { title: Cow::Borrowed(title), rows: Vec::new() });
        groups.len() - 1
    }

    /// What an alternative is called; the only one of its kind has no number.
    fn label(&self, schema: SchemaId, number: Option<usize>) -> Cow<'m, str> {
        let shape = Shape::of(&self.desk.description.schemas, schema);
        let title = shape.first(|part| part.title.as_deref());
        let name = shape.named().and_then(|schema| schema.name.as_deref());
        match (name.or(title), number) {
            (Some(name), _) => Cow::Borrowed(name),
            (None, Some(number)) => Cow::Owned(format!("Option {}", number + 1)),
            (None, None) => Cow::Borrowed("Decoded"),
        }
    }

    /// The value that stands for an alternative: mapped, else its name.
    fn told(&self, discriminator: &'m Discriminator, schema: SchemaId) -> Option<(&'m str, String)> {
        let mapped = discriminator.mapping.iter().find(|(_, mapped)| *mapped == schema);
        let name = || self.desk.description.schemas[schema].name.as_deref().map(str::to_owned);
        let value = mapped.map(|(value, _)| value.clone()).or_else(name)?;
        Some((&discriminator.property, value))
    }

    fn add(
        &mut self,
        parent: usize,
        group: Option<usize>,
        kind: &'static str,
        name: Cow<'m, str>,
        schema: SchemaId,
        required: bool,
    ) -> Option<usize> {
        let shape = Shape::of(&self.desk.description.schemas, schema);
        let mut row = Row::of(self.desk, &shape);
        let is_hidden = match self.side {
            Side::Request => row.read_only,
            Side::Response => row.write_only,
            Side::Both => false,
        };
        if is_hidden || self.left == 0 {
            return None;
        }
        self.left = self.left.saturating_sub(row.weight());
        let prefix = &self.nodes[parent].row.id;
        let words = anchor(&name);
        row.id = self.room.ids.claim(&if prefix.is_empty() { words } else { format!("{prefix}-{words}") });
        row.name = name;
        row.kind = kind;
        row.required = required;
        let depth = self.nodes[parent].depth + 1;
        self.nodes.push(Node { row, schema, parent, group, depth, is_closed: false });
        Some(self.nodes.len() - 1)
    }
}

/// Whether there is more to show than the words beside a name: alternatives that are plain values or links are words.
fn has_rows(desk: Desk<'_>, shape: &Shape<'_>, depth: usize) -> bool {
    let schemas = &desk.description.schemas;
    let is_word = |id: &SchemaId| {
        let shape = Shape::of(schemas, *id);
        shape.named().is_some() || (shape.fields.is_empty() && shape.choices.is_empty() && shape.items().is_none())
    };
    let in_words = |choice: &Choice<'_>| {
        depth > 0 && choice.discriminator.is_none() && choice.schemas.len() <= 4 && choice.schemas.iter().all(is_word)
    };
    let other = shape.additional().is_some_and(|schema| {
        let shape = Shape::of(schemas, schema);
        !shape.parts.iter().all(|part| part.always == Some(true))
    });
    !shape.fields.is_empty()
        || !shape.choices.iter().all(in_words)
        || other
        || shape.conditional().is_some()
        || shape.content().is_some()
        || shape.any(|part| part.dependents.as_ref().is_some_and(|dependents| !dependents.schemas.is_empty()))
        || shape.any(|part| !part.pattern_properties.is_empty() || !part.prefix_items.is_empty())
        || (shape.choices.is_empty()
            && shape.any(|part| part.discriminator.as_ref().is_some_and(|d| !d.mapping.is_empty())))
}
