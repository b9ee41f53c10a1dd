//! `portal deploy`: publishes a bundle, shows releases, goes back, takes old ones away.

mod check;
mod progress;
mod words;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use super::build::default_output;
use super::confirm::confirmed;
use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::terminal::Terminal;
use crate::deploy::{Bundle, DeployError, Deployed, Event, Patience, Target};
use crate::diag::nearest;
use crate::disk::Folder;
use crate::input;
use crate::model::deploy;
use progress::Progress;

/// Arguments of `portal deploy`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A target of `deploy` in `portal.yaml`
    #[arg(value_name = "TARGET")]
    target: String,
    /// The bundle that `portal build` made [default: `dist` in the site folder]
    #[arg(long, value_name = "DIR")]
    bundle: Option<PathBuf>,
    /// Say what would be written and deleted, and do nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// Show the releases that are kept
    #[arg(long, conflicts_with_all = ["rollback", "prune", "bundle"])]
    list: bool,
    /// Go back to the release before, or to the one whose id begins so
    #[arg(long, value_name = "ID", num_args = 0..=1, conflicts_with_all = ["prune", "bundle"])]
    rollback: Option<Option<String>>,
    /// Keep the latest so many releases and delete the others
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "bundle")]
    prune: Option<u16>,
    /// Delete without asking
    #[arg(long, short)]
    yes: bool,
    /// Do not wait whether another deploy still lives that is listed as running: it is known to be dead
    #[arg(long)]
    take_over: bool,
    /// Do not look at what was published
    #[arg(long)]
    no_check: bool,
    /// How long what was published may take until readers see it
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// Go back to the release before where something is wrong with what was published
    #[arg(long, conflicts_with = "no_check")]
    rollback_on_failure: bool,
}

/// The words of one run: on which target, and how it is said.
struct Context<'c> {
    arguments: &'c Arguments,
    place: &'c deploy::Target,
    target: Target,
    terminal: &'c Terminal,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let place = named(&root, &arguments.target)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let target = Target::open(&place, &root, Patience { takes_over: arguments.take_over, ..Patience::default() })?;
        let context = Context { arguments: &arguments, place: &place, target, terminal };
        match (&arguments.rollback, arguments.prune) {
            _ if arguments.list => context.list().await,
            (Some(named), _) => context.rollback(named.as_deref()).await,
            (None, Some(keep)) => context.prune(usize::from(keep)).await,
            (None, None) => {
                let bundle = arguments.bundle.clone().unwrap_or_else(|| default_output(&root));
                context.deploy(Bundle::open(&bundle)?).await
            }
        }
    })
}

/// The target of this name. Problems elsewhere in `portal.yaml` are none of this command's business.
fn named(root: &Path, name: &str) -> Result<deploy::Target, Failure> {
    let opened = Folder::open(root, &default_output(root));
    let (folder, _) = opened.map_err(|error| Failure::new(format!("cannot open `{}`: {error}", root.display())))?;
    let (config, problems) = input::read_config_of(&folder);
    if let Some(problem) = problems.iter().find(|problem| !problem.code.starts_with("api/")) {
        return Err(Failure::new(format!("`portal.yaml` has errors: {}", problem.message))
            .hint("`portal check` shows all of them"));
    }
    let names: Vec<&str> = config.deploy.iter().map(|target| target.name.as_str()).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "`deploy` of `portal.yaml` names targets".to_owned(),
        None => format!("there are `{}`", names.join("`, `")),
    };
    config
        .deploy
        .into_iter()
        .find(|target| target.name == name)
        .ok_or_else(|| Failure::new(format!("there is no target `{name}`")).hint(hint))
}

