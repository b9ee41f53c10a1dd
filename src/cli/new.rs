//! `portal new`: a small portal to begin with, or a theme's files to change.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use super::failure::{Failure, Outcome};
use super::globals::Globals;
use super::summary::count;
use super::terminal::Terminal;
use crate::disk::{PlaceError, create_files};
use crate::input::theme;

/// Arguments of `portal new`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the new site; with `--theme-files`, of an existing one
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The portal's name [default: asked for, or made from the folder's name]
    #[arg(long, value_name = "TITLE", conflicts_with = "theme_files")]
    title: Option<String>,
    /// Copy the theme's files into the site, to change them there
    #[arg(long)]
    theme_files: bool,
}

/// What a new site consists of. `{title}` stands for its name.
const START: [(&str, &[u8]); 13] = [
    ("portal.yaml", include_bytes!("start/portal.yaml")),
    ("content/index.md", include_bytes!("start/content/index.md")),
    ("content/plans.md", include_bytes!("start/content/plans.md")),
    ("content/docs/_section.yaml", include_bytes!("start/content/docs/_section.yaml")),
    ("content/docs/index.md", include_bytes!("start/content/docs/index.md")),
    ("content/docs/getting-started.md", include_bytes!("start/content/docs/getting-started.md")),
    ("content/docs/authentication.md", include_bytes!("start/content/docs/authentication.md")),
    ("content/changelog/_section.yaml", include_bytes!("start/content/changelog/_section.yaml")),
    (
        "content/changelog/2026-01-15-first-version.md",
        include_bytes!("start/content/changelog/2026-01-15-first-version.md"),
    ),
    ("apis/orders/v1.yaml", include_bytes!("start/apis/orders/v1.yaml")),
    ("images/icon.ico", include_bytes!("../../site-example/images/icon.ico")),
    ("personas/gold.yaml", include_bytes!("../../site-example/personas/gold.yaml")),
    (".gitignore", b"/dist\n"),
];

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let folder = &arguments.folder;
    if arguments.theme_files {
        return copy_theme(folder, globals, terminal);
    }
    let title = match arguments.title {
        Some(title) => title,
        None if terminal.is_interactive() => ask(&title_of(folder), terminal)?,
        None => title_of(folder),
    };
    let title = title.trim();
    if title.is_empty() || title.chars().any(char::is_control) {
        return Err(Failure::new("a title needs at least one character, and none that cannot be seen"));
    }
    let files: Vec<(String, Vec<u8>)> =
        START.iter().map(|(path, bytes)| ((*path).to_owned(), fill_in(path, bytes, title))).collect();
    create_files(folder, &files).map_err(|error| failure(folder, error))?;
    let (files, folder) = (count(files.len(), "file"), folder.display());
    terminal.talk(&format!("wrote {files} to {folder}\nnext: portal serve --site {folder} --open\n"));
    Ok(Outcome::Done)
}

fn copy_theme(folder: &Path, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    if !folder.join("portal.yaml").is_file() {
        let _ = globals;
        return Err(Failure::new(format!("`{}` has no `portal.yaml`", folder.display()))
            .hint("theme files are copied into an existing site"));
    }
    let files: Vec<(String, Vec<u8>)> = theme::files(theme::DEFAULT)
        .into_iter()
        .filter(|(path, _)| path != "theme.yaml")
        .map(|(path, bytes)| (path, bytes.into_owned()))
        .collect();
    create_files(folder, &files).map_err(|error| failure(folder, error))?;
    let (files, folder) = (count(files.len(), "file"), folder.display());
    terminal.talk(&format!("copied {files} to {folder}; delete those that you do not change\n"));
    Ok(Outcome::Done)
}

fn title_of(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let words: Vec<String> = name.split(['-', '_', ' ']).filter(|word| !word.is_empty()).map(capitalised).collect();
    if words.is_empty() { "Developer portal".to_owned() } else { words.join(" ") }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn ask(default: &str, terminal: &Terminal) -> Result<String, Failure> {
    terminal.talk(&format!("name of the portal [{default}]: "));
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failure::new(format!("cannot read the answer: {error}")))?;
    Ok(if line.trim().is_empty() { default.to_owned() } else { line })
}

/// Puts the title in. In YAML it is quoted as JSON is, which YAML reads as it is.
fn fill_in(path: &str, bytes: &[u8], title: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let text = match path {
        "portal.yaml" => text.replace("{title}", &serde_json::Value::from(title).to_string()),
        "content/index.md" => {
            text.replace("Build on {title}", &serde_json::Value::from(format!("Build on {title}")).to_string())
        }
        _ => text.to_owned(),
    };
    text.into_bytes()
}

fn failure(folder: &Path, error: PlaceError) -> Failure {
    match error {
        PlaceError::Exists(paths) => {
            let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
            let first = paths.first().map(String::as_str).unwrap_or_default();
            Failure::new(format!("`{}` has `{first}`{more} already; nothing was written", folder.display()))
                .hint("choose another folder, or take those files away")
        }
        PlaceError::Io(path, error) => Failure::new(format!("cannot write `{}`: {error}", path.display())),
    }
}
