//! The page of a named schema: its fields, an example, who uses it.

use super::listing::SchemaLink;
use super::menu::{self, Leaf};
use super::pane::framed;
use super::row::{Ids, Row};
use super::tree::{Room, Side, grow};
use super::{Desk, shown};
use crate::liquid::Value;
use crate::model::description::SchemaId;
use crate::render::views::{properties, view, views};

/// Rows that a page has room for.
const ROWS: usize = 250;
/// Users that are listed.
const MOST_USERS: usize = 60;

/// One named schema.
pub(crate) struct SchemaView<'m> {
    name: &'m str,
    tree: Row<'m>,
    example: String,
    operations: Vec<Leaf<'m>>,
    schemas: Vec<SchemaLink<'m>>,
    more: usize,
    docs: Option<&'m crate::model::description::ExternalDocs>,
}

properties!(SchemaView<'_>, this, {
    "name" => Value::str(this.name),
    "tree" => Value::View(&this.tree),
    "example" => Value::html_str(&this.example),
    "operations" => views(&this.operations),
    "schemas" => views(&this.schemas),
    "more" => super::row::int(this.more),
    "docs" => view(this.docs),
});

/// The schema `id`.
pub(super) fn of(desk: Desk<'_>, id: SchemaId) -> SchemaView<'_> {
    let desk = Desk { whole: true, ..desk };
    let schema = &desk.description.schemas[id];
    let mut room = Room { rows: ROWS, ids: Ids::default() };
    for taken in ["main", "drawer", "fields", "example", "used-by", "part-of"] {
        room.ids.claim(taken);
    }
    let mut tree = grow(desk, Side::Both, id, "", ROWS, &mut room);
    // Its own page is no elsewhere.
    tree.elsewhere = None;
    let uses = desk.atlas.uses(desk.description, id);
    let operations = uses.map_or(&[][..], |uses| uses.operations.as_slice());
    let webhooks = uses.map_or(&[][..], |uses| uses.webhooks.as_slice());
    let schemas = uses.map_or(&[][..], |uses| uses.schemas.as_slice());
    let leaves = operations.iter().map(|at| menu::leaf(desk, *at));
    SchemaView {
        name: schema.name.as_deref().unwrap_or_default(),
        tree,
        example: example(desk, id),
        operations: leaves.chain(webhooks.iter().map(|at| menu::webhook(desk, *at))).take(MOST_USERS).collect(),
        schemas: schemas.iter().take(MOST_USERS).filter_map(|id| link(desk, *id)).collect(),
        more: (operations.len() + webhooks.len()).saturating_sub(MOST_USERS),
        docs: schema.external_docs.as_deref(),
    }
}

fn link(desk: Desk<'_>, id: SchemaId) -> Option<SchemaLink<'_>> {
    let schema = &desk.description.schemas[id];
    Some(SchemaLink { name: schema.name.as_deref()?, url: desk.atlas.url("schemas", schema.slug.as_deref()?) })
}

fn example(desk: Desk<'_>, id: SchemaId) -> String {
    let shown = shown::of_schema(desk.description, id);
    framed(shown.language, &shown.html)
}
