//! What the pages of one version ask about the whole description, worked out once: operations by tag, the order of
//! tags, what has which slug, who uses a schema. Must hold no text that the description holds.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::usage::{self, Uses};
use crate::model::Description;
use crate::model::description::SchemaId;

/// The index of one version.
pub struct Atlas {
    /// The version's part of every URL: `/reference/mail/v3/`.
    pub base: String,
    /// Operations by their home tag; the last list has those without one.
    pub(super) by_tag: Vec<Vec<usize>>,
    /// Tags in the order of menus.
    pub(super) tags: Vec<Entry>,
    operations: HashMap<Box<str>, usize>,
    webhooks: HashMap<Box<str>, usize>,
    schemas: HashMap<Box<str>, usize>,
    uses: OnceLock<HashMap<SchemaId, Uses>>,
}

/// A tag in menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// Index into `Description::tags`.
    pub(super) tag: usize,
    /// How many tags stand above it.
    pub(super) depth: usize,
    /// Index into `Description::tag_groups`, where it is the first of its group.
    pub(super) group: Option<usize>,
}

impl Atlas {
    /// The index of a version that is served below `base`.
    pub fn of(description: &Description, base: String) -> Self {
        let mut by_tag = vec![Vec::new(); description.tags.len() + 1];
        for (at, operation) in description.operations.iter().enumerate() {
            let home = operation.tags.first().filter(|tag| **tag < description.tags.len());
            by_tag[home.copied().unwrap_or(description.tags.len())].push(at);
        }
        let slugs = |operations: &[crate::model::description::Operation]| {
            operations.iter().enumerate().map(|(at, operation)| (operation.slug.as_str().into(), at)).collect()
        };
        let named = description.named.iter().enumerate();
        Self {
            base,
            tags: Order { description, by_tag: &by_tag, entries: Vec::new(), seen: Vec::new() }.all(),
            by_tag,
            operations: slugs(&description.operations),
            webhooks: slugs(&description.webhooks),
            schemas: named
                .filter_map(|(at, id)| Some((description.schemas[*id].slug.as_deref()?.into(), at)))
                .collect(),
            uses: OnceLock::new(),
        }
    }

    /// Index of the operation with this slug.
    pub fn operation(&self, slug: &str) -> Option<usize> {
        self.operations.get(slug).copied()
    }

    /// Index of the webhook with this slug.
    pub fn webhook(&self, slug: &str) -> Option<usize> {
        self.webhooks.get(slug).copied()
    }

    /// Index into `Description::named` of the schema with this slug.
    pub fn schema(&self, slug: &str) -> Option<usize> {
        self.schemas.get(slug).copied()
    }

    /// Who uses a named schema.
    pub(super) fn uses(&self, description: &Description, schema: SchemaId) -> Option<&Uses> {
        self.uses.get_or_init(|| usage::of(description)).get(&schema)
    }

    /// The address of something below this version.
    pub(super) fn url(&self, kind: &str, slug: &str) -> String {
        format!("{}{kind}/{slug}/", self.base)
    }
}

/// Puts tags into the order of menus: groups as declared, children behind their parent, nothing that is empty.
struct Order<'m> {
    description: &'m Description,
    by_tag: &'m [Vec<usize>],
    entries: Vec<Entry>,
    seen: Vec<usize>,
}

impl Order<'_> {
    fn all(mut self) -> Vec<Entry> {
        for (group, declared) in self.description.tag_groups.iter().enumerate() {
            let before = self.entries.len();
            for &tag in &declared.tags {
                self.add(tag, 0);
            }
            if let Some(first) = self.entries.get_mut(before) {
                first.group = Some(group);
            }
        }
        let roots = |tag: &usize| self.description.tags[*tag].parent.is_none();
        for tag in (0..self.description.tags.len()).filter(roots).collect::<Vec<_>>() {
            self.add(tag, 0);
        }
        // What stands in a circle of parents has no root.
        for tag in 0..self.description.tags.len() {
            self.add(tag, 0);
        }
        self.entries
    }

    /// Adds a tag and those below it; whether any of them has operations.
    fn add(&mut self, tag: usize, depth: usize) -> bool {
        if tag >= self.description.tags.len() || self.seen.contains(&tag) || depth > 8 {
            return false;
        }
        self.seen.push(tag);
        let place = self.entries.len();
        self.entries.push(Entry { tag, depth, group: None });
        let children = self.description.tags.iter().enumerate().filter(|(_, child)| child.parent == Some(tag));
        let mut is_full = !self.by_tag[tag].is_empty();
        for child in children.map(|(child, _)| child).collect::<Vec<_>>() {
            is_full |= self.add(child, depth + 1);
        }
        if !is_full {
            self.entries.truncate(place);
        }
        is_full
    }
}

#[cfg(test)]
mod tests {
    use super::Atlas;
    use crate::model::Description;
    use crate::model::description::{Operation, Tag, TagGroup};

    #[test]
    fn tags_stand_by_group_children_behind_parents_and_empty_ones_nowhere() {
        let tag = |name: &str, parent| Tag { name: name.into(), parent, ..Tag::default() };
        let operation = |tag| Operation { tags: vec![tag], ..Operation::default() };
        let description = Description {
            tags: vec![tag("a", None), tag("empty", None), tag("b", Some(3)), tag("c", None), tag("loop", Some(4))],
            tag_groups: vec![TagGroup { title: "G".into(), tags: vec![3, 9] }],
            operations: vec![operation(2), operation(0), operation(4), Operation::default()],
            ..Description::default()
        };
        let atlas = Atlas::of(&description, String::new());
        let order: Vec<_> = atlas.tags.iter().map(|entry| (entry.tag, entry.depth, entry.group)).collect();
        assert_eq!(order, [(3, 0, Some(0)), (2, 1, None), (0, 0, None), (4, 0, None)]);
        assert_eq!(atlas.by_tag[5], [3]);
    }
}
