//! From Swagger 2.0 to 3.0: what a document says once for all operations (hosts, media types) goes to where 3.0 has it,
//! bodies and forms become request bodies, types of parameters become schemas.

mod body;
mod moves;
mod operation;
mod parameter;
mod root;

use std::collections::HashMap;

use super::edit::{map, set, take, text};
use super::shape::Kind;
use crate::openapi::document::{File, pointer_steps, reference_path};
use crate::tree::{Node, Place, Value};

pub(in crate::openapi) use moves::Moves;

/// What a document of 2.0 says once for all operations, and what operations need of parameters elsewhere.
#[derive(Default)]
pub(super) struct V2<'s> {
    consumes: Vec<Node<'s>>,
    produces: Vec<Node<'s>>,
    /// Host with base path, where a host is given.
    address: Option<(String, Place)>,
    /// Bodies and form fields that operations refer to, by file and reference.
    elsewhere: HashMap<(u32, String), Node<'s>>,
    pub(super) moves: Moves,
}

impl<'s> V2<'s> {
    /// What has moved already is part of what it tells.
    pub(super) fn new(moves: Moves) -> Self {
        Self { moves, ..Self::default() }
    }

    /// Looks up what references of `parameters` lead to, as long as it is where it was written.
    pub(super) fn prepare(&mut self, files: &[File<'s>]) {
        for file in files {
            self.look(&file.root, files);
        }
    }

    fn look(&mut self, node: &Node<'s>, files: &[File<'s>]) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.look(item, files)),
            Value::Map(entries) => {
                for (key, value) in entries {
                    if key.name == "parameters" {
                        value.items().iter().for_each(|item| self.look_up(item, files));
                    }
                    self.look(value, files);
                }
            }
            _ => {}
        }
    }

    fn look_up(&mut self, parameter: &Node<'s>, files: &[File<'s>]) {
        let Some(reference) = parameter.get("$ref").and_then(Node::text) else { return };
        let key = (parameter.place.file(), reference.to_owned());
        if self.elsewhere.contains_key(&key) {
            return;
        }
        if let Some(target) = target(parameter, files).filter(|target| is_sent(target)) {
            self.elsewhere.insert(key, target.clone());
        }
    }

    /// Changes one value; those below it are visited by themselves.
    pub(super) fn visit(&mut self, node: &mut Node<'s>, kind: Kind) {
        if node.get("$ref").is_some() && !matches!(kind, Kind::PathItem | Kind::Root) {
            return;
        }
        match kind {
            Kind::Root => self.root(node),
            Kind::PathItem => self.path_item(node),
            Kind::Operation => self.operation(node),
            Kind::Parameter => parameter::parameter(node),
            Kind::Header => parameter::header(node),
            Kind::Response => {
                let produces = self.produces.clone();
                operation::response(node, &produces);
            }
            Kind::Schema => schema(node),
            Kind::SecurityScheme => security_scheme(node),
            _ => {}
        }
    }
}

/// What a reference leads to, through a few more of them.
fn target<'n, 's>(parameter: &'n Node<'s>, files: &'n [File<'s>]) -> Option<&'n Node<'s>> {
    let mut node = parameter;
    for _ in 0..8 {
        let Some(reference) = node.get("$ref").and_then(Node::text) else { return Some(node) };
        let base = files.get(node.place.file() as usize)?;
        let (path, fragment) = reference_path(&base.path, reference)?;
        let file = files.iter().find(|file| file.path == path)?;
        node = pointer_steps(&fragment).try_fold(&file.root, |node, step| match &node.value {
            Value::List(items) => items.get(step.parse::<usize>().ok()?),
            _ => node.get(&step),
        })?;
    }
    None
}

/// Whether a parameter is a body or a field of a form.
fn is_sent(parameter: &Node<'_>) -> bool {
    matches!(parameter.get("in").and_then(Node::text), Some("body" | "formData"))
}

/// The words of schemas that 3.0 has others for.
fn schema(node: &mut Node<'_>) {
    if let Some((key, flag)) = take(node, "x-nullable")
        && node.get("nullable").is_none()
    {
        set(node, "nullable", Node { place: key.place, value: flag.value });
    }
    if node.get("discriminator").is_some_and(|property| property.text().is_some())
        && let Some((key, property)) = take(node, "discriminator")
    {
        let place = property.place;
        set(node, "discriminator", map(vec![(super::edit::key("propertyName", key.place), property)], place));
    }
    if node.get("type").and_then(Node::text) == Some("file")
        && let Some((_, kind)) = take(node, "type")
    {
        set(node, "type", text("string", kind.place));
        set(node, "format", text("binary", kind.place));
    }
}

/// `basic` is a scheme of HTTP; a flow of OAuth has an object of its own.
fn security_scheme(node: &mut Node<'_>) {
    let Some(kind) = node.get("type") else { return };
    let place = kind.place;
    match kind.text() {
        Some("basic") => {
            set(node, "type", text("http", place));
            set(node, "scheme", text("basic", place));
        }
        Some("oauth2") if node.get("flows").is_none() => {
            let flow = take(node, "flow");
            let name = match flow.as_ref().and_then(|(_, flow)| flow.text()) {
                Some("implicit") => "implicit",
                Some("password") => "password",
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                _ => return,
            };
            let parts =
                ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"].iter().filter_map(|name| take(node, name));
            let parts: Vec<_> = parts.collect();
            let flow = map(parts, place);
            set(node, "flows", map(vec![(super::edit::key(name, place), flow)], place));
        }
        _ => {}
    }
}
