//! What references lead to: other places of the file, other files, anchors, references again, and nowhere.

use std::sync::Arc;

use super::pointer::{self, Lost};
use super::reference::{self, Refusal};
use super::{Document, Trail};
use crate::diag::{Diagnostic, Severity};
use crate::tree::Node;

/// A reference that leads nowhere: what readers see in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::openapi) struct Gap {
    /// A few words for readers of the reference: ``there is no `Pet` in `#/components/schemas` ``.
    pub(in crate::openapi) text: Arc<str>,
    code: &'static str,
    hint: Arc<str>,
}

impl Gap {
    pub(super) fn new(code: &'static str, text: impl Into<Arc<str>>, hint: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), code, hint: hint.into() }
    }

    /// A reference that leads on to others without an end.
    pub(in crate::openapi) fn circle(text: &str) -> Self {
        Gap::new(
            "ref/circle",
            format!("the reference `{text}` leads back to itself"),
            "refer to what is meant in the end",
        )
    }

    /// What to tell the author, without a place yet.
    pub(in crate::openapi) fn problem(&self) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(self.code, self.text.as_ref()) }
            .hint(self.hint.as_ref())
    }
}

/// The text of the reference that a node is, if it is one.
pub(in crate::openapi) fn reference_text<'d>(node: &'d Node<'_>) -> Option<&'d str> {
    ["$ref", "$dynamicRef", "$recursiveRef"].iter().find_map(|name| node.get(name)).and_then(Node::text)
}

impl<'s> Document<'s> {
    /// What the reference `text` at `from` leads to, one step. Remembered by file and text.
    pub(in crate::openapi) fn lookup<'d>(&'d self, from: &'d Node<'s>, text: &str) -> Result<&'d Node<'s>, Gap> {
        if let Some(trail) = self.anchors().within(from) {
            return self.find(from, text, Some(trail)).map(|trail| self.at(&trail));
        }
        let key = (from.place.file(), text.to_owned());
        if let Some(known) = self.targets.borrow().get(&key) {
            return known.as_ref().map(|trail| self.at(trail)).map_err(Gap::clone);
        }
        let found = self.find(from, text, None);
        self.targets.borrow_mut().insert(key, found.clone());
        found.map(|trail| self.at(&trail))
    }

    fn at(&self, trail: &Trail) -> &Node<'s> {
        pointer::follow(&self.files[trail.file].root, trail)
    }

    /// `resource`: the schema with an `$id` around the reference, to which its local pointers are relative.
    fn find(&self, from: &Node<'s>, text: &str, resource: Option<&super::anchors::Resource>) -> Result<Trail, Gap> {
        let own = self.moves.home(from.place.file() as usize);
        let reference = reference::split(text);
        if let Some(resource) = resource {
            if reference.path.is_empty() {
                return self.fragment(&resource.trail, reference.fragment, text);
            }
            if let Some(trail) = self.anchors().by_id(&resource.id, reference.path) {
                return self.fragment(&trail.clone(), reference.fragment, text);
            }
        }
        if let Some(trail) = self.anchors().by_id("", reference.path).filter(|_| !reference.path.is_empty()) {
            return self.fragment(&trail.clone(), reference.fragment, text);
        }
        let file = if reference.path.is_empty() { own } else { self.file(own, reference.path, text)? };
        self.fragment(&Trail { file, steps: Vec::new() }, reference.fragment, text)
    }

    /// The file that a path leads to.
    fn file(&self, own: usize, path: &str, text: &str) -> Result<usize, Gap> {
        let base = self.files.get(own).unwrap_or(&self.files[0]).path.as_str();
        let path = reference::resolve(base, path).map_err(|refusal| refused(refusal, text))?;
        if let Some(file) = self.by_path.get(&path) {
            return Ok(*file);
        }
        Err(self.missing.get(&path).cloned().unwrap_or_else(|| missing(&path)))
    }

    /// A pointer or an anchor below a node.
    fn fragment(&self, base: &Trail, fragment: &str, text: &str) -> Result<Trail, Gap> {
        if fragment.is_empty() {
            return Ok(base.clone());
        }
        let root = self.at(base);
        if !fragment.starts_with('/') {
            let name = reference::percent_decoded(fragment);
            if let Some(trail) = self.anchors().by_anchor(base, &name) {
                return Ok(trail.clone());
            }
        }
        let moved = if base.steps.is_empty() { self.moves.pointer(base.file, fragment) } else { None };
        let mut wide = self.wide.borrow_mut();
        let steps = pointer::steps(moved.as_deref().unwrap_or(fragment));
        match pointer::walk(base.file, root, steps, &mut wide, &self.moves) {
            Ok(below) => {
                let steps = base.steps.iter().chain(&below.steps).copied().collect();
                Ok(Trail { file: base.file, steps })
            }
            Err(lost) => Err(self.not_there(&lost, text)),
        }
    }

    fn not_there(&self, lost: &Lost<'_, 's>, text: &str) -> Gap {
        let Lost { node, before, step } = lost;
        let words = format!("`{text}` leads nowhere: there is no `{step}` in `{before}`");
        let names = node.entries().iter().map(|(key, _)| key.name.as_ref());
        let near = crate::diag::nearest(step, names.take(2000));
        let hint = near.map_or_else(
            || "add it there, or correct the reference".to_owned(),
            |near| format!("did you mean `{}`?", pointer::join(before, near)),
        );
        Gap::new("ref/broken", words, hint)
    }
}

/// What to say of a file that is not there.
pub(super) fn missing(path: &str) -> Gap {
    Gap::new(
        "ref/broken",
        format!("there is no file `{path}`"),
        "a path is relative to the file that the `$ref` stands in",
    )
}

fn refused(refusal: Refusal, text: &str) -> Gap {
    let say = |words: &str| format!("`{text}` {words}");
    let relative = "write a path relative to this file, such as `./pet.yaml`";
    match refusal {
        Refusal::Remote => {
            let hint = "bring it in with `portal import-swagger --bundle`, or keep a copy beside the description";
            Gap::new("ref/remote", say("lies on another host and is not fetched"), hint)
        }
        Refusal::Scheme => Gap::new("ref/outside", say("is no path inside this folder"), relative),
        Refusal::Absolute => Gap::new("ref/outside", say("is an absolute path"), relative),
        Refusal::Outside => {
            let hint = "keep every file of a description in that folder";
            Gap::new("ref/outside", say("leads out of the folder of descriptions"), hint)
        }
    }
}
