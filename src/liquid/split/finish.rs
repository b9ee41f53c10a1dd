//! Finishes live segments with the late values.
//!
//! Owns the context that the live segments of a page share. Running their nodes is the
//! evaluator's.

use super::frozen::Frozen;
use super::segment::{CycleNeed, LateNames, Live, Segment};
use crate::liquid::engine::{Engine, FORLOOP, RenderOptions, Template};
use crate::liquid::error::Error;
use crate::liquid::eval::{self, CycleKey, Local, Loop, LoopKind, Output, Renderer, Scopes, State};
use crate::liquid::value::{Kind, Value, View};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A finished page, and which bytes of it are the live segments, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The whole text.
    pub text: String,
    /// The byte range of each live segment; may be empty.
    pub regions: Vec<Range<usize>>,
}

impl Page {
    /// The same page with other texts in its regions: what a runtime does with the anonymous
    /// page and a customer's regions.
    pub fn splice(&self, regions: &[String]) -> String {
        let added: usize = regions.iter().map(String::len).sum();
        let mut out = String::with_capacity(self.text.len() + added);
        let mut from = 0;
        for (range, region) in self.regions.iter().zip(regions) {
            out.push_str(self.text.get(from..range.start).unwrap_or_default());
            out.push_str(region);
            from = range.end;
        }
        out.push_str(self.text.get(from..).unwrap_or_default());
        out
    }
}

/// The live segments among `segments`, in order.
pub fn regions(segments: &[Segment]) -> impl Iterator<Item = &Live> {
    segments.iter().filter_map(|segment| match segment {
        Segment::Live(live) => Some(&**live),
        Segment::Text(_) => None,
    })
}

/// The whole text with the late values.
///
/// # Errors
/// The error that rendering the whole template with all values would have raised.
pub fn finish(
    segments: &[Segment],
    engine: &Engine,
    late: &dyn View,
    options: &RenderOptions<'_>,
) -> Result<String, Error> {
    page(segments, engine, late, options).map(|page| page.text)
}

/// The page that a reader gets of whom nothing is known: all late values are nil. Its regions
/// are where the texts of [`finish_regions`] belong.
///
/// # Errors
/// Those of [`finish`].
pub fn anonymous(
    segments: &[Segment],
    engine: &Engine,
    names: &LateNames,
    options: &RenderOptions<'_>,
) -> Result<Page, Error> {
    page(segments, engine, names, options)
}

fn page(segments: &[Segment], engine: &Engine, late: &dyn View, options: &RenderOptions<'_>) -> Result<Page, Error> {
    let texts = finish_regions(regions(segments), engine, late, options)?;
    let mut texts = texts.into_iter();
    let mut page = Page::default();
    for segment in segments {
        match segment {
            Segment::Text(text) => page.text.push_str(text),
            Segment::Live(_) => {
                let start = page.text.len();
                page.text.push_str(&texts.next().unwrap_or_default());
                page.regions.push(start..page.text.len());
            }
        }
    }
    Ok(page)
}

/// The texts of all live segments of one page, in order.
///
/// # Errors
/// Those of [`finish`].
pub fn finish_regions<'s>(
    lives: impl IntoIterator<Item = &'s Live>,
    engine: &Engine,
    late: &dyn View,
    options: &RenderOptions<'_>,
) -> Result<Vec<String>, Error> {
    let lives: Vec<&Live> = lives.into_iter().collect();
    let templates = lives.iter().map(|live| live.parsed(engine)).collect::<Result<Vec<Template>, Error>>()?;
    let globals = Globals::of_parts(&lives, engine, late, options)?;
    let mut finisher: Option<Finisher<'_>> = None;
    let mut texts = Vec::with_capacity(lives.len());
    for (live, template) in lives.iter().copied().zip(&templates) {
        let Some(globals) = globals.get(&live.part) else { continue };
        let finisher = finisher.get_or_insert_with(|| Finisher::new(template, globals, live.part, options));
        texts.push(finisher.run(live, template, globals)?);
    }
    Ok(texts)
}

/// Static globals that the segments of one part carry, over the late ones.
struct Globals<'s> {
    frozen: HashMap<&'s str, &'s Frozen>,
    contents: HashMap<&'s str, String>,
    late: &'s dyn View,
}

