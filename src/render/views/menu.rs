//! The side navigation of a page: the tree of its top-level section with the current place marked.

use super::{properties, views};
use crate::liquid::Value;
use crate::model::{Entry, Outline, Site};

/// One entry, with what stands below it.
#[derive(Debug)]
pub struct MenuItem<'m> {
    title: &'m str,
    url: Option<&'m str>,
    current: bool,
    open: bool,
    badge: Option<&'m str>,
    children: Vec<MenuItem<'m>>,
}

properties!(MenuItem<'_>, this, {
    "title" => Value::str(this.title),
    "url" => this.url,
    "current" => this.current,
    "open" => this.open,
    "badge" => this.badge,
    "children" => views(&this.children),
});

/// The menu of the top-level section around `section`, seen from the page at `current` (an index into `Site::pages`).
/// Collections list themselves, so their menus are empty, and so is the root's.
pub fn menu_of<'m>(site: &'m Site, outline: &Outline, section: usize, current: Option<usize>) -> Vec<MenuItem<'m>> {
    let top = Outline::top(site, section);
    let Some(section) = site.sections.get(top) else { return Vec::new() };
    if section.parent.is_none() || section.collection.is_some() {
        return Vec::new();
    }
    let mut items = Vec::new();
    if let Some(index) = outline.index[top] {
        items.push(page_item(site, index, current));
    }
    items.extend(entries(site, outline, top, current));
    items
}

fn entries<'m>(site: &'m Site, outline: &Outline, section: usize, current: Option<usize>) -> Vec<MenuItem<'m>> {
    let item = |entry| match entry {
        Entry::Page(page) => Some(page_item(site, page, current)),
        Entry::Section(child) if site.sections[child].hidden => None,
        Entry::Section(child) => Some(section_item(site, outline, child, current)),
    };
    outline.entries(site, section).into_iter().filter_map(item).collect()
}

fn page_item<'m>(site: &'m Site, page: usize, current: Option<usize>) -> MenuItem<'m> {
    let here = current == Some(page);
    let page = &site.pages[page];
    let badge = page.front.extra.get("badge").and_then(serde_json::Value::as_str);
    MenuItem {
        title: page.front.extra.get("menu_title").and_then(serde_json::Value::as_str).unwrap_or(&page.front.title),
        url: Some(page.route.as_str()),
        current: here,
        open: here,
        badge: if page.front.draft { Some("draft") } else { badge },
        children: Vec::new(),
    }
}

fn section_item<'m>(site: &'m Site, outline: &Outline, section: usize, current: Option<usize>) -> MenuItem<'m> {
    let children = entries(site, outline, section, current);
    let index = outline.index[section];
    let here = index.is_some() && index == current;
    MenuItem {
        title: &site.sections[section].title,
        url: index.map(|index| site.pages[index].route.as_str()),
        current: here,
        open: here || children.iter().any(|child| child.open),
        badge: None,
        children,
    }
}
