//! What is late at one moment, within one template or `render`.
//!
//! Owns the bookkeeping only.

use super::effects::Effects;
use crate::liquid::names::Sym;
use std::collections::BTreeSet;
use std::sync::Arc;

/// State that only the finishing side knows.
#[derive(Debug, Clone, Default)]
pub(super) struct Late {
    /// The number of the context that live segments made here run in.
    pub(super) context: u32,
    /// Assigned variables.
    pub(super) variables: BTreeSet<Arc<str>>,
    /// Counters.
    pub(super) counters: BTreeSet<Arc<str>>,
    /// Where loops ended, by name.
    pub(super) offsets: BTreeSet<Arc<str>>,
    /// Positions of all cycles.
    pub(super) cycles: bool,
    /// The memory of `ifchanged`.
    pub(super) changed: bool,
}

impl Late {
    /// Nothing is late yet.
    pub(super) fn new(context: u32) -> Self {
        Late { context, ..Late::default() }
    }

    /// Whether state that a piece uses, variables apart, is late.
    pub(super) fn touches(&self, effects: &Effects) -> bool {
        (self.cycles && effects.cycles)
            || (self.changed && effects.changed)
            || effects.counters.iter().any(|name| self.counters.contains(name))
            || effects.resumes.iter().any(|name| self.offsets.contains(name))
    }

    /// A piece with these effects waits: what it may leave behind is late from now on.
    pub(super) fn absorb(&mut self, effects: &Effects) {
        self.variables.extend(effects.writes.iter().cloned());
        self.counters.extend(effects.counters.iter().cloned());
        self.offsets.extend(effects.loops.iter().cloned());
        self.cycles |= effects.cycles;
        self.changed |= effects.changed;
    }
}

/// Where the value of a name comes from at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A loop or a partial's argument binds it.
    Local(Sym),
    /// It was assigned.
    Variable(Sym),
    /// It is a counter.
    Counter(Sym),
    /// The caller gives it, or nobody.
    Global,
    /// It is not known yet.
    Late,
}
