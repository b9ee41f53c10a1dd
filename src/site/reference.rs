//! The reference in the pipeline: which pages an api has, and the work that makes one of them.
//! Must not hold a page that nobody asked for: a version may have ten thousand.

use std::sync::{Arc, OnceLock};

use super::snapshot::{Shared, Snapshot};
use crate::model::{Api, ApiVersion, FrontMatter, Page, PageKind, Route, Site};
use crate::openapi;
use crate::render::code::Highlighter;
use crate::render::page::{Rendered, Subject};
use crate::render::reference::console::console;
use crate::render::reference::{Atlas, Compared, Desk, Frame, Here, ReferenceView, Texts, routes};
use crate::render::views::{Card, LinkView};

/// The indices of all versions, each made when it is first asked for, and the Markdown of descriptions.
pub(super) struct References {
    atlases: Vec<Vec<OnceLock<Atlas>>>,
    texts: Texts,
}

impl References {
    /// Nothing is made yet.
    pub(super) fn new(site: &Site, highlighter: Arc<Highlighter>) -> Self {
        let cells = |api: &Api| api.versions.iter().map(|_| OnceLock::new()).collect();
        Self { atlases: site.config.apis.iter().map(cells).collect(), texts: Texts::new(highlighter) }
    }

    fn atlas<'s>(&'s self, site: &Site, api: usize, version: usize) -> &'s Atlas {
        self.atlases[api][version].get_or_init(|| {
            let api = &site.config.apis[api];
            let version = &api.versions[version];
            Atlas::of(&version.content, routes::overview(&api.name, &version.name).to_string())
        })
    }
}

/// Every page of a version with its route.
pub(super) fn pages<'m>(api: &'m Api, version: &'m ApiVersion) -> impl Iterator<Item = (Route, Here)> + use<'m> {
    let (name, content) = (&api.name, &*version.content);
    let overview = (routes::overview(name, &version.name), Here::Overview);
    let listing = (routes::operations(name, &version.name), Here::Operations);
    let operations = content.operations.iter().enumerate().filter(|(_, operation)| !operation.slug.is_empty());
    let operations = operations
        .map(move |(at, operation)| (routes::operation(name, &version.name, &operation.slug), Here::Operation(at)));
    let webhooks = content.webhooks.iter().enumerate().filter(|(_, webhook)| !webhook.slug.is_empty());
    let webhooks =
        webhooks.map(move |(at, webhook)| (routes::webhook(name, &version.name, &webhook.slug), Here::Webhook(at)));
    let tags = content.tags.iter().enumerate().filter(|(_, tag)| !tag.slug.is_empty());
    let tags = tags.map(move |(at, tag)| (routes::tag(name, &version.name, &tag.slug), Here::Tag(at)));
    let schemas = content.named.iter().enumerate().filter_map(move |(at, id)| {
        let slug = content.schemas[*id].slug.as_deref()?;
        Some((routes::schema(name, &version.name, slug), Here::Schema(at)))
    });
    [overview, listing].into_iter().chain(operations).chain(webhooks).chain(tags).chain(schemas)
}

impl Snapshot {
    /// One page of the reference.
    pub(super) fn reference(&self, shared: &Shared<'_>, route: &Route, at: (usize, usize), here: Here) -> Rendered {
        let (api, version) = at;
        let view = &shared.views.apis().items()[api];
        let references = &self.references;
        let desk = Desk {
            description: &self.site.config.apis[api].versions[version].content,
            atlas: references.atlas(&self.site, api, version),
            texts: &references.texts,
            whole: false,
        };
        let frame = Frame { api: view, version: &view.versions()[version], desk };
        let titles = frame.titles(here);
        let (title, description) = (titles.title, titles.description);
        let front = FrontMatter { title, description, layout: Some(layout(here).to_owned()), ..FrontMatter::default() };
        let page = Page::made(route.clone(), front);
        let card = Card::new(&page, PageKind::Api, &self.site);
        let crumbs = titles.crumbs.iter().map(|(title, url)| LinkView { title, url }).collect();
        let steps = if here == Here::Changelog { self.steps(api) } else { Vec::new() };
        let reference = ReferenceView::new(frame, here, &steps, |version| references.atlas(&self.site, api, version));
        let subject = Subject { card: &card, index: None, reference: Some(reference), breadcrumbs: crumbs };
        let mut rendered = shared.context.page(subject);
        // A generated page has no file to blame; the layout it uses has been reported for itself.
        rendered.diagnostics.retain(|found| found.span.as_ref().is_some_and(|span| !span.source.name().is_empty()));
        rendered
    }

    /// What changed between each version of an api and the one written below it, as authors write the newest first.
    fn steps<'s>(&'s self, api: usize) -> Vec<Compared<'s>> {
        let versions = &self.site.config.apis[api].versions;
        let step = |pair: &'s [ApiVersion]| Compared {
            old: &pair[1].name,
            new: &pair[0].name,
            date: pair[0].date.map(|date| date.to_string()),
            comparison: openapi::compare(&pair[1].content, &pair[0].content),
        };
        versions.windows(2).map(step).collect()
    }

    /// What the console of an operation is told.
    pub(super) fn console(&self, api: usize, version: usize, at: usize) -> String {
        let api = &self.site.config.apis[api];
        let content = &api.versions[version].content;
        console(&api.name, content, &content.operations[at], api.credentials.as_ref())
    }
}

fn layout(here: Here) -> &'static str {
    match here {
        Here::Overview => "api",
        Here::Operations => "operations",
        Here::Operation(_) | Here::Webhook(_) => "operation",
        Here::Tag(_) => "tag",
        Here::Schema(_) => "schema",
        Here::Changelog => "api_changelog",
    }
}
