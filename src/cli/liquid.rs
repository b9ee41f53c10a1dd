//! `portal liquid FILE`: renders one template, or splits it between now and later.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::terminal::Terminal;
use crate::diag::{Diagnostic, Source, Span};
use crate::disk;
use crate::input::Files;
use crate::liquid::split::{self, LateNames};
use crate::liquid::{Engine, Error, Escape, Mode, ParseOptions, RenderOptions, Template};

/// Arguments of `portal liquid`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The template; `-` reads it from the standard input
    #[arg(value_name = "FILE")]
    template: PathBuf,
    /// The values, a JSON object
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Where `include` and `render` find partials: `name.liquid` is `name`
    #[arg(long, value_name = "DIR")]
    partials: Option<PathBuf>,
    /// Tolerate malformed expressions, unknown variables and filters, as 3scale does
    #[arg(long)]
    lax: bool,
    /// Print values as they are instead of escaping them for HTML
    #[arg(long)]
    no_escape: bool,
    /// Names whose values come later: prints the segments instead of the text
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    late: Vec<String>,
    /// The late values, a JSON object: prints the finished text
    #[arg(long, value_name = "FILE", requires = "late")]
    finish: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let result = match prepare(arguments)? {
        Ok(job) => job.run(),
        Err(problems) => Err(problems),
    };
    match result {
        Ok(text) => {
            // Not through the terminal, which takes escape sequences out: the text is printed byte for byte.
            let mut out = std::io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            Ok(Outcome::Done)
        }
        Err(problems) => {
            let problems: Vec<Diagnostic> = problems.iter().map(diagnostic).collect();
            if globals.format == Format::Json {
                terminal.data(&crate::diag::json(&problems))?;
            } else {
                terminal.problems_beside(&problems)?;
            }
            Ok(Outcome::SiteHasErrors)
        }
    }
}

/// Everything read, ready to be rendered.
struct Job {
    template: Template,
    partials: HashMap<String, Template>,
    data: serde_json::Value,
    late: Option<LateNames>,
    finish: Option<serde_json::Value>,
}

fn prepare(arguments: &Arguments) -> Result<Result<Job, Vec<Error>>, Failure> {
    let engine = Engine::standard();
    let options = ParseOptions {
        mode: if arguments.lax { Mode::Lax } else { Mode::Strict },
        escape: if arguments.no_escape { Escape::Off } else { Escape::Html },
        ..ParseOptions::default()
    };
    let source = if arguments.template == Path::new("-") { standard_input()? } else { text(&arguments.template)? };
    let data = object(arguments.data.as_deref())?;
    let finish = arguments.finish.as_deref().map(|path| object(Some(path))).transpose()?;
    let mut errors = Vec::new();
    let mut partials = HashMap::new();
    for (name, shown, source) in partial_sources(arguments.partials.as_deref())? {
        match engine.parse(&shown, source, &options) {
            Ok(template) => drop(partials.insert(name, template)),
            Err(found) => errors.extend(found),
        }
    }
    let template = match engine.parse(&arguments.template.display().to_string(), source, &options) {
        Ok(template) if errors.is_empty() => template,
        Ok(_) => return Ok(Err(errors)),
        Err(found) => return Ok(Err(found.into_iter().chain(errors).collect())),
    };
    let late = (!arguments.late.is_empty()).then(|| LateNames::new(arguments.late.iter().cloned()));
    Ok(Ok(Job { template, partials, data, late, finish }))
}

impl Job {
    fn run(&self) -> Result<String, Vec<Error>> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
        let options = RenderOptions {
            partials: &self.partials,
            now: now.and_then(|now| i64::try_from(now.as_secs()).ok()),
            ..RenderOptions::default()
        };
        self.render(&options).map_err(|error| vec![error])
    }

    fn render(&self, options: &RenderOptions<'_>) -> Result<String, Error> {
        let Some(late) = &self.late else { return self.template.render(&self.data, options) };
        let segments = split::specialise(&self.template, &self.data, late, options)?;
        match &self.finish {
            Some(values) => split::finish(&segments, self.template.engine(), values, options),
            None => {
                let mut text = serde_json::to_string_pretty(&segments).expect("segments are plain data");
                text.push('\n');
                Ok(text)
            }
        }
    }
}

/// Name for templates, name for people, source.
fn partial_sources(folder: Option<&Path>) -> Result<Vec<(String, String, String)>, Failure> {
    let Some(folder) = folder else { return Ok(Vec::new()) };
    let cannot = |error| Failure::new(format!("cannot read the folder `{}`: {error}", folder.display()));
    let (files, _) = disk::Folder::open(folder, Path::new("")).map_err(cannot)?;
    let mut partials = Vec::new();
    for file in files.list() {
        let Some(name) = file.path.strip_suffix(".liquid") else { continue };
        let name = name.strip_suffix(".html").unwrap_or(name).to_owned();
        let shown = folder.join(&file.path);
        partials.push((name, shown.display().to_string(), text(&shown)?));
    }
    Ok(partials)
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().read_to_string(&mut text);
    read.map_err(|error| Failure::new(format!("cannot read the standard input: {error}")))?;
    Ok(text)
}

fn text(path: &Path) -> Result<String, Failure> {
    let bytes = disk::read(path).map_err(|error| Failure::new(format!("cannot read `{}`: {error}", path.display())))?;
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{}` is not UTF-8 text", path.display())))
}

fn object(path: Option<&Path>) -> Result<serde_json::Value, Failure> {
    let Some(path) = path else { return Ok(serde_json::json!({})) };
    let value: serde_json::Value = serde_json::from_str(&text(path)?)
        .map_err(|error| Failure::new(format!("`{}` is not JSON: {error}", path.display())))?;
    if value.is_object() {
        return Ok(value);
    }
    Err(Failure::new(format!("`{}` does not hold a JSON object", path.display())).hint("values have names: `{\"name\": …}`"))
}

fn diagnostic(error: &Error) -> Diagnostic {
    let source = Source::new(error.template(), Arc::from(error.source()));
    let span = error.span();
    let span = Span::new(&source, span.start as usize..span.end as usize);
    let mut problem = Diagnostic::error(error.code().as_str(), error.message()).at(span);
    for frame in error.trace() {
        problem = problem.hint(format!("included at {}:{}:{}", frame.template, frame.line, frame.column));
    }
    match error.advice() {
        Some(advice) => problem.hint(advice),
        None => problem,
    }
}
