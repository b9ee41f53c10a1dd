//! The values below keys, each read as the type it must have: what has another type is reported and counts as absent.

use super::Lower;
use super::tree::At;
use crate::diag::Diagnostic;
use crate::openapi::document::Gap;
use crate::tree::Key;

impl<'t> Lower<'t> {
    /// The text below a key. Numbers and booleans are taken as they are written.
    pub(super) fn text(&mut self, at: At<'t>, name: &str) -> Option<&'t str> {
        let value = at.get(name)?;
        if value.text().is_none() {
            self.wrong(value, name, "a text");
        }
        value.text()
    }

    /// The same, as an own string.
    pub(super) fn string(&mut self, at: At<'t>, name: &str) -> Option<String> {
        self.text(at, name).map(str::to_owned)
    }

    /// The address below a key. One that a browser would run rather than open is left out.
    pub(super) fn address(&mut self, at: At<'t>, name: &str) -> Option<String> {
        let text = self.text(at, name)?.trim();
        if is_harmless(text) {
            return Some(text.to_owned());
        }
        let span = self.tree.span(at.get(name)?);
        let problem = Diagnostic::warning("api/address", format!("`{name}` is no address of a page and is left out"));
        self.problems.add(at, problem.at(span).hint("`https:`, `http:`, `mailto:` and relative addresses are fine"));
        None
    }

    /// The text below a key of what a reference leads to, unless the reference says it itself.
    pub(super) fn said(&mut self, from: At<'t>, target: At<'t>, name: &str) -> Option<&'t str> {
        let own = if from.id() == target.id() { None } else { self.text(from, name) };
        own.or_else(|| self.text(target, name))
    }

    /// The boolean below a key.
    pub(super) fn flag(&mut self, at: At<'t>, name: &str) -> Option<bool> {
        self.boolean(at.get(name)?, name)
    }

    /// A boolean; `"true"` in quotes is meant as one.
    pub(super) fn boolean(&mut self, value: At<'t>, name: &str) -> Option<bool> {
        let flag = value.boolean().or_else(|| match value.text()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        });
        if flag.is_none() {
            self.wrong(value, name, "`true` or `false`");
        }
        flag
    }

    /// The items below a key.
    pub(super) fn list(&mut self, at: At<'t>, name: &str) -> impl ExactSizeIterator<Item = At<'t>> + use<'t> {
        const NONE: &[crate::tree::Node<'_>] = &[];
        let items = at.get(name).map_or(NONE, |value| {
            if !value.is_list() {
                self.wrong(value, name, "a list");
            }
            value.node().items()
        });
        items.iter().map(At::new)
    }

    /// The entries below a key, without extensions (`x-…`).
    pub(super) fn map(&mut self, at: At<'t>, name: &str) -> impl Iterator<Item = (&'t Key<'t>, At<'t>)> + use<'t> {
        let value = at.get(name);
        if let Some(value) = value.filter(|value| !value.is_map() && !value.is_empty_list()) {
            self.wrong(value, name, "a mapping");
        }
        value.into_iter().flat_map(At::entries).filter(|(key, _)| !key.name.starts_with("x-"))
    }

    /// A list of texts, or one text alone.
    pub(super) fn texts(&mut self, at: At<'t>, name: &str) -> Vec<&'t str> {
        let Some(value) = at.get(name) else { return Vec::new() };
        if let Some(text) = value.text() {
            return vec![text];
        }
        let items: Vec<At<'t>> = self.list(at, name).collect();
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.text() {
                Some(text) => texts.push(text),
                None => self.wrong(item, name, "texts"),
            }
        }
        texts
    }

    /// The value that a mapping is expected at, or `None` with a report.
    pub(super) fn object(&mut self, at: At<'t>, what: &str) -> Option<At<'t>> {
        if at.is_map() {
            return Some(at);
        }
        if !at.is_null() && !at.is_empty_list() {
            self.wrong(at, what, "a mapping");
        }
        None
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong(&mut self, value: At<'t>, name: &str, expected: &str) {
        let message = format!("`{name}` is {}, expected {expected}", value.kind());
        self.report(value, Diagnostic::warning("api/type", message));
    }

    /// Reports a problem of a value, at its place.
    pub(super) fn report(&mut self, at: At<'t>, problem: Diagnostic) {
        let span = self.tree.span(at);
        self.problems.add(at, problem.at(span));
    }

    /// What stands at the end of a chain of references. What leads nowhere is reported, once for each target.
    pub(super) fn follow(&mut self, from: At<'t>) -> Option<At<'t>> {
        const LONGEST: usize = 256;
        let mut at = from;
        for _ in 0..LONGEST {
            let Some(reference) = at.reference() else { return Some(at) };
            at = self.resolve(at, reference)?;
        }
        let reference = from.reference().unwrap_or_default();
        self.nowhere(from, reference, &Gap::circle(reference));
        None
    }

    /// Where one reference leads.
    pub(super) fn resolve(&mut self, from: At<'t>, reference: &'t str) -> Option<At<'t>> {
        match self.tree.resolve(from, reference) {
            Ok(target) => Some(target),
            Err(gap) => {
                self.nowhere(from, reference, &gap);
                None
            }
        }
    }

    /// Reports a reference that leads nowhere, once for each target.
    pub(super) fn nowhere(&mut self, from: At<'t>, reference: &str, gap: &Gap) {
        if self.lost.insert(reference.to_owned()) {
            let place = from.get("$ref").unwrap_or(from);
            self.report(place, gap.problem());
        }
    }

    /// A text that is kept once, however often it stands in the file.
    pub(super) fn shared(&mut self, text: &'t str) -> std::sync::Arc<str> {
        self.texts.entry(text).or_insert_with(|| text.into()).clone()
    }
}

/// Whether an address has one of the schemes that open a page or a letter, or none. Browsers skip white space and
/// control characters inside of a scheme.
fn is_harmless(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let scheme = plain.split(['/', '?', '#']).next().and_then(|start| start.split_once(':')).map(|(scheme, _)| scheme);
    scheme.is_none_or(|scheme| ["https", "http", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}
