//! Arguments that every command takes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::failure::Failure;
use crate::disk;

/// Arguments of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Globals {
    /// The site folder [default: the nearest folder at or above this one with a `portal.yaml`]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) site: Option<PathBuf>,
    /// How problems and results are written
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// When to use colours; `NO_COLOR` is respected
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(super) color: Color,
    /// Say only what went wrong
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

/// How problems and results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the source line and a marker
    Human,
    /// One line each: file:line:column
    Short,
    /// One JSON object
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// Markdown for a comment; `diff` only
    Markdown,
    /// Comma-separated values; `matrix` and `usage` only
    Csv,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Globals {
    /// The site folder, which has a `portal.yaml`.
    pub(super) fn site(&self) -> Result<PathBuf, Failure> {
        let missing = || "make a site with `portal new DIR`, or name one with `--site DIR`";
        match &self.site {
            Some(site) if site.join("portal.yaml").is_file() => Ok(site.clone()),
            Some(site) if !site.is_dir() => {
                Err(Failure::new(format!("there is no folder `{}`", site.display())).hint(missing()))
            }
            Some(site) => Err(Failure::new(format!("`{}` has no `portal.yaml`", site.display())).hint(missing())),
            None => disk::find_site(Path::new("."))
                .ok_or_else(|| Failure::new("no `portal.yaml` in this folder or any above it").hint(missing())),
        }
    }
}
