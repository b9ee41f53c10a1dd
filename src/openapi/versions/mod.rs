//! From whatever version a description is written in to the form of OpenAPI 3.2, one small step for each version.
//! A step changes trees in place, so that every value keeps its place in the file.

mod edit;
mod shape;
mod v1;
mod v2;
mod v3_0;
mod v3_1;

use std::collections::HashSet;

use super::Files;
use super::document::{File, Loaded, Shelf, pointer_steps, reference_path};
use crate::diag::{Diagnostic, Span};
use crate::tree::{Node, Value};
use shape::{Child, Kind};
use v2::V2;

pub(super) use v2::Moves;

/// A generation of descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Version {
    /// Swagger 1.0, 1.1, 1.2.
    V1,
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.
    V3_0,
    /// OpenAPI 3.1.
    V3_1,
    /// OpenAPI 3.2.
    V3_2,
}

/// What climbing tells beside the trees.
pub(super) struct Climbed {
    /// What the file says it is, for readers.
    pub(super) dialect: String,
    /// What stands elsewhere now.
    pub(super) moves: Moves,
}

/// Finds out the version, and brings the trees of all files to the form of 3.2.
pub(super) fn climb<'s>(
    shelf: &'s Shelf,
    loaded: &mut Loaded<'s>,
    files: Files<'_>,
    diags: &mut Vec<Diagnostic>,
) -> Option<Climbed> {
    let (mut version, dialect) = named(&loaded.files[0], diags)?;
    for file in &mut loaded.files[1..] {
        file.version =
            named(file, &mut Vec::new()).map(|(version, _)| version).filter(|version| *version > Version::V1);
    }
    let mut moves = Moves::default();
    if version == Version::V1 {
        let first = loaded.files.len();
        v1::climb(shelf, loaded, files, diags);
        moves.parts.extend(first..loaded.files.len());
        version = Version::V2;
    }
    loaded.files[0].version = Some(version);
    let documents = (0..loaded.files.len()).filter(|at| loaded.files[*at].version.is_some()).collect();
    let mut climber = Climber { tasks: Vec::new(), known: HashSet::new(), documents, version, v2: V2::new(moves) };
    if loaded.files.iter().any(|file| file.version == Some(Version::V2)) {
        climber.v2.prepare(&loaded.files);
    }
    for file in loaded.files.iter_mut() {
        if let Some(version) = file.version {
            climber.version = version;
            climber.visit(&mut file.root, Kind::Root);
        }
    }
    climber.fragments(&mut loaded.files);
    Some(Climbed { dialect, moves: climber.v2.moves })
}

/// A value that a reference leads to, and what it is read as.
struct Task {
    file: usize,
    text: String,
    kind: Kind,
    version: Version,
}

/// Walks trees by what their values are, and applies the steps that are needed on the way.
struct Climber<'s> {
    tasks: Vec<Task>,
    known: HashSet<(usize, String, Kind)>,
    /// Files that are walked from their root.
    documents: HashSet<usize>,
    version: Version,
    v2: V2<'s>,
}

impl<'s> Climber<'s> {
    fn visit(&mut self, node: &mut Node<'s>, kind: Kind) {
        if self.version <= Version::V2 {
            self.v2.visit(node, kind);
        }
        if self.version <= Version::V3_0 {
            v3_0::visit(node, kind);
        }
        v3_1::visit(node, kind);
        let file = node.place.file() as usize;
        let Value::Map(entries) = &mut node.value else { return };
        for (key, value) in entries {
            if key.name == "$ref" && kind != Kind::Paths {
                if let Some(text) = value.text() {
                    self.found(file, text, kind);
                }
                continue;
            }
            match shape::child(kind, &key.name) {
                Child::None => {}
                Child::One(kind) => self.visit(value, kind),
                Child::List(kind) => match &mut value.value {
                    Value::List(items) => items.iter_mut().for_each(|item| self.visit(item, kind)),
                    // One schema where a list is expected, and the other way round.
                    _ => self.visit(value, kind),
                },
                Child::Map(kind) => {
                    if let Value::Map(entries) = &mut value.value {
                        entries.iter_mut().for_each(|(_, value)| self.visit(value, kind));
                    }
                }
            }
        }
    }

