//! A report: many problems as text, in the format that was asked for.

use std::fmt;
use std::str::FromStr;

use super::{Diagnostic, Severity, github, human, json, short};

/// How problems are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: with the source line and a marker.
    #[default]
    Human,
    /// One line a problem, as compilers and editors know it.
    Short,
    /// One JSON object a problem and line.
    Json,
    /// Workflow commands that put problems beside the lines of a change.
    Github,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 4] =
        [("human", Self::Human), ("short", Self::Short), ("json", Self::Json), ("github", Self::Github)];
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, format)| format == self).map_or("human", |(name, _)| name);
        formatter.write_str(name)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|(name, _)| *name == text);
        found.map(|(_, format)| *format).ok_or_else(|| {
            let names = Self::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
            format!("expected one of {names}")
        })
    }
}

/// How a report is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOptions {
    /// The format.
    pub format: Format,
    /// Whether `Human` uses colours (ANSI sequences) and links.
    pub color: bool,
    /// Columns that `Human` may use.
    pub width: usize,
    /// How many problems `Human` and `Short` show before they count the rest; errors come first.
    pub limit: usize,
}

impl Default for ReportOptions {
    fn default() -> Self {
        Self { format: Format::Human, color: false, width: 120, limit: 50 }
    }
}

/// All problems as one text, each ending with a newline; empty when there are none. The order is the one given, except
/// that a report with a limit shows errors before warnings.
pub fn report(diagnostics: &[Diagnostic], options: &ReportOptions) -> String {
    match options.format {
        Format::Json => diagnostics.iter().map(|problem| json::line(problem) + "\n").collect(),
        Format::Github => diagnostics.iter().map(|problem| github::line(problem) + "\n").collect(),
        Format::Short => limited(diagnostics, options.limit, |problem| short::line(problem) + "\n"),
        Format::Human => {
            let renderer = human::Renderer::new(options.color, options.width);
            limited(diagnostics, options.limit, |problem| renderer.block(problem) + "\n\n")
        }
    }
}

fn limited(diagnostics: &[Diagnostic], limit: usize, draw: impl Fn(&Diagnostic) -> String) -> String {
    if diagnostics.len() <= limit {
        return diagnostics.iter().map(draw).collect();
    }
    let mut shown: Vec<&Diagnostic> = diagnostics.iter().collect();
    shown.sort_by_key(|problem| problem.severity);
    let (shown, rest) = shown.split_at(limit);
    let rest = Counts::of(rest.iter().copied());
    shown.iter().map(|problem| draw(problem)).chain([format!("… and {rest} more\n")]).collect()
}

/// How many problems there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Counts {
    /// Counts problems.
    pub fn of<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> Self {
        let mut counts = Self::default();
        for problem in diagnostics {
            match problem.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
            }
        }
        counts
    }
}

impl fmt::Display for Counts {
    /// `2 errors, 1 warning`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let some = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (self.errors, self.warnings) {
            (errors, 0) => formatter.write_str(&some(errors, "error")),
            (0, warnings) => formatter.write_str(&some(warnings, "warning")),
            (errors, warnings) => write!(formatter, "{}, {}", some(errors, "error"), some(warnings, "warning")),
        }
    }
}
