//! Evaluation of syntax trees.
//!
//! Owns scopes, state, limits and output of a rendering. Must not parse.

mod expr;
mod loops;
mod meter;
mod output;
mod partials;
mod paths;
mod scopes;
mod state;
mod tag_call;

pub use tag_call::TagCall;

pub(crate) use meter::Meter;
pub(crate) use output::Output;
pub(crate) use scopes::{Found, Globals, Local, Scopes};
pub(crate) use state::{CycleKey, Loop, LoopKind, State};

use super::engine::{OnError, RenderOptions, Template};
use super::error::{Code, Error};
use super::split::{self, Splitter};
use super::syntax::tree::{Arm, Block, Case, If, Node, NodeKind};
use super::value::{Value, View};

/// What happens after a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flow {
    /// The next node.
    Next,
    /// The end of the innermost loop.
    Break,
    /// The next iteration of the innermost loop.
    Continue,
}

/// What an expression's value is used for: how much a strict template minds unknown names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// It is printed or iterated: every part must be known.
    Print,
    /// It is handed on: the variable must be known, its properties need not be.
    Pass,
    /// It is tested, or has a default: nothing needs to be known.
    Test,
}

/// One rendering: everything that statements and expressions work on.
pub(crate) struct Renderer<'a> {
    pub(crate) options: RenderOptions<'a>,
    pub(crate) globals: Globals<'a>,
    pub(crate) scopes: Scopes<'a>,
    pub(crate) state: State,
    pub(crate) meter: Meter<'a>,
    /// The template that is being rendered, partials included.
    pub(crate) template: &'a Template,
    /// Whether output is escaped: the outermost template decides.
    pub(crate) html: bool,
    /// How many partials the current one is inside of.
    pub(crate) depth: usize,
    /// While a template is being split: who decides what is rendered now.
    pub(crate) split: Option<Box<Splitter<'a>>>,
}

/// Renders a template to the end of `out`.
pub(crate) fn render(
    template: &Template,
    globals: &dyn View,
    options: &RenderOptions<'_>,
    out: &mut String,
) -> Result<(), Error> {
    let mut renderer = Renderer::new(template, globals, options);
    let mut output = Output::new(std::mem::take(out), options);
    let result = renderer.block(template.body(), &mut output);
    *out = output.text;
    result.map(|_| ())
}

impl<'a> Renderer<'a> {
    pub(crate) fn new(template: &'a Template, globals: &'a dyn View, options: &RenderOptions<'a>) -> Self {
        Renderer {
            options: *options,
            globals: Globals::new(globals),
            scopes: Scopes::default(),
            state: State::default(),
            meter: Meter::new(&options.limits, options.deadline),
            template,
            html: template.escapes(),
            depth: 0,
            split: None,
        }
    }

    /// Renders nodes in order.
    pub(crate) fn block(&mut self, block: &'a Block, out: &mut Output<'a>) -> Result<Flow, Error> {
        if let Some(splitter) = self.split.take() {
            return split::block(self, splitter, block, out);
        }
        for node in &block.nodes {
            match self.node(node, out) {
                Ok(Flow::Next) => {}
                Ok(flow) => return Ok(flow),
                Err(error) => self.failed(error, node, out)?,
            }
        }
        Ok(Flow::Next)
    }

    /// Gives an error its place; prints it where the caller wants that.
    #[cold]
    pub(crate) fn failed(&mut self, error: Error, node: &Node, out: &mut Output<'a>) -> Result<(), Error> {
        let error = self.template.locate(error.at(node.at.0));
        if self.options.errors == OnError::Raise || error.code().is_fatal() {
            return Err(error);
        }
        let text = format!("Liquid error: {}", error.message());
        out.value(&Value::str(&text), self.html).map_err(|error| self.template.locate(error.at(node.at.0)))
    }

