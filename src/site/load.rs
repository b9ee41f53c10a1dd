//! What a load does behind reading the files: descriptions, pages that are not public, links of the configuration.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::snapshot::Cache;
use crate::diag::{Diagnostic, Span};
use crate::input::{self, File, Files};
use crate::model::{ApiVersion, Description, Site};
use crate::openapi;
use crate::render::links::Targets;

/// The folder of descriptions: their references lead nowhere else.
const FOLDER: &str = "apis/";

/// What was read of a description, and the stamps of all files that it was read from; none for files that are missing.
#[derive(Clone)]
pub(super) struct Known {
    stamps: Vec<(String, Option<u64>)>,
    content: Arc<Description>,
    found: Vec<Diagnostic>,
}

/// Reads what each api version's description says. A description whose files have not changed is not read again.
pub(super) fn descriptions(site: &mut Site, files: &dyn Files, cache: &mut Cache, diagnostics: &mut Vec<Diagnostic>) {
    let listed: HashMap<String, File> = files.list().into_iter().map(|file| (file.path.clone(), file)).collect();
    let old = std::mem::take(&mut cache.descriptions);
    for version in site.config.apis.iter_mut().flat_map(|api| &mut api.versions) {
        if !listed.contains_key(&version.file) {
            continue;
        }
        let is_current =
            |known: &&Known| known.stamps.iter().all(|(path, stamp)| listed.get(path).map(|file| file.stamp) == *stamp);
        let known = match old.get(&version.file).filter(is_current) {
            Some(known) => known.clone(),
            None => read(&version.file, files, &listed),
        };
        diagnostics.extend(known.found.iter().cloned());
        version.content = Arc::clone(&known.content);
        version.split = known.stamps.iter().filter(|(_, stamp)| stamp.is_some()).count() > 1;
        cache.descriptions.insert(version.file.clone(), known);
    }
}

fn read(path: &str, files: &dyn Files, listed: &HashMap<String, File>) -> Known {
    let read = RefCell::new(Vec::new());
    let mut found = Vec::new();
    let fetch = |path: &str| {
        let file = listed.get(path);
        if path.starts_with(FOLDER) {
            read.borrow_mut().push((path.to_owned(), file.map(|file| file.stamp)));
        }
        openapi::check_size(file.map_or(0, |file| file.size))?;
        part(files, path)
    };
    let content = Arc::new(openapi::read(path, &fetch, &mut found));
    Known { stamps: read.into_inner(), content, found }
}

/// A file of a description.
fn part(files: &dyn Files, path: &str) -> io::Result<Vec<u8>> {
    if !path.starts_with(FOLDER) {
        return Err(io::Error::other(format!("it lies outside of `{FOLDER}`")));
    }
    files.read(path)
}

/// The description of a version as one file: as it is written, or with all its other files in it.
///
/// # Errors
/// The file cannot be read, which was said when it was loaded.
pub(super) fn whole(version: &ApiVersion, files: &dyn Files) -> io::Result<Vec<u8>> {
    let bytes = files.read(&version.file)?;
    let text = std::str::from_utf8(&bytes).ok().filter(|_| version.split);
    let as_json = version.file.ends_with(".json");
    let whole = text.and_then(|text| openapi::bundle(&version.file, text, as_json, &mut |path| part(files, path)).text);
    Ok(whole.map_or(bytes, String::into_bytes))
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
