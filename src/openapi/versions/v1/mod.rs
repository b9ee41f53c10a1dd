//! From Swagger 1.0, 1.1 and 1.2 to 2.0: a listing and the declarations beside it become one document.

mod operation;
mod security;
mod types;

use super::edit::{Entry, key, list, map, set, take, text};
use crate::diag::{Diagnostic, Span};
use crate::openapi::Files;
use crate::openapi::document::{Loaded, Shelf, reference_path};
use crate::tree::{Node, Place, Value};

/// A declaration: the operations of one resource.
struct Declaration<'s> {
    root: Node<'s>,
    /// The name of the resource, for a tag.
    name: Option<(String, Place)>,
}

/// Puts the document of 2.0 in the place of the first file's tree.
pub(super) fn climb<'s>(shelf: &'s Shelf, loaded: &mut Loaded<'s>, files: Files<'_>, diags: &mut Vec<Diagnostic>) {
    let place = loaded.files[0].root.place;
    let mut listing = std::mem::replace(&mut loaded.files[0].root, map(Vec::new(), place));
    let is_listing =
        listing.get("apis").is_some_and(|apis| apis.items().iter().all(|api| api.get("operations").is_none()));
    let mut document = map(vec![(key("swagger", place), text("2.0", place))], place);
    set(&mut document, "info", info(&mut listing));
    if let Some((_, authorizations)) = take(&mut listing, "authorizations") {
        let definitions = security::definitions(authorizations);
        set(&mut document, "securityDefinitions", definitions);
    }
    let declarations = if is_listing {
        declarations(&mut listing, shelf, loaded, files, diags)
    } else {
        let name = listing.get("resourcePath").and_then(resource_name);
        vec![Declaration { root: listing, name }]
    };
    let mut parts = Parts::default();
    for declaration in declarations {
        parts.add(declaration);
    }
    parts.finish(&mut document);
    loaded.files[0].root = document;
}

/// The paths and models of all declarations.
#[derive(Default)]
struct Parts<'s> {
    base: Option<(String, Place)>,
    paths: Vec<Entry<'s>>,
    models: Vec<Entry<'s>>,
    tags: Vec<Node<'s>>,
}

impl<'s> Parts<'s> {
    fn add(&mut self, declaration: Declaration<'s>) {
        let Declaration { mut root, name } = declaration;
        let base = take(&mut root, "basePath").and_then(|(_, base)| Some((base.text()?.to_owned(), base.place)));
        if let Some((name, place)) = &name {
            let mut tag = map(vec![(key("name", *place), text(name.clone(), *place))], *place);
            if let Some((_, description)) = take(&mut root, "description") {
                set(&mut tag, "description", description);
            }
            self.tags.push(tag);
        }
        if self.base.is_none() {
            self.base.clone_from(&base);
        }
        let media = operation::Media { consumes: take(&mut root, "consumes"), produces: take(&mut root, "produces") };
        if let Some((_, Node { value: Value::Map(models), .. })) = take(&mut root, "models") {
            for (name, model) in models {
                if !self.models.iter().any(|(known, _)| known.name == name.name) {
                    self.models.push((name, types::model(model)));
                }
            }
        }
        let apis = match take(&mut root, "apis") {
            Some((_, Node { value: Value::List(apis), .. })) => apis,
            _ => Vec::new(),
        };
        for mut api in apis {
            let Some((_, path)) = take(&mut api, "path") else { continue };
            let Some(address) = path.text().map(|path| path.replace("{format}", "json")) else { continue };
            let mut item = map(Vec::new(), api.place);
            if base.is_some() && base != self.base {
                let (url, place) = base.clone().unwrap_or_default();
                set(&mut item, "servers", list(vec![map(vec![(key("url", place), text(url, place))], place)], place));
            }
            if let Some((_, Node { value: Value::List(operations), .. })) = take(&mut api, "operations") {
                let operations = operations.into_iter().filter_map(|node| operation::operation(node, &name, &media));
                if let Value::Map(entries) = &mut item.value {
                    entries.extend(operations);
                }
            }
            match self.paths.iter_mut().find(|(known, _)| known.name == address) {
                Some((_, Node { value: Value::Map(known), .. })) => {
                    if let Value::Map(more) = item.value {
                        known.extend(more);
                    }
                }
                _ => self.paths.push((key(address, path.place), item)),
            }
        }
    }

