//! Pages among each other: sections and their defaults, routes and their clashes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::page::PageFile;
use super::title;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Asset, Page, Route, Section};

/// One content file by its path below `content/`.
pub(super) type Entry<'c> = (&'c str, &'c mut PageFile);

/// The sections that pages and `_section.yaml` files make, the root first, parents before children.
pub(super) fn sections(files: Vec<Section>, pages: &[Entry<'_>], site_title: &str) -> Vec<Section> {
    let mut paths: BTreeSet<&str> = BTreeSet::from([""]);
    let mut last = "";
    for (path, _) in pages {
        let folder = folder_of(path);
        if folder != last {
            paths.extend(with_ancestors(folder));
            last = folder;
        }
    }
    paths.extend(files.iter().flat_map(|section| with_ancestors(&section.path)));
    let index_titles: HashMap<&str, &str> = pages
        .iter()
        .filter(|(_, file)| file.page.is_index)
        .map(|(path, file)| (folder_of(path), file.page.front.title.as_str()))
        .collect();
    let mut written: HashMap<&str, &Section> = files.iter().map(|section| (section.path.as_str(), section)).collect();
    let mut sections: Vec<Section> = Vec::with_capacity(paths.len());
    let mut places: HashMap<&str, usize> = HashMap::new();
    for path in paths {
        let own = written.remove(path).cloned();
        let mut section = own.unwrap_or_else(|| Section { path: path.to_owned(), ..Section::default() });
        section.parent = if path.is_empty() { None } else { places.get(folder_of(path)).copied() };
        if section.title.is_empty() {
            let fallback = || title::of_name(path.rsplit('/').next().unwrap_or(path));
            let name = if path.is_empty() { Some(site_title) } else { index_titles.get(path).copied() };
            section.title = name.map_or_else(fallback, str::to_owned);
        }
        if let Some(parent) = section.parent.and_then(|parent| sections.get(parent)) {
            if section.access.is_empty() {
                section.access.clone_from(&parent.access);
            }
            section.asks_login = section.asks_login.or(parent.asks_login);
            // What a collection's pages look like is its kind's business, not the folder's above.
            if section.layout.is_none() && section.collection.is_none() && parent.collection.is_none() {
                section.layout.clone_from(&parent.layout);
            }
        }
        places.insert(path, sections.len());
        sections.push(section);
    }
    for section in &mut sections {
        section.access.retain(|group| group != "public");
    }
    sections
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn with_ancestors(folder: &str) -> impl Iterator<Item = &str> {
    folder.match_indices('/').map(|(at, _)| &folder[..at]).chain([folder])
}

/// Gives every page its section and that section's defaults, and sorts them by route. Of two pages with one path the
/// first by file name stays.
pub(super) fn pages(
    mut entries: Vec<Entry<'_>>,
    sections: &[Section],
    problems: &mut Vec<Diagnostic>,
) -> Vec<Arc<Page>> {
    let places: HashMap<&str, usize> =
        sections.iter().enumerate().map(|(at, section)| (section.path.as_str(), at)).collect();
    let mut last = ("", places.get("").copied().unwrap_or_default());
    for (path, file) in &mut entries {
        let folder = folder_of(path);
        if folder != last.0 {
            last = (folder, places.get(folder).copied().unwrap_or_default());
        }
        let moved = file.section.as_ref().map(|(name, place)| {
            let found = places.get(name.trim_matches('/')).copied();
            if found.is_none() {
                let problem = Diagnostic::error("page/section", format!("there is no section `{name}`"))
                    .at(Span::new(&file.page.source, place.clone()))
                    .suggest(name, sections.iter().map(|section| section.path.as_str()));
                problems.push(problem);
            }
            found.unwrap_or(last.1)
        });
        place(file, moved.unwrap_or(last.1), moved.is_none() || moved == Some(last.1), sections);
    }
    entries.sort_by(|(a_path, a), (b_path, b)| a.page.route.cmp(&b.page.route).then_with(|| a_path.cmp(b_path)));
    let mut pages: Vec<Arc<Page>> = Vec::with_capacity(entries.len());
    let mut kept: Option<&PageFile> = None;
    for (_, file) in &entries {
        match kept {
            Some(first) if first.page.route == file.page.route => problems.push(page_collision(first, file)),
            _ => {
                pages.push(Arc::clone(&file.page));
                kept = Some(file);
            }
        }
    }
    redirects(&entries, &pages, problems);
    pages
}

/// Writes section and defaults into a page; one that has them already stays as it is, shared with the last load.
fn place(file: &mut PageFile, section: usize, keeps_index: bool, sections: &[Section]) {
    let inherited = sections.get(section).map_or(&[][..], |section| &section.access);
    let written = file.access.as_slice();
    let access = if written.is_empty() { inherited } else { written };
    let access = if access.iter().any(|group| group == "public") { &[][..] } else { access };
    let is_index = file.page.is_index && keeps_index;
    if file.page.section != section || file.page.front.access != access || file.page.is_index != is_index {
        let access = access.to_vec();
        let page = Arc::make_mut(&mut file.page);
        page.section = section;
        page.is_index = is_index;
        page.front.access = access;
    }
}

fn page_collision(first: &PageFile, second: &PageFile) -> Diagnostic {
    let span = |file: &PageFile| Span::new(&file.page.source, file.path_place.clone().unwrap_or(0..0));
    let [one, other] = [first, second].map(|file| file.page.source.name());
    Diagnostic::error("route/collision", format!("`{one}` and `{other}` have the same path `{}`", second.page.route))
        .at(span(second))
        .label(span(first), "this one has it first")
        .hint("rename one of the two, or give it a `path` of its own")
}

/// Former paths must be free, and lead to one page only.
fn redirects(entries: &[Entry<'_>], pages: &[Arc<Page>], problems: &mut Vec<Diagnostic>) {
    let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
    for (_, file) in entries {
        for (path, place) in file.page.front.redirect_from.iter().zip(&file.redirect_places) {
            let span = Span::new(&file.page.source, place.clone());
            let page = pages.binary_search_by(|page| page.route.as_str().cmp(path)).ok().and_then(|at| pages.get(at));
            let other = match page {
                Some(page) => Some((Span::file(&page.source), "this page has the path")),
                None => taken.get(path.as_str()).map(|other| (other.clone(), "this page redirects it first")),
            };
            match other {
                Some((other, label)) => {
                    let problem = Diagnostic::error("route/collision", format!("the path `{path}` is taken"))
                        .at(span)
                        .label(other, label)
                        .hint("a path leads to one place; take one of the two away");
                    problems.push(problem);
                }
                None => {
                    taken.insert(path, span);
                }
            }
        }
    }
}

/// Files that keep their path must not have the path of a page.
pub(super) fn asset_collisions(assets: &BTreeMap<String, Asset>, pages: &[Arc<Page>], problems: &mut Vec<Diagnostic>) {
    for (output, asset) in assets.iter().filter(|(_, asset)| !asset.hashed) {
        let route = match output.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => Route::file(folder),
            _ => Route::file(output),
        };
        let Ok(at) = pages.binary_search_by(|page| page.route.cmp(&route)) else { continue };
        let (Some(page), Some((_, path))) = (pages.get(at), asset.parts.first()) else { continue };
        let message = format!("`{path}` and `{}` have the same path `{route}`", page.source.name());
        let problem = Diagnostic::error("route/collision", message)
            .at(Span::file(&Source::new(path, "")))
            .label(Span::file(&page.source), "this page has it")
            .hint("rename one of the two");
        problems.push(problem);
    }
}
