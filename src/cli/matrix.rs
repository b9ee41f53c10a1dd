//! `portal matrix`: who sees which page and operation, as a table to be read, reviewed and kept.

use std::collections::BTreeMap;

use serde_json::json;

use super::build::{SiteArguments, default_output, load};
use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::summary::count;
use super::terminal::Terminal;
use crate::site::{Matrix, Row};

/// Arguments of `portal matrix`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Show what everybody sees as well
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    site: SiteArguments,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let terminal = terminal.clone().in_site(&root);
    let (snapshot, _) = load(&root, &default_output(&root), &arguments.site.settings())?;
    let matrix = Matrix::of(&snapshot);
    let rows: Vec<&Row> = matrix.rows.iter().filter(|row| arguments.all || !row.is_public()).collect();
    match terminal.format() {
        Format::Json => terminal.data(&as_json(&matrix, &rows))?,
        Format::Csv => terminal.data(&csv(&matrix, &rows))?,
        _ => {
            terminal.data(&table(&matrix, &rows))?;
            let public = matrix.rows.iter().filter(|row| row.is_public()).count();
            let more = if arguments.all { "" } else { "; `--all` shows it too" };
            terminal.talk(&format!("everybody sees {} beside this{more}\n", count(public, "thing")));
        }
    }
    Ok(Outcome::Done)
}

fn as_json(matrix: &Matrix, rows: &[&Row]) -> String {
    let row = |row: &&Row| {
        let seen: BTreeMap<&String, bool> = matrix.readers.iter().zip(row.seen.iter().copied()).collect();
        json!({ "kind": row.kind, "route": row.route.as_str(), "seen": seen })
    };
    let object = json!({ "readers": matrix.readers, "rows": rows.iter().map(row).collect::<Vec<_>>() });
    format!("{object}\n")
}

fn csv(matrix: &Matrix, rows: &[&Row]) -> String {
    let mut text = format!("kind,route,{}\n", matrix.readers.join(","));
    for row in rows {
        let seen: Vec<&str> = row.seen.iter().map(|seen| if *seen { "yes" } else { "no" }).collect();
        // Neither kinds nor routes nor system names have commas or quotes.
        text.push_str(&format!("{},{},{}\n", row.kind, row.route, seen.join(",")));
    }
    text
}

fn table(matrix: &Matrix, rows: &[&Row]) -> String {
    if rows.is_empty() {
        return "nothing is for some readers only\n".to_owned();
    }
    let width = |cells: &mut dyn Iterator<Item = usize>| cells.max().unwrap_or(0);
    let kinds = width(&mut rows.iter().map(|row| row.kind.len()));
    let routes = width(&mut rows.iter().map(|row| row.route.as_str().chars().count()));
    let mut text = format!("{:kinds$}  {:routes$}", "", "");
    matrix.readers.iter().for_each(|reader| text.push_str(&format!("  {reader}")));
    text.push('\n');
    for row in rows {
        text.push_str(&format!("{:kinds$}  {:routes$}", row.kind, row.route.as_str()));
        for (reader, seen) in matrix.readers.iter().zip(&row.seen) {
            let mark = if *seen { "yes" } else { "–" };
            text.push_str(&format!("  {mark:width$}", width = reader.chars().count()));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}
