//! Where findings stand: in the page that says it, else once in the layout, partial or menu that many pages share.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Origin, Page, Route, Site};
use crate::site::{Build, Snapshot};

/// Something wrong with an address that a rendered page holds.
pub(super) struct Finding<'f> {
    /// The page.
    pub(super) route: &'f Route,
    /// The address as the page has it.
    pub(super) written: &'f str,
    /// What is wrong, without a place.
    pub(super) problem: Diagnostic,
}

/// The sources of a site, to look up who wrote an address.
pub(super) struct Places<'c> {
    site: &'c Site,
    /// Places of Markdown links by page and address served.
    links: HashMap<(&'c str, &'c str), &'c Span>,
    pages: HashMap<&'c str, &'c Arc<Page>>,
}

impl<'c> Places<'c> {
    pub(super) fn new(snapshot: &'c Snapshot, build: &'c Build) -> Self {
        let links = build.links.iter().map(|(route, span, url)| ((route.as_str(), url.as_str()), span)).collect();
        let pages = snapshot.site().pages.iter().map(|page| (page.route.as_str(), page)).collect();
        Self { site: snapshot.site(), links, pages }
    }

    /// The page served at a route, where it has a file of its own.
    pub(super) fn page(&self, route: &Route) -> Option<&'c Arc<Page>> {
        self.pages.get(route.as_str()).copied()
    }

    /// Where an address of a page is written: in the page, else in what it shares with others.
    pub(super) fn span(&self, route: &Route, written: &str) -> Option<Span> {
        self.in_page(route, written).or_else(|| self.in_shared(written))
    }

    /// Gives findings their places. What a layout brings to many pages is one problem.
    pub(super) fn place(&self, findings: Vec<Finding<'_>>) -> Vec<Diagnostic> {
        let mut placed = Vec::new();
        let mut shared: BTreeMap<(&str, &str, String), Vec<Finding<'_>>> = BTreeMap::new();
        for finding in findings {
            if let Some(span) = self.in_page(finding.route, finding.written) {
                placed.push(finding.problem.at(span));
            } else {
                let key = (finding.problem.code, finding.written, finding.problem.message.clone());
                shared.entry(key).or_default().push(finding);
            }
        }
        placed.extend(shared.into_values().filter_map(|findings| self.once(findings)));
        placed
    }

    fn once(&self, findings: Vec<Finding<'_>>) -> Option<Diagnostic> {
        let n_more = findings.len() - 1;
        let Finding { route, written, mut problem } = findings.into_iter().next()?;
        problem.span = self.in_shared(written);
        let (pages, place) = match n_more {
            0 => (format!("`{route}` has it"), self.page(route).map(|page| Span::file(&page.source))),
            1 => (format!("`{route}` and one more page have it"), None),
            more => (format!("`{route}` and {more} more pages have it"), None),
        };
        if problem.span.is_none() {
            problem.span = place;
            problem.hints.push(format!("{pages}, from a layout or a partial"));
        } else {
            problem.hints.push(pages);
        }
        Some(problem)
    }

    /// The Markdown link, else the words in the page's source.
    fn in_page(&self, route: &Route, written: &str) -> Option<Span> {
        if let Some(span) = self.links.get(&(route.as_str(), written)) {
            return Some((*span).clone());
        }
        find(&self.page(route)?.source, written)
    }

    /// The words in the site's own menus, layouts and partials.
    fn in_shared(&self, written: &str) -> Option<Span> {
        let templates = self.site.layouts.values().chain(self.site.partials.values());
        let own = templates.filter(|template| template.origin == Origin::Site).map(|template| &template.source);
        self.site.config.source.iter().chain(own).find_map(|source| find(source, written))
    }
}

/// An address where it stands whole: `/a` is not in `/a/b`.
fn find(source: &Arc<Source>, written: &str) -> Option<Span> {
    let text = source.text();
    let goes_on = |c: char| c.is_alphanumeric() || "/-_.~%".contains(c);
    let is_whole = |start: usize| {
        let end = start + written.len();
        !text[..start].ends_with(goes_on) && !text[end..].starts_with(goes_on)
    };
    let (start, _) = text.match_indices(written).find(|(start, _)| is_whole(*start))?;
    Some(Span::new(source, start..start + written.len()))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::diag::Source;

    #[test]
    fn an_address_is_found_whole() {
        let source = Source::new("a.md", "[b](/a/b) ![](/a.png) [a](/a)");
        assert_eq!(find(&source, "/a").map(|span| span.range), Some(26..28));
        assert_eq!(find(&source, "/c"), None);
    }
}
