//! Links, anchors, images and orphans, over what the pages really hold.

use std::collections::{BTreeMap, BTreeSet};

use super::places::{Finding, Places};
use super::scan::Scan;
use crate::diag::{Diagnostic, Span, nearest};
use crate::model::Route;
use crate::render::links::{decode, has_scheme, split};
use crate::site::{Build, Job, Snapshot};

/// Rendered pages with their sources.
pub(super) struct Pages<'c> {
    snapshot: &'c Snapshot,
    scans: &'c BTreeMap<Route, Scan>,
    places: Places<'c>,
}

impl<'c> Pages<'c> {
    pub(super) fn new(snapshot: &'c Snapshot, build: &'c Build, scans: &'c BTreeMap<Route, Scan>) -> Self {
        Self { snapshot, scans, places: Places::new(snapshot, build) }
    }

    /// Every link within the portal leads to something, and its anchor is there.
    pub(super) fn links(&self, found: &mut Vec<Diagnostic>) {
        let mut findings = Vec::new();
        for (route, scan) in self.scans {
            let mut said = BTreeSet::new();
            for link in scan.links.iter().filter(|link| said.insert(link.as_str())) {
                let problem = self.link(route, scan, link);
                findings.extend(problem.map(|problem| Finding { route, written: link, problem }));
            }
        }
        found.extend(self.places.place(findings));
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
            // That a portal has no home page is a finding of its own.
            if path == "/" {
                return None;
            }
            let problem = Diagnostic::error("link/broken", format!("there is no page or file `{link}`"));
            return Some(problem.suggest(path, self.snapshot.routes().map(|(route, _)| route.as_str())));
        };
        let anchor = anchor.filter(|anchor| anchor != "top")?;
        let target = if path.is_empty() { scan } else { self.scans.get(&Route::page(&served))? };
        if target.ids.contains(&anchor) {
            return None;
        }
        let problem = Diagnostic::error("link/anchor", format!("`{served}` has no anchor `#{anchor}`"));
        Some(match nearest(&anchor, target.ids.iter().map(String::as_str)) {
            Some(near) => problem.hint(format!("did you mean `#{near}`?")),
            None => problem.hint("anchors are made from headings; `## Title {#name}` sets one"),
        })
    }

    /// Every image of the portal's own is there, and says what it shows.
    pub(super) fn images(&self, found: &mut Vec<Diagnostic>) {
        let mut findings = Vec::new();
        for (route, scan) in self.scans {
            let mut said = BTreeSet::new();
            for (src, has_alt) in scan.images.iter().filter(|(src, _)| said.insert(src.as_str())) {
                let mut find = |problem| findings.push(Finding { route, written: src, problem });
                let path = split(src).0;
                let is_own = !has_scheme(path) && !path.starts_with("//");
                if is_own && self.snapshot.targets().known(&decode(path)).is_none() {
                    let problem = Diagnostic::error("image/missing", format!("there is no image `{src}`"));
                    find(problem.hint("images are files below `images/` or `static/`"));
                }
                if !has_alt {
                    let problem = Diagnostic::warning("image/no-alt", format!("the image `{src}` has no `alt`"));
                    find(problem.hint("say what it shows, or `alt=\"\"` where it only decorates"));
                }
            }
        }
        found.extend(self.places.place(findings));
    }

    /// There is a first page.
    pub(super) fn home(&self, found: &mut Vec<Diagnostic>) {
        if self.snapshot.targets().known("/").is_none() {
            let mut problem = Diagnostic::error("page/no-home", "the portal has no first page");
            problem.span = self.snapshot.site().config.source.as_ref().map(Span::file);
            found.push(problem.hint("write `content/index.md`; `portal new DIR` makes a whole site to begin with"));
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
            if let (false, Some(page)) = (is_reached, self.places.page(route)) {
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
                links.entry(link).or_insert_with(|| self.places.span(route, link));
            }
        }
        links.into_iter().map(|(link, span)| (link.to_owned(), span)).collect()
    }
}
