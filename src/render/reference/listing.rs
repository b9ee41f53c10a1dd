//! The page that lists everything of a version: operations, webhooks, schemas.

use super::Desk;
use super::menu::{self, Leaf};
use super::overview::{self, TagView};
use crate::liquid::Value;
use crate::render::views::{properties, views};

/// All operations, webhooks and schemas.
pub(crate) struct ListingView<'m> {
    groups: Vec<TagView<'m>>,
    webhooks: Vec<Leaf<'m>>,
    schemas: Vec<SchemaLink<'m>>,
    count: usize,
}

properties!(ListingView<'_>, this, {
    "groups" => views(&this.groups),
    "webhooks" => views(&this.webhooks),
    "schemas" => views(&this.schemas),
    "count" => super::row::int(this.count),
});

/// A link to a schema.
pub(crate) struct SchemaLink<'m> {
    pub(super) name: &'m str,
    pub(super) url: String,
}

properties!(SchemaLink<'_>, this, {
    "name" => Value::str(this.name),
    "url" => Value::str(&this.url),
});

/// The list.
pub(super) fn of(desk: Desk<'_>) -> ListingView<'_> {
    let mut groups = overview::tags(desk, true, 0);
    for group in &mut groups {
        group.description = std::sync::Arc::default();
    }
    let schemas = desk.description.named.iter().filter_map(|id| {
        let schema = &desk.description.schemas[*id];
        Some(SchemaLink { name: schema.name.as_deref()?, url: desk.atlas.url("schemas", schema.slug.as_deref()?) })
    });
    ListingView {
        groups,
        webhooks: (0..desk.description.webhooks.len()).map(|at| menu::webhook(desk, at)).collect(),
        schemas: schemas.collect(),
        count: desk.description.operations.len(),
    }
}
