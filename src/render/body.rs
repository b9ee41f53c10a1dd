//! The rendered body of a page, and the resolver that collects its links on the way.

use std::cell::RefCell;
use std::ops::Range;

use super::links::{Destination, Targets, decode, split};
use super::markdown::{LinkKind, LinkResolver, Resolution, Target};
use crate::diag::{Diagnostic, Span};
use crate::model::Page;

/// A page's body as HTML and what it holds.
#[derive(Debug, Default)]
pub struct Body {
    /// HTML.
    pub html: String,
    /// Level, anchor and text.
    pub headings: Vec<(u8, String, String)>,
    /// Plain text of the first paragraph.
    pub first_paragraph: Option<String>,
    /// Words of its text.
    pub n_words: usize,
    /// Links within the portal: the place and the address served.
    pub links: Vec<(Span, String)>,
}

/// Width and height of the portal's own images, by the path they are served at.
pub type ImageSizes<'m> = dyn Fn(&str) -> Option<(u32, u32)> + Sync + 'm;

/// Resolves the links of one page and remembers them with their places.
pub struct BodyLinks<'m> {
    targets: &'m Targets,
    images: &'m ImageSizes<'m>,
    page: &'m Page,
    found: RefCell<Vec<Found>>,
}

struct Found {
    range: Range<usize>,
    written: String,
    kind: LinkKind,
    destination: Destination,
}

impl<'m> BodyLinks<'m> {
    /// A resolver for the links of `page`.
    pub fn new(targets: &'m Targets, images: &'m ImageSizes<'m>, page: &'m Page) -> Self {
        Self { targets, images, page, found: RefCell::default() }
    }

    /// A problem for each link that leads nowhere. `place` finds a range of the Markdown in the file.
    pub fn broken(&self, place: impl Fn(&Range<usize>, &str) -> Span) -> Vec<Diagnostic> {
        let found = self.found.borrow();
        let problem = |found: &Found| {
            let Destination::Broken { nearest } = &found.destination else { return None };
            let (code, what, advice) = match found.kind {
                LinkKind::Link => (
                    "link/broken",
                    "there is no page or file",
                    "link by source path (`start.md`), by site path (`/docs/start/`) or by a whole URL",
                ),
                LinkKind::Image => (
                    "image/missing",
                    "there is no image",
                    "images are files below `images/` or `static/`, or beside the page",
                ),
            };
            let problem =
                Diagnostic::error(code, format!("{what} `{}`", found.written)).at(place(&found.range, &found.written));
            Some(match nearest {
                Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
                None => problem.hint(advice),
            })
        };
        found.iter().filter_map(problem).collect()
    }

    /// The links within the portal: place and address served.
    pub fn internal(&self, place: impl Fn(&Range<usize>, &str) -> Span) -> Vec<(Span, String)> {
        let found = self.found.borrow();
        let link = |found: &Found| match &found.destination {
            Destination::Internal(url) => Some((place(&found.range, &found.written), url.clone())),
            _ => None,
        };
        found.iter().filter_map(link).collect()
    }
}

impl LinkResolver for BodyLinks<'_> {
    fn resolve(&self, target: &Target<'_>) -> Resolution {
        let destination = self.targets.resolve(target.dest, self.page.source.name(), &self.page.route);
        let href = match &destination {
            Destination::Internal(url) => Some(url.clone()),
            _ => None,
        };
        let is_image = target.kind == LinkKind::Image;
        let size = href.as_deref().filter(|_| is_image).and_then(|url| (self.images)(&decode(split(url).0)));
        self.found.borrow_mut().push(Found {
            range: target.range.clone(),
            written: target.dest.to_owned(),
            kind: target.kind,
            destination,
        });
        Resolution { href, size }
    }
}
