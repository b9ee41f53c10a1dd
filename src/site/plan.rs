//! The plan: every route of the portal and the work that makes it. Two works for one route are an error.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::input;
use crate::model::description::{SecurityKind, SecurityScheme};
use crate::model::{FrontMatter, Outline, Page, PageKind, Route, Site, Status};
use crate::render::reference::{Here, routes};

use super::reference;

/// What makes one output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    /// A content page (index into `Site::pages`).
    Page(usize),
    /// A page that no file stands for (index into `Plan::made`).
    Made(usize),
    /// A former path of a page.
    Redirect(usize),
    /// The feed of a collection (index of its section).
    Feed(usize),
    /// An asset by name.
    Asset(String),
    /// A page of the reference (indices of api and version).
    Reference(usize, usize, Here),
    /// What the console of an operation is told (indices of api, version and operation).
    Console(usize, usize, usize),
    /// The description of an api version (indices of api and version).
    Description(usize, usize),
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `search.json`.
    Search,
}

/// A page that the pipeline makes itself.
pub(super) struct Made {
    pub(super) page: Page,
    pub(super) kind: PageKind,
}

/// Routes and their jobs.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) jobs: BTreeMap<Route, Job>,
    pub(super) made: Vec<Made>,
}

/// Route of the search page.
pub(super) const SEARCH: &str = "/search/";
/// Route of the page for what does not exist.
pub(super) const NOT_FOUND: &str = "/404.html";
/// Route of the page that OAuth 2 providers send the window of a console back to.
const SIGN_IN: &str = "/oauth2-redirect.html";

impl Plan {
    /// Plans a site. `assets` are names by route.
    pub(super) fn of(
        site: &Site,
        outline: &Outline,
        assets: &BTreeMap<Route, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut plan = Self::default();
        for (at, page) in site.pages.iter().enumerate() {
            plan.add(page.route.clone(), Job::Page(at), site, diagnostics);
        }
        for (at, page) in site.pages.iter().enumerate() {
            for path in &page.front.redirect_from {
                plan.add(Route::page(path), Job::Redirect(at), site, diagnostics);
            }
        }
        plan.add_listings(site, outline);
        plan.add_reference(site, diagnostics);
        plan.make_unless_there(SEARCH, "Search", PageKind::Search);
        plan.make_unless_there(NOT_FOUND, "Page not found", PageKind::Error);
        plan.add_sign_in(site);
        for (route, name) in assets.iter().filter(|(_, name)| site.assets.contains_key(*name)) {
            plan.add(route.clone(), Job::Asset(name.clone()), site, diagnostics);
        }
        for (path, job) in [("/robots.txt", Job::Robots), ("/search.json", Job::Search)] {
            plan.jobs.entry(Route::file(path)).or_insert(job);
        }
        if !site.config.url.is_empty() {
            plan.jobs.entry(Route::file("/sitemap.xml")).or_insert(Job::Sitemap);
        }
        plan
    }

    /// Sections without an index page of their own list what is in them; collections have feeds.
    fn add_listings(&mut self, site: &Site, outline: &Outline) {
        for (at, section) in site.sections.iter().enumerate().filter(|(_, section)| !section.path.is_empty()) {
            let route = Route::page(&section.path);
            if section.collection.is_some() {
                self.jobs.insert(Route::file(&format!("{}/feed.xml", section.path)), Job::Feed(at));
            }
            let is_empty = outline.pages[at].is_empty() && outline.children[at].is_empty();
            if outline.index[at].is_none() && !is_empty && !self.jobs.contains_key(&route) {
                let mut page = titled(route.clone(), &section.title);
                page.section = at;
                page.is_index = true;
                page.front.description.clone_from(&section.description);
                page.front.layout = section.collection.is_none().then(|| "section".to_owned());
                self.insert_made(route, Made { page, kind: PageKind::Section });
            }
        }
    }

