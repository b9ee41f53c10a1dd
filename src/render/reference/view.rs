//! `reference` in layouts: the version, its menu, the switch to others, and what the page itself is about.

use super::changelog::{Compared, StepView};
use super::menu::{self, Here, MenuView};
use super::operation::{self, OperationView};
use super::overview::{self, OverviewView, TagView};
use super::schema::{self, SchemaView};
use super::{Atlas, Desk, changelog, listing, routes, texts};
use crate::liquid::Value;
use crate::render::views::{ApiView, VersionView, properties, views};

/// What the pages of a version share.
#[derive(Clone, Copy)]
pub struct Frame<'m> {
    /// The api.
    pub api: &'m ApiView<'m>,
    /// The version.
    pub version: &'m VersionView<'m>,
    /// What it is made with.
    pub desk: Desk<'m>,
}

/// Everything a page of the reference shows.
pub struct ReferenceView<'m> {
    frame: Frame<'m>,
    menu: MenuView<'m>,
    versions: Vec<Switch<'m>>,
    about: About<'m>,
    here: Here,
}

enum About<'m> {
    Overview(OverviewView<'m>),
    Listing(listing::ListingView<'m>),
    Tag(TagView<'m>),
    Operation(Box<OperationView<'m>>),
    Schema(Box<SchemaView<'m>>),
    Changelog(Vec<StepView>),
}

properties!(ReferenceView<'_>, this, {
    "api" => Value::View(this.frame.api),
    "version" => Value::View(this.frame.version),
    "versions" => views(&this.versions),
    "menu" => Value::View(&this.menu),
    "at" => match this.here {
        Here::Overview => "overview",
        Here::Operations => "operations",
        Here::Operation(_) => "operation",
        Here::Webhook(_) => "webhook",
        Here::Tag(_) => "tag",
        Here::Schema(_) => "schema",
        Here::Changelog => "changelog",
    },
    "changelog_url" => (this.versions.len() > 1).then(|| routes::changelog(&this.frame.api.api.name).to_string()),
    "schemas" => super::row::int(this.frame.desk.description.named.len()),
    "overview" => match &this.about { About::Overview(view) => Value::View(view), _ => Value::Nil },
    "listing" => match &this.about { About::Listing(view) => Value::View(view), _ => Value::Nil },
    "tag" => match &this.about { About::Tag(view) => Value::View(view), _ => Value::Nil },
    "operation" => match &this.about { About::Operation(view) => Value::View(&**view), _ => Value::Nil },
    "changes" => match &this.about { About::Changelog(steps) => views(steps), _ => Value::Nil },
    "schema" => match &this.about { About::Schema(view) => Value::View(&**view), _ => Value::Nil },
});

/// Another version, at the same place where it has it.
pub(crate) struct Switch<'m> {
    version: &'m VersionView<'m>,
    url: String,
    current: bool,
}

properties!(Switch<'_>, this, {
    "name" => Value::str(&this.version.version.name),
    "status" => this.version.version.status.name(),
    "url" => Value::str(&this.url),
    "current" => this.current,
});

impl<'m> ReferenceView<'m> {
    /// The page at `here`. `atlas` gives the index of another version of the same api.
    /// `steps` are what a changelog shows.
    pub fn new(frame: Frame<'m>, here: Here, steps: &[Compared<'_>], atlas: impl Fn(usize) -> &'m Atlas) -> Self {
        let desk = frame.desk;
        let about = match here {
            Here::Overview => About::Overview(overview::of(desk)),
            Here::Changelog => About::Changelog(changelog::of(desk, &frame.api.api.name, steps)),
            Here::Operations => About::Listing(listing::of(desk)),
            Here::Tag(tag) => About::Tag(overview::tag(desk, tag, 2)),
            Here::Operation(at) => {
                About::Operation(Box::new(operation::of(desk, at, frame.api.api.credentials.as_ref())))
            }
            Here::Webhook(at) => About::Operation(Box::new(operation::webhook(desk, at))),
            Here::Schema(at) => About::Schema(Box::new(schema::of(desk, desk.description.named[at]))),
        };
        let switch = |(at, version): (usize, &'m VersionView<'m>)| Switch {
            version,
            url: same_place(frame, here, version, atlas(at)),
            current: version.version.name == frame.version.version.name,
        };
        let versions = frame.api.versions().iter().enumerate().map(switch).collect();
        Self { menu: menu::of(desk, here), versions, about, here, frame }
    }
}

