//! A whole build: every output rendered in parallel and handed out, problems and figures collected in order.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use super::private::{self, Private};
use super::snapshot::Shared;
use super::{Job, Manifest, ManifestEntry, Output, Rendering, Snapshot};
use crate::diag::{self, Diagnostic};
use crate::model::Route;
use crate::render::page::Facts;

/// How many outputs are in memory at once.
const CHUNK: usize = 256;

/// What came of a build.
#[derive(Debug, Default)]
pub struct Build {
    /// Every file that was handed out.
    pub manifest: Manifest,
    /// Every problem, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
    /// What there is.
    pub counts: Counts,
    /// How many files, the manifest left out.
    pub n_outputs: usize,
    /// Their bytes.
    pub n_bytes: u64,
    /// Links within the portal with their places, for checks: the page's route, the place, the address.
    pub links: Vec<(Route, diag::Span, String)>,
}

/// How much of what there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Counts {
    pub pages: usize,
    pub collections: usize,
    pub apis: usize,
    pub operations: usize,
    pub schemas: usize,
    pub emails: usize,
    pub redirects: usize,
    pub assets: usize,
}

/// Renders everything. `write` gets each output once, from several threads and in no order; what it returns as an error
/// ends the build.
///
/// # Errors
/// Those of `write`.
pub fn build(snapshot: &Snapshot, write: &(dyn Fn(&Output) -> io::Result<()> + Sync)) -> io::Result<Build> {
    Run::new(snapshot, write).all(snapshot)
}

/// Where outputs go.
type Write<'r> = &'r (dyn Fn(&Output) -> io::Result<()> + Sync);

struct Run<'r> {
    write: Write<'r>,
    seen: HashSet<String>,
    /// Paths that were handed out.
    out: Mutex<HashSet<String>>,
    private: Private,
    build: Build,
}

/// What came of one job, with its outputs handed out.
struct Done {
    /// Path and entry of what everybody gets, or of what these readers get instead.
    page: Option<(String, ManifestEntry)>,
    regions: Option<(String, ManifestEntry)>,
    rendering: Rendering,
}

impl<'r> Run<'r> {
    fn new(snapshot: &Snapshot, write: Write<'r>) -> Self {
        let build = Build {
            manifest: Manifest::new(),
            diagnostics: Vec::new(),
            counts: counts(snapshot),
            n_outputs: 0,
            n_bytes: 0,
            links: Vec::new(),
        };
        let mut run = Self { write, seen: HashSet::new(), out: Mutex::default(), private: Private::default(), build };
        run.report(snapshot.diagnostics().iter().cloned());
        run
    }

    /// Everything as anonymous readers get it, then what is different for others.
    fn all(mut self, snapshot: &Snapshot) -> io::Result<Build> {
        self.pass(snapshot, None)?;
        for view in snapshot.views().iter() {
            self.pass(&snapshot.seen_by(&view.audience), Some(&view.id))?;
        }
        for output in std::mem::take(&mut self.private).outputs(snapshot) {
            let entry = Manifest::entry(&output);
            let (path, entry) = self.hand_out((output, entry))?;
            self.list(path, entry);
        }
        diag::sort(&mut self.build.diagnostics);
        Ok(self.build)
    }

