//! A template that has been read.
//!
//! Owns the handle: name, source, tree, options; rendering is handed to the evaluator.

use super::{Engine, Escape, Mode, ParseOptions, RenderOptions, Undefined};
use crate::liquid::error::Error;
use crate::liquid::syntax::tree::{Block, NodeKind};
use crate::liquid::value::View;
use crate::liquid::{eval, syntax};
use std::sync::Arc;

/// A template. Cloning shares it.
#[derive(Clone)]
pub struct Template(Arc<Inner>);

struct Inner {
    name: Arc<str>,
    source: Arc<str>,
    body: Block,
    options: ParseOptions,
    engine: Engine,
}

impl Template {
    pub(crate) fn parse(
        engine: &Engine,
        name: &str,
        source: Arc<str>,
        options: &ParseOptions,
    ) -> Result<Template, Vec<Error>> {
        let name: Arc<str> = Arc::from(name);
        match syntax::parse(engine, &source, options) {
            Ok(body) => {
                Ok(Template(Arc::new(Inner { name, source, body, options: options.clone(), engine: engine.clone() })))
            }
            Err(errors) => Err(errors.into_iter().map(|error| error.within(&name, &source)).collect()),
        }
    }

    /// What errors call it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The whole source it was read from.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The syntax tree.
    pub fn body(&self) -> &Block {
        &self.0.body
    }

    /// How it was read.
    pub fn options(&self) -> &ParseOptions {
        &self.0.options
    }

    /// The engine it was read with.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Whether it holds nothing but text.
    pub fn is_static_text(&self) -> bool {
        self.0.body.nodes.iter().all(|node| matches!(node.kind, NodeKind::Text(_) | NodeKind::Raw(_)))
    }

    /// Whether printing an unknown variable is an error.
    pub(crate) fn refuses_unknown(&self) -> bool {
        self.is_strict() && self.0.options.undefined == Undefined::ByMode
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.0.options.mode == Mode::Strict
    }

    pub(crate) fn escapes(&self) -> bool {
        self.0.options.escape == Escape::Html
    }

    /// Adds this template as the place of an error that has none.
    pub(crate) fn locate(&self, error: Error) -> Error {
        error.within(&self.0.name, &self.0.source)
    }

    pub(crate) fn name_arc(&self) -> &Arc<str> {
        &self.0.name
    }

    /// Renders to a string.
    pub fn render(&self, globals: &dyn View, options: &RenderOptions<'_>) -> Result<String, Error> {
        let mut out = String::new();
        self.render_into(globals, options, &mut out)?;
        Ok(out)
    }

    /// Renders to the end of `out`; on an error `out` holds what was rendered before it.
    pub fn render_into(&self, globals: &dyn View, options: &RenderOptions<'_>, out: &mut String) -> Result<(), Error> {
        eval::render(self, globals, options, out)
    }
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({})", self.0.name)
    }
}
