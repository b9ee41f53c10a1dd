//! The site as one kind of reader sees it: what they may not see is taken out of the model, so that nothing that is made
//! from it can hold a trace of it. Must not render.

mod operations;
mod rules;
mod sections;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::access::Audience;
use crate::model::{Api, Config, Route, Site};

pub(super) use rules::views;

/// `whole` without what `audience` may not see: pages, sections and what stands in them, apis, operations, and the links
/// of navigation and footer that lead there.
///
/// Where they may see everything, it is the very same: loading a site without gates, at every save, copies nothing.
pub(super) fn seen_by(whole: &Arc<Site>, audience: &Audience) -> Arc<Site> {
    let sections = whole.sections.iter().map(|section| section.access.as_slice());
    if rules::all(whole).map(|(access, _)| access).chain(sections).all(|access| audience.may(access)) {
        return Arc::clone(whole);
    }
    let mut site = Site::clone(whole);
    let hidden = hidden(whole, audience);
    site.pages.retain(|page| audience.may(&page.front.access));
    sections::leave(&mut site, audience);
    site.config.apis.retain(|api| audience.may(&api.access));
    for version in site.config.apis.iter_mut().flat_map(|api| &mut api.versions) {
        operations::leave(version, audience);
    }
    links(&mut site.config, whole, &hidden);
    Arc::new(site)
}

/// Routes of the pages that `audience` may not see, with the files they are written in; sections list what is in them.
pub(super) fn hidden(whole: &Site, audience: &Audience) -> BTreeMap<Route, String> {
    let pages = whole.pages.iter().filter(|page| !audience.may(&page.front.access));
    let pages = pages.map(|page| (page.route.clone(), page.source.name().to_owned()));
    let sections = whole.sections.iter().filter(|section| !audience.may(&section.access));
    sections.map(|section| (Route::page(&section.path), section.path.clone())).chain(pages).collect()
}

/// Takes out the links that lead to hidden pages, and to apis that are gone.
fn links(config: &mut Config, whole: &Site, hidden: &BTreeMap<Route, String>) {
    let is_gone = |api: &&Api| !config.apis.iter().any(|kept| kept.name == api.name);
    let gone: Vec<String> =
        whole.config.apis.iter().filter(is_gone).map(|api| format!("/reference/{}/", api.name)).collect();
    let leads = |path: &str| {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let route = Route::page(path);
        !hidden.contains_key(&route) && !gone.iter().any(|api| route.as_str().starts_with(api.as_str()))
    };
    config.nav.retain(|link| leads(&link.path));
    for group in &mut config.footer {
        group.links.retain(|link| leads(&link.path));
    }
    config.footer.retain(|group| !group.links.is_empty());
}
