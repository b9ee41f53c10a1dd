//! A section with its pages and the sections below it.

use super::{Card, properties, text, view};
use crate::liquid::Value;
use crate::model::{Outline, Section, Site};

/// A section as templates see it.
pub struct SectionView<'m> {
    section: &'m Section,
    url: String,
    feed_url: Option<String>,
    pages: Vec<&'m Card<'m>>,
    index: Option<&'m Card<'m>>,
    children: Vec<SectionView<'m>>,
}

impl<'m> SectionView<'m> {
    /// The section `at` with everything below it. `cards` are the site's pages, index by index.
    pub fn tree(site: &'m Site, outline: &Outline, cards: &'m [Card<'m>], at: usize) -> Self {
        let section = &site.sections[at];
        let url = section_url(&section.path);
        Self {
            feed_url: section.collection.map(|_| format!("{url}feed.xml")),
            section,
            url,
            pages: outline.pages[at].iter().map(|&page| &cards[page]).collect(),
            index: outline.index[at].map(|page| &cards[page]),
            children: outline.children[at].iter().map(|&child| Self::tree(site, outline, cards, child)).collect(),
        }
    }

    /// The section itself or the one below it that `section` is.
    pub fn find(&self, path: &str) -> Option<&Self> {
        if self.section.path == path {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(path))
    }

    /// The model's section.
    pub fn section(&self) -> &'m Section {
        self.section
    }

    /// Its pages in reading order, without the index.
    pub fn pages(&self) -> &[&'m Card<'m>] {
        &self.pages
    }

    /// The sections below it in order.
    pub fn children(&self) -> &[SectionView<'m>] {
        &self.children
    }

    /// Its path as a URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where its feed is, for collections.
    pub fn feed_url(&self) -> Option<&str> {
        self.feed_url.as_deref()
    }
}

/// The URL of a section by its path below `content/`.
pub(super) fn section_url(path: &str) -> String {
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

properties!(SectionView<'_>, this, {
    "title" => Value::str(&this.section.title),
    "description" => text(&this.section.description),
    "url" => Value::str(&this.url),
    "name" => Value::str(&this.section.path),
    "pages" => Value::array(this.pages.iter().map(|card| Value::View(*card)).collect()),
    "index" => view(this.index),
    "children" => super::views(&this.children),
    "collection" => this.section.collection.map(crate::model::Collection::name),
    "feed_url" => text(&this.feed_url),
    "hidden" => this.section.hidden,
});