    /// Notes what a reference leads to, unless it is walked over anyway.
    fn found(&mut self, file: usize, text: &str, kind: Kind) {
        const NATURAL: [&str; 5] = ["#/components/", "#/definitions/", "#/parameters/", "#/responses/", "#/paths/"];
        let natural = NATURAL.iter().take(if self.version == Version::V2 { 5 } else { 1 });
        let mut natural = natural.chain(&NATURAL[4..]);
        if self.documents.contains(&file) && natural.any(|start| text.starts_with(start)) {
            return;
        }
        let key = (file, text.to_owned(), kind);
        if !self.known.contains(&key) {
            self.tasks.push(Task { file, text: text.to_owned(), kind, version: self.version });
            self.known.insert(key);
        }
    }

    /// Climbs what references lead to outside of what documents say by themselves.
    fn fragments(&mut self, files: &mut [File<'s>]) {
        while let Some(task) = self.tasks.pop() {
            let Some((path, fragment)) = reference_path(&files[task.file].path, &task.text) else { continue };
            let Some(at) = files.iter().position(|file| file.path == path) else { continue };
            if fragment.is_empty() && files[at].version.is_some() {
                continue;
            }
            self.version = files[at].version.unwrap_or(task.version);
            let moved = self.v2.moves.pointer(at, &fragment).unwrap_or(fragment);
            if let Some(node) = edit::below(&mut files[at].root, pointer_steps(&moved)) {
                self.visit(node, task.kind);
            }
        }
    }
}

/// The version that a file names, with its name for readers.
fn named(file: &File<'_>, diags: &mut Vec<Diagnostic>) -> Option<(Version, String)> {
    let root = &file.root;
    let refuse = |message: String, node: &Node<'_>| {
        Diagnostic::error("api/dialect", message)
            .at(Span::new(file.source, node.range()))
            .hint("Swagger 1.2 and 2.0, OpenAPI 3.0, 3.1 and 3.2 can be read")
    };
    if let Some(node) = root.get("openapi") {
        let text = node.text().unwrap_or_default().trim();
        let known = [("3.0", Version::V3_0), ("3.1", Version::V3_1), ("3.2", Version::V3_2)];
        let same =
            |name: &str| text == name || text.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '-']));
        if let Some((_, version)) = known.into_iter().find(|(name, _)| same(name)) {
            return Some((version, format!("OpenAPI {text}")));
        }
        if text == "3" {
            return Some((Version::V3_0, "OpenAPI 3.0".to_owned()));
        }
        diags.push(refuse(format!("`{text}` is no version of OpenAPI that can be read"), node));
        return None;
    }
    if let Some(node) = root.get("swagger").or_else(|| root.get("swaggerVersion")) {
        let text = node.text().unwrap_or_default().trim();
        if matches!(text, "1" | "1.0" | "1.1" | "1.2") {
            return Some((Version::V1, format!("Swagger {text}")));
        }
        // `swagger: 2.0` without quotes is a number; it is meant all the same.
        if matches!(text, "2.0" | "2") {
            return Some((Version::V2, "Swagger 2.0".to_owned()));
        }
        diags.push(refuse(format!("`{text}` is no version of Swagger that can be read"), node));
        return None;
    }
    // The first versions did not say which they were.
    if root.get("apis").is_some_and(|apis| apis.items().iter().any(|api| api.get("path").is_some())) {
        return Some((Version::V1, "Swagger 1.0".to_owned()));
    }
    let problem = Diagnostic::error("api/not-a-description", "this file describes no api")
        .at(Span::new(file.source, root.range().start..root.range().start))
        .hint("a description begins with `openapi: 3.1.0` or `swagger: \"2.0\"`");
    diags.push(problem);
    None
}