    /// Renders one node.
    pub(crate) fn node(&mut self, node: &'a Node, out: &mut Output<'a>) -> Result<Flow, Error> {
        self.meter.step()?;
        match &node.kind {
            NodeKind::Text(text) => {
                if self.depth == 0 {
                    out.map(node.at.0);
                }
                out.push(text)?;
            }
            NodeKind::Raw(text) => out.push(text)?,
            NodeKind::Output(value) | NodeKind::Echo(value) => {
                let value = self.filtered(value, Use::Print)?;
                out.value(&value, self.html)?;
            }
            NodeKind::Comment(_) | NodeKind::InlineComment(_) | NodeKind::Doc(_) => {}
            NodeKind::Assign(name, value) => {
                let value = self.filtered(value, Use::Print)?;
                self.assign(name.sym, value)?;
            }
            NodeKind::Capture(name, body) => {
                let (text, flow) = self.captured(body, out)?;
                let value = if self.html { Value::html(text) } else { Value::text(text) };
                self.assign(name.sym, value)?;
                return Ok(flow);
            }
            NodeKind::If(node) => return self.branch(node, out),
            NodeKind::Case(case) => return self.case(case, out),
            NodeKind::For(node) => return self.for_loop(node, out),
            NodeKind::TableRow(node) => return self.table_row(node, out),
            NodeKind::Cycle(cycle) => self.cycle(cycle, out)?,
            NodeKind::Increment(name) => {
                let value = self.state.counter(name.sym);
                out.value(&Value::Int(*value), false)?;
                *value = value.saturating_add(1);
            }
            NodeKind::Decrement(name) => {
                let value = self.state.counter(name.sym);
                *value = value.saturating_sub(1);
                out.value(&Value::Int(*value), false)?;
            }
            NodeKind::IfChanged(body) => return self.if_changed(body, out),
            NodeKind::Break => return Ok(Flow::Break),
            NodeKind::Continue => return Ok(Flow::Continue),
            NodeKind::Include(include) => return self.include(include, node.at.0, out),
            NodeKind::Render(include) => self.isolated(include, node.at.0, out)?,
            NodeKind::Custom(custom) => return TagCall::run(self, custom, node.at.0, out),
        }
        Ok(Flow::Next)
    }

    /// Sets a variable of the template, within the limit of memory.
    pub(crate) fn assign(&mut self, sym: crate::liquid::Sym, value: Value<'a>) -> Result<(), Error> {
        let new = meter::weight(&value);
        let old = self.scopes.assign(sym, value);
        self.meter.hold(new, old.as_ref().map_or(0, meter::weight))
    }

    /// The text of a body, rendered aside.
    pub(crate) fn captured(&mut self, body: &'a Block, out: &mut Output<'a>) -> Result<(String, Flow), Error> {
        let room = self.meter.room();
        let outer = out.divert(room);
        let result = self.block(body, out);
        let text = out.restore(outer);
        Ok((text, result?))
    }

    fn if_changed(&mut self, body: &'a Block, out: &mut Output<'a>) -> Result<Flow, Error> {
        let (text, flow) = self.captured(body, out)?;
        self.meter.work(text.len())?;
        if self.state.changed.as_deref() != Some(&*text) {
            out.push(&text)?;
            self.meter.hold(text.len(), self.state.changed.as_ref().map_or(0, String::len))?;
            self.state.changed = Some(text);
        }
        Ok(flow)
    }

    fn branch(&mut self, node: &'a If, out: &mut Output<'a>) -> Result<Flow, Error> {
        let mut negate = node.unless;
        for (condition, body) in &node.branches {
            if self.condition(condition)? != negate {
                return self.block(body, out);
            }
            negate = false;
        }
        match &node.otherwise {
            Some(body) => self.block(body, out),
            None => Ok(Flow::Next),
        }
    }

    /// Every value that is equal to the subject renders its arm, so an arm may be rendered twice.
    fn case(&mut self, case: &'a Case, out: &mut Output<'a>) -> Result<Flow, Error> {
        let subject = self.expr(&case.subject, Use::Test)?;
        let mut matched = false;
        for arm in &case.arms {
            match arm {
                Arm::When(values, body) => {
                    for value in values {
                        let value = self.expr(value, Use::Test)?;
                        self.meter.work(meter::bulk(&value))?;
                        if value.equals(&subject) {
                            matched = true;
                            match self.block(body, out)? {
                                Flow::Next => {}
                                flow => return Ok(flow),
                            }
                        }
                    }
                }
                Arm::Else(body) if !matched => match self.block(body, out)? {
                    Flow::Next => {}
                    flow => return Ok(flow),
                },
                Arm::Else(_) => {}
            }
        }
        Ok(Flow::Next)
    }
}

/// The error of a limit.
#[cold]
pub(crate) fn over_limit(message: &str) -> Error {
    Error::new(Code::Limit, message)
}
