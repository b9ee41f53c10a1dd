//! Finds the effects of nodes, partials included.
//!
//! Owns the walk over trees and what is known of partials. Must not evaluate anything.

use super::effects::{Effects, literal_name, literal_path};
use super::want::Want;
use crate::liquid::engine::{Partials, Template};
use crate::liquid::syntax::tree::{Arm, Block, Expr, Include, Name, Node, NodeKind};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

/// Finds effects and remembers them per node.
///
/// Nodes are remembered by address: they belong to templates that live as long as the caller's
/// partials.
pub(crate) struct Analysis<'p> {
    partials: &'p dyn Partials,
    nodes: HashMap<*const Node, Rc<Effects>>,
    of_partials: HashMap<String, Rc<Effects>>,
    open: HashSet<String>,
    resumed: BTreeSet<Arc<str>>,
}

impl<'p> Analysis<'p> {
    /// An analysis that finds partials in `partials`.
    pub(crate) fn new(partials: &'p dyn Partials) -> Self {
        Analysis {
            partials,
            nodes: HashMap::new(),
            of_partials: HashMap::new(),
            open: HashSet::new(),
            resumed: BTreeSet::new(),
        }
    }

    /// An analysis of the same partials that knows nothing yet.
    pub(crate) fn fresh(&self) -> Self {
        Analysis::new(self.partials)
    }

