//! What a piece of a template may read and leave behind: an upper bound.
//!
//! Owns the bound and how expressions read. Must not evaluate anything.

use super::want::{Want, Wants};
use crate::liquid::syntax::tree::{
    Bounds, Condition, Custom, Expr, ExprKind, Filtered, Include, Literal, Offset, Path, Root, Step,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An upper bound of what running a piece of a template reads and writes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Effects {
    /// Variables it may read that it does not bind itself.
    pub(crate) reads: Wants,
    /// Names that are read inside of a `render` of its own: the caller's globals, whatever
    /// variables there are around.
    pub(crate) globals: Wants,
    /// It may read a variable whose name is computed: any of them.
    pub(crate) reads_any: bool,
    /// Variables of `assign` and `capture`.
    pub(crate) writes: BTreeSet<Arc<str>>,
    /// Counters of `increment` and `decrement`.
    pub(crate) counters: BTreeSet<Arc<str>>,
    /// Positions of `cycle`.
    pub(crate) cycles: bool,
    /// The memory of `ifchanged`.
    pub(crate) changed: bool,
    /// Names of its loops: where they end is remembered.
    pub(crate) loops: BTreeSet<Arc<str>>,
    /// Names of its loops that go on where others ended.
    pub(crate) resumes: BTreeSet<Arc<str>>,
    /// It may end or continue a loop around it.
    pub(crate) interrupts: bool,
}

impl Effects {
    /// Those of an expression.
    pub(crate) fn of_expr(expr: &Expr) -> Effects {
        let mut effects = Effects::default();
        effects.read_expr(expr);
        effects
    }

    /// Those of a condition.
    pub(crate) fn of_condition(condition: &Condition) -> Effects {
        let mut effects = Effects::default();
        effects.read_condition(condition);
        effects
    }

    /// Those of what stands in the tag of an `include` or `render`.
    pub(crate) fn of_call(tag: &Include) -> Effects {
        let mut effects = Effects::default();
        effects.read_call(tag);
        effects
    }

    /// Adds what another piece does.
    pub(crate) fn add(&mut self, other: &Effects) {
        self.reads.merge(&other.reads);
        self.globals.merge(&other.globals);
        self.reads_any |= other.reads_any;
        self.writes.extend(other.writes.iter().cloned());
        self.counters.extend(other.counters.iter().cloned());
        self.cycles |= other.cycles;
        self.changed |= other.changed;
        self.loops.extend(other.loops.iter().cloned());
        self.resumes.extend(other.resumes.iter().cloned());
        self.interrupts |= other.interrupts;
    }

    /// Whether it may change what `name` stands for.
    pub(crate) fn may_set(&self, name: &str) -> bool {
        self.writes.contains(name) || self.counters.contains(name)
    }

    /// What of a partial is seen outside of its `render`.
    pub(crate) fn isolated(mut self) -> Effects {
        self.globals.merge(&self.reads);
        Effects { globals: self.globals, reads_any: self.reads_any, ..Effects::default() }
    }

    pub(crate) fn read_custom(&mut self, tag: &Custom) {
        tag.arguments.iter().for_each(|argument| self.read_expr(&argument.value));
        tag.def.reads().iter().for_each(|name| self.reads.whole(&Arc::from(*name)));
        self.writes.extend(tag.def.writes().iter().map(|name| Arc::from(*name)));
    }

    pub(crate) fn read_filtered(&mut self, value: &Filtered) {
        self.read_expr(&value.base);
        for filter in &value.filters {
            filter.args.iter().for_each(|value| self.read_expr(value));
            filter.named.iter().for_each(|(_, value)| self.read_expr(value));
            let implicit = filter.def.map_or(&[][..], |def| def.reads);
            implicit.iter().for_each(|name| self.globals.whole(&Arc::from(*name)));
        }
    }

    pub(crate) fn read_condition(&mut self, condition: &Condition) {
        let comparisons =
            std::iter::once(&condition.first).chain(condition.rest.iter().map(|(_, comparison)| comparison));
        for comparison in comparisons {
            self.read_expr(&comparison.left);
            comparison.right.iter().for_each(|(_, right)| self.read_expr(right));
        }
    }

    /// Limit and offset of the loop called `name`.
    pub(crate) fn read_bounds(&mut self, bounds: &Bounds, name: &Arc<str>) {
        bounds.limit.iter().for_each(|limit| self.read_expr(limit));
        match &bounds.offset {
            Some(Offset::From(offset)) => self.read_expr(offset),
            Some(Offset::Continue) => {
                self.resumes.insert(name.clone());
            }
            None => {}
        }
    }

    pub(crate) fn read_expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(_) => {}
            ExprKind::Name(name) => self.reads.whole(&name.text),
            ExprKind::Range(ends) => {
                self.read_expr(&ends.0);
                self.read_expr(&ends.1);
            }
            ExprKind::Path(path) => self.read_path(path),
        }
    }

    pub(crate) fn read_path(&mut self, path: &Path) {
        match &path.root {
            Root::Name(name) => self.reads.whole_at(&name.text, &literal_steps(&path.steps).0),
            Root::Computed(expr) => {
                self.reads_any = true;
                self.read_expr(expr);
            }
        }
        for step in &path.steps {
            if let Step::Index(expr) = step {
                self.read_expr(expr);
            }
        }
    }

    /// An argument of which a partial reads `inside`.
    pub(crate) fn read_argument(&mut self, value: &Expr, inside: Option<Want>) {
        match literal_path(value) {
            Some((root, steps)) => self.reads.graft(root, &steps, inside),
            None => self.read_expr(value),
        }
    }

    /// Name, value and arguments of a partial's tag.
    pub(crate) fn read_call(&mut self, tag: &Include) {
        self.read_expr(&tag.name);
        tag.arguments.iter().for_each(|(_, value)| self.read_expr(value));
        tag.bound.iter().for_each(|bound| self.read_expr(&bound.value));
    }
}

/// The steps of a path that are certain to be looked up as written, and whether that is all of
/// them. `size`, `first` and `last` may be computed from the value before them.
fn literal_steps(steps: &[Step]) -> (Vec<&str>, bool) {
    let mut literal = Vec::new();
    for step in steps {
        let key = match step {
            Step::Key(key, _) => &**key,
            Step::Index(Expr { kind: ExprKind::Literal(Literal::Str(key)), .. }) => &**key,
            Step::Index(_) => return (literal, false),
        };
        if matches!(key, "size" | "first" | "last") {
            return (literal, false);
        }
        literal.push(key);
    }
    (literal, true)
}

/// Root and steps of an expression that is nothing but a path written out.
pub(crate) fn literal_path(expr: &Expr) -> Option<(&Arc<str>, Vec<&str>)> {
    match &expr.kind {
        ExprKind::Name(name) => Some((&name.text, Vec::new())),
        ExprKind::Path(path) => match (&path.root, literal_steps(&path.steps)) {
            (Root::Name(name), (steps, true)) => Some((&name.text, steps)),
            _ => None,
        },
        _ => None,
    }
}

/// The name of a partial that is written out.
pub(crate) fn literal_name(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Literal::Str(name)) => Some(name),
        _ => None,
    }
}
