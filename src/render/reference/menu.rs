//! The menu beside a page of the reference, and what stands before and after an operation. What a big description
//! holds is not in it: the tag of the page is open, others are links, long lists show the neighbourhood.

use super::operation::title;
use super::{Atlas, Desk};
use crate::liquid::Value;
use crate::model::description::Operation;
use crate::render::views::{properties, views};

/// A version with at most as many operations has all its tags open.
const ALL_OPEN: usize = 30;
/// More tags than this are not all listed.
const MOST_TAGS: usize = 60;
/// Tags on each side of the open one, where not all are listed.
const TAGS_AROUND: usize = 6;
/// Operations on each side of the current one.
const AROUND: usize = 24;

/// Where in a version the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Here {
    Overview,
    Operations,
    Operation(usize),
    Webhook(usize),
    Tag(usize),
    Schema(usize),
    Changelog,
}

/// The menu of one page.
pub(crate) struct MenuView<'m> {
    pub(super) tags: Vec<TagItem<'m>>,
    /// Whether tags are missing.
    pub(super) cut: bool,
    pub(super) webhooks: Vec<Leaf<'m>>,
}

properties!(MenuView<'_>, this, {
    "tags" => views(&this.tags),
    "cut" => this.cut,
    "webhooks" => views(&this.webhooks),
});

/// A tag, open or a link.
pub(crate) struct TagItem<'m> {
    title: &'m str,
    url: Option<String>,
    group: Option<&'m str>,
    depth: usize,
    current: bool,
    open: bool,
    count: usize,
    operations: Vec<Leaf<'m>>,
}

properties!(TagItem<'_>, this, {
    "title" => Value::str(this.title),
    "url" => this.url.as_deref(),
    "group" => this.group,
    "depth" => super::row::int(this.depth),
    "current" => this.current,
    "open" => this.open,
    "count" => super::row::int(this.count),
    "operations" => views(&this.operations),
    "cut" => this.operations.len() < this.count,
});

/// A link to an operation.
pub(crate) struct Leaf<'m> {
    operation: &'m Operation,
    url: String,
    current: bool,
}

properties!(Leaf<'_>, this, {
    "title" => Value::str(title(this.operation)),
    "summary" => Value::str(&this.operation.summary),
    "method" => Value::str(&this.operation.method),
    "path" => Value::str(&this.operation.path),
    "url" => Value::str(&this.url),
    "id" => Value::str(&this.operation.id),
    "current" => this.current,
    "deprecated" => this.operation.deprecated,
});

