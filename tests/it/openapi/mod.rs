//! Descriptions to the model: real files against independent counts, one construct in every version, broken input.

mod broken;
mod counts;
mod data;
mod figures;
mod oracle;
mod same;

use std::io;
use std::path::{Path, PathBuf};

use portal::diag::{self, Diagnostic, Format, ReportOptions, Source};
use portal::model::Description;
use portal::openapi;
use portal::tree::yaml;
use serde_json::Value;

/// The shared data folder; `PORTAL_SHARED` names another one. Says plainly when it is missing.
fn shared(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("PORTAL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("NOT RUN: there is no {}; set PORTAL_SHARED to the folder of shared data", folder.display());
    None
}

/// Every description below a folder: files that name a version themselves, in order.
fn descriptions(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder can be listed").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "json" || ext == "yaml") && names_a_version(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn names_a_version(path: &Path) -> bool {
    let root = value(path);
    ["openapi", "swagger"].iter().any(|key| root.get(key).is_some())
}

/// A file as plain JSON.
fn value(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_else(|_| yaml_value(&text))
}

/// A text in YAML as plain JSON.
fn yaml_value(text: &str) -> Value {
    let source = Source::new("f", text);
    yaml::parse(&source, 0..source.text().len(), &mut Vec::new()).map_or(Value::Null, |node| node.to_json())
}

/// A description of one file.
fn read_text(name: &str, text: &str) -> (Description, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let files = |path: &str| if path == name { Ok(text.into()) } else { Err(io::ErrorKind::NotFound.into()) };
    let description = openapi::read(name, &files, &mut problems);
    (description, problems)
}

/// The description at a path, which may refer to files below `folder`.
fn read(folder: &Path, path: &Path) -> (Description, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let name = path.strip_prefix(folder).expect("it lies there").to_string_lossy().replace('\\', "/");
    let description = openapi::read(&name, &|path| std::fs::read(folder.join(path)), &mut problems);
    (description, problems)
}

/// Problems, a line each.
fn report(problems: &[Diagnostic]) -> String {
    let options = ReportOptions { format: Format::Short, ..ReportOptions::default() };
    diag::report(problems, &options)
}