impl Context<'_> {
    fn is_json(&self) -> bool {
        self.terminal.format() == Format::Json
    }

    fn say_json(&self, value: &serde_json::Value) -> Result<(), Failure> {
        Ok(self.terminal.data(&format!("{value}\n"))?)
    }

    async fn deploy(&self, bundle: Bundle) -> Result<Outcome, Failure> {
        if self.arguments.dry_run {
            let difference = self.target.difference(&bundle).await?;
            if self.is_json() {
                self.say_json(&words::plan_json(&bundle.id, &difference))?;
            } else {
                self.terminal.data(&words::plan(&bundle.id, &self.place.name, &difference))?;
            }
            return Ok(Outcome::Done);
        }
        let began = Instant::now();
        let progress = Progress::new(self.terminal);
        let done = self.target.deploy(bundle.clone(), &|event: Event| progress.show(&event)).await;
        progress.end();
        self.published(&bundle, done?, began.elapsed()).await
    }

    async fn rollback(&self, named: Option<&str>) -> Result<Outcome, Failure> {
        if self.arguments.dry_run {
            let bundle = self.target.earlier(named).await?;
            return self.deploy(bundle).await;
        }
        let began = Instant::now();
        let progress = Progress::new(self.terminal);
        let done = self.target.rollback(named, &|event: Event| progress.show(&event)).await;
        progress.end();
        let done = done?;
        let bundle = self.target.release(&done.id).await?;
        self.published(&bundle, done, began.elapsed()).await
    }

    /// Looks at what was published, and says what came of it.
    async fn published(&self, bundle: &Bundle, done: Deployed, took: Duration) -> Result<Outcome, Failure> {
        if !self.is_json() {
            self.terminal.talk(&words::done(&done, &self.place.name, took));
        }
        let found = if self.arguments.no_check { Vec::new() } else { self.look(bundle).await? };
        let is_wrong = found.iter().any(|found| found.wrong.is_some());
        if !self.is_json() {
            self.terminal.talk(&words::found(&found));
        }
        let goes_back = is_wrong && self.arguments.rollback_on_failure && !done.before.is_empty() && !done.is_nothing();
        if goes_back {
            self.target.rollback(Some(&done.before), &|_| {}).await?;
            self.terminal.talk(&format!("went back to release {}\n", done.before));
        }
        if self.is_json() {
            let mut object = words::done_json(&done, &self.place.name, took);
            object["checks"] = words::found_json(&found);
            object["rolled_back"] = json!(goes_back);
            self.say_json(&object)?;
        }
        Ok(if is_wrong { Outcome::SiteHasErrors } else { Outcome::Done })
    }

    async fn list(&self) -> Result<Outcome, Failure> {
        let journal = self.target.journal().await?;
        if self.is_json() {
            self.say_json(&words::releases_json(&journal))?;
        } else if journal.releases.is_empty() {
            self.terminal.talk(&format!("nothing was published to `{}` yet\n", self.place.name));
        } else {
            self.terminal.data(&words::releases(&journal))?;
        }
        Ok(Outcome::Done)
    }

    async fn prune(&self, keep: usize) -> Result<Outcome, Failure> {
        let outgoing = self.target.journal().await?.outgoing(keep);
        let plan = format!("delete {} of `{}`", words::releases_of(&outgoing), self.place.name);
        if self.arguments.dry_run {
            self.terminal.talk(&format!("would {plan}\n"));
            return Ok(Outcome::Done);
        }
        if !self.arguments.yes && !outgoing.is_empty() {
            if !self.terminal.is_interactive() {
                return Err(Failure::new("nobody is here to be asked; nothing was done")
                    .hint(format!("`--yes` will {plan}; `--dry-run` only says so")));
            }
            if !confirmed(&format!("{plan}?"), self.terminal)? {
                return Ok(Outcome::Done);
            }
        }
        let progress = Progress::new(self.terminal);
        let done = self.target.prune(keep, &|event: Event| progress.show(&event)).await;
        progress.end();
        let done = done?;
        if self.is_json() {
            self.say_json(&json!({ "releases": outgoing, "files": done.files, "bytes": done.bytes }))?;
        } else {
            self.terminal.talk(&words::pruned(&done));
        }
        Ok(Outcome::Done)
    }
}

impl From<DeployError> for Failure {
    fn from(error: DeployError) -> Self {
        let failure = Self::new(error.to_string());
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}
