//! `portal build`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::summary::{count, outcome, size};
use super::terminal::Terminal;
use crate::check::leaks;
use crate::diag::{self, Counts, Diagnostic};
use crate::disk::{Bundle, Folder, WriteError};
use crate::site::{self, Build, Output, Snapshot};

/// Arguments of `portal build`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where the bundle goes [default: `dist` in the site folder]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Let warnings fail the build
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    site: SiteArguments,
    /// How many threads work [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

/// Arguments that say what the site is loaded with.
#[derive(Debug, clap::Args)]
pub(super) struct SiteArguments {
    /// Take drafts in
    #[arg(long)]
    drafts: bool,
    /// Where the portal will be, instead of `url` of `portal.yaml`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

impl SiteArguments {
    pub(super) fn settings(self) -> site::Settings {
        site::Settings { drafts: self.drafts, base_url: self.base_url }
    }
}

/// What a build is made of, the words behind it.
struct Job {
    root: PathBuf,
    output: PathBuf,
    strict: bool,
    settings: site::Settings,
}

/// Milliseconds of each stage.
#[derive(Debug, Default)]
struct Stages {
    load: Duration,
    render: Duration,
    write: Duration,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let terminal = terminal.clone().in_site(&root);
    limit_threads(arguments.threads)?;
    let output = arguments.output.unwrap_or_else(|| default_output(&root));
    let job = Job { output, root, strict: arguments.strict, settings: arguments.site.settings() };
    let started = Instant::now();
    let (build, stages) = job.build()?;
    let outcome = outcome(Counts::of(&build.diagnostics), job.strict);
    if terminal.format() == Format::Json {
        terminal.data(&json(&build, &stages, started.elapsed()))?;
        return Ok(outcome);
    }
    terminal.problems_beside(&build.diagnostics)?;
    terminal.talk(&summary(&job, &build, outcome, started.elapsed()));
    if terminal.is_verbose() {
        terminal.talk(&format!("  {}\n", stages.text()));
    }
    Ok(outcome)
}

/// Where a build of `root` goes when nothing else is said.
pub(super) fn default_output(root: &Path) -> PathBuf {
    root.join("dist")
}

fn limit_threads(threads: Option<u16>) -> Result<(), Failure> {
    let Some(threads) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new()
        .num_threads(usize::from(threads))
        .build_global()
        .map_err(|error| Failure::new(format!("cannot start {threads} threads: {error}")))
}

impl Job {
    /// Writes the bundle; where the site has errors, the old one stays.
    fn build(&self) -> Result<(Build, Stages), Failure> {
        let mut stages = Stages::default();
        let bundle = Bundle::begin(&self.output).map_err(unwritable)?;
        let (snapshot, problems) = stages.time(|stages| &mut stages.load, || self.load())?;
        let leaks = leaks::Watch::over(&snapshot);
        let write = |output: &Output| {
            leaks.look(output);
            bundle.write(&output.path, &output.bytes).map_err(io::Error::other)
        };
        let built = stages.time(|stages| &mut stages.render, || site::build(&snapshot, &write));
        let mut build = built.map_err(|error| match error.downcast::<WriteError>() {
            Ok(error) => unwritable(error),
            Err(error) => Failure::new(format!("cannot write the bundle: {error}")),
        })?;
        build.diagnostics.extend(problems);
        build.diagnostics.extend(leaks.findings());
        diag::sort(&mut build.diagnostics);
        if outcome(Counts::of(&build.diagnostics), self.strict) == Outcome::Done {
            stages.time(|stages| &mut stages.write, || self.commit(bundle, &build))?;
        }
        Ok((build, stages))
    }

    fn load(&self) -> Result<(Snapshot, Vec<Diagnostic>), Failure> {
        load(&self.root, &self.output, &self.settings)
    }

    fn commit(&self, bundle: Bundle, build: &Build) -> Result<(), Failure> {
        bundle.write("manifest.json", build.manifest.to_json().as_bytes()).map_err(unwritable)?;
        bundle.commit().map_err(unwritable)
    }
}

/// Loads the site at `root`; problems of the folder itself come beside it.
pub(super) fn load(
    root: &Path,
    output: &Path,
    settings: &site::Settings,
) -> Result<(Snapshot, Vec<Diagnostic>), Failure> {
    let opened = Folder::open(root, output);
    let (folder, problems) =
        opened.map_err(|error| Failure::new(format!("cannot open `{}`: {error}", root.display())))?;
    Ok((Snapshot::load(Arc::new(folder), settings, &mut site::Cache::default()), problems))
}

fn unwritable(error: WriteError) -> Failure {
    Failure::new(error.to_string()).hint(error.hint())
}

impl Stages {
    fn time<T>(&mut self, stage: fn(&mut Self) -> &mut Duration, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        *stage(self) += started.elapsed();
        result
    }

    fn all(&self) -> [(&'static str, Duration); 3] {
        [("load", self.load), ("render", self.render), ("write", self.write)]
    }

    fn text(&self) -> String {
        let stages = self.all().map(|(name, took)| format!("{name} {}", milliseconds(took)));
        format!("{} (ms)", stages.join(", "))
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1e3)
}

fn json(build: &Build, stages: &Stages, total: Duration) -> String {
    let rounded = |took: Duration| (took.as_secs_f64() * 1e4).round() / 10.0;
    let mut times: serde_json::Map<_, _> =
        stages.all().iter().map(|(name, took)| ((*name).to_owned(), json!(rounded(*took)))).collect();
    times.insert("total".to_owned(), json!(rounded(total)));
    let object = json!({
        "counts": build.counts,
        "outputs": build.n_outputs,
        "bytes": build.n_bytes,
        "diagnostics": build.diagnostics.iter().map(diag::to_json).collect::<Vec<_>>(),
        "milliseconds": times,
    });
    format!("{object}\n")
}

fn summary(job: &Job, build: &Build, outcome: Outcome, took: Duration) -> String {
    let found = Counts::of(&build.diagnostics);
    if outcome == Outcome::SiteHasErrors {
        return format!("{found}: no bundle was written, the one before is untouched\n");
    }
    let counts = build.counts;
    let named = [
        (counts.pages, "page"),
        (counts.collections, "collection"),
        (counts.apis, "api"),
        (counts.operations, "operation"),
        (counts.emails, "e-mail"),
        (counts.redirects, "redirect"),
        (counts.assets, "asset"),
    ];
    let named: Vec<String> = named.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)).collect();
    let mut text = format!("  {}\n", named.join(", "));
    if found != Counts::default() {
        text.push_str(&format!("  {found}\n"));
    }
    let output = job.output.display();
    let (files, bytes, took) = (count(build.n_outputs, "file"), size(build.n_bytes), milliseconds(took));
    text.push_str(&format!("\x1b[1;32mbuilt\x1b[0m {files} ({bytes}) in {took} ms: {output}\n"));
    text
}
