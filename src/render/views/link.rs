//! Links of the navigation, the footer and the breadcrumb.

use super::{properties, views};
use crate::liquid::Value;
use crate::model::{FooterGroup, Link};

/// A title and where it leads.
#[derive(Debug, Clone)]
pub struct LinkView<'m> {
    /// What is shown.
    pub title: &'m str,
    /// Where it leads.
    pub url: &'m str,
}

properties!(LinkView<'_>, this, {
    "title" => Value::str(this.title),
    "url" => Value::str(this.url),
});

/// An entry of the top navigation; knows whether the page stands at or below it.
#[derive(Debug, Clone)]
pub struct NavView<'m> {
    /// What is shown.
    pub title: &'m str,
    /// Where it leads.
    pub url: &'m str,
    /// Whether the page is it or below it.
    pub active: bool,
}

impl<'m> NavView<'m> {
    /// The entry as the page at `current` sees it.
    pub fn seen_from(link: &LinkView<'m>, current: &str) -> Self {
        let at_or_below = link.url.len() > 1 && current.starts_with(link.url);
        Self { title: link.title, url: link.url, active: at_or_below || link.url == current }
    }
}

properties!(NavView<'_>, this, {
    "title" => Value::str(this.title),
    "url" => Value::str(this.url),
    "active" => this.active,
    "external" => !this.url.starts_with('/'),
});

properties!(Link, this, {
    "title" => Value::str(&this.title),
    "url" => Value::str(&this.path),
});

properties!(FooterGroup, this, {
    "title" => Value::str(&this.title),
    "links" => views(&this.links),
});
