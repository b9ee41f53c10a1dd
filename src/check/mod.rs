//! Findings over model and outputs: links, anchors, images, orphans, favicon, brand. Must not change outputs.

mod brand;
pub mod leaks;
mod pages;
mod places;
mod scan;

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;

use crate::diag::{self, Diagnostic, Span};
use crate::model::Route;
use crate::site::{self, Build, Output, Snapshot};
use scan::Scan;

/// What came of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// The build it looked at; its diagnostics hold the findings as well.
    pub build: Build,
    /// Links to other hosts, each once, with the first place found.
    pub external: Vec<(String, Option<Span>)>,
}

/// Builds the site in memory, page by page, and looks at what came out.
pub fn run(snapshot: &Snapshot) -> Report {
    run_while(snapshot, &|| true).unwrap_or_default()
}

/// The same, given up with `None` as soon as `is_wanted` says so.
pub fn run_while(snapshot: &Snapshot, is_wanted: &(dyn Fn() -> bool + Sync)) -> Option<Report> {
    let scans = Mutex::new(BTreeMap::new());
    let leaks = leaks::Watch::over(snapshot);
    let look = |output: &Output| -> io::Result<()> {
        if !is_wanted() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        leaks.look(output);
        if let (true, Some(path)) = (output.path.ends_with(".html"), output.path.strip_prefix("public/")) {
            let scan = Scan::of(&output.bytes);
            scans.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(route_of(path), scan);
        }
        Ok(())
    };
    let mut build = site::build(snapshot, &look).ok()?;
    let scans = scans.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let pages = pages::Pages::new(snapshot, &build, &scans);
    let mut found: Vec<Diagnostic> = Vec::new();
    pages.home(&mut found);
    pages.links(&mut found);
    pages.orphans(&mut found);
    pages.images(&mut found);
    brand::favicon(snapshot, &scans, &mut found);
    brand::accent(snapshot.site(), &mut found);
    found.extend(leaks.findings());
    let external = pages.external();
    found.retain(|problem| !is_known(problem, &build.diagnostics));
    build.diagnostics.extend(found);
    diag::sort(&mut build.diagnostics);
    build.diagnostics.dedup();
    Some(Report { build, external })
}

/// Whether the build has told the same of the same place.
fn is_known(problem: &Diagnostic, known: &[Diagnostic]) -> bool {
    let Some(span) = &problem.span else { return false };
    let is_same = |other: &Span| {
        other.source.name() == span.source.name()
            && other.range.start < span.range.end
            && span.range.start < other.range.end
    };
    known.iter().any(|known| known.code == problem.code && known.span.as_ref().is_some_and(is_same))
}

fn route_of(path: &str) -> Route {
    Route::page(path.strip_suffix("index.html").unwrap_or(path))
}
