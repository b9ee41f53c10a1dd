//! The specialiser: watches the evaluator node by node and takes out what must wait.
//!
//! Owns the decision for each node and what is late at each moment. Running nodes is the
//! evaluator's, also for nodes that are opened: their bodies come back here.

use super::effects::Effects;
use super::excerpt::{Excerpt, excerpt};
use super::late::Place;
use super::needs::{Surroundings, read_names};
use super::segment::{Live, Reading, Segment};
use super::splitter::{Cut, Snapshot, Splitter};
use crate::liquid::error::{self, Code, Error};
use crate::liquid::eval::{Flow, Output, Renderer};
use crate::liquid::syntax::tree::{Arm, Block, Case, ExprKind, If, Node, NodeKind};
use std::sync::OnceLock;

/// How many live segments one template may have before loops are left whole instead of unrolled.
const MOST: usize = 1_000;

/// What to do with a node that may read something late.
enum Way {
    Open,
    Leave,
}

/// Takes the place of [`Renderer::block`] while a template is being split.
pub(crate) fn block<'a>(
    renderer: &mut Renderer<'a>,
    splitter: Box<Splitter<'a>>,
    block: &'a Block,
    out: &mut Output<'a>,
) -> Result<Flow, Error> {
    let is_root = splitter.root == Some(renderer.depth);
    let mut walk = Walk { renderer, splitter, out };
    let result = if is_root { walk.template(&block.nodes) } else { walk.nodes(&block.nodes) };
    let Walk { renderer, splitter, .. } = walk;
    renderer.split = Some(splitter);
    result
}

/// One block on its way through the specialiser.
struct Walk<'w, 'a> {
    renderer: &'w mut Renderer<'a>,
    splitter: Box<Splitter<'a>>,
    out: &'w mut Output<'a>,
}

