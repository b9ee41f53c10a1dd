//! Descriptions to the model: real files against independent counts, one construct in every version, broken input.

mod counts;
mod data;
mod oracle;
mod same;

use std::path::{Path, PathBuf};

use portal::diag::{Diagnostic, Source};
use portal::model::Description;
use portal::openapi;
use portal::yaml;
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

fn read_text(name: &str, text: &str) -> (Description, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let description = openapi::read(&Source::new(name, text), &mut problems);
    (description, problems)
}

fn read(path: &Path) -> (Description, Vec<Diagnostic>) {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let mut problems = Vec::new();
    let name = path.file_name().expect("it has a name").to_string_lossy();
    let description = openapi::read(&Source::new(name, text), &mut problems);
    (description, problems)
}
