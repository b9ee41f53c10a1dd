//! Bytes to trees: encodings, JSON or YAML, and the other files that a description refers to.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::File;
use super::reference;
use super::resolve::{Gap, missing};
use crate::diag::{Diagnostic, Source, Span};
use crate::openapi::{Files, MOST_BYTES};
use crate::tree::{Node, Place, VALUE_LIMIT, Value, json, yaml};

/// Most files that one description may have.
const FILES_LIMIT: usize = 2000;

/// Keeps the texts that trees borrow from.
#[derive(Default)]
pub(in crate::openapi) struct Shelf(OnceCell<Box<(Arc<Source>, Shelf)>>);

impl Shelf {
    /// Keeps one more text.
    fn add(&self, source: Arc<Source>) -> &Arc<Source> {
        let mut end = self;
        while let Some(book) = end.0.get() {
            end = &book.1;
        }
        &end.0.get_or_init(|| Box::new((source, Self::default()))).0
    }
}

/// The files of a description, the first one being its own.
pub(in crate::openapi) struct Loaded<'s> {
    pub(in crate::openapi) files: Vec<File<'s>>,
    pub(super) missing: HashMap<String, Gap>,
    bytes: u64,
    values: usize,
}

/// Reads the file at `path`, and every file that references lead to.
pub(super) fn load<'s>(
    shelf: &'s Shelf,
    path: &str,
    files: Files<'_>,
    diags: &mut Vec<Diagnostic>,
) -> Option<Loaded<'s>> {
    let mut loaded = Loaded { files: Vec::new(), missing: HashMap::new(), bytes: 0, values: 0 };
    let bytes = match files(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let words = format!("`{path}` cannot be read: {error}");
            let problem = match error.kind() {
                io::ErrorKind::FileTooLarge => Diagnostic::error("api/too-large", words),
                _ => Diagnostic::error("api/unreadable", words),
            };
            diags.push(problem.at(Span::file(&Source::new(path, ""))));
            return None;
        }
    };
    let source = match decode(path, bytes, MOST_BYTES) {
        Ok(source) => shelf.add(source),
        Err(problem) => {
            diags.push(*problem);
            return None;
        }
    };
    let before = diags.len();
    let root = parse(source, 0, path, diags);
    if root.is_none() && diags.len() == before {
        diags.push(Diagnostic::error("api/empty", "the description is empty").at(Span::file(source)));
    }
    loaded.push(path.to_owned(), source, root?);
    loaded.follow(shelf, files, diags);
    Some(loaded)
}

impl<'s> Loaded<'s> {
    fn push(&mut self, path: String, source: &'s Arc<Source>, root: Node<'s>) {
        self.bytes += source.text().len() as u64;
        self.files.push(File { path, source, root, version: None });
    }

    /// Reads the files that references lead to, and those that these lead to.
    pub(in crate::openapi) fn follow(&mut self, shelf: &'s Shelf, files: Files<'_>, diags: &mut Vec<Diagnostic>) {
        let mut known: HashSet<String> = self.files.iter().map(|file| file.path.clone()).collect();
        let mut texts = false;
        let mut at = 0;
        while at < self.files.len() {
            let mut found = Vec::new();
            self.values += collect(&self.files[at].root, &mut found);
            let base = &self.files[at].path;
            let paths: Vec<String> = found.iter().filter_map(|text| target(base, text)).collect();
            for path in paths {
                if known.insert(path.clone()) {
                    texts |= is_text(&path);
                    self.add(&path, shelf, files, diags);
                }
            }
            at += 1;
        }
        if texts {
            self.put_in_texts();
        }
    }

    /// Reads one more file; that it cannot be read is said where something refers to it.
    pub(in crate::openapi) fn add(
        &mut self,
        path: &str,
        shelf: &'s Shelf,
        files: Files<'_>,
        diags: &mut Vec<Diagnostic>,
    ) -> Option<usize> {
        let gap = match self.read(path, files) {
            Ok(source) => {
                let source = shelf.add(source);
                let number = u32::try_from(self.files.len()).unwrap_or(u32::MAX);
                let root = if is_text(path) {
                    let place = Place::new(0..source.text().len(), number);
                    Some(Node { place, value: Value::Text(source.text().into()) })
                } else {
                    parse(source, number, path, diags)
                };
                if let Some(root) = root {
                    self.push(path.to_owned(), source, root);
                    return Some(self.files.len() - 1);
                }
                Gap::new("ref/broken", format!("`{path}` holds nothing"), "write the value there that is referred to")
            }
            Err(gap) => gap,
        };
        self.missing.insert(path.to_owned(), gap);
        None
    }