/// A link to the operation at `at`.
pub(super) fn leaf(desk: Desk<'_>, at: usize) -> Leaf<'_> {
    let operation = &desk.description.operations[at];
    Leaf { operation, url: desk.atlas.url("operations", &operation.slug), current: false }
}

/// A link to the webhook at `at`.
pub(super) fn webhook(desk: Desk<'_>, at: usize) -> Leaf<'_> {
    let operation = &desk.description.webhooks[at];
    Leaf { operation, url: desk.atlas.url("webhooks", &operation.slug), current: false }
}

/// The operations before and after one, in the order of tags.
pub(super) fn neighbours(desk: Desk<'_>, at: usize) -> (Option<Leaf<'_>>, Option<Leaf<'_>>) {
    let atlas = desk.atlas;
    let home = home(desk, at);
    let list = &atlas.by_tag[home];
    let place = list.binary_search(&at).unwrap_or(0);
    let order = order(atlas);
    let here = order.iter().position(|tag| *tag == home).unwrap_or(0);
    let full = |tag: &&usize| !atlas.by_tag[**tag].is_empty();
    let before = || order[..here].iter().rfind(full).and_then(|tag| atlas.by_tag[*tag].last());
    let after = || order.get(here + 1..)?.iter().find(full).and_then(|tag| atlas.by_tag[*tag].first());
    let previous = if place > 0 { list.get(place - 1) } else { before() };
    let next = list.get(place + 1).or_else(after);
    (previous.map(|at| leaf(desk, *at)), next.map(|at| leaf(desk, *at)))
}

/// Indices of tags in the order of menus, what has no tag last.
pub(super) fn order(atlas: &Atlas) -> Vec<usize> {
    let rest = atlas.by_tag.len() - 1;
    atlas.tags.iter().map(|entry| entry.tag).chain([rest]).collect()
}

/// The tag that an operation stands in.
pub(super) fn home(desk: Desk<'_>, at: usize) -> usize {
    let rest = desk.description.tags.len();
    desk.description.operations[at].tags.first().copied().filter(|tag| *tag < rest).unwrap_or(rest)
}

/// The menu as the page at `here` shows it.
pub(super) fn of(desk: Desk<'_>, here: Here) -> MenuView<'_> {
    let current = match here {
        Here::Operation(at) => Some(home(desk, at)),
        Here::Tag(tag) => Some(tag),
        _ => None,
    };
    let all_open = desk.description.operations.len() <= ALL_OPEN;
    let entries = &desk.atlas.tags;
    let place = entries.iter().position(|entry| Some(entry.tag) == current);
    let cut = entries.len() > MOST_TAGS;
    let shown = match (cut, place) {
        (true, Some(place)) => place.saturating_sub(TAGS_AROUND)..(place + TAGS_AROUND + 1).min(entries.len()),
        (true, None) => 0..MOST_TAGS,
        (false, _) => 0..entries.len(),
    };
    let mut tags: Vec<TagItem<'_>> = Vec::with_capacity(shown.len() + 1);
    for entry in entries.get(shown).unwrap_or_default() {
        let tag = &desk.description.tags[entry.tag];
        let group = entry.group.and_then(|group| desk.description.tag_groups.get(group));
        tags.push(TagItem {
            title: &tag.title,
            url: Some(desk.atlas.url("tags", &tag.slug)),
            group: group.map(|group| group.title.as_str()),
            depth: entry.depth,
            ..item(desk, entry.tag, here, all_open || current == Some(entry.tag))
        });
    }
    let rest = desk.description.tags.len();
    if !desk.atlas.by_tag[rest].is_empty() {
        tags.push(item(desk, rest, here, all_open || current == Some(rest)));
    }
    MenuView { tags, cut, webhooks: webhooks(desk, here) }
}

fn item(desk: Desk<'_>, tag: usize, here: Here, open: bool) -> TagItem<'_> {
    let all = &desk.atlas.by_tag[tag];
    let place = match here {
        Here::Operation(at) => all.binary_search(&at).ok(),
        _ => None,
    };
    let around = place.unwrap_or(0);
    let shown = around.saturating_sub(AROUND)
        ..(around + AROUND.max(if place.is_none() { 2 * AROUND } else { 0 }) + 1).min(all.len());
    let operations = if open { all.get(shown).unwrap_or_default() } else { &[] };
    let mark = |at: &usize| Leaf { current: here == Here::Operation(*at), ..leaf(desk, *at) };
    TagItem {
        title: "Operations",
        url: None,
        group: None,
        depth: 0,
        current: here == Here::Tag(tag),
        open,
        count: all.len(),
        operations: operations.iter().map(mark).collect(),
    }
}

/// Webhooks are listed where they are few, and where the reader is at one.
fn webhooks(desk: Desk<'_>, here: Here) -> Vec<Leaf<'_>> {
    let count = desk.description.webhooks.len();
    let around = match here {
        Here::Webhook(at) => at,
        _ if count <= ALL_OPEN => 0,
        _ => return Vec::new(),
    };
    let shown = around.saturating_sub(AROUND)..(around + AROUND + 8).min(count);
    shown.map(|at| Leaf { current: here == Here::Webhook(at), ..webhook(desk, at) }).collect()
}