impl<'s> Globals<'s> {
    /// The globals of each part: what one carries of a name is nothing to the others.
    fn of_parts(
        lives: &[&'s Live],
        engine: &Engine,
        late: &'s dyn View,
        options: &RenderOptions<'_>,
    ) -> Result<HashMap<u32, Self>, Error> {
        let mut parts = HashMap::new();
        for live in lives {
            let empty = || Globals { frozen: HashMap::new(), contents: HashMap::new(), late };
            let globals = parts.entry(live.part).or_insert_with(empty);
            // A later segment carries all that an earlier one did of the same name.
            globals.frozen.extend(live.needs.globals.iter().map(|(name, value)| (name.as_str(), value)));
            for (name, segments) in &live.needs.contents {
                globals.contents.insert(name, finish(segments, engine, late, options)?);
            }
        }
        Ok(parts)
    }
}

impl View for Globals<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        if let Some(value) = self.frozen.get(key) {
            return Some(value.value());
        }
        match self.contents.get(key) {
            Some(text) => Some(Value::html_str(text)),
            None => self.late.get(key),
        }
    }

    fn keys(&self) -> Vec<String> {
        let carried = self.frozen.keys().chain(self.contents.keys()).map(|name| (*name).to_owned());
        carried.chain(self.late.keys()).collect()
    }
}

/// Late names as values: each of them is nil.
impl View for LateNames {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.contains(key).then_some(Value::Nil)
    }

    fn len(&self) -> usize {
        self.names().count()
    }

    fn keys(&self) -> Vec<String> {
        self.names().map(str::to_owned).collect()
    }
}

/// Runs live segments one after the other.
struct Finisher<'a> {
    renderer: Renderer<'a>,
    options: RenderOptions<'a>,
    /// Variables and state of each context, but the current one's.
    contexts: HashMap<u32, (Scopes<'a>, State)>,
    current: u32,
    /// The part whose globals are read.
    part: u32,
    printed: usize,
}

impl<'a> Finisher<'a> {
    fn new(template: &'a Template, globals: &'a Globals<'a>, part: u32, options: &RenderOptions<'a>) -> Self {
        // Text is not mapped to sources here: what is mapped is a template as a whole.
        let options = RenderOptions { source_map: None, ..*options };
        Finisher {
            renderer: Renderer::new(template, globals, &options),
            options,
            contexts: HashMap::new(),
            current: 0,
            part,
            printed: 0,
        }
    }

    fn run(&mut self, live: &'a Live, template: &'a Template, globals: &'a Globals<'a>) -> Result<String, Error> {
        self.switch(live.context);
        if live.part != self.part {
            self.renderer.globals = eval::Globals::new(globals);
            self.part = live.part;
        }
        self.install(live, template);
        let mut out = Output::new(String::new(), &self.options);
        let result = self.renderer.block(template.body(), &mut out);
        self.renderer.scopes.unbind(0);
        self.renderer.state.loops.clear();
        result.map_err(|error| live.frames().fold(error, Error::via))?;
        self.printed += out.text.len();
        if self.printed > self.options.limits.output {
            return Err(eval::over_limit("the template prints too much"));
        }
        Ok(out.text)
    }

    fn switch(&mut self, context: u32) {
        if context == self.current {
            return;
        }
        let next = self.contexts.remove(&context).unwrap_or_default();
        let scopes = std::mem::replace(&mut self.renderer.scopes, next.0);
        let state = std::mem::replace(&mut self.renderer.state, next.1);
        self.contexts.insert(self.current, (scopes, state));
        self.current = context;
    }

    /// Puts the static values and the state of a segment where its nodes expect them.
    fn install(&mut self, live: &'a Live, template: &'a Template) {
        let needs = &live.needs;
        let names = template.engine().names();
        let Renderer { scopes, state, .. } = &mut self.renderer;
        for (name, value) in &needs.variables {
            scopes.assign(names.intern(name).0, value.value());
        }
        for (name, value) in &needs.locals {
            scopes.bind(names.intern(name).0, Local::Value(value.value()));
        }
        if let Some(at) = needs.forloop {
            scopes.bind(FORLOOP, Local::Loop(at));
        }
        state.loops.extend(needs.loops.iter().map(|need| Loop {
            name: Arc::from(need.name.as_str()),
            length: need.length,
            index: need.index,
            parent: need.parent,
            kind: if need.partial { LoopKind::Partial } else { LoopKind::For },
        }));
        for (name, count) in &needs.counters {
            *state.counter(names.intern(name).0) = *count;
        }
        for need in &needs.cycles {
            state.set_cycle(cycle_key(need), need.position);
        }
        if needs.changed.is_some() {
            state.changed.clone_from(&needs.changed);
        }
        for (name, offset) in &needs.offsets {
            state.set_offset(name, *offset);
        }
        self.renderer.template = template;
        self.renderer.html = template.escapes();
        self.renderer.depth = live.trace.len();
    }
}

fn cycle_key(need: &CycleNeed) -> CycleKey {
    match &need.kind {
        Some(kind) => CycleKey::Group(Value::kind_called(kind), need.text.as_str().into()),
        None => CycleKey::Values(need.text.as_str().into()),
    }
}
