//! The walk that puts files together: what is a schema gets a name, what is none is copied in.

use std::collections::{HashMap, HashSet};
use std::io;

use serde_json::{Map, Value};

use super::address::target;
use super::value_of;
use crate::tree::Node;

/// Files that one description may have.
const MOST_FILES: usize = 2000;
/// How deep copies may be nested.
const DEEPEST: usize = 200;

/// A reference that stays, and why.
type Gap = (String, String);
/// A file and a place in it.
type Target = (String, String);

/// What a value is, as far as that decides about references in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Anything that is no schema.
    Other,
    Schema,
    /// A mapping of names to schemas.
    Schemas,
    /// Examples, defaults: what looks like a reference is data.
    Data,
}

/// Whether any reference leads to another file.
pub(super) fn has_outside(node: &Node<'_>) -> bool {
    let is_outside = |text: &str| !text.starts_with('#') && !text.is_empty();
    let own = node.get("$ref").and_then(Node::text).is_some_and(is_outside);
    own || node.items().iter().any(has_outside)
        || node.entries().iter().any(|(key, value)| &*key.name != "example" && has_outside(value))
}

/// Puts everything together: the value, how many files are in it, what stays as it is.
pub(super) fn bundle(
    path: &str,
    mut root: Value,
    load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> (Value, usize, Vec<Gap>) {
    let is_old = root.get("swagger").is_some();
    let mut bundler = Bundler {
        root_path: path.to_owned(),
        load,
        files: HashMap::new(),
        names: HashMap::new(),
        taken: HashSet::new(),
        schemas: Vec::new(),
        open: Vec::new(),
        gaps: Vec::new(),
        prefix: if is_old { "#/definitions/" } else { "#/components/schemas/" },
    };
    bundler.known_names(&root, is_old);
    bundler.value(&mut root, path, Kind::Other, 0);
    let mut next = 0;
    while next < bundler.schemas.len() {
        let (name, target) = bundler.schemas[next].clone();
        if let Some(mut schema) = bundler.fetch(&target) {
            bundler.value(&mut schema, &target.0, Kind::Schema, 0);
            insert(&mut root, is_old, name, schema);
        }
        next += 1;
    }
    let files = bundler.files.values().filter(|file| file.is_some()).count();
    (root, files, bundler.gaps)
}

fn insert(root: &mut Value, is_old: bool, name: String, schema: Value) {
    let Value::Object(root) = root else { return };
    let empty = || Value::Object(Map::new());
    let schemas = match is_old {
        true => root.entry("definitions").or_insert_with(empty),
        false => match root.entry("components").or_insert_with(empty) {
            Value::Object(components) => components.entry("schemas").or_insert_with(empty),
            _ => return,
        },
    };
    if let Value::Object(schemas) = schemas {
        schemas.insert(name, schema);
    }
}

struct Bundler<'l> {
    root_path: String,
    load: &'l mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
    /// By path; what cannot be read stays unread.
    files: HashMap<String, Option<Value>>,
    names: HashMap<Target, String>,
    taken: HashSet<String>,
    /// Schemas to be added, in the order met.
    schemas: Vec<(String, Target)>,
    /// What is being copied, so that circles end.
    open: Vec<Target>,
    gaps: Vec<Gap>,
    prefix: &'static str,
}

