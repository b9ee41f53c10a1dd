//! What the program says and where: data on stdout, talk on stderr. Must not decide what is said.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::globals::{Color, Format, Globals};
use crate::diag::{self, Diagnostic, Source, Span};

/// More problems than this are counted, not shown; annotations and JSON have them all.
const MOST: usize = 100;

/// Where text goes and how it looks.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    format: Format,
    color: ColorChoice,
    quiet: bool,
    verbose: bool,
    /// The site folder as seen from here, put before paths of sources so that they can be clicked.
    prefix: String,
}

impl Terminal {
    pub(super) fn new(globals: &Globals) -> Self {
        let color = match globals.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let (quiet, verbose) = (globals.quiet, globals.verbose > 0);
        Self { format: globals.format, color, quiet, verbose, prefix: String::new() }
    }

    /// Shows places as seen from the current folder.
    #[must_use]
    pub(super) fn in_site(mut self, site: &std::path::Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let site = std::path::absolute(site).unwrap_or_else(|_| site.to_path_buf());
        self.prefix = match site.strip_prefix(&here) {
            Ok(inside) if inside.as_os_str().is_empty() => String::new(),
            Ok(inside) => format!("{}/", inside.display()),
            Err(_) => format!("{}/", site.display()),
        };
        self
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Whether a person reads along and can be asked.
    pub(super) fn is_interactive(&self) -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal() && std::env::var_os("CI").is_none()
    }

    /// Writes a result to stdout.
    pub(super) fn data(&self, text: &str) -> io::Result<()> {
        let mut out = AutoStream::new(io::stdout().lock(), self.color);
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Says something on stderr, unless silence is asked for.
    pub(super) fn talk(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// Says why nothing came of it.
    pub(super) fn failure(&self, message: &str, hint: Option<&str>) {
        self.say(&format!("\x1b[1;31merror\x1b[0m: {message}\n"));
        if let Some(hint) = hint {
            self.say(&format!("\x1b[1;36mhint\x1b[0m: {hint}\n"));
        }
    }

    /// Problems of the site in the format asked for; JSON is left to the caller, whose object they are part of.
    pub(super) fn problems(&self, problems: &[Diagnostic]) -> String {
        let format = match self.format {
            Format::Human | Format::Markdown | Format::Csv => diag::Format::Human,
            Format::Short => diag::Format::Short,
            Format::Github => diag::Format::Github,
            Format::Json => return String::new(),
        };
        // Colours are taken out again where the stream does not want them.
        let options = diag::ReportOptions { format, color: true, limit: MOST, ..diag::ReportOptions::default() };
        let seen: Vec<Diagnostic> = problems.iter().map(|problem| self.seen_from_here(problem)).collect();
        diag::report(&seen, &options)
    }

    /// The same problem with paths that lead from the current folder to the file.
    fn seen_from_here(&self, problem: &Diagnostic) -> Diagnostic {
        let moved = |span: &Span| {
            // The files of an embedded theme are in no folder.
            let is_embedded = span.source.name().starts_with("themes/");
            let name = format!("{}{}", if is_embedded { "" } else { &self.prefix }, span.source.name());
            Span { source: Source::new(name, span.source.shared_text()), range: span.range.clone() }
        };
        let mut seen = problem.clone();
        seen.span = seen.span.as_ref().map(moved);
        for label in &mut seen.labels {
            label.span = moved(&label.span);
        }
        seen
    }

    /// Problems beside a result, only the first so many for people.
    pub(super) fn problems_at_most(&self, problems: &[Diagnostic], most: usize) -> io::Result<()> {
        let is_for_people = matches!(self.format, Format::Human | Format::Short | Format::Markdown | Format::Csv);
        let shown = if is_for_people { problems.len().min(most) } else { problems.len() };
        self.problems_beside(&problems[..shown])?;
        if shown < problems.len() {
            self.talk(&format!("… and {} more\n", problems.len() - shown));
        }
        Ok(())
    }

    /// Problems beside a result: annotations are read from stdout, everything else is talk.
    pub(super) fn problems_beside(&self, problems: &[Diagnostic]) -> io::Result<()> {
        let text = self.problems(problems);
        if self.format == Format::Github {
            return self.data(&text);
        }
        self.say(&text);
        Ok(())
    }

    fn say(&self, text: &str) {
        // Nobody is left to be told that stderr is closed.
        let _ = AutoStream::new(io::stderr().lock(), self.color).write_all(text.as_bytes());
    }
}