    /// The partial called `name`. `None` where it is missing or broken: running the tag tells.
    pub(crate) fn load(&self, name: &str) -> Option<&'p Template> {
        self.partials.partial(name).and_then(Result::ok)
    }

    /// Names of loops in what was looked at that go on where others ended, whether or not that
    /// is seen outside.
    pub(crate) fn resumed(&self) -> &BTreeSet<Arc<str>> {
        &self.resumed
    }

    /// The effects of one node.
    pub(crate) fn node(&mut self, node: &Node) -> Rc<Effects> {
        let address: *const Node = node;
        if let Some(known) = self.nodes.get(&address) {
            return known.clone();
        }
        let effects = Rc::new(self.compute(node));
        // While a partial that includes itself is being looked at, what is known is provisional.
        if self.open.is_empty() {
            self.nodes.insert(address, effects.clone());
        }
        effects
    }

    /// The effects of nodes run one after the other.
    pub(crate) fn nodes(&mut self, nodes: &[Node]) -> Effects {
        let mut all = Effects::default();
        for node in nodes {
            all.add(&self.node(node));
        }
        all
    }

    fn compute(&mut self, node: &Node) -> Effects {
        let mut effects = Effects::default();
        match &node.kind {
            NodeKind::Capture(name, body) => {
                effects = self.nodes(&body.nodes);
                effects.writes.insert(name.text.clone());
            }
            NodeKind::If(tag) => {
                for (condition, body) in &tag.branches {
                    effects.read_condition(condition);
                    effects.add(&self.nodes(&body.nodes));
                }
                self.optional(&mut effects, tag.otherwise.as_ref());
            }
            NodeKind::Case(tag) => {
                effects.read_expr(&tag.subject);
                for arm in &tag.arms {
                    let (values, body): (&[Expr], &Block) = match arm {
                        Arm::When(values, body) => (values, body),
                        Arm::Else(body) => (&[], body),
                    };
                    values.iter().for_each(|value| effects.read_expr(value));
                    effects.add(&self.nodes(&body.nodes));
                }
            }
            NodeKind::For(tag) => {
                effects = self.body_of_loop(&tag.target, "forloop", &tag.list, &tag.body);
                effects.read_bounds(&tag.bounds, &tag.name);
                self.resumed.extend(effects.resumes.iter().cloned());
                effects.loops.insert(tag.name.clone());
                self.optional(&mut effects, tag.otherwise.as_ref());
            }
            NodeKind::TableRow(tag) => {
                effects = self.body_of_loop(&tag.target, "tablerowloop", &tag.list, &tag.body);
                effects.read_bounds(&tag.bounds, &Arc::from(""));
                tag.cols.iter().for_each(|cols| effects.read_expr(cols));
            }
            NodeKind::IfChanged(body) => {
                effects = self.nodes(&body.nodes);
                effects.changed = true;
            }
            NodeKind::Include(tag) => effects = self.include(tag, false),
            NodeKind::Render(tag) => effects = self.include(tag, true),
            NodeKind::Custom(tag) => {
                effects.read_custom(tag);
                self.optional(&mut effects, tag.body.as_ref());
                tag.def.partials().iter().for_each(|name| effects.add(&self.partial(name)));
            }
            _ => leaf(&mut effects, node),
        }
        effects
    }

    fn optional(&mut self, effects: &mut Effects, body: Option<&Block>) {
        if let Some(body) = body {
            effects.add(&self.nodes(&body.nodes));
        }
    }

    /// A loop's body with its variable bound: what is read of the variable is read of the items.
    fn body_of_loop(&mut self, target: &Name, own: &str, list: &Expr, body: &Block) -> Effects {
        let mut effects = self.nodes(&body.nodes);
        effects.interrupts = false;
        if !effects.reads.needs_parent_loop() {
            effects.reads.take(own);
        }
        let item = effects.reads.take(&target.text);
        let item = if effects.reads_any { Some(Want::all()) } else { item };
        match literal_path(list) {
            Some((root, steps)) => effects.reads.graft(root, &steps, Some(Want::of_items(item))),
            None => effects.read_expr(list),
        }
        effects
    }

    /// `include` and `render` by name, or any partial when the name is computed.
    fn include(&mut self, tag: &Include, isolated: bool) -> Effects {
        let names = literal_name(&tag.name).map_or_else(|| self.partials.names(), |name| vec![name.to_owned()]);
        let mut effects = Effects::default();
        for name in names {
            let inner = self.partial(&name);
            effects.add(&self.call(tag, &name, &inner, isolated));
        }
        effects.read_expr(&tag.name);
        effects
    }

    /// One call of one partial, its arguments bound.
    pub(crate) fn call(&mut self, tag: &Include, name: &str, inner: &Effects, isolated: bool) -> Effects {
        let mut effects = inner.clone();
        let all = effects.reads_any;
        let bound = |effects: &mut Effects, name: &str| {
            let inside = effects.reads.take(name);
            if all { Some(Want::all()) } else { inside }
        };
        if tag.bound.is_some() {
            let alias = tag.alias.as_ref().map_or_else(|| last_part(name), |alias| &alias.text);
            bound(&mut effects, alias);
        }
        if isolated {
            // All arguments are values of the caller's.
            let inside: Vec<_> = tag.arguments.iter().map(|(key, _)| bound(&mut effects, &key.text)).collect();
            effects.reads.take("forloop");
            effects = effects.isolated();
            for ((_, value), inside) in tag.arguments.iter().zip(inside) {
                effects.read_argument(value, inside);
            }
        } else {
            // Each argument sees those before it, so they are taken off from the last to the first.
            for (key, value) in tag.arguments.iter().rev() {
                let inside = bound(&mut effects, &key.text);
                effects.read_argument(value, inside);
            }
        }
        tag.bound.iter().for_each(|bound| effects.read_expr(&bound.value));
        effects
    }

    /// The effects of the partial called `name`, nothing bound.
    pub(crate) fn partial(&mut self, name: &str) -> Rc<Effects> {
        if let Some(known) = self.of_partials.get(name) {
            return known.clone();
        }
        if self.open.contains(name) {
            return Rc::new(self.reachable(name));
        }
        let Some(template) = self.load(name) else { return Rc::default() };
        self.open.insert(name.to_owned());
        let effects = Rc::new(self.nodes(&template.body().nodes));
        self.open.remove(name);
        // Inside a cycle only its entry is final: the others were cut off where it closed.
        if self.open.is_empty() {
            self.of_partials.insert(name.to_owned(), effects.clone());
        }
        effects
    }

    /// A coarse bound for a partial that includes itself: everything that any partial on the
    /// way reads, whole and whether bound or not.
    fn reachable(&mut self, name: &str) -> Effects {
        let mut seen = BTreeSet::new();
        let mut todo = vec![name.to_owned()];
        let mut all = Effects::default();
        while let Some(name) = todo.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let Some(template) = self.load(&name) else { continue };
            let called = coarse(&template.body().nodes, &mut all);
            if called.computed {
                todo.extend(self.partials.names());
            }
            todo.extend(called.names);
        }
        all
    }
}