impl Bundler<'_> {
    /// Names that the description has already: `Pet: { $ref: schemas/Pet.yaml }` gives that file's schema its name.
    fn known_names(&mut self, root: &Value, is_old: bool) {
        let pointer = if is_old { "/definitions" } else { "/components/schemas" };
        let Some(Value::Object(schemas)) = root.pointer(pointer) else { return };
        for (name, schema) in schemas {
            self.taken.insert(name.clone());
            let outside = schema.get("$ref").and_then(Value::as_str).filter(|text| !text.starts_with('#'));
            if let Some(Ok(target)) = outside.map(|text| target(&self.root_path, text)) {
                self.names.entry(target).or_insert_with(|| name.clone());
            }
        }
    }

    fn value(&mut self, value: &mut Value, base: &str, kind: Kind, depth: usize) {
        if kind == Kind::Data || depth > DEEPEST {
            return;
        }
        if kind != Kind::Schemas
            && let Some(reference) = value.get("$ref").and_then(Value::as_str).map(str::to_owned)
        {
            return self.reference(value, base, &reference, kind, depth);
        }
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item, base, kind, depth + 1)),
            Value::Object(map) => {
                for (key, child) in map.iter_mut() {
                    if key == "mapping" && kind == Kind::Schema {
                        self.mapping(child, base);
                        continue;
                    }
                    self.value(child, base, kind_of(key, kind), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, value: &mut Value, base: &str, text: &str, kind: Kind, depth: usize) {
        let found = match target(base, text) {
            Ok(found) => found,
            Err(reason) => return self.gap(text, reason),
        };
        if found.0 == self.root_path {
            if base != self.root_path {
                value["$ref"] = Value::String(format!("#{}", found.1));
            }
            return;
        }
        if kind == Kind::Schema && !self.is_its_name(&found, value, base, depth) {
            if self.fetch(&found).is_none() {
                return self.unread(text, &found);
            }
            let name = self.name(&found);
            value["$ref"] = Value::String(format!("{}{}", self.prefix, name.replace('~', "~0").replace('/', "~1")));
            return;
        }
        if self.open.contains(&found) {
            return self.gap(text, "it leads back to itself");
        }
        let Some(mut copy) = self.fetch(&found) else { return self.unread(text, &found) };
        self.open.push(found.clone());
        self.value(&mut copy, &found.0, kind, depth + 1);
        self.open.pop();
        // What stands beside the reference counts more: a summary or description of its own.
        if let (Value::Object(copy), Value::Object(own)) = (&mut copy, &*value) {
            for (key, own) in own.iter().filter(|(key, _)| *key != "$ref") {
                copy.insert(key.clone(), own.clone());
            }
        }
        *value = copy;
    }

    /// Whether this is where the named schema itself stands: `components.schemas.Pet: { $ref: … }`.
    fn is_its_name(&self, found: &Target, value: &Value, base: &str, depth: usize) -> bool {
        let depth_of_names = if self.prefix.starts_with("#/definitions") { 2 } else { 3 };
        base == self.root_path
            && depth == depth_of_names
            && self.open.is_empty()
            && self.names.contains_key(found)
            && !self.schemas.iter().any(|(_, known)| known == found)
            && value.as_object().is_some_and(|map| map.len() == 1)
    }

    /// The name of a schema of another file: its own where nobody has it.
    fn name(&mut self, found: &Target) -> String {
        if let Some(name) = self.names.get(found) {
            return name.clone();
        }
        let from_fragment = found.1.rsplit('/').next().unwrap_or_default();
        let file = found.0.rsplit('/').next().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or(file);
        let wanted = if from_fragment.is_empty() { stem } else { from_fragment };
        let fits = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
        let wanted: String = wanted.chars().map(fits).collect();
        let wanted = if wanted.is_empty() { "Schema".to_owned() } else { wanted };
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let name = std::iter::once(wanted.clone()).chain(numbered).find(|name| !self.taken.contains(name));
        let name = name.unwrap_or(wanted);
        self.taken.insert(name.clone());
        self.names.insert(found.clone(), name.clone());
        self.schemas.push((name.clone(), found.clone()));
        name
    }

    /// Values of `discriminator.mapping` are references without saying so.
    fn mapping(&mut self, mapping: &mut Value, base: &str) {
        let Value::Object(map) = mapping else { return };
        for value in map.values_mut() {
            let Some(text) = value.as_str().map(str::to_owned) else { continue };
            let is_reference =
                text.contains('#') || text.contains('/') || text.ends_with(".yaml") || text.ends_with(".json");
            let Ok(found) = target(base, &text) else { continue };
            if !is_reference || found.0 == self.root_path && base == self.root_path {
                continue;
            }
            if found.0 == self.root_path {
                *value = Value::String(format!("#{}", found.1));
            } else if self.fetch(&found).is_some() {
                let name = self.name(&found);
                *value = Value::String(format!("{}{name}", self.prefix));
            }
        }
    }

    fn fetch(&mut self, found: &Target) -> Option<Value> {
        if !self.files.contains_key(&found.0) {
            let read = if self.files.len() < MOST_FILES {
                (self.load)(&found.0).and_then(|bytes| value_of(&found.0, bytes))
            } else {
                Err(io::Error::other("there are too many files"))
            };
            if let Err(error) = &read {
                let reason = match error.kind() {
                    io::ErrorKind::NotFound => "there is no such file".to_owned(),
                    io::ErrorKind::PermissionDenied => "it may not be read from there".to_owned(),
                    _ => error.to_string(),
                };
                self.gaps.push((found.0.clone(), reason));
            }
            self.files.insert(found.0.clone(), read.ok());
        }
        let file = self.files.get(&found.0)?.as_ref()?;
        let pointer = percent_decoded(&found.1);
        if pointer.is_empty() { Some(file.clone()) } else { file.pointer(&pointer).cloned() }
    }

    fn unread(&mut self, text: &str, found: &Target) {
        if self.files.get(&found.0).is_some_and(Option::is_some) {
            self.gap(text, "there is nothing at that place");
        } else if let Some(gap) = self.gaps.iter_mut().find(|(known, _)| *known == found.0) {
            // Told by the text that the author wrote.
            text.clone_into(&mut gap.0);
        }
    }

    fn gap(&mut self, text: &str, reason: &str) {
        if !self.gaps.iter().any(|(known, _)| known == text) {
            self.gaps.push((text.to_owned(), reason.to_owned()));
        }
    }
}

fn percent_decoded(text: &str) -> String {
    text.replace("%7B", "{").replace("%7D", "}").replace("%7b", "{").replace("%7d", "}").replace("%20", " ")
}

/// What stands below a key.
fn kind_of(key: &str, kind: Kind) -> Kind {
    match (kind, key) {
        (Kind::Schemas, _) => Kind::Schema,
        (Kind::Schema, "properties" | "patternProperties" | "$defs" | "dependentSchemas" | "definitions") => {
            Kind::Schemas
        }
        (Kind::Schema, "example" | "examples" | "default" | "enum" | "const") => Kind::Data,
        (Kind::Schema, _) => Kind::Schema,
        (_, "schema" | "itemSchema") => Kind::Schema,
        (_, "schemas" | "definitions") => Kind::Schemas,
        (_, "example" | "value" | "dataValue") => Kind::Data,
        (kind, _) => kind,
    }
}
