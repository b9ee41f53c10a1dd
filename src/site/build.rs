//! A whole build: every output rendered in parallel and handed out, problems and figures collected in order.

use std::collections::{HashMap, HashSet};
use std::io;

use rayon::prelude::*;
use serde::Serialize;

use super::snapshot::Shared;
use super::{Job, Manifest, Output, Rendering, Snapshot};
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
    snapshot.with_context(|shared| Run::new(snapshot, shared, write).all())
}

struct Run<'r, 'm> {
    snapshot: &'r Snapshot,
    shared: &'r Shared<'m>,
    write: &'r (dyn Fn(&Output) -> io::Result<()> + Sync),
    seen: HashSet<String>,
    facts: HashMap<usize, Facts>,
    build: Build,
}

impl<'r, 'm> Run<'r, 'm> {
    fn new(
        snapshot: &'r Snapshot,
        shared: &'r Shared<'m>,
        write: &'r (dyn Fn(&Output) -> io::Result<()> + Sync),
    ) -> Self {
        let build = Build {
            manifest: Manifest::new(),
            diagnostics: Vec::new(),
            counts: counts(snapshot),
            n_outputs: 0,
            n_bytes: 0,
            links: Vec::new(),
        };
        let mut run = Self { snapshot, shared, write, seen: HashSet::new(), facts: HashMap::new(), build };
        run.report(snapshot.diagnostics().iter().cloned());
        run
    }

    fn all(mut self) -> io::Result<Build> {
        // Search asks every page for its facts, so it comes last.
        let jobs: Vec<(&Route, &Job)> = self.snapshot.routes().collect();
        let (last, first): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|(_, job)| **job == Job::Search);
        for chunk in first.chunks(CHUNK).chain([last.as_slice()]) {
            self.chunk(chunk)?;
        }
        diag::sort(&mut self.build.diagnostics);
        Ok(self.build)
    }

    fn chunk(&mut self, jobs: &[(&Route, &Job)]) -> io::Result<()> {
        let work = |(route, job): &(&Route, &Job)| {
            let rendering = self.snapshot.run(self.shared, route, job, &self.facts);
            let entry = match &rendering.output {
                Some(output) => {
                    (self.write)(output)?;
                    Some((output.path.clone(), Manifest::entry(output)))
                }
                None => None,
            };
            Ok((entry, Rendering { output: None, ..rendering }))
        };
        let done: io::Result<Vec<_>> = jobs.par_iter().map(work).collect();
        for ((route, job), (entry, rendering)) in jobs.iter().zip(done?) {
            if let Some((path, entry)) = entry {
                self.build.n_outputs += 1;
                self.build.n_bytes += entry.size;
                self.build.manifest.insert(path, entry);
            }
            self.report(rendering.diagnostics);
            if let Job::Page(at) = job {
                let mut facts = rendering.facts;
                let links = std::mem::take(&mut facts.links);
                self.build.links.extend(links.into_iter().map(|(span, url)| ((*route).clone(), span, url)));
                self.facts.insert(*at, facts);
            }
        }
        Ok(())
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
