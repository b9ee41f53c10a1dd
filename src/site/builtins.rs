//! Built-in pages of customers as outputs: ordinary pages that only the runtime shows. Must not know their paths in the
//! runtime.

use super::snapshot::Shared;
use super::{CacheClass, Output, Rendering, Snapshot};
use crate::model::PageKind;
use crate::render::page::Subject;
use crate::render::persona;
use crate::render::templates::diagnostic;
use crate::render::views::{Card, Late};

/// When the sample that every page is tried with asks for it: a whole minute of November 2026.
const SAMPLE_TIME: i64 = 1_795_700_220;

impl Snapshot {
    /// System names of the built-in pages; none where no customer logs in.
    pub fn builtins(&self) -> impl Iterator<Item = &str> {
        let pages = self.site.config.has_customers().then_some(&self.site.builtins);
        pages.into_iter().flat_map(|pages| pages.keys().map(String::as_str))
    }

    /// Renders one built-in page alone.
    pub fn builtin(&self, name: &str) -> Rendering {
        self.with_context(|shared| self.builtin_in(shared, name))
    }

    /// Renders one built-in page. It is tried with a sample customer too, so that a property that no customer has is told
    /// here and not when the first customer comes.
    pub(super) fn builtin_in(&self, shared: &Shared<'_>, name: &str) -> Rendering {
        let Some(card) = shared.builtin(name) else { return Rendering::default() };
        let rendered = shared.context.page(Subject::of(card));
        let mut diagnostics = rendered.diagnostics;
        if let (Some(html), Some(personal)) = (&rendered.html, &rendered.personal) {
            let visit = persona::sample(self.whole(), SAMPLE_TIME);
            let finished = personal.finish(html, &self.press(SAMPLE_TIME), &Late::of(&visit));
            diagnostics.extend(finished.err().iter().map(diagnostic));
        }
        let output = rendered.html.map(|html| Output {
            path: format!("{name}.html"),
            bytes: html.into_bytes(),
            content_type: super::content_type("a.html"),
            cache: CacheClass::Private,
        });
        Rendering { output, personal: rendered.personal, diagnostics, ..Rendering::default() }
    }
}

/// The cards of built-in pages, by their system names in order.
pub(super) fn cards(snapshot: &Snapshot) -> Vec<(&str, Card<'_>)> {
    let card = |page| Card::new(page, PageKind::Account, &snapshot.site);
    snapshot.site.builtins.iter().map(|(name, page)| (name.as_str(), card(page))).collect()
}
