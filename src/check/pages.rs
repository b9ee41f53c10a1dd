//! Links, anchors, images and orphans, over what the pages really hold.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::scan::Scan;
use crate::diag::{Diagnostic, Source, Span, nearest};
use crate::model::{Page, Route};
use crate::render::links::{decode, has_scheme, split};
use crate::site::{Build, Job, Snapshot};
use std::sync::Arc;

/// Rendered pages with their sources.
pub(super) struct Pages<'c> {
    snapshot: &'c Snapshot,
    scans: &'c BTreeMap<Route, Scan>,
    /// Places of Markdown links by page and address served.
    places: HashMap<(&'c str, &'c str), &'c Span>,
    sources: HashMap<&'c str, &'c Arc<Page>>,
}

impl<'c> Pages<'c> {
    pub(super) fn new(snapshot: &'c Snapshot, build: &'c Build, scans: &'c BTreeMap<Route, Scan>) -> Self {
        let places = build.links.iter().map(|(route, span, url)| ((route.as_str(), url.as_str()), span)).collect();
        let sources = snapshot.site().pages.iter().map(|page| (page.route.as_str(), page)).collect();
        Self { snapshot, scans, places, sources }
    }

    /// Every link within the portal leads to something, and its anchor is there.
    pub(super) fn links(&self, found: &mut Vec<Diagnostic>) {
        for (route, scan) in self.scans {
            let mut said = BTreeSet::new();
            for link in scan.links.iter().filter(|link| said.insert(link.as_str())) {
                found.extend(self.link(route, scan, link));
            }
        }
    }

    fn link(&self, route: &Route, scan: &Scan, link: &str) -> Option<Diagnostic> {
        let (path, rest) = split(link);
        if has_scheme(path) || path.starts_with("//") {
            return None;
        }
        let anchor = rest.split_once('#').map(|(_, anchor)| decode(anchor)).filter(|anchor| !anchor.is_empty());
        let served =
            if path.is_empty() { Some(route.to_string()) } else { self.snapshot.targets().known(&decode(path)) };
        let Some(served) = served else {
            let problem = Diagnostic::error("link/broken", format!("`{route}` links to `{link}`, which is not there"));
            let paths: Vec<&str> = self.snapshot.routes().map(|(route, _)| route.as_str()).collect();
            return Some(self.place(problem.suggest(path, paths), route, link));
        };
        let anchor = anchor.filter(|anchor| anchor != "top")?;
        let target = if path.is_empty() { scan } else { self.scans.get(&Route::page(&served))? };
        if target.ids.contains(&anchor) {
            return None;
        }
        let problem = Diagnostic::error("link/anchor", format!("`{served}` has no anchor `#{anchor}`"));
        let problem = match nearest(&anchor, target.ids.iter().map(String::as_str)) {
            Some(near) => problem.hint(format!("did you mean `#{near}`?")),
            None => problem.hint("anchors are made from headings; `## Title {#name}` sets one"),
        };
        Some(self.place(problem, route, link))
    }

    /// Every image of the portal's own is there, and says what it shows.
    pub(super) fn images(&self, found: &mut Vec<Diagnostic>) {
        for (route, scan) in self.scans {
            let mut said = BTreeSet::new();
            for (src, has_alt) in scan.images.iter().filter(|(src, _)| said.insert(src.as_str())) {
                let path = split(src).0;
                if !has_scheme(path)
                    && !path.starts_with("//")
                    && self.snapshot.targets().known(&decode(path)).is_none()
                {
                    let problem =
                        Diagnostic::error("image/missing", format!("`{route}` shows `{src}`, which is not there"));
                    let hint = "images are files below `images/` or `static/`";
                    found.push(self.place(problem.hint(hint), route, src));
                }
                if !has_alt {
                    let problem = Diagnostic::warning("image/no-alt", format!("the image `{src}` has no `alt`"));
                    let hint = "say what it shows, or `alt=\"\"` where it only decorates";
                    found.push(self.place(problem.hint(hint), route, src));
                }
            }
        }
    }

    /// Every page can be reached from another one.
    pub(super) fn orphans(&self, found: &mut Vec<Diagnostic>) {
        let mut reached: BTreeSet<String> = BTreeSet::new();
        for (from, scan) in self.scans.iter().filter(|(route, scan)| !scan.is_redirect && route.as_str() != "/search/")
        {
            let targets = scan.links.iter().filter_map(|link| self.snapshot.targets().known(&decode(split(link).0)));
            reached.extend(targets.filter(|target| target != from.as_str()));
        }
        let is_page = |job: &Job| matches!(job, Job::Page(_));
        for (route, _) in self.snapshot.routes().filter(|(_, job)| is_page(job)) {
            let is_reached = reached.contains(route.as_str()) || matches!(route.as_str(), "/" | "/404.html");
            if let (false, Some(page)) = (is_reached, self.sources.get(route.as_str())) {
                let problem = Diagnostic::warning("page/orphan", format!("no page links to `{route}`"));
                found.push(
                    problem.at(Span::file(&page.source)).hint("link to it from a page or a menu, or make it a draft"),
                );
            }
        }
    }

    /// Links to other hosts, each once.
    pub(super) fn external(&self) -> Vec<(String, Option<Span>)> {
        let mut links: BTreeMap<&str, Option<Span>> = BTreeMap::new();
        for (route, scan) in self.scans {
            for link in scan.links.iter().filter(|link| link.starts_with("http://") || link.starts_with("https://")) {
                links.entry(link).or_insert_with(|| self.span(route, link));
            }
        }
        links.into_iter().map(|(link, span)| (link.to_owned(), span)).collect()
    }

    fn place(&self, mut problem: Diagnostic, route: &Route, written: &str) -> Diagnostic {
        problem.span = self.span(route, written);
        if problem.span.as_ref().is_some_and(|span| span.range.is_empty()) {
            problem.hints.push("the page's own text does not have it: look at its layout and partials".to_owned());
        }
        problem
    }

    /// Where the page says it: the Markdown link, else the words in its source, else the file as a whole.
    fn span(&self, route: &Route, written: &str) -> Option<Span> {
        if let Some(span) = self.places.get(&(route.as_str(), written)) {
            return Some((*span).clone());
        }
        let source: &Arc<Source> = &self.sources.get(route.as_str())?.source;
        let start = source.text().find(written);
        Some(start.map_or_else(|| Span::file(source), |start| Span::new(source, start..start + written.len())))
    }
}
