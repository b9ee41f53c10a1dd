//! What a registered tag can do while it is rendered.
//!
//! Owns the window that tags of a caller have on the renderer.

use super::scopes::Local;
use super::{Flow, Output, Renderer, Use};
use crate::liquid::error::Error;
use crate::liquid::syntax::tree::{Custom, Expr, Name, Span};
use crate::liquid::value::Value;
use std::any::Any;

/// One use of a registered tag, being rendered.
pub struct TagCall<'c, 'a> {
    renderer: &'c mut Renderer<'a>,
    tag: &'a Custom,
    at: Span,
    out: &'c mut Output<'a>,
    flow: Flow,
}

impl<'c, 'a> TagCall<'c, 'a> {
    pub(crate) fn run(
        renderer: &'c mut Renderer<'a>,
        tag: &'a Custom,
        at: Span,
        out: &'c mut Output<'a>,
    ) -> Result<Flow, Error> {
        if let Some(log) = renderer.options.record {
            tag.def.reads().iter().for_each(|name| log.variable(name));
        }
        let mut call = TagCall { renderer, tag, at, out, flow: Flow::Next };
        tag.def.render(&mut call)?;
        Ok(call.flow)
    }

    /// The tag as it was written.
    pub fn tag(&self) -> &'a Custom {
        self.tag
    }

    /// What stands after the tag's name.
    pub fn markup(&self) -> &'a str {
        &self.tag.markup
    }

    /// The value of the positional argument at `position` (from 0), if it was given.
    pub fn argument(&mut self, position: usize) -> Result<Option<Value<'a>>, Error> {
        let tag = self.tag;
        let argument = tag.arguments.iter().filter(|argument| argument.key.is_none()).nth(position);
        argument.map(|argument| self.eval(&argument.value)).transpose()
    }

    /// The value of the argument called `key`, if it was given.
    pub fn named(&mut self, key: &str) -> Result<Option<Value<'a>>, Error> {
        let tag = self.tag;
        let argument =
            tag.arguments.iter().find(|argument| argument.key.as_ref().is_some_and(|name| &*name.text == key));
        argument.map(|argument| self.eval(&argument.value)).transpose()
    }

    /// The value of an expression of the tag; unknown properties are nil.
    pub fn eval(&mut self, expr: &'a Expr) -> Result<Value<'a>, Error> {
        self.renderer.expr(expr, Use::Pass)
    }

    /// The value that a name has here.
    pub fn variable(&mut self, name: &str) -> Option<Value<'a>> {
        let name = self.name(name);
        self.renderer.variable(&name)
    }

    fn name(&self, name: &str) -> Name {
        let (sym, text) = self.renderer.template.engine().names().intern(name);
        Name { sym, text }
    }

    /// Sets a variable of the template, as `assign` does.
    pub fn assign(&mut self, name: &str, value: Value<'a>) -> Result<(), Error> {
        let name = self.name(name);
        self.renderer.assign(name.sym, value)
    }

    /// Prints a value, escaped where the template escapes.
    pub fn print(&mut self, value: &Value<'_>) -> Result<(), Error> {
        let html = self.renderer.html;
        self.out.value(value, html)
    }

    /// Prints text as it is.
    pub fn print_raw(&mut self, text: &str) -> Result<(), Error> {
        self.out.push(text)
    }

    /// Whether the text goes into a page that was made before: printed values are stood in for.
    pub fn is_put_in(&self) -> bool {
        self.renderer.options.stand_ins.is_some()
    }

    /// Whether the template is strict.
    pub fn is_strict(&self) -> bool {
        self.renderer.template.is_strict()
    }

    /// Whether output is escaped as HTML.
    pub fn is_html(&self) -> bool {
        self.renderer.html
    }

    /// What the caller of the engine gave its own tags.
    pub fn host(&self) -> Option<&'a (dyn Any + Send + Sync)> {
        self.renderer.options.host
    }

    /// The time that `now` stands for, in seconds since 1970.
    pub fn now(&self) -> Option<i64> {
        self.renderer.options.now
    }

    /// Renders the body here, with some names bound inside of it.
    pub fn body(&mut self, bound: Vec<(&str, Value<'a>)>) -> Result<(), Error> {
        let tag = self.tag;
        let Some(body) = &tag.body else { return Ok(()) };
        let depth = self.renderer.scopes.depth();
        for (name, value) in bound {
            let name = self.name(name);
            self.renderer.scopes.bind(name.sym, Local::Value(value));
        }
        let result = self.renderer.block(body, self.out);
        self.renderer.scopes.unbind(depth);
        self.flow = result?;
        Ok(())
    }

    /// The text of the body, rendered aside.
    pub fn captured_body(&mut self) -> Result<String, Error> {
        let tag = self.tag;
        let Some(body) = &tag.body else { return Ok(String::new()) };
        let (text, flow) = self.renderer.captured(body, self.out)?;
        self.flow = flow;
        Ok(text)
    }

    /// Renders a partial here as `include` does, with some names bound inside of it. `false` when
    /// a lax template asks for one that does not exist. [`TagDef::partials`] must name it.
    ///
    /// [`TagDef::partials`]: crate::liquid::engine::tags::TagDef::partials
    pub fn include(&mut self, name: &str, bound: Vec<(&str, Value<'a>)>) -> Result<bool, Error> {
        let Some(partial) = self.renderer.find(name)? else { return Ok(false) };
        let depth = self.renderer.scopes.depth();
        for (name, value) in bound {
            let name = self.name(name);
            self.renderer.scopes.bind(name.sym, Local::Value(value));
        }
        let result = self.renderer.enter_partial(partial, self.at, self.out);
        self.renderer.scopes.unbind(depth);
        self.flow = result?;
        Ok(true)
    }
}
