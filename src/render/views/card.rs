//! A page as lists, menus and neighbours show it: all of its front matter, nothing of its body.

use super::api::ApiLink;
use super::{properties, strings, text, views};
use crate::liquid::Value;
use crate::model::{Collection, Page, PageKind, Person, ResultFigure, Section, Site};

/// A page in a list.
pub struct Card<'m> {
    /// The page.
    pub page: &'m Page,
    /// The role it plays.
    pub kind: PageKind,
    /// The section it stands in.
    pub section: Option<&'m Section>,
    /// Links to the apis that a story names.
    pub apis: Vec<ApiLink<'m>>,
    site: &'m Site,
}

impl<'m> Card<'m> {
    /// The card of a page.
    pub fn new(page: &'m Page, kind: PageKind, site: &'m Site) -> Self {
        let named = page.front.story.iter().flat_map(|story| &story.apis);
        Self {
            page,
            kind,
            section: site.sections.get(page.section),
            apis: named.filter_map(|name| ApiLink::of(name, &site.config.apis)).collect(),
            site,
        }
    }

    /// Where its source can be edited; pages without a file have none.
    fn edit_url(&self) -> Option<String> {
        let prefix = self.site.config.edit_url.as_ref()?;
        let name = self.page.source.name();
        (!name.is_empty()).then(|| format!("{prefix}{name}"))
    }

    /// One property, for the card itself and for the page view that extends it.
    pub fn property(&self, key: &str) -> Option<Value<'_>> {
        crate::liquid::View::get(self, key)
    }
}

/// The role a content file plays.
pub(super) fn kind_of(page: &Page, section: Option<&Section>) -> PageKind {
    match section.and_then(|section| section.collection) {
        _ if page.is_index && section.is_some_and(|section| !section.path.is_empty()) => PageKind::Section,
        Some(Collection::Stories) => PageKind::Story,
        Some(_) => PageKind::Post,
        None => PageKind::Page,
    }
}

/// The name of a role in templates.
pub(super) fn kind_name(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Page => "page",
        PageKind::Story => "story",
        PageKind::Post => "post",
        PageKind::Section => "section",
        PageKind::Api => "api",
        PageKind::Error => "error",
        PageKind::Search => "search",
        PageKind::Account => "account",
    }
}

properties!(Card<'_>, this, {
    "title" => Value::str(&this.page.front.title),
    "description" => text(&this.page.front.description),
    "url" => this.page.route.as_str(),
    "path" => this.page.route.as_str(),
    "canonical" => this.page.route.absolute(&this.site.config.url),
    "date" => this.page.front.date.map_or(Value::Nil, |date| Value::text(date.to_string())),
    "tags" => strings(this.page.front.tags.iter().map(String::as_str)),
    "draft" => this.page.front.draft,
    "image" => text(&this.page.front.image),
    "layout" => text(&this.page.front.layout),
    "access" => if this.page.front.access.is_empty() { Value::str("public") } else { strings(this.page.front.access.iter().map(String::as_str)) },
    "extra" => Value::View(&this.page.front.extra),
    "kind" => kind_name(this.kind),
    "section" => super::view(this.section),
    "edit_url" => this.edit_url(),
    "customer" => this.page.front.story.as_ref().map(|story| story.customer.as_str()),
    "logo" => this.page.front.story.as_ref().map_or(Value::Nil, |story| text(&story.logo)),
    "industry" => this.page.front.story.as_ref().map_or(Value::Nil, |story| text(&story.industry)),
    "quote" => this.page.front.story.as_ref().map_or(Value::Nil, |story| text(&story.quote)),
    "person" => this.page.front.story.as_ref().and_then(|story| story.person.as_ref()).map_or(Value::Nil, |person| Value::View(person)),
    "results" => this.page.front.story.as_ref().map_or(Value::Nil, |story| views(&story.results)),
    "apis" => views(&this.apis),
});

properties!(Person, this, {
    "name" => Value::str(&this.name),
    "role" => text(&this.role),
});

properties!(ResultFigure, this, {
    "value" => Value::str(&this.value),
    "label" => Value::str(&this.label),
});

// A section as a card names it: without its pages, which would lead in circles.
properties!(Section, this, {
    "title" => Value::str(&this.title),
    "description" => text(&this.description),
    "name" => Value::str(&this.path),
    "url" => Value::text(super::section::section_url(&this.path)),
    "feed_url" => this.collection.map(|_| format!("{}feed.xml", super::section::section_url(&this.path))),
    "collection" => this.collection.map(Collection::name),
});
