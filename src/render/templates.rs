//! The site's layouts and partials, parsed once, and the engine that knows the portal's own filters.
//! Must not know pages.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::filters::FILTERS;
use super::tags;
use crate::diag::{Diagnostic, Severity, Source, Span};
use crate::liquid::split::{LateNames, may_wait};
use crate::liquid::{Engine, Error, Escape, ParseOptions, Partials, Template};
use crate::model;

/// Engine, layouts and partials of one load.
pub struct Templates {
    engine: Engine,
    layouts: BTreeMap<String, Layout>,
    partials: BTreeMap<String, Result<Template, Vec<Error>>>,
}

/// A layout and the name of the one around it.
pub struct Layout {
    /// The parsed template, or what is wrong with it.
    pub template: Result<Template, Vec<Error>>,
    /// The layout around it.
    pub outer: Option<String>,
    /// Its file.
    pub source: Arc<Source>,
    /// Where the template begins, behind its front matter.
    pub body: usize,
    waits: OnceLock<bool>,
}

impl Layout {
    /// Whether it may read what is known of a customer only.
    pub fn may_wait(&self, partials: &Templates, late: &LateNames) -> bool {
        let looks = || self.template.as_ref().is_ok_and(|template| may_wait(template, partials, late));
        *self.waits.get_or_init(looks)
    }
}

impl Templates {
    /// Parses everything a site brings. Nothing fails here: what cannot be read is an error of the pages that use it,
    /// and of [`Templates::problems`].
    pub fn parse(site: &model::Site) -> Self {
        let engine = tags::register(Engine::builder().filters(FILTERS)).build();
        let parse =
            |template: &model::Template| read(&engine, &template.source, template.body..template.source.text().len());
        let layout = |template: &model::Template| Layout {
            template: parse(template),
            outer: template.layout.clone(),
            source: Arc::clone(&template.source),
            body: template.body,
            waits: OnceLock::new(),
        };
        Self {
            layouts: site.layouts.iter().map(|(name, template)| (name.clone(), layout(template))).collect(),
            partials: site.partials.iter().map(|(name, template)| (name.clone(), parse(template))).collect(),
            engine,
        }
    }

    /// Parses the body of a page for HTML.
    ///
    /// # Errors
    /// Every problem of the template.
    pub fn page(&self, source: &Arc<Source>, body: Range<usize>) -> Result<Template, Vec<Error>> {
        read(&self.engine, source, body)
    }

    /// Parses plain text: nothing is escaped.
    ///
    /// # Errors
    /// Every problem of the template.
    pub fn plain(&self, source: &Arc<Source>, body: Range<usize>) -> Result<Template, Vec<Error>> {
        let options = ParseOptions { range: Some(body), ..ParseOptions::strict().escape(Escape::Off) };
        self.engine.parse(source.name(), source.shared_text(), &options)
    }

    /// The engine that everything is read with.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The layout called `name`.
    pub fn layout(&self, name: &str) -> Option<&Layout> {
        self.layouts.get(name)
    }

    /// The names of all layouts.
    pub fn layout_names(&self) -> impl Iterator<Item = &str> {
        self.layouts.keys().map(String::as_str)
    }

    /// What is wrong with layouts and partials, used or not.
    pub fn problems(&self) -> Vec<Diagnostic> {
        let layouts = self.layouts.values().filter_map(|layout| layout.template.as_ref().err());
        let partials = self.partials.values().filter_map(|partial| partial.as_ref().err());
        layouts.chain(partials).flatten().map(diagnostic).collect()
    }
}

impl Partials for Templates {
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>> {
        Some(self.partials.get(name)?.as_ref().map_err(Vec::as_slice))
    }

    fn names(&self) -> Vec<String> {
        self.partials.keys().cloned().collect()
    }
}

fn read(engine: &Engine, source: &Arc<Source>, body: Range<usize>) -> Result<Template, Vec<Error>> {
    let options = ParseOptions { range: Some(body), ..ParseOptions::strict() };
    engine.parse(source.name(), source.shared_text(), &options)
}

/// A problem of a template as the project reports problems.
pub fn diagnostic(error: &Error) -> Diagnostic {
    let source = Source::new(error.template(), error.source());
    let range = error.span().start as usize..error.span().end as usize;
    let mut diagnostic = Diagnostic {
        code: error.code().as_str(),
        severity: Severity::Error,
        message: error.message().to_owned(),
        span: (!error.template().is_empty()).then(|| Span::new(&source, range)),
        labels: Vec::new(),
        hints: error.advice().map(str::to_owned).into_iter().collect(),
    };
    // What includes itself is on the way many times.
    let mut frames: Vec<(String, usize)> = Vec::new();
    for frame in error.trace() {
        let place = format!("{}:{}:{}", frame.template, frame.line, frame.column);
        match frames.iter_mut().find(|(known, _)| *known == place) {
            Some((_, times)) => *times += 1,
            None => frames.push((place, 1)),
        }
    }
    diagnostic.hints.extend(frames.into_iter().map(|(place, times)| match times {
        1 => format!("included at {place}"),
        times => format!("included at {place}, {times} times"),
    }));
    diagnostic
}
