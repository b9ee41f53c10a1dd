//! The engine: which tags and filters there are, parsing of templates, options of rendering.
//!
//! Owns the public surface of the language. Must not evaluate anything itself.

mod options;
mod reads;
pub mod tags;
mod template;

pub use options::{
    Escape, Limits, Mode, NoPartials, OnError, ParseOptions, Partials, RenderOptions, SourceMap, StandIns, Undefined,
};
pub use reads::ReadLog;
pub use template::Template;

use super::error::Error;
use super::filters::{FilterDef, STANDARD};
use super::names::{Names, Sym};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::Arc;
use tags::TagDef;

/// The names the language itself binds, in the order of their numbers.
const OWN_NAMES: [&str; 2] = ["forloop", "tablerowloop"];
/// `forloop`.
pub(crate) const FORLOOP: Sym = Sym(0);
/// `tablerowloop`.
pub(crate) const TABLEROWLOOP: Sym = Sym(1);

/// A set of tags and filters. Immutable; cloning shares it.
#[derive(Clone)]
pub struct Engine(Arc<Registry>);

struct Registry {
    filters: HashMap<&'static str, &'static FilterDef, RandomState>,
    tags: HashMap<Arc<str>, Arc<dyn TagDef>>,
    names: Names,
}

impl Engine {
    /// All standard tags and filters.
    pub fn standard() -> Engine {
        Engine::builder().build()
    }

    /// The standard ones and what the caller adds.
    pub fn builder() -> EngineBuilder {
        let mut filters = HashMap::default();
        for def in STANDARD.iter().copied().flatten() {
            filters.insert(def.name, def);
        }
        EngineBuilder { filters, tags: HashMap::new() }
    }

    /// Reads a template. `name` is what errors call it. All errors that are found are reported,
    /// in the order of the source.
    pub fn parse(
        &self,
        name: &str,
        source: impl Into<Arc<str>>,
        options: &ParseOptions,
    ) -> Result<Template, Vec<Error>> {
        Template::parse(self, name, source.into(), options)
    }

    /// The filter called `name`.
    pub(crate) fn filter(&self, name: &str) -> Option<&'static FilterDef> {
        self.0.filters.get(name).copied()
    }

    /// The registered tag called `name`.
    pub(crate) fn tag(&self, name: &str) -> Option<(&Arc<str>, &Arc<dyn TagDef>)> {
        self.0.tags.get_key_value(name)
    }

    /// The names of all filters, in no order.
    pub fn filter_names(&self) -> impl Iterator<Item = &str> {
        self.0.filters.keys().copied()
    }

    /// The names of the registered tags, in no order.
    pub fn tag_names(&self) -> impl Iterator<Item = &str> {
        self.0.tags.keys().map(|name| &**name)
    }

    /// Whether this is the same engine, not only an equal one.
    pub(crate) fn is(&self, other: &Engine) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn names(&self) -> &Names {
        &self.0.names
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Engine({} filters, {} tags of the caller)", self.0.filters.len(), self.0.tags.len())
    }
}

/// Collects tags and filters for an engine.
pub struct EngineBuilder {
    filters: HashMap<&'static str, &'static FilterDef, RandomState>,
    tags: HashMap<Arc<str>, Arc<dyn TagDef>>,
}

impl EngineBuilder {
    /// Adds filters; one of the same name is replaced.
    #[must_use]
    pub fn filters(mut self, defs: &'static [FilterDef]) -> Self {
        self.filters.extend(defs.iter().map(|def| (def.name, def)));
        self
    }

    /// Adds a tag or block; standard tags cannot be replaced.
    #[must_use]
    pub fn tag(mut self, name: &str, def: impl TagDef + 'static) -> Self {
        self.tags.insert(Arc::from(name), Arc::new(def));
        self
    }

    /// The engine.
    pub fn build(self) -> Engine {
        let names = Names::default();
        for name in OWN_NAMES {
            names.intern(name);
        }
        Engine(Arc::new(Registry { filters: self.filters, tags: self.tags, names }))
    }
}
