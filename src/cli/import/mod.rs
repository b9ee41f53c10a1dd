//! `portal import-swagger`: a description from anywhere becomes a version of an api of the site.

mod place;
mod summary;

use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::confirm::confirmed;
use super::failure::{Failure, Outcome};
use super::fetch::{NamedBy, fetch};
use super::globals::{Format, Globals};
use super::source::{self, Files, Shelf};
use super::terminal::Terminal;
use crate::diag::{self, Counts, Diagnostic, Source};
use crate::disk::{remove_file, replace_file};
use crate::model::{Comparison, Description};
use crate::openapi;
use crate::render::comparison;
use place::Place;

/// More problems than this are counted, not shown.
const MOST_PROBLEMS: usize = 50;

/// Arguments of `portal import-swagger`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The description: a file, a folder, an `https:` or `http:` address, or `-` for the standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// System name of the API [default: made from the title]
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Name of the version [default: `v` and the first number of the description's version]
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// The folder that references may not leave [default: the folder of SOURCE]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Follow references to other hosts, and put what they lead to into the file
    #[arg(long)]
    bundle: bool,
    /// Take a description whose servers are on this machine
    #[arg(long)]
    allow_localhost: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Replace a version that exists without asking
    #[arg(long, short)]
    yes: bool,
}

/// A description that was read, and what is to be stored of it.
struct Import {
    content: Description,
    /// The text to store.
    text: String,
    bundled: usize,
    /// Files that belong to it and are stored beside it, by path.
    beside: Vec<(String, Vec<u8>)>,
    problems: Vec<Diagnostic>,
}

pub(super) fn run(arguments: &Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let site = globals.site()?;
    let files = open(arguments)?;
    let import = read(&files, arguments)?;
    let place = Place::find(&site, &import.content, &import.text, &files.path, arguments)?;
    let counts = Counts::of(&import.problems);
    let is_json = terminal.format() == Format::Json;
    if !is_json {
        terminal.data(&summary::human(&import.content, import.bundled))?;
        terminal.problems_at_most(&import.problems, MOST_PROBLEMS)?;
    }
    let comparison = place.old.as_ref().map(|old| openapi::compare(&old.content, &import.content));
    if let Some(comparison) = comparison.as_ref().filter(|_| !is_json) {
        terminal.data(&format!(
            "\n\x1b[1mCompared with {}\x1b[0m\n\n{}",
            place.label(),
            comparison::human(comparison)
        ))?;
    }
    let outcome = if counts.errors > 0 {
        terminal.talk(&format!("{counts}; nothing was written\n"));
        Outcome::SiteHasErrors
    } else {
        store(&place, &import, comparison.as_ref(), arguments, terminal)?
    };
    if is_json {
        let object = json!({
            "api": place.api,
            "version": place.version,
            "file": place.file,
            "written": outcome == Outcome::Done && !arguments.dry_run,
            "summary": summary::json(&import.content),
            "comparison": comparison.as_ref().map(comparison::json),
            "diagnostics": import.problems.iter().map(diag::to_json).collect::<Vec<_>>(),
        });
        terminal.data(&format!("{object}\n"))?;
    }
    Ok(outcome)
}

/// Where the description and its files are.
fn open(arguments: &Arguments) -> Result<Files, Failure> {
    if !openapi::is_remote(&arguments.source) {
        return source::local(&arguments.source, arguments.root.as_deref());
    }
    let bytes = fetch(&arguments.source, NamedBy::User)
        .map_err(|error| Failure::new(format!("cannot fetch `{}`: {error}", arguments.source)))?;
    let (path, name) = (arguments.source.clone(), arguments.source.clone());
    Ok(Files { path, name, shelf: Shelf::Alone(bytes) })
}

