//! `portal check`: everything a build finds, and what only matters to readers. Writes nothing.

use serde_json::json;

use super::build::{SiteArguments, default_output, load};
use super::external;
use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::summary::{count, outcome};
use super::terminal::Terminal;
use crate::check;
use crate::diag::{self, Counts};

/// Arguments of `portal check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Let warnings fail the check
    #[arg(long)]
    strict: bool,
    /// Ask for every link to another host as well
    #[arg(long)]
    external: bool,
    #[command(flatten)]
    site: SiteArguments,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let terminal = terminal.clone().in_site(&root);
    let (snapshot, problems) = load(&root, &default_output(&root), &arguments.site.settings())?;
    let check::Report { mut build, external } = check::run(&snapshot);
    build.diagnostics.extend(problems);
    if arguments.external {
        terminal.talk(&format!("asking for {}\n", count(external.len(), "link")));
        build.diagnostics.extend(external::ask(&external));
    }
    diag::sort(&mut build.diagnostics);
    let found = Counts::of(&build.diagnostics);
    match terminal.format() {
        Format::Json => {
            let object = json!({
                "diagnostics": build.diagnostics.iter().map(diag::to_json).collect::<Vec<_>>(),
                "errors": found.errors,
                "warnings": found.warnings,
            });
            terminal.data(&format!("{object}\n"))?;
        }
        _ => {
            terminal.data(&terminal.problems(&build.diagnostics))?;
            let is_clean = found == Counts::default();
            terminal.talk(&if is_clean { "no problems found\n".to_owned() } else { format!("{found}\n") });
        }
    }
    Ok(outcome(found, arguments.strict))
}