/// The name that `include 'a/b'` binds: `b`.
fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The partials that a piece of a template calls.
#[derive(Default)]
struct Called {
    names: Vec<String>,
    computed: bool,
}

/// Adds what `nodes` themselves read and write, every variable whole and as if nothing were
/// bound, and gives the partials they call.
fn coarse(nodes: &[Node], all: &mut Effects) -> Called {
    let mut called = Called::default();
    let mut blocks: Vec<&[Node]> = vec![nodes];
    while let Some(nodes) = blocks.pop() {
        for node in nodes {
            let mut direct = Effects::default();
            blocks.extend(coarse_node(node, &mut direct, &mut called));
            direct.reads.widen();
            direct.globals.merge(&direct.reads);
            all.add(&direct);
        }
    }
    called
}

/// One node of [`coarse`]; gives the blocks inside it.
fn coarse_node<'n>(node: &'n Node, effects: &mut Effects, called: &mut Called) -> Vec<&'n [Node]> {
    let mut inside: Vec<&Block> = Vec::new();
    match &node.kind {
        NodeKind::Capture(name, body) => {
            effects.writes.insert(name.text.clone());
            inside.push(body);
        }
        NodeKind::If(tag) => {
            for (condition, body) in &tag.branches {
                effects.read_condition(condition);
                inside.push(body);
            }
            inside.extend(&tag.otherwise);
        }
        NodeKind::Case(tag) => {
            effects.read_expr(&tag.subject);
            for arm in &tag.arms {
                match arm {
                    Arm::When(values, body) => {
                        values.iter().for_each(|value| effects.read_expr(value));
                        inside.push(body);
                    }
                    Arm::Else(body) => inside.push(body),
                }
            }
        }
        NodeKind::For(tag) => {
            effects.read_expr(&tag.list);
            effects.read_bounds(&tag.bounds, &tag.name);
            effects.loops.insert(tag.name.clone());
            inside.push(&tag.body);
            inside.extend(&tag.otherwise);
        }
        NodeKind::TableRow(tag) => {
            effects.read_expr(&tag.list);
            effects.read_bounds(&tag.bounds, &Arc::from(""));
            tag.cols.iter().for_each(|cols| effects.read_expr(cols));
            inside.push(&tag.body);
        }
        NodeKind::IfChanged(body) => {
            effects.changed = true;
            inside.push(body);
        }
        NodeKind::Include(tag) | NodeKind::Render(tag) => {
            match literal_name(&tag.name) {
                Some(name) => called.names.push(name.to_owned()),
                None => called.computed = true,
            }
            effects.read_call(tag);
        }
        NodeKind::Custom(tag) => {
            effects.read_custom(tag);
            called.names.extend(tag.def.partials().iter().map(|name| (*name).to_owned()));
            inside.extend(&tag.body);
        }
        _ => leaf(effects, node),
    }
    inside.into_iter().map(|block| block.nodes.as_slice()).collect()
}

/// What a node without blocks and partials reads and writes.
fn leaf(effects: &mut Effects, node: &Node) {
    match &node.kind {
        NodeKind::Output(value) | NodeKind::Echo(value) => effects.read_filtered(value),
        NodeKind::Assign(name, value) => {
            effects.read_filtered(value);
            effects.writes.insert(name.text.clone());
        }
        NodeKind::Cycle(tag) => {
            tag.group.iter().chain(&tag.values).for_each(|value| effects.read_expr(value));
            effects.cycles = true;
        }
        NodeKind::Increment(name) | NodeKind::Decrement(name) => {
            effects.counters.insert(name.text.clone());
        }
        NodeKind::Break | NodeKind::Continue => effects.interrupts = true,
        _ => {}
    }
}
