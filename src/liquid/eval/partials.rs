//! Renders `include` and `render`.
//!
//! Owns scopes of partials, their depth, and the path of errors through them.

use super::scopes::Local;
use super::state::{Loop, LoopKind};
use super::{Flow, Output, Renderer, Use};
use crate::liquid::engine::{FORLOOP, Template};
use crate::liquid::error::{Code, Error};
use crate::liquid::suggest;
use crate::liquid::syntax::tree::{Include, Name, Span};
use crate::liquid::value::Value;

impl<'a> Renderer<'a> {
    /// The partial called `name`; `None` for one that does not exist in a lax template.
    pub(crate) fn find(&self, name: &str) -> Result<Option<&'a Template>, Error> {
        if let Some(log) = self.options.record {
            log.partial(name);
        }
        match self.options.partials.partial(name) {
            Some(Ok(template)) => Ok(Some(template)),
            Some(Err(errors)) => Err(match errors.first() {
                Some(error) => error.clone(),
                None => Error::new(Code::MissingPartial, format!("the partial `{name}` cannot be read")),
            }),
            None if !self.template.is_strict() => Ok(None),
            None => {
                let known = self.options.partials.names();
                let error = Error::new(Code::MissingPartial, format!("there is no partial `{name}`"));
                Err(suggest::hint(error, name, known.iter().map(String::as_str)))
            }
        }
    }

    /// Renders the body of a partial as part of the current one.
    pub(crate) fn enter_partial(
        &mut self,
        partial: &'a Template,
        tag: Span,
        out: &mut Output<'a>,
    ) -> Result<Flow, Error> {
        if self.depth >= self.options.limits.depth {
            return Err(Error::new(Code::IncludeDepth, format!("partials are nested more than {} deep", self.depth))
                .hint("does a partial include itself?"));
        }
        let caller = std::mem::replace(&mut self.template, partial);
        self.depth += 1;
        let result = self.block(partial.body(), out);
        self.depth -= 1;
        self.template = caller;
        result.map_err(|error| error.through(caller.name_arc(), caller.source(), tag))
    }

    /// The name that a partial's value gets without `as`: the last part of its own.
    fn bound_name(&self, include: &Include, name: &str) -> Name {
        match &include.alias {
            Some(alias) => alias.clone(),
            None => {
                let last = name.rsplit('/').next().unwrap_or(name);
                let (sym, text) = self.template.engine().names().intern(last);
                Name { sym, text }
            }
        }
    }

    fn partial_name(&mut self, include: &'a Include) -> Result<Value<'a>, Error> {
        let name = self.expr(&include.name, Use::Print)?;
        if name.as_str().is_some() {
            return Ok(name);
        }
        Err(Error::new(Code::Argument, format!("the name of a partial must be text, this is {}", name.kind_name()))
            .at(include.name.at.0))
    }

    pub(crate) fn include(&mut self, include: &'a Include, tag: Span, out: &mut Output<'a>) -> Result<Flow, Error> {
        let name = self.partial_name(include)?;
        let name = name.as_str().unwrap_or_default();
        let Some(partial) = self.find(name)? else { return Ok(Flow::Next) };
        let bound = match &include.bound {
            Some(bound) => Some(self.expr(&bound.value, Use::Pass)?),
            None => None,
        };
        let depth = self.scopes.depth();
        let result = self.included(include, name, partial, bound, tag, out);
        self.scopes.unbind(depth);
        result
    }

    fn included(
        &mut self,
        include: &'a Include,
        name: &str,
        partial: &'a Template,
        bound: Option<Value<'a>>,
        tag: Span,
        out: &mut Output<'a>,
    ) -> Result<Flow, Error> {
        for (key, value) in &include.arguments {
            let value = self.expr(value, Use::Pass)?;
            self.scopes.bind(key.sym, Local::Value(value));
        }
        let Some(bound) = bound else { return self.enter_partial(partial, tag, out) };
        let target = self.bound_name(include, name);
        let at = self.scopes.bind(target.sym, Local::Value(Value::Nil));
        // A range is one value here, as in Shopify's engine.
        let list = if matches!(bound, Value::Range(..)) { None } else { bound.list_len() };
        let Some(len) = list else {
            self.scopes.rebind(at, bound);
            return self.enter_partial(partial, tag, out);
        };
        for position in 0..len {
            self.meter.step()?;
            self.scopes.rebind(at, bound.at(position).unwrap_or_default());
            match self.enter_partial(partial, tag, out)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    /// `render`: the partial sees its arguments and the caller's globals, and nothing it sets or
    /// counts is seen outside.
    pub(crate) fn isolated(&mut self, include: &'a Include, tag: Span, out: &mut Output<'a>) -> Result<(), Error> {
        let name = self.partial_name(include)?;
        let name = name.as_str().unwrap_or_default();
        let Some(partial) = self.find(name)? else { return Ok(()) };
        let bound = match &include.bound {
            Some(bound) => Some((bound.each, self.expr(&bound.value, Use::Pass)?)),
            None => None,
        };
        let mut arguments = Vec::with_capacity(include.arguments.len());
        for (key, value) in &include.arguments {
            arguments.push((key.sym, self.expr(value, Use::Pass)?));
        }
        let target = self.bound_name(include, name);
        let (each, value) = bound.unwrap_or((false, Value::Nil));
        let length = if each { value.list_len() } else { None };
        let Some(length) = length else {
            if !value.is_nil() {
                arguments.push((target.sym, value));
            }
            return self.alone(partial, arguments, None, tag, out);
        };
        let name = target.text.clone();
        for index in 0..length {
            self.meter.step()?;
            let mut arguments = arguments.clone();
            arguments.push((target.sym, value.at(index).unwrap_or_default()));
            let running = Loop { name: name.clone(), length, index, parent: None, kind: LoopKind::Partial };
            self.alone(partial, arguments, Some(running), tag, out)?;
        }
        Ok(())
    }

    /// Renders a partial with scopes and state of its own.
    fn alone(
        &mut self,
        partial: &'a Template,
        arguments: Vec<(crate::liquid::Sym, Value<'a>)>,
        running: Option<Loop>,
        tag: Span,
        out: &mut Output<'a>,
    ) -> Result<(), Error> {
        let scopes = std::mem::take(&mut self.scopes);
        let state = std::mem::take(&mut self.state);
        let room = self.meter.room();
        if let Some(running) = running {
            self.state.loops.push(running);
            self.scopes.bind(FORLOOP, Local::Loop(0));
        }
        for (sym, value) in arguments {
            self.scopes.assign(sym, value);
        }
        let result = self.enter_partial(partial, tag, out);
        self.scopes = scopes;
        self.state = state;
        self.meter.restore_room(room);
        result.map(|_| ())
    }
}
