//! `portal diff`: what changed from one description to another.

use clap::ValueEnum;
use serde_json::json;

use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::source;
use super::terminal::Terminal;
use crate::model::Class;
use crate::openapi;
use crate::render::comparison::{self, Tally};

/// Arguments of `portal diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The older description: a file, a folder, `API/VERSION` of the site, or `-`
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer description
    #[arg(value_name = "NEW")]
    new: String,
    /// Exit with 1 where there are changes of this class, or worse ones
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,
}

/// Which changes fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Changes that may stop programs from working
    Breaking,
    /// Those, and every other change of what the API does
    NonBreaking,
    /// Any change
    Documentation,
}

pub(super) fn run(arguments: &Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let old = source::description(&arguments.old, globals)?;
    let new = source::description(&arguments.new, globals)?;
    let found = openapi::compare(&old.content, &new.content);
    let title = format!("{} to {}", old.label(), new.label());
    match terminal.format() {
        Format::Json => {
            let mut object = comparison::json(&found);
            let side = |side: &source::Opened| json!({ "name": side.name, "title": side.content.title, "version": side.content.version });
            object["old"] = side(&old);
            object["new"] = side(&new);
            terminal.data(&format!("{object}\n"))?;
        }
        Format::Markdown => terminal.data(&comparison::markdown(&found, &title))?,
        Format::Human | Format::Csv => {
            terminal.data(&format!("\x1b[1m{title}\x1b[0m\n\n{}", comparison::human(&found)))?;
        }
        Format::Short | Format::Github => terminal.data(&comparison::short(&found))?,
    }
    let worst = match arguments.fail_on {
        None => return Ok(Outcome::Done),
        Some(FailOn::Breaking) => Class::Breaking,
        Some(FailOn::NonBreaking) => Class::NonBreaking,
        Some(FailOn::Documentation) => Class::Documentation,
    };
    let fails = found.changes.iter().any(|change| change.class <= worst);
    if fails {
        terminal.talk(&format!("failed: {}\n", Tally::of(&found)));
    }
    Ok(if fails { Outcome::SiteHasErrors } else { Outcome::Done })
}
