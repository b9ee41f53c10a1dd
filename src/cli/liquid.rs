//! `portal liquid`: renders one template, for experiments and scripts; splits and finishes it where names are late.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value as Json, json};

use super::failure::{Failure, Outcome};
use super::globals::Format;
use super::terminal::Terminal;
use crate::diag::{self, Diagnostic};
use crate::disk;
use crate::input::Files;
use crate::liquid::split::{self, LateNames};
use crate::liquid::{Engine, Error, Escape, ParseOptions, Partials, RenderOptions, Template};
use crate::render::templates::diagnostic;

/// Arguments of `portal liquid`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The template; `-` reads it from the standard input
    file: PathBuf,
    /// Read as Shopify's lax parsing does: unknown names are silent
    #[arg(long)]
    lax: bool,
    /// Print values as they are instead of escaping them for HTML
    #[arg(long)]
    no_escape: bool,
    /// Values by name, a JSON object
    #[arg(long, value_name = "FILE.json")]
    data: Option<PathBuf>,
    /// Folder of partials: `DIR/shared/menu.liquid` is the partial `shared/menu`
    #[arg(long, value_name = "DIR")]
    partials: Option<PathBuf>,
    /// Names whose values are not known yet: prints the segments that are left, as JSON
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    late: Vec<String>,
    /// The late values, a JSON object: prints the finished text instead of the segments
    #[arg(long, value_name = "FILE.json", requires = "late")]
    finish: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let engine = Engine::standard();
    let options = ParseOptions {
        escape: if arguments.no_escape { Escape::Off } else { Escape::Html },
        ..if arguments.lax { ParseOptions::lax() } else { ParseOptions::strict() }
    };
    let data = values(arguments.data.as_deref())?;
    let late = values(arguments.finish.as_deref())?;
    let partials = Shelf::read(arguments.partials.as_deref(), &engine, &options)?;
    let template = match engine.parse(&arguments.file.display().to_string(), source(&arguments.file)?, &options) {
        Ok(template) => template,
        Err(errors) => return refuse(terminal, &errors),
    };
    match result(arguments, &engine, &template, &data, &late, &partials) {
        Ok(text) => {
            // Data goes out as it is: a terminal's colours are the template's own business.
            let mut out = io::stdout().lock();
            out.write_all(text.as_bytes())?;
            out.flush()?;
            Ok(Outcome::Done)
        }
        Err(error) => refuse(terminal, &[error]),
    }
}

fn result(
    arguments: &Arguments,
    engine: &Engine,
    template: &Template,
    data: &Map<String, Json>,
    late: &Map<String, Json>,
    partials: &Shelf,
) -> Result<String, Error> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|time| i64::try_from(time.as_secs()).ok());
    let options = RenderOptions { partials, now, ..RenderOptions::default() };
    if arguments.late.is_empty() {
        return template.render(data, &options);
    }
    let segments = split::specialise(template, data, &LateNames::new(arguments.late.iter().cloned()), &options)?;
    if arguments.finish.is_some() {
        return split::finish(&segments, engine, late, &options);
    }
    // Segments are plain data: writing them as JSON cannot fail.
    Ok(serde_json::to_string_pretty(&segments).unwrap_or_default() + "\n")
}

fn refuse(terminal: &Terminal, errors: &[Error]) -> Result<Outcome, Failure> {
    let problems: Vec<Diagnostic> = errors.iter().map(diagnostic).collect();
    if terminal.format() == Format::Json {
        let found: Vec<Json> = problems.iter().map(diag::to_json).collect();
        terminal.data(&format!("{}\n", json!({ "diagnostics": found })))?;
    }
    terminal.problems_beside(&problems)?;
    Ok(Outcome::SiteHasErrors)
}

fn source(file: &Path) -> Result<String, Failure> {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        disk::read(file)
    };
    let bytes = bytes.map_err(|error| Failure::new(format!("cannot read `{}`: {error}", file.display())))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Failure::new(format!("`{}` is not UTF-8: byte {at} begins no character", file.display()))
    })
}

fn values(file: Option<&Path>) -> Result<Map<String, Json>, Failure> {
    let Some(file) = file else { return Ok(Map::new()) };
    match serde_json::from_str(&source(file)?) {
        Ok(Json::Object(values)) => Ok(values),
        Ok(_) => Err(Failure::new(format!("`{}` is no JSON object", file.display())).hint("write `{\"name\": value}`")),
        Err(error) => Err(Failure::new(format!("`{}` is no JSON: {error}", file.display()))),
    }
}

/// The partials of a folder, parsed.
struct Shelf(HashMap<String, Result<Template, Vec<Error>>>);

impl Shelf {
    fn read(folder: Option<&Path>, engine: &Engine, options: &ParseOptions) -> Result<Self, Failure> {
        let Some(folder) = folder else { return Ok(Self(HashMap::new())) };
        let refused = |error| Failure::new(format!("cannot read the folder `{}`: {error}", folder.display()));
        let (files, _) = disk::Folder::open(folder, &folder.join("dist")).map_err(refused)?;
        let mut partials = HashMap::new();
        for file in files.list() {
            let stem = file.path.strip_suffix(".liquid").unwrap_or(&file.path);
            let name = stem.strip_suffix(".html").unwrap_or(stem).to_owned();
            let path = folder.join(&file.path);
            partials.insert(name, engine.parse(&path.display().to_string(), source(&path)?, options));
        }
        Ok(Self(partials))
    }
}

impl Partials for Shelf {
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>> {
        Some(self.0.get(name)?.as_ref().map_err(Vec::as_slice))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.keys().cloned().collect();
        names.sort_unstable();
        names
    }
}