fn read(files: &Files, arguments: &Arguments) -> Result<Import, Failure> {
    let bytes =
        files.read(&files.path).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", files.name)))?;
    let original = String::from_utf8(bytes)
        .map_err(|error| Failure::new(format!("`{}` is not UTF-8: {}", files.name, error.utf8_error())))?;
    let as_json = place::is_json(&original, &files.path);
    let mut load = |path: &str| match openapi::is_remote(path) {
        true if arguments.bundle => fetch(path, NamedBy::Description),
        true => Err(io::Error::other("it is on another host")),
        false => files.read(path),
    };
    let bundled = openapi::bundle(&files.path, &original, as_json, &mut load);
    let text = bundled.text.unwrap_or_else(|| original.clone());
    // Places are those of the file as its author has it; what is stored is what is read.
    let source = Source::new(&*files.name, original);
    let mut problems = Vec::new();
    let stored = text.as_bytes();
    // A listing of Swagger 1.2 has its declarations beside it, without any reference to them.
    let beside = RefCell::new(Vec::new());
    let folder = files.path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let content = openapi::read(
        &files.path,
        &|path| {
            if path == files.path {
                return Ok(stored.to_vec());
            }
            if bundled.files > 0 {
                return Err(io::ErrorKind::NotFound.into());
            }
            let bytes = files.read(path)?;
            if let Some(path) = path.strip_prefix(&folder) {
                beside.borrow_mut().push((path.to_owned(), bytes.clone()));
            }
            Ok(bytes)
        },
        &mut problems,
    );
    if content.dialect.is_empty() {
        return Err(source::no_description(&files.name, &problems));
    }
    if bundled.files > 0 {
        // Their places are in a text that nobody has seen.
        for problem in &mut problems {
            problem.span = None;
            problem.labels.clear();
        }
    } else {
        rename(&mut problems, &source);
    }
    problems.extend(bundled.problems.into_iter().map(|mut problem| {
        if let Some(span) = &mut problem.span {
            span.source = Arc::clone(&source);
        }
        problem
    }));
    problems.extend(openapi::validate(&source));
    problems.extend(openapi::semantics(&source, &content, arguments.allow_localhost));
    diag::sort(&mut problems);
    problems.sort_by_key(|problem| problem.severity);
    Ok(Import { content, text, bundled: bundled.files, beside: beside.into_inner(), problems })
}

/// Problems name the file as the user did.
fn rename(problems: &mut [Diagnostic], source: &Arc<Source>) {
    for problem in problems {
        let spans = problem.span.iter_mut().chain(problem.labels.iter_mut().map(|label| &mut label.span));
        for span in spans.filter(|span| span.source.text().len() == source.text().len()) {
            span.source = Arc::clone(source);
        }
    }
}

/// Writes the description and registers it, or says why not.
fn store(
    place: &Place,
    import: &Import,
    comparison: Option<&Comparison>,
    arguments: &Arguments,
    terminal: &Terminal,
) -> Result<Outcome, Failure> {
    let is_same = place.old.as_ref().is_some_and(|old| old.text == import.text);
    let config = place.config.as_ref();
    if is_same && config.is_none() {
        terminal.talk(&format!("{} is the same already; nothing was written\n", place.file));
        return Ok(Outcome::Done);
    }
    if arguments.dry_run {
        terminal.talk(&format!("would {}\n", place.plan(import.text.len(), false)));
        return Ok(Outcome::Done);
    }
    if place.old.is_some() && !is_same && !arguments.yes && !is_confirmed(place, comparison, terminal)? {
        return Ok(Outcome::SiteHasErrors);
    }
    let write = |path: &str, bytes: &[u8]| {
        replace_file(&place.site.join(path), bytes)
            .map_err(|error| Failure::new(format!("cannot write `{path}`: {error}")))
    };
    let folder = place.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    for (path, bytes) in &import.beside {
        let path = format!("{folder}/{path}");
        let is_other = crate::disk::read(&place.site.join(&path)).is_ok_and(|known| known != *bytes);
        if is_other && !arguments.yes {
            return Err(Failure::new(format!("`{path}` exists already and is another file"))
                .hint("another version has it; `--yes` replaces it, `--api` stores all of this elsewhere"));
        }
    }
    for (path, bytes) in &import.beside {
        write(&format!("{folder}/{path}"), bytes)?;
    }
    write(&place.file, import.text.as_bytes())?;
    if let Some(config) = config {
        write("portal.yaml", config.as_bytes())?;
    }
    if let Some(old) = place.old.as_ref().filter(|old| old.file != place.file) {
        remove_file(&place.site.join(&old.file))
            .map_err(|error| Failure::new(format!("cannot remove `{}`: {error}", old.file)))?;
    }
    let plan = place.plan(import.text.len(), true);
    terminal.talk(&format!("{plan}\nits pages: /reference/{}/{}/\n", place.api, place.version));
    Ok(Outcome::Done)
}

/// Asks on a terminal; elsewhere nothing is replaced without `--yes`.
fn is_confirmed(place: &Place, comparison: Option<&Comparison>, terminal: &Terminal) -> Result<bool, Failure> {
    let breaking = comparison.map_or(0, |comparison| comparison::Tally::of(comparison).breaking);
    let words = match breaking {
        0 => String::new(),
        count => format!(" with {}", super::summary::count(count, "breaking change")),
    };
    if !terminal.is_interactive() {
        terminal.failure(
            &format!("{} exists already; nothing was written", place.label()),
            Some(&format!("`--yes` replaces it{words}; `--version` stores it beside the old one")),
        );
        return Ok(false);
    }
    confirmed(&format!("replace {}{words}?", place.label()), terminal)
}
