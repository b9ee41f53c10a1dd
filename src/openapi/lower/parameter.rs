//! Parameters and headers, with the defaults of their location.

use super::Lower;
use super::tree::At;
use crate::diag::Diagnostic;
use crate::model::description::{Location, Parameter, Style};

const LOCATIONS: [Location; 5] =
    [Location::Path, Location::Query, Location::QueryString, Location::Header, Location::Cookie];

const STYLES: [Style; 9] = [
    Style::Form,
    Style::Simple,
    Style::Label,
    Style::Matrix,
    Style::SpaceDelimited,
    Style::PipeDelimited,
    Style::TabDelimited,
    Style::DeepObject,
    Style::Cookie,
];

impl<'t> Lower<'t> {
    /// The parameters that stand at a path or an operation.
    pub(super) fn parameters(&mut self, at: At<'t>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for node in self.list(at, "parameters") {
            let Some(parameter) = self.parameter(node) else { continue };
            let same = |known: &&Parameter| known.name == parameter.name && known.location == parameter.location;
            if parameters.iter().any(|known| same(&known)) {
                let message =
                    format!("the {} parameter `{}` is given twice", parameter.location.name(), parameter.name);
                self.report(node, Diagnostic::warning("api/parameter", message).hint("keep one of the two"));
                continue;
            }
            parameters.push(parameter);
        }
        parameters
    }

    /// An operation's parameters over its path's, by location.
    pub(super) fn merged_parameters(&mut self, shared: &[Parameter], at: At<'t>) -> Vec<Parameter> {
        let own = self.parameters(at);
        let mut merged: Vec<Parameter> = Vec::with_capacity(shared.len() + own.len());
        let same = |one: &Parameter, other: &Parameter| one.name == other.name && one.location == other.location;
        merged.extend(shared.iter().filter(|known| !own.iter().any(|own| same(own, known))).cloned());
        merged.extend(own);
        merged.sort_by_key(|parameter| parameter.location);
        merged
    }

    fn parameter(&mut self, from: At<'t>) -> Option<Parameter> {
        let node = self.follow(from)?;
        let node = self.object(node, "parameters")?;
        let Some(name) = self.text(node, "name") else {
            self.report(node, Diagnostic::warning("api/parameter", "a parameter has no name"));
            return None;
        };
        let written = self.text(node, "in").unwrap_or_default();
        let Some(location) = LOCATIONS.into_iter().find(|known| known.name().eq_ignore_ascii_case(written)) else {
            let message = if written.is_empty() {
                format!("nothing says where the parameter `{name}` stands")
            } else {
                format!("the parameter `{name}` stands in `{written}`, which does not exist")
            };
            let problem = Diagnostic::warning("api/parameter", message).suggest(written, LOCATIONS.map(Location::name));
            self.report(node, problem.hint("`in` is `path`, `query`, `header` or `cookie`"));
            return None;
        };
        let mut parameter = self.value(from, node, location);
        name.clone_into(&mut parameter.name);
        parameter.required |= location == Location::Path;
        Some(parameter)
    }

    /// The headers of a response or of a part of a form.
    pub(super) fn headers(&mut self, at: At<'t>) -> Vec<Parameter> {
        let mut headers = Vec::new();
        for (key, from) in self.map(at, "headers") {
            let Some(node) = self.follow(from) else { continue };
            let Some(node) = self.object(node, &key.name) else { continue };
            let mut header = self.value(from, node, Location::Header);
            key.name.as_ref().clone_into(&mut header.name);
            headers.push(header);
        }
        headers
    }

    /// What parameters and headers have in common.
    fn value(&mut self, from: At<'t>, node: At<'t>, location: Location) -> Parameter {
        let style = self.style(node).unwrap_or(match location {
            Location::Path | Location::Header => Style::Simple,
            _ => Style::Form,
        });
        let mut parameter = Parameter {
            name: String::new(),
            location,
            description: self.said(from, node, "description").unwrap_or_default().trim().to_owned(),
            required: self.flag(node, "required").unwrap_or(false),
            deprecated: self.deprecated(node),
            allow_empty: self.flag(node, "allowEmptyValue").unwrap_or(false),
            style,
            explode: self.flag(node, "explode").unwrap_or(matches!(style, Style::Form | Style::Cookie)),
            allow_reserved: self.flag(node, "allowReserved").unwrap_or(false),
            media_type: None,
            schema: node.get("schema").map(|schema| self.schema(schema)),
            examples: Vec::new(),
            credential: self.credential(node),
        };
        if let Some((key, media)) = self.map(node, "content").next() {
            let media = self.media(&key.name, media);
            parameter.media_type = Some(key.name.to_string());
            parameter.schema = media.schema;
            parameter.examples = media.examples;
        }
        let own = self.examples(node, "application/json");
        if !own.is_empty() {
            parameter.examples = own;
        }
        parameter
    }

    /// What `style` says.
    pub(super) fn style(&mut self, node: At<'t>) -> Option<Style> {
        let written = self.text(node, "style")?;
        let style = STYLES.into_iter().find(|style| style.name() == written);
        if style.is_none() {
            let problem = Diagnostic::warning("api/value", format!("`{written}` is no style of a parameter"));
            self.report(node, problem.suggest(written, STYLES.map(Style::name)));
        }
        style
    }
}