/// Where a page is in another version: at the same slug, else at its overview.
fn same_place(frame: Frame<'_>, here: Here, other: &VersionView<'_>, atlas: &Atlas) -> String {
    let (api, version) = (&frame.api.api.name, &other.version.name);
    let description = frame.desk.description;
    let route = match here {
        Here::Operation(at) => {
            let slug = &description.operations[at].slug;
            atlas.operation(slug).map(|_| routes::operation(api, version, slug))
        }
        Here::Webhook(at) => {
            let slug = &description.webhooks[at].slug;
            atlas.webhook(slug).map(|_| routes::webhook(api, version, slug))
        }
        Here::Schema(at) => {
            let slug = description.schemas[description.named[at]].slug.as_deref().unwrap_or_default();
            atlas.schema(slug).map(|_| routes::schema(api, version, slug))
        }
        Here::Tag(at) => {
            let slug = description.tags.get(at).map_or("", |tag| &tag.slug);
            let has = other.version.content.tags.iter().any(|tag| tag.slug == slug);
            has.then(|| routes::tag(api, version, slug))
        }
        Here::Operations => Some(routes::operations(api, version)),
        Here::Overview | Here::Changelog => None,
    };
    route.unwrap_or_else(|| routes::overview(api, version)).to_string()
}

/// What the document says of itself: title, description, and the way to it.
pub struct Titles {
    /// Title, with the version.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Links above it: titles and addresses.
    pub crumbs: Vec<(String, String)>,
}

impl<'m> Frame<'m> {
    /// What the page at `here` says of itself.
    pub fn titles(&self, here: Here) -> Titles {
        let description = self.desk.description;
        let name = format!("{} {}", self.api.api.title, self.version.version.name);
        let overview = routes::overview(&self.api.api.name, &self.version.version.name).to_string();
        let mut crumbs = vec![("Reference".to_owned(), "/reference/".to_owned())];
        if here != Here::Overview {
            crumbs.push((name.clone(), overview));
        }
        let (title, words) = match here {
            Here::Overview => return Titles { title: name, description: self.api.api.description.clone(), crumbs },
            Here::Operations => ("All operations".to_owned(), String::new()),
            Here::Changelog => ("What changed".to_owned(), String::new()),
            Here::Tag(at) => {
                let tag = description.tags.get(at);
                (
                    tag.map_or_else(String::new, |tag| tag.title.clone()),
                    tag.map_or("", |tag| &tag.description).to_owned(),
                )
            }
            Here::Operation(at) => {
                let operation = &description.operations[at];
                if let Some(tag) = description.tags.get(menu::home(self.desk, at)) {
                    crumbs.push((tag.title.clone(), self.desk.atlas.url("tags", &tag.slug)));
                }
                let words = format!("{} {}. {}", operation.method, operation.path, operation.description);
                (operation::heading(operation).into_owned(), words)
            }
            Here::Webhook(at) => {
                let webhook = &description.webhooks[at];
                (operation::title(webhook).to_owned(), webhook.description.clone())
            }
            Here::Schema(at) => {
                let schema = &description.schemas[description.named[at]];
                let words = schema.description.as_deref().unwrap_or_default();
                (schema.name.as_deref().unwrap_or_default().to_owned(), words.to_owned())
            }
        };
        let words = texts::one_line(&words, 160);
        Titles { title: format!("{title} · {name}"), description: (!words.is_empty()).then_some(words), crumbs }
    }
}