impl<'a> Walk<'_, 'a> {
    /// The whole of the template or of a rendered partial: a context of its own.
    fn template(&mut self, nodes: &'a [Node]) -> Result<Flow, Error> {
        let root = self.splitter.root.take();
        let outer = self.splitter.enter_context();
        let result = self.root(nodes);
        self.splitter.late = outer;
        self.splitter.root = root;
        result
    }

    /// What follows a possible end of the template is left together with it.
    fn root(&mut self, nodes: &'a [Node]) -> Result<Flow, Error> {
        for (at, node) in nodes.iter().enumerate() {
            let before = self.splitter.analysis.node(node).interrupts.then(|| self.snapshot());
            match (self.nodes(std::slice::from_ref(node)), before) {
                (Ok(Flow::Next), _) => {}
                (Err(_), Some(before)) if self.splitter.growing => {
                    self.restore(before);
                    let rest = nodes.get(at..).unwrap_or_default();
                    let effects = self.splitter.analysis.nodes(rest);
                    self.leave(rest, &effects)?;
                    return Ok(Flow::Next);
                }
                (result, _) => return result,
            }
        }
        Ok(Flow::Next)
    }

    fn nodes(&mut self, nodes: &'a [Node]) -> Result<Flow, Error> {
        for node in nodes {
            match self.node(node) {
                Ok(Flow::Next) => {}
                Ok(flow) => return Ok(flow),
                Err(error) if self.splitter.growing => return Err(error),
                Err(error) => self.renderer.failed(error, node, self.out)?,
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &'a Node) -> Result<Flow, Error> {
        if matches!(node.kind, NodeKind::Text(_) | NodeKind::Raw(_)) {
            return self.renderer.node(node, self.out);
        }
        self.settle_offsets();
        let effects = self.splitter.analysis.node(node);
        if !self.is_late(&effects) {
            let result = self.renderer.node(node, self.out);
            self.settle(&effects);
            return result;
        }
        if let Some(content) = self.content(node) {
            self.splitter.insert(self.out.text.len(), content);
            return Ok(Flow::Next);
        }
        match self.way(node) {
            Way::Open => self.open(node, &effects),
            Way::Leave => self.leave_node(node, &effects),
        }
    }

    /// Where the value of `name` comes from just now.
    fn place(&self, name: &str) -> Place {
        let late = &self.splitter.late;
        if let Some(sym) = self.renderer.template.engine().names().find(name) {
            if self.renderer.scopes.is_bound(sym) {
                return Place::Local(sym);
            }
            if late.variables.contains(name) {
                return Place::Late;
            }
            if self.renderer.scopes.variable(sym).is_some() {
                return Place::Variable(sym);
            }
            if late.counters.contains(name) {
                return Place::Late;
            }
            if self.renderer.state.counters.iter().any(|(counter, _)| *counter == sym) {
                return Place::Counter(sym);
            }
        }
        if self.splitter.is_late_global(name) { Place::Late } else { Place::Global }
    }

    fn is_late(&self, effects: &Effects) -> bool {
        (effects.reads_any && self.splitter.anything_late())
            || self.splitter.late.touches(effects)
            || effects.reads.names().any(|name| self.place(name) == Place::Late)
            || effects.globals.names().any(|name| self.splitter.is_late_global(name))
    }

    /// After a node ran: variables and offsets that were late and that it has set are known again.
    fn settle(&mut self, effects: &Effects) {
        let names = self.renderer.template.engine().names();
        let (scopes, late) = (&self.renderer.scopes, &mut self.splitter.late);
        for name in &effects.writes {
            if late.variables.contains(name) && names.find(name).is_some_and(|sym| scopes.variable(sym).is_some()) {
                late.variables.remove(name);
            }
        }
        self.settle_offsets();
    }

    /// A loop says where it ends before its body runs: from then on that is known, whatever was left before.
    /// What waits is taken out of the state, so all that stands there is known.
    fn settle_offsets(&mut self) {
        let (state, late) = (&self.renderer.state, &mut self.splitter.late);
        late.offsets.retain(|name| !state.offsets.iter().any(|(known, _)| **known == **name));
    }

    /// The segments that an output of nothing but a content prints.
    fn content(&self, node: &Node) -> Option<&'a [Segment]> {
        let (NodeKind::Output(value) | NodeKind::Echo(value)) = &node.kind else { return None };
        match &value.base.kind {
            ExprKind::Name(name) if value.filters.is_empty() && !self.renderer.scopes.is_bound(name.sym) => {
                let assigned = self.renderer.scopes.variable(name.sym).is_some();
                let late = self.splitter.late.variables.contains(&name.text)
                    || self.splitter.late.counters.contains(&name.text);
                if assigned || late { None } else { self.splitter.content(&name.text) }
            }
            _ => None,
        }
    }

    /// What may be done with a node that may read something late.
    fn way(&mut self, node: &'a Node) -> Way {
        let open = match &node.kind {
            NodeKind::If(tag) => self.chooses(tag),
            NodeKind::Case(tag) => self.selects(tag),
            NodeKind::For(tag) => {
                let mut head = Effects::of_expr(&tag.list);
                head.read_bounds(&tag.bounds, &tag.name);
                !self.is_late(&head)
            }
            NodeKind::Include(tag) | NodeKind::Render(tag) => !self.is_late(&Effects::of_call(tag)),
            _ => false,
        };
        if open { Way::Open } else { Way::Leave }
    }

    /// Whether the branch that is taken can be told now.
    fn chooses(&mut self, tag: &'a If) -> bool {
        let mut negate = tag.unless;
        for (condition, _) in &tag.branches {
            if self.is_late(&Effects::of_condition(condition)) {
                return false;
            }
            match self.renderer.condition(condition) {
                Ok(value) if value == negate => negate = false,
                // Also an error: running the tag raises it again.
                _ => return true,
            }
        }
        true
    }

    /// Whether the arms that are taken can be told now. Values are compared between the arms, so
    /// an arm that is run must not change what a later one compares.
    fn selects(&mut self, tag: &'a Case) -> bool {
        let mut heads = Effects::of_expr(&tag.subject);
        let mut bodies = Effects::default();
        for arm in &tag.arms {
            if let Arm::When(values, _) = arm {
                values.iter().for_each(|value| heads.add(&Effects::of_expr(value)));
            }
            bodies.add(&self.splitter.analysis.nodes(&arm.body().nodes));
        }
        !heads.reads_any && !self.is_late(&heads) && !heads.reads.names().any(|name| bodies.may_set(name))
    }

    /// Runs a node whose bodies come back here; where that fails, the node becomes one region.
    fn open(&mut self, node: &'a Node, effects: &Effects) -> Result<Flow, Error> {
        let is_loop = matches!(node.kind, NodeKind::For(_));
        let is_call = matches!(node.kind, NodeKind::Include(_) | NodeKind::Render(_));
        if !is_loop && !is_call {
            return self.watched(node);
        }
        let address: *const Node = node;
        if self.splitter.too_many.contains(&address) {
            return self.leave_node(node, effects);
        }
        let before = self.snapshot();
        let root = self.splitter.root;
        if is_call {
            let (line, column) = error::position(self.renderer.template.source(), node.at.0.start as usize);
            self.splitter.trace.push((self.renderer.template.name().to_owned(), line, column));
        }
        if matches!(node.kind, NodeKind::Render(_)) {
            self.splitter.root = Some(self.renderer.depth + 1);
        }
        self.splitter.opened += 1;
        let result = self.watched(node);
        self.splitter.opened -= 1;
        self.splitter.root = root;
        if is_call {
            self.splitter.trace.pop();
        }
        match result {
            Err(_) if self.splitter.growing && !effects.interrupts => {
                self.restore(before);
                self.splitter.too_many.insert(node);
                self.leave_node(node, effects)
            }
            result => result,
        }
    }

    /// Runs a node with the specialiser watching its bodies.
    fn watched(&mut self, node: &'a Node) -> Result<Flow, Error> {
        // A place holder for the time: an allocation per opened node, and no `Option` elsewhere.
        let vacant = Box::new(self.splitter.vacant());
        self.renderer.split = Some(std::mem::replace(&mut self.splitter, vacant));
        let result = self.renderer.node(node, self.out);
        if let Some(splitter) = self.renderer.split.take() {
            self.splitter = splitter;
        }
        result
    }

    fn leave_node(&mut self, node: &'a Node, effects: &Effects) -> Result<Flow, Error> {
        let many = self.splitter.opened > 0 && self.splitter.cuts.len() >= MOST;
        if effects.interrupts || many {
            self.splitter.growing = true;
            // Limits are never printed in place, so this comes through to the node that grows.
            return Err(Error::new(Code::Limit, "a part of the template that waits for late values cannot be cut out"));
        }
        self.leave(std::slice::from_ref(node), effects)
    }

    /// Leaves nodes for later.
    fn leave(&mut self, nodes: &'a [Node], effects: &Effects) -> Result<Flow, Error> {
        let Some(first) = nodes.first() else { return Ok(Flow::Next) };
        let template = self.renderer.template;
        let (names, globals) = read_names(self.renderer, effects);
        let here = names.iter().map(|(name, want)| (name.clone(), want.clone(), self.place(name)));
        let early = globals.iter().filter(|(name, _)| !self.splitter.names.contains(name));
        let places = here.chain(early.map(|(name, want)| (name.clone(), want.clone(), Place::Global))).collect();
        let Splitter { carrier, late, contents, names, .. } = &mut *self.splitter;
        let mut around = Surroundings { renderer: self.renderer, late, places, contents, names };
        let needs = carrier.needs(&mut around, effects).map_err(|error| error.at(first.at.0))?;
        let Excerpt { line, column, source } = excerpt(template, nodes);
        let live = Live {
            template: template.name().to_owned(),
            line,
            column,
            source,
            reading: Reading::of(template.options(), self.renderer.html),
            trace: self.splitter.trace.iter().rev().cloned().collect(),
            context: self.splitter.late.context,
            part: 0,
            needs,
            read: OnceLock::new(),
        };
        self.splitter.cuts.push((self.out.text.len(), Cut::Live(Box::new(live))));
        self.forget(effects);
        Ok(Flow::Next)
    }

    /// What was left may set these; from now on only the finishing side knows them.
    fn forget(&mut self, effects: &Effects) {
        let names = self.renderer.template.engine().names();
        for sym in effects.writes.iter().filter_map(|name| names.find(name)) {
            self.renderer.scopes.forget(sym);
        }
        let is_left = |name: &str| effects.loops.iter().any(|left| **left == *name);
        self.renderer.state.offsets.retain(|(name, _)| !is_left(name));
        self.splitter.late.absorb(effects);
    }

    fn snapshot(&self) -> Snapshot<'a> {
        Snapshot {
            scopes: self.renderer.scopes.clone(),
            state: self.renderer.state.clone(),
            late: self.splitter.late.clone(),
            carried: self.splitter.carrier.mark(),
            cuts: self.splitter.cuts.len(),
            contexts: self.splitter.contexts,
            text: self.out.text.len(),
        }
    }

    /// Goes back to where a region that has to grow begins.
    fn restore(&mut self, before: Snapshot<'a>) {
        self.renderer.scopes = before.scopes;
        self.renderer.state = before.state;
        self.splitter.late = before.late;
        self.splitter.carrier.back_to(&before.carried);
        self.splitter.cuts.truncate(before.cuts);
        self.splitter.contexts = before.contexts;
        self.splitter.growing = false;
        self.out.text.truncate(before.text);
    }
}