    fn add_reference(&mut self, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
        if !site.config.apis.is_empty() {
            let route = Route::page("/reference/");
            if !self.jobs.contains_key(&route) {
                let mut page = titled(route.clone(), "API reference");
                page.front.layout = Some("apis".to_owned());
                self.insert_made(route, Made { page, kind: PageKind::Api });
            }
        }
        for (a, api) in site.config.apis.iter().enumerate() {
            let current = api.versions.iter().position(|version| version.status == Status::Current).unwrap_or(0);
            if api.versions.len() > 1 {
                self.add(routes::changelog(&api.name), Job::Reference(a, current, Here::Changelog), site, diagnostics);
            }
            for (v, version) in api.versions.iter().enumerate() {
                for (route, here) in reference::pages(api, version) {
                    if let Here::Operation(at) = here {
                        self.add(routes::console(&route), Job::Console(a, v, at), site, diagnostics);
                    }
                    self.add(route, Job::Reference(a, v, here), site, diagnostics);
                }
                if !version.gated {
                    self.add(routes::download(&api.name, version), Job::Description(a, v), site, diagnostics);
                }
            }
        }
    }

    /// Where providers send a console's window back to, for apis whose callers sign in.
    fn add_sign_in(&mut self, site: &Site) {
        let signs_in =
            |scheme: &SecurityScheme| matches!(scheme.kind, SecurityKind::OAuth2 { .. } | SecurityKind::OpenId { .. });
        let mut versions = site.config.apis.iter().flat_map(|api| &api.versions);
        let route = Route::page(SIGN_IN);
        if versions.any(|version| version.content.security_schemes.iter().any(signs_in))
            && !self.jobs.contains_key(&route)
        {
            let mut page = titled(route.clone(), "Signing in");
            page.front.layout = Some("oauth2_redirect".to_owned());
            self.insert_made(route, Made { page, kind: PageKind::Error });
        }
    }

    fn make_unless_there(&mut self, path: &str, title: &str, kind: PageKind) {
        let route = Route::page(path);
        if !self.jobs.contains_key(&route) {
            let page = titled(route.clone(), title);
            self.insert_made(route, Made { page, kind });
        }
    }

    fn insert_made(&mut self, route: Route, made: Made) {
        self.made.push(made);
        self.jobs.insert(route, Job::Made(self.made.len() - 1));
    }

    fn add(&mut self, route: Route, job: Job, site: &Site, diagnostics: &mut Vec<Diagnostic>) {
        let Some(first) = self.jobs.get(&route) else {
            self.jobs.insert(route, job);
            return;
        };
        // Two content pages with one path were reported where they were read.
        if matches!((first, &job), (Job::Page(_) | Job::Redirect(_), Job::Page(_) | Job::Redirect(_))) {
            return;
        }
        let mut found = Diagnostic::error(
            "route/collision",
            format!("`{route}` is made twice: by {} and by {}", name(first, site), name(&job, site)),
        );
        found.span = place(first, site).or_else(|| place(&job, site));
        diagnostics.push(found.hint("give one of them another path"));
    }
}

fn titled(route: Route, title: &str) -> Page {
    Page::made(route, FrontMatter { title: title.to_owned(), ..FrontMatter::default() })
}

fn name(job: &Job, site: &Site) -> String {
    let source = |at: usize| site.pages.get(at).map_or("", |page| page.source.name());
    match job {
        Job::Page(at) => format!("the page `{}`", source(*at)),
        Job::Redirect(at) => format!("the redirect of `{}`", source(*at)),
        Job::Asset(name) => format!(
            "the file `{}`",
            site.assets.get(name).and_then(|asset| asset.parts.first()).map_or(name, |(_, path)| path)
        ),
        Job::Made(_) | Job::Reference(..) | Job::Console(..) | Job::Description(..) => "the API reference".to_owned(),
        Job::Feed(_) => "a feed".to_owned(),
        Job::Sitemap | Job::Robots | Job::Search => "the portal itself".to_owned(),
    }
}

fn place(job: &Job, site: &Site) -> Option<Span> {
    match job {
        Job::Page(at) | Job::Redirect(at) => {
            let source: &Arc<Source> = &site.pages.get(*at)?.source;
            let pointer = if matches!(job, Job::Page(_)) { "/path" } else { "/redirect_from" };
            Some(input::locate(source, pointer).unwrap_or_else(|| Span::file(source)))
        }
        _ => None,
    }
}