    fn pass(&mut self, snapshot: &Snapshot, view: Option<&str>) -> io::Result<()> {
        if view.is_some() {
            self.report(snapshot.diagnostics().iter().cloned());
        }
        snapshot.with_context(|shared| {
            // Search asks every page for its facts, so it comes last.
            let jobs: Vec<(&Route, &Job)> = snapshot.routes().collect();
            let (last, first): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|(_, job)| **job == Job::Search);
            let mut facts = HashMap::new();
            for chunk in first.chunks(CHUNK).chain([last.as_slice()]) {
                self.chunk(snapshot, shared, view, chunk, &mut facts)?;
            }
            self.builtins(snapshot, shared, view)
        })
    }

    fn chunk(
        &mut self,
        snapshot: &Snapshot,
        shared: &Shared<'_>,
        view: Option<&str>,
        jobs: &[(&Route, &Job)],
        facts: &mut HashMap<usize, Facts>,
    ) -> io::Result<()> {
        let work = |(route, job): &(&Route, &Job)| self.job(snapshot.run(shared, route, job, facts), view.is_some());
        let done: io::Result<Vec<Done>> = jobs.par_iter().map(work).collect();
        for ((route, job), done) in jobs.iter().zip(done?) {
            self.private.add(view, route.as_str(), done.page.as_ref(), done.regions.as_ref());
            for (path, entry) in [done.page, done.regions].into_iter().flatten() {
                self.list(path, entry);
            }
            self.report(done.rendering.diagnostics);
            if let Job::Page(at) = job {
                let mut page = done.rendering.facts;
                let links = std::mem::take(&mut page.links);
                if view.is_none() {
                    self.build.links.extend(links.into_iter().map(|(span, url)| ((*route).clone(), span, url)));
                }
                facts.insert(*at, page);
            }
        }
        Ok(())
    }

    /// Built-in pages stand in the same index as others, under their system names.
    fn builtins(&mut self, snapshot: &Snapshot, shared: &Shared<'_>, view: Option<&str>) -> io::Result<()> {
        let names: Vec<&str> = snapshot.builtins().collect();
        let work = |name: &&str| self.job(snapshot.builtin_in(shared, name), true);
        let done: io::Result<Vec<Done>> = names.par_iter().map(work).collect();
        for (name, done) in names.iter().zip(done?) {
            self.private.add(view, name, done.page.as_ref(), done.regions.as_ref());
            for (path, entry) in [done.page, done.regions].into_iter().flatten() {
                self.list(path, entry);
            }
            self.report(done.rendering.diagnostics);
        }
        Ok(())
    }

    /// Hands out what a job made. For some readers only, that is what everybody else does not get.
    fn job(&self, mut rendering: Rendering, is_gated: bool) -> io::Result<Done> {
        let page = match rendering.output.take() {
            Some(output) => {
                let entry = Manifest::entry(&output);
                let public = self.build.manifest.files().get(&output.path);
                Some(match public {
                    Some(public) if is_gated && public.sha256 == entry.sha256 => (output.path, entry),
                    _ if is_gated => self.hand_out(private::text(output, &entry))?,
                    _ => self.hand_out((output, entry))?,
                })
            }
            None => None,
        };
        let regions = match rendering.personal.take() {
            Some(personal) => Some(self.hand_out(private::regions(&personal)?)?),
            None => None,
        };
        Ok(Done { page, regions, rendering })
    }

    /// Hands an output out, unless one of the same path was: what is kept by what it says may be made for many routes.
    fn hand_out(&self, (output, entry): (Output, ManifestEntry)) -> io::Result<(String, ManifestEntry)> {
        let is_new = self.out.lock().unwrap_or_else(PoisonError::into_inner).insert(output.path.clone());
        if is_new {
            (self.write)(&output)?;
        }
        Ok((output.path, entry))
    }

    fn list(&mut self, path: String, entry: ManifestEntry) {
        if self.build.manifest.files().contains_key(&path) {
            return;
        }
        self.build.n_outputs += 1;
        self.build.n_bytes += entry.size;
        self.build.manifest.insert(path, entry);
    }

    /// A broken layout breaks every page that uses it; it is said once.
    fn report(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        for found in found {
            let place = found.span.as_ref().map(|span| (span.source.name(), span.range.start));
            if self.seen.insert(format!("{}|{place:?}|{}", found.code, found.message)) {
                self.build.diagnostics.push(found);
            }
        }
    }
}

fn counts(snapshot: &Snapshot) -> Counts {
    let site = snapshot.site();
    let versions = || site.config.apis.iter().flat_map(|api| &api.versions);
    let jobs = |wanted: fn(&Job) -> bool| snapshot.routes().filter(|(_, job)| wanted(job)).count();
    Counts {
        pages: site.pages.len(),
        collections: site.sections.iter().filter(|section| section.collection.is_some()).count(),
        apis: site.config.apis.len(),
        operations: versions().map(|version| version.content.operations.len()).sum(),
        schemas: versions().map(|version| version.content.named.len()).sum(),
        emails: site.emails.len(),
        redirects: jobs(|job| matches!(job, Job::Redirect(_))),
        assets: jobs(|job| matches!(job, Job::Asset(_))),
    }
}
