//! What a load does behind reading the files: descriptions, pages that are not public, links of the configuration.

use std::collections::HashMap;
use std::sync::Arc;

use super::snapshot::Cache;
use crate::diag::{Diagnostic, Source, Span};
use crate::input::{self, Files};
use crate::model::{Description, Site};
use crate::openapi;
use crate::render::links::Targets;

/// Reads what each api version's description says. A description that has not changed is not read again.
pub(super) fn descriptions(site: &mut Site, files: &dyn Files, cache: &mut Cache, diagnostics: &mut Vec<Diagnostic>) {
    let stamps: HashMap<String, u64> = files.list().into_iter().map(|file| (file.path, file.stamp)).collect();
    let old = std::mem::take(&mut cache.descriptions);
    for version in site.config.apis.iter_mut().flat_map(|api| &mut api.versions) {
        let Some(&stamp) = stamps.get(&version.file) else { continue };
        let known = old.get(&version.file).filter(|(known, ..)| *known == stamp);
        let (summary, found) = match known {
            Some((_, summary, found)) => (summary.clone(), found.clone()),
            None => {
                let mut found = Vec::new();
                (Arc::new(summarise(&version.file, files, &mut found)), found)
            }
        };
        diagnostics.extend(found.iter().cloned());
        cache.descriptions.insert(version.file.clone(), (stamp, summary.clone(), found));
        version.content = summary;
    }
}

fn summarise(path: &str, files: &dyn Files, diagnostics: &mut Vec<Diagnostic>) -> Description {
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            diagnostics.push(Diagnostic::error("api/unreadable", format!("`{path}` cannot be read: {error}")));
            return Description::default();
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => openapi::read(&Source::new(path, text), diagnostics),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            diagnostics.push(Diagnostic::error(
                "api/encoding",
                format!("`{path}` is not UTF-8: byte {at} begins no character"),
            ));
            Description::default()
        }
    }
}

/// Pages for customers are no part of the public files, their menus or their feeds.
pub(super) fn leave_out_gated(site: &mut Site, diagnostics: &mut Vec<Diagnostic>) {
    let gated = |page: &crate::model::Page| page.front.access.iter().any(|access| access != "public");
    for page in site.pages.iter().filter(|page| gated(page)) {
        let place = input::locate(&page.source, "/access").unwrap_or_else(|| Span::file(&page.source));
        let found = Diagnostic::warning(
            "access/left-out",
            format!("`{}` is not public and is left out of the portal", page.route),
        );
        diagnostics.push(
            found.at(place).hint("this version publishes public pages only; nothing of the page is in the output"),
        );
    }
    site.pages.retain(|page| !gated(page));
}

/// Links of the navigation and the footer lead somewhere.
pub(super) fn check_links(site: &Site, targets: &Targets, diagnostics: &mut Vec<Diagnostic>) {
    let nav = site.config.nav.iter().enumerate().map(|(at, link)| (format!("/nav/{at}"), link));
    let footer = site.config.footer.iter().enumerate().flat_map(|(group, column)| {
        column.links.iter().enumerate().map(move |(at, link)| (format!("/footer/{group}/links/{at}"), link))
    });
    let Some(source) = &site.config.source else { return };
    for (pointer, link) in nav.chain(footer) {
        if !link.path.starts_with('/') || targets.known(crate::render::links::split(&link.path).0).is_some() {
            continue;
        }
        let place = input::locate(source, &format!("{pointer}/path")).or_else(|| input::locate(source, &pointer));
        let mut found = Diagnostic::error("link/broken", format!("there is no page `{}`", link.path));
        found.span = place.or_else(|| Some(Span::file(source)));
        diagnostics.push(found.hint("the navigation leads to pages of this portal or to whole URLs"));
    }
}
