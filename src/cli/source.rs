//! Descriptions that commands are told of: files, folders, versions of the site, the standard input, addresses.
//! Must not decide what is done with them.

use std::io::{self, Read};
use std::path::Path;

use super::failure::Failure;
use super::globals::Globals;
use crate::diag::{Diagnostic, Severity};
use crate::disk::SourceFolder;
use crate::input::register;
use crate::model::Description;
use crate::openapi::{self, MOST_BYTES};

/// Where the files of a description come from.
#[derive(Debug)]
pub(super) enum Shelf {
    /// A folder.
    Folder(SourceFolder),
    /// One text and nothing beside it.
    Alone(Vec<u8>),
}

/// A description's files: the one that was named, and where the others are.
#[derive(Debug)]
pub(super) struct Files {
    /// Path of the description within the shelf.
    pub(super) path: String,
    pub(super) shelf: Shelf,
    /// What it is called in reports.
    pub(super) name: String,
}

impl Files {
    /// The bytes of one of them.
    pub(super) fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match &self.shelf {
            Shelf::Folder(folder) => folder.read(path),
            Shelf::Alone(bytes) if path == self.path => Ok(bytes.clone()),
            Shelf::Alone(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// A description that was read.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) name: String,
    pub(super) content: Description,
}

impl Opened {
    /// Title and version, or its name where both sides would read the same.
    pub(super) fn label(&self) -> String {
        format!("{} {} ({})", self.content.title, self.content.version, self.name)
    }
}

/// Reads the description that an argument names.
pub(super) fn description(argument: &str, globals: &Globals) -> Result<Opened, Failure> {
    let files = match version_of_site(argument, globals)? {
        Some(files) => files,
        None => local(argument, None)?,
    };
    let mut problems = Vec::new();
    let content = read(&files, &mut problems)?;
    if content.dialect.is_empty() {
        return Err(no_description(&files.name, &problems));
    }
    Ok(Opened { name: argument.to_owned(), content })
}

/// Reads the model of a description.
pub(super) fn read(files: &Files, problems: &mut Vec<Diagnostic>) -> Result<Description, Failure> {
    files.read(&files.path).map_err(|error| unreadable(&files.name, &error))?;
    Ok(openapi::read(&files.path, &|path| files.read(path), problems))
}

/// Why a file is none that can be used, from the first error in it.
pub(super) fn no_description(name: &str, problems: &[Diagnostic]) -> Failure {
    let error = problems.iter().find(|problem| problem.severity == Severity::Error);
    let reason = error.map_or("it says neither `openapi` nor `swagger`".to_owned(), |error| {
        let place = error.span.as_ref().map(|span| span.start());
        place.map_or(error.message.clone(), |at| format!("{}:{}: {}", at.line, at.column, error.message))
    });
    let hint = error.and_then(|error| error.hints.first().cloned());
    Failure::new(format!("`{name}` is no description of an api: {reason}"))
        .hint(hint.unwrap_or_else(|| "a description begins with `openapi: 3.1.0` or `swagger: \"2.0\"`".to_owned()))
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read `{name}`: {error}"))
}

/// A file, a folder or the standard input. References may not leave `root`, or the folder of the file.
pub(super) fn local(argument: &str, root: Option<&Path>) -> Result<Files, Failure> {
    if argument == "-" {
        let mut bytes = Vec::new();
        let stdin = io::stdin().lock().take(MOST_BYTES + 1);
        { stdin }.read_to_end(&mut bytes).map_err(|error| unreadable("the standard input", &error))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(Failure::new(format!("the standard input has more than {} MB", MOST_BYTES >> 20)));
        }
        let (path, name) = ("stdin".to_owned(), "the standard input".to_owned());
        return Ok(Files { path, name, shelf: Shelf::Alone(bytes) });
    }
    let path = Path::new(argument);
    let is_folder = path.is_dir();
    let base = root.unwrap_or(if is_folder { path } else { path.parent().unwrap_or(Path::new(".")) });
    if !path.exists() {
        return Err(Failure::new(format!("there is no file or folder `{argument}`"))
            .hint("name a file, a folder, `API/VERSION` of the site, an `https:` address, or `-`"));
    }
    let folder = SourceFolder::open(base).map_err(|error| unreadable(argument, &error))?;
    let file = if is_folder { entry(&folder, path)? } else { path.to_path_buf() };
    let Some(path) = folder.path_of(&file) else {
        return Err(Failure::new(format!("`{}` is not below `{}`", file.display(), base.display()))
            .hint("`--root` names a folder that holds the description and all it refers to"));
    };
    Ok(Files { path, name: file.display().to_string(), shelf: Shelf::Folder(folder) })
}

/// The description within a folder: the only one, or the only one that is nearest to the top.
fn entry(folder: &SourceFolder, path: &Path) -> Result<std::path::PathBuf, Failure> {
    let within = SourceFolder::open(path).map_err(|error| unreadable(&path.display().to_string(), &error))?;
    let found: Vec<String> = within
        .candidates()
        .into_iter()
        .filter(|path| within.read(path).is_ok_and(|bytes| openapi::is_description(&bytes)))
        .collect();
    let depth = |path: &String| path.matches('/').count();
    let nearest = found.iter().map(depth).min().unwrap_or_default();
    let nearest: Vec<&String> = found.iter().filter(|path| depth(path) == nearest).collect();
    let _ = folder;
    match nearest[..] {
        [] => Err(Failure::new(format!("no file below `{}` is a description of an api", path.display()))
            .hint("a description begins with `openapi: 3.1.0` or `swagger: \"2.0\"`")),
        [only] => Ok(path.join(only)),
        [first, ..] => {
            let names: Vec<String> = nearest.iter().take(4).map(|name| format!("`{name}`")).collect();
            let words = format!("`{}` has {} descriptions: {}", path.display(), nearest.len(), names.join(", "));
            let file = path.join(first);
            Err(Failure::new(words).hint(format!(
                "name one, and what it may refer to: `{} --root {}`",
                file.display(),
                path.display()
            )))
        }
    }
}

/// `api/version`, where that is no file and there is a site with such a version.
fn version_of_site(argument: &str, globals: &Globals) -> Result<Option<Files>, Failure> {
    let Some((api, version)) = argument.split_once('/') else { return Ok(None) };
    if version.contains('/') || Path::new(argument).exists() || argument.contains(':') {
        return Ok(None);
    }
    let Ok(site) = globals.site() else { return Ok(None) };
    let folder = SourceFolder::open(&site).map_err(|error| unreadable(&site.display().to_string(), &error))?;
    let config = folder.read("portal.yaml").map_err(|error| unreadable("portal.yaml", &error))?;
    let file = register::file_of(&String::from_utf8_lossy(&config), api, version);
    let named = [file, Some(format!("apis/{api}/{version}.yaml"))].into_iter().flatten();
    let others = ["yml", "json"].map(|extension| format!("apis/{api}/{version}.{extension}"));
    let Some(path) = named.chain(others).find(|path| folder.read(path).is_ok()) else {
        return Err(Failure::new(format!("the site has no description of `{argument}`"))
            .hint(format!("it would be `apis/{api}/{version}.yaml`")));
    };
    Ok(Some(Files { name: path.clone(), path, shelf: Shelf::Folder(folder) }))
}