    fn read(&self, path: &str, files: Files<'_>) -> Result<Arc<Source>, Gap> {
        if self.files.len() >= FILES_LIMIT || self.values > VALUE_LIMIT {
            let words = format!("`{path}` is not read: the description has too many files or values");
            return Err(Gap::new("ref/limit", words, "split the description"));
        }
        let bytes = files(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => missing(path),
            _ => Gap::new("ref/broken", format!("`{path}` cannot be read: {error}"), "correct the path"),
        })?;
        decode(path, bytes, MOST_BYTES.saturating_sub(self.bytes)).map_err(|problem| {
            let hint = problem.hints.first().cloned().unwrap_or_default();
            Gap::new("ref/broken", format!("`{path}`: {}", problem.message), hint)
        })
    }

    /// Puts texts of files (`description: { $ref: intro.md }`) where they are referred to.
    fn put_in_texts(&mut self) {
        let texts: HashMap<String, Node<'s>> = self
            .files
            .iter()
            .filter(|file| is_text(&file.path))
            .map(|file| (file.path.clone(), file.root.clone()))
            .collect();
        for file in &mut self.files {
            put_in(&mut file.root, &file.path, &texts);
        }
    }
}

fn put_in<'s>(node: &mut Node<'s>, base: &str, texts: &HashMap<String, Node<'s>>) {
    let text = node.get("$ref").and_then(Node::text).and_then(|text| target(base, text));
    if let Some(found) = text.and_then(|path| texts.get(&path)) {
        *node = found.clone();
        return;
    }
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| put_in(item, base, texts)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| put_in(value, base, texts)),
        _ => {}
    }
}

/// The path of another file that a `$ref` leads to, if it does and may.
fn target(base: &str, text: &str) -> Option<String> {
    let path = reference::split(text).path;
    if path.is_empty() { None } else { reference::resolve(base, path).ok() }
}

/// The path of the file that a `$ref` in the file at `base` leads to, and the fragment behind it.
pub(in crate::openapi) fn reference_path(base: &str, text: &str) -> Option<(String, String)> {
    let reference = reference::split(text);
    let path =
        if reference.path.is_empty() { base.to_owned() } else { reference::resolve(base, reference.path).ok()? };
    Some((path, reference.fragment.to_owned()))
}

/// Collects the references to other files; gives how many values there are.
fn collect<'n>(node: &'n Node<'_>, found: &mut Vec<&'n str>) -> usize {
    match &node.value {
        Value::List(items) => 1 + items.iter().map(|item| collect(item, found)).sum::<usize>(),
        Value::Map(entries) => {
            let mut count = 1;
            for (key, value) in entries {
                match value.text() {
                    Some(text) if key.name == "$ref" && !text.starts_with('#') => found.push(text),
                    // `discriminator.mapping` names files without `$ref`.
                    None if key.name == "mapping" => {
                        let texts = value.entries().iter().filter_map(|(_, value)| value.text());
                        found.extend(
                            texts.filter(|text| [".yaml", ".yml", ".json"].iter().any(|end| text.contains(end))),
                        );
                    }
                    _ => {}
                }
                count += collect(value, found);
            }
            count
        }
        _ => 1,
    }
}

/// Whether a file is taken as it is: code, Markdown.
pub(in crate::openapi) fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_some_and(|(_, extension)| {
        !matches!(extension.to_ascii_lowercase().as_str(), "json" | "yaml" | "yml" | "jsonc" | "json5")
            && extension.bytes().all(|byte| byte.is_ascii_alphabetic())
            && extension.len() <= 10
    })
}

/// The tree of a text in JSON or YAML.
pub(in crate::openapi) fn parse<'s>(
    source: &'s Arc<Source>,
    file: u32,
    path: &str,
    diags: &mut Vec<Diagnostic>,
) -> Option<Node<'s>> {
    let text = source.text().trim_start_matches('\u{feff}').trim_start();
    let is_yaml = path.ends_with(".yaml") || path.ends_with(".yml");
    if path.ends_with(".json") || text.starts_with('{') {
        let mut problems = Vec::new();
        let root = json::parse(source, file, &mut problems);
        // YAML may begin with a bracket too.
        if problems.is_empty() || !is_yaml {
            diags.append(&mut problems);
            return root;
        }
    }
    yaml::parse_file(source, file, diags)
}

/// Bytes as text.
fn decode(path: &str, bytes: Vec<u8>, limit: u64) -> Result<Arc<Source>, Box<Diagnostic>> {
    let nowhere = || Span::file(&Source::new(path, ""));
    if bytes.len() as u64 > limit {
        let message =
            format!("the description has {} MB, more than the {} MB it may have", bytes.len() >> 20, limit >> 20);
        let problem = Diagnostic::error("api/too-large", message).at(nowhere());
        return Err(Box::new(problem.hint("take out what is no description, such as examples of whole files")));
    }
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b' '..=b'~', ..] | [b' '..=b'~', 0, ..]) {
        let problem = Diagnostic::error("api/encoding", "the file is UTF-16, expected UTF-8").at(nowhere());
        return Err(Box::new(problem.hint("save the file as UTF-8")));
    }
    String::from_utf8(bytes).map(|text| Source::new(path, text)).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let problem = Diagnostic::error("api/encoding", format!("the file is not UTF-8: byte {at} is 0x{byte:02x}"))
            .at(Span::new(&Source::new(path, before), at..at));
        Box::new(problem.hint("save the file as UTF-8"))
    })
}
