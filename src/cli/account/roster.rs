//! `portal account import`: a file of customers into the store. First everything is tried and taken back, so that all
//! problems are told at once; then each account is committed by itself.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::values::pair;
use super::{Context, threescale};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::summary::count;
use crate::diag::{self, Diagnostic, Severity, Source};
use crate::input::roster;
use crate::model::Roster;
use crate::runtime::customers::{Refused, Taken};

/// More problems than this are counted, not shown.
const MOST_PROBLEMS: usize = 50;

/// Arguments of `portal account import`.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file: `.yaml`, `.json` or `.csv`
    #[arg(value_name = "FILE", required_unless_present = "from", conflicts_with = "from")]
    file: Option<PathBuf>,
    /// Copies the customers of another portal, with the keys that they use
    #[arg(long, value_name = "WHERE", requires = "url")]
    from: Option<Origin>,
    /// Address of its admin portal, such as `https://example-admin.3scale.net`
    #[arg(long, value_name = "URL", requires = "from")]
    url: Option<String>,
    /// Holds its access token [default: what `THREESCALE_TOKEN` holds]
    #[arg(long, value_name = "FILE", requires = "from")]
    token_file: Option<PathBuf>,
    /// A plan there, by name or number, and the one that it is here [default: the one of the same number or name]
    #[arg(long = "plan", value_name = "THERE=HERE", value_parser = pair, requires = "from")]
    plans: Vec<(String, String)>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// Where customers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Origin {
    /// 3scale's Account Management API
    Threescale,
}

/// How many accounts became what.
#[derive(Default, Clone, Copy)]
pub(super) struct Tally {
    pub(super) created: usize,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
}

impl Tally {
    pub(super) fn add(&mut self, taken: Taken) {
        match taken {
            Taken::Created => self.created += 1,
            Taken::Updated => self.updated += 1,
            Taken::Unchanged => self.unchanged += 1,
        }
    }
}

pub(super) async fn import(context: &Context<'_>, import: &Import) -> Result<Outcome, Failure> {
    let Some(file) = &import.file else {
        let asked = threescale::Asked {
            url: import.url.as_deref().unwrap_or_default(),
            token_file: import.token_file.as_deref(),
            plans: &import.plans,
            dry_run: import.dry_run,
        };
        return threescale::copy(context, &asked).await;
    };
    let (roster, mut problems) = read(file)?;
    let is_sound = !problems.iter().any(|problem| problem.severity == Severity::Error);
    let mut tally = Tally::default();
    if is_sound {
        tally = attempt(context, &roster, &mut problems).await?;
    }
    diag::sort(&mut problems);
    let outcome = if problems.is_empty() { Outcome::Done } else { Outcome::SiteHasErrors };
    if !context.is_json() {
        context.terminal.problems_at_most(&problems, MOST_PROBLEMS)?;
    }
    match outcome {
        Outcome::Done if import.dry_run => {}
        Outcome::Done => tally = commit(context, &roster).await?,
        Outcome::SiteHasErrors => tally = Tally::default(),
    }
    report(context, import, tally, &problems)?;
    Ok(outcome)
}

fn read(file: &Path) -> Result<(Roster, Vec<Diagnostic>), Failure> {
    let name = file.display().to_string();
    let bytes = crate::disk::read(file).map_err(|error| Failure::new(format!("cannot read `{name}`: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| Failure::new(format!("`{name}` is not UTF-8: {}", error.utf8_error())))?;
    Ok(roster::read(&Source::new(name, text)))
}

/// Takes every account and takes it back.
async fn attempt(context: &Context<'_>, roster: &Roster, problems: &mut Vec<Diagnostic>) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for account in &roster.accounts {
        let mut refused = Vec::new();
        let mut change = context.desk.change().await?;
        tally.add(change.take(account, &mut refused).await?);
        problems.extend(refused.into_iter().map(|refused| problem(context, refused)));
    }
    Ok(tally)
}

fn problem(context: &Context<'_>, refused: Refused) -> Diagnostic {
    let problem = Diagnostic::error("roster/refused", refused.why.to_string()).at(refused.place);
    match context.plans_for(&refused.why) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

/// Takes every account for good, each by itself. What was said to be taken is on the disk.
async fn commit(context: &Context<'_>, roster: &Roster) -> Result<Tally, Failure> {
    let mut tally = Tally::default();
    for account in &roster.accounts {
        let mut refused = Vec::new();
        let mut change = context.desk.change().await?;
        let taken = change.take(account, &mut refused).await?;
        if let Some(refused) = refused.pop() {
            return Err(Failure::new(format!("`{}`: {}", account.name, refused.why))
                .hint("somebody changed it meanwhile; accounts before it were taken, so run this again"));
        }
        change.commit().await?;
        tally.add(taken);
        let word = match taken {
            Taken::Created => "made",
            Taken::Updated => "changed",
            Taken::Unchanged => continue,
        };
        if !context.is_json() {
            context.terminal.data(&format!("{word} {}\n", account.name))?;
        }
    }
    Ok(tally)
}

fn report(context: &Context<'_>, import: &Import, tally: Tally, problems: &[Diagnostic]) -> Result<(), Failure> {
    let is_written = problems.is_empty() && !import.dry_run;
    if context.is_json() {
        return context.json(&json!({
            "written": is_written,
            "created": tally.created,
            "updated": tally.updated,
            "unchanged": tally.unchanged,
            "diagnostics": problems.iter().map(diag::to_json).collect::<Vec<_>>(),
        }));
    }
    let Tally { created, updated, unchanged } = tally;
    let figures = format!("{} made, {updated} changed, {unchanged} as they were", count(created, "account"));
    context.terminal.talk(&match (problems.len(), import.dry_run) {
        (0, false) => format!("{figures}\n"),
        (0, true) => format!("{figures}, if this were done\n"),
        (errors, _) => format!("{}; nothing was written\n", count(errors, "error")),
    });
    Ok(())
}
