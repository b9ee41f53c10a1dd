//! Built-in pages: files of `builtin/` to pages by system name, those of the site before the theme's.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::page;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Page, Route, builtin};

/// Reads one file; `path` is relative to `builtin/`.
pub(super) fn read(source: &Arc<Source>, path: &str, problems: &mut Vec<Diagnostic>) -> (String, Arc<Page>) {
    let name = super::template::name(path).unwrap_or(path).to_owned();
    // The name decides where the page is, and a file of Liquid is HTML unless it says otherwise.
    let file = page::read(source, &format!("{name}.html"), problems);
    if let Some(place) = file.path_place {
        let problem = Diagnostic::error("builtin/path", "a built-in page has the path that its name gives it");
        problems.push(problem.at(Span::new(source, place)).hint("leave `path` out"));
    }
    // A page without a path is an answer to any.
    let path = builtin::path(&name).unwrap_or("/");
    let mut page = Arc::unwrap_or_clone(file.page);
    page.route = Route::file(path);
    page.front.toc = false;
    (name, Arc::new(page))
}

/// The theme's pages with the site's in their place. A page of the site that nothing shows is a warning.
pub(super) fn assemble(
    theme: &[(String, Arc<Page>)],
    site: Vec<(String, Arc<Page>)>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Arc<Page>> {
    let mut pages: BTreeMap<String, Arc<Page>> = theme.iter().cloned().collect();
    for (name, page) in site {
        if let Some(known) = pages.get_mut(&name) {
            *known = page;
            continue;
        }
        let problem = Diagnostic::warning("builtin/unknown", format!("the portal has no built-in page `{name}`"));
        let problem = problem.at(Span::file(&page.source)).suggest(&name, pages.keys().map(String::as_str));
        problems.push(if problem.hints.is_empty() {
            problem.hint("a page of your own stands below `content/`")
        } else {
            problem
        });
    }
    pages
}
