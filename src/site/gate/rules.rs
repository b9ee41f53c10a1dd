//! The rules that `access:` makes, and the different portals that come of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::input;
use crate::model::access::{self, CUSTOMERS, MOST_VIEWS, PUBLIC, Views};
use crate::model::{Config, Site};

/// The views of a site. A name that no plan, feature or group has is said to be unknown: nobody would ever see the thing.
pub(in crate::site) fn views(site: &Site, diagnostics: &mut Vec<Diagnostic>) -> Views {
    let known = names(&site.config);
    let mut rules: BTreeSet<Vec<String>> = BTreeSet::new();
    for (access, place) in all(site) {
        if access::is_public(access) {
            continue;
        }
        for name in access.iter().filter(|name| !known.contains(name.as_str())) {
            diagnostics.push(unknown(name, &known, &place));
        }
        rules.insert(access.to_vec());
    }
    Views::of(rules, &site.config.plans, &site.config.groups).unwrap_or_else(|_| {
        let found = Diagnostic::error("access/too-many", "`access` makes too many different portals of this site");
        let place = site.config.source.as_ref().map(Span::file);
        diagnostics.push(Diagnostic { span: place, ..found }.hint(format!(
            "each set of rules that some customer may satisfy is a portal of its own, at most {MOST_VIEWS}: use fewer groups, or plans that include each other"
        )));
        Views::default()
    })
}

/// The place of an `access:`, found when it is asked for.
pub(super) enum Place<'m> {
    /// In the front matter of a page.
    Page(&'m Arc<Source>),
    /// In a file as a whole.
    File(&'m str),
    /// In `portal.yaml`, at a pointer.
    Config(Option<&'m Arc<Source>>, String),
}

/// Every `access` of a site with its place, as its pages, apis and operations ask for it.
pub(super) fn all(site: &Site) -> impl Iterator<Item = (&[String], Place<'_>)> {
    let pages = site.pages.iter().map(|page| (page.front.access.as_slice(), Place::Page(&page.source)));
    let source = site.config.source.as_ref();
    let apis = site
        .config
        .apis
        .iter()
        .map(move |api| (api.access.as_slice(), Place::Config(source, format!("/apis/{}/access", api.name))));
    let versions = site.config.apis.iter().flat_map(|api| &api.versions);
    let operations = versions.flat_map(|version| {
        let operations = version.content.operations.iter().chain(&version.content.webhooks);
        operations.map(|operation| (operation.access.as_slice(), Place::File(&version.file)))
    });
    pages.chain(apis).chain(operations)
}

fn names(config: &Config) -> BTreeSet<&str> {
    let plans = config.plans.iter().flat_map(|plan| std::iter::once(&plan.name).chain(&plan.features));
    // Operations marked `x-internal` are nobody's, on purpose.
    let own = [PUBLIC, CUSTOMERS, "internal"];
    plans.chain(&config.groups).map(String::as_str).chain(own).collect()
}

fn unknown(name: &str, known: &BTreeSet<&str>, place: &Place<'_>) -> Diagnostic {
    let span = match place {
        Place::Page(source) => Some(input::locate(source, "/access").unwrap_or_else(|| Span::file(source))),
        Place::File(path) => Some(Span::file(&Source::new(*path, ""))),
        Place::Config(source, pointer) => {
            source.map(|source| input::locate(source, pointer).unwrap_or_else(|| Span::file(source)))
        }
    };
    let found = Diagnostic::warning("access/unknown", format!("no plan, feature or group is called `{name}`"));
    let found = Diagnostic { span, ..found }.suggest(name, known.iter().copied());
    if found.hints.is_empty() {
        found.hint("nobody would see it: name a plan, a feature of one, `customers`, or a group that `groups:` of `portal.yaml` lists")
    } else {
        found
    }
}