    fn finish(mut self, document: &mut Node<'s>) {
        let place = document.place;
        if let Some((base, place)) = self.base {
            let (scheme, rest) =
                base.split_once("://").map_or((None, base.as_str()), |(scheme, rest)| (Some(scheme), rest));
            let (host, path) = match scheme {
                Some(_) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
                None => ("", rest),
            };
            if let Some(scheme) = scheme {
                set(document, "schemes", list(vec![text(scheme.to_owned(), place)], place));
                set(document, "host", text(host.to_owned(), place));
            }
            set(document, "basePath", text(path.to_owned(), place));
        }
        types::put_in_families(&mut self.models);
        if !self.tags.is_empty() {
            set(document, "tags", list(self.tags, place));
        }
        set(document, "paths", map(self.paths, place));
        if !self.models.is_empty() {
            set(document, "definitions", map(self.models, place));
        }
    }
}

/// Reads the declarations that a listing names, from beside it.
fn declarations<'s>(
    listing: &mut Node<'s>,
    shelf: &'s Shelf,
    loaded: &mut Loaded<'s>,
    files: Files<'_>,
    diags: &mut Vec<Diagnostic>,
) -> Vec<Declaration<'s>> {
    let apis = match take(listing, "apis") {
        Some((_, Node { value: Value::List(apis), .. })) => apis,
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for mut api in apis {
        let Some(path) = api.get("path") else { continue };
        let relative = path.text().unwrap_or_default().replace("{format}", "json");
        let relative = relative.trim_start_matches('/');
        let base = loaded.files[0].path.clone();
        let candidates = ["", ".json", ".yaml", "/index.json"].map(|end| format!("{relative}{end}"));
        let paths = candidates.iter().filter_map(|candidate| reference_path(&base, candidate)).map(|(path, _)| path);
        let file =
            paths.into_iter().filter(|path| !path.is_empty()).find_map(|path| loaded.add(&path, shelf, files, diags));
        let Some(file) = file else {
            let problem = Diagnostic::warning("api/declaration", format!("there is no declaration `{relative}.json`"))
                .at(Span::new(loaded.files[0].source, path.range()))
                .hint("put the declaration of each resource beside the listing, named as its path");
            diags.push(problem);
            continue;
        };
        let name = resource_name(path);
        let place = loaded.files[file].root.place;
        let mut root = std::mem::replace(&mut loaded.files[file].root, map(Vec::new(), place));
        if let Some((_, description)) = take(&mut api, "description") {
            set(&mut root, "description", description);
        }
        found.push(Declaration { root, name });
    }
    found
}

/// `/pet` and `/api/pet.{format}` are `pet`.
fn resource_name(path: &Node<'_>) -> Option<(String, Place)> {
    let name = path.text()?.trim_matches('/').rsplit('/').next()?.split('.').next()?;
    (!name.is_empty()).then(|| (name.to_owned(), path.place))
}

fn info<'s>(listing: &mut Node<'s>) -> Node<'s> {
    let place = listing.place;
    let mut info = match take(listing, "info") {
        Some((_, info)) if matches!(info.value, Value::Map(_)) => info,
        _ => map(Vec::new(), place),
    };
    if let Some((_, version)) = take(listing, "apiVersion") {
        set(&mut info, "version", version);
    }
    if let Some((_, terms)) = take(&mut info, "termsOfServiceUrl") {
        set(&mut info, "termsOfService", terms);
    }
    if let Some((name, contact)) = take(&mut info, "contact") {
        let contact = if contact.text().is_some() {
            let place = contact.place;
            map(vec![(key("email", name.place), contact)], place)
        } else {
            contact
        };
        set(&mut info, "contact", contact);
    }
    let license = take(&mut info, "license");
    let url = take(&mut info, "licenseUrl");
    if let Some((name, license)) = license {
        let place = license.place;
        let mut license = map(vec![(key("name", name.place), license)], place);
        if let Some((_, url)) = url {
            set(&mut license, "url", url);
        }
        set(&mut info, "license", license);
    }
    info
}
