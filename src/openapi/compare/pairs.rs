//! Pairs of schemas that are compared once, whoever uses them, and who does. Must not know what is compared.

use std::collections::HashMap;

use super::rules::{Rule, Sides};
use crate::model::description::{Description, SchemaId};

/// In what callers send, in what the api sends, or in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ways(u8);

impl Ways {
    pub(super) const REQUEST: Self = Self(1);
    pub(super) const RESPONSE: Self = Self(2);
    pub(super) const BOTH: Self = Self(3);

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_none(self) -> bool {
        self.0 == 0
    }

    /// What callers send becomes what the api sends, and the other way: webhooks and callbacks.
    pub(super) fn turned(self) -> Self {
        Self((self.0 & 1) << 1 | self.0 >> 1)
    }

    /// The rule of a change that is seen this way: the worse one where it is seen both ways.
    pub(super) fn rule(self, sides: Sides) -> Rule {
        match (self.has(Self::REQUEST), self.has(Self::RESPONSE)) {
            (true, true) if sides.response.class() < sides.request.class() => sides.response,
            (true, _) => sides.request,
            _ => sides.response,
        }
    }
}

/// A change within a schema.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) sides: Sides,
    /// Where it counts at all: what is only read is no matter of requests.
    pub(super) ways: Ways,
    /// Path from the schema: `items[].id`; empty: the schema itself.
    pub(super) path: String,
    pub(super) message: String,
}

/// Two schemas, the newer one with a name.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) old: SchemaId,
    pub(super) new: SchemaId,
    pub(super) findings: Vec<Finding>,
    /// Pairs that hold this one, and which ways it is seen there.
    parents: Vec<(usize, Ways)>,
    /// Operations that hold it at first hand, and which ways.
    users: Vec<(usize, Ways)>,
}

/// All pairs, each once.
pub(super) struct Pairs<'d> {
    pub(super) old: &'d Description,
    pub(super) new: &'d Description,
    pub(super) all: Vec<Pair>,
    known: HashMap<(SchemaId, SchemaId), usize, foldhash::fast::RandomState>,
}

impl<'d> Pairs<'d> {
    pub(super) fn new(old: &'d Description, new: &'d Description) -> Self {
        Self { old, new, all: Vec::new(), known: HashMap::default() }
    }

    /// The pair's number; a new one waits at the end to be compared.
    pub(super) fn number(&mut self, old: SchemaId, new: SchemaId) -> usize {
        *self.known.entry((old, new)).or_insert_with(|| {
            self.all.push(Pair { old, new, findings: Vec::new(), parents: Vec::new(), users: Vec::new() });
            self.all.len() - 1
        })
    }

    /// Says that the pair `child` is seen in the pair `parent`.
    pub(super) fn hold(&mut self, child: usize, parent: usize, ways: Ways) {
        let parents = &mut self.all[child].parents;
        if !parents.contains(&(parent, ways)) {
            parents.push((parent, ways));
        }
    }

    /// Says that an operation holds the pair.
    pub(super) fn used(&mut self, pair: usize, operation: usize, ways: Ways) {
        let users = &mut self.all[pair].users;
        if users.last() != Some(&(operation, ways)) {
            users.push((operation, ways));
        }
    }

    /// The operations that hold the pair, at whatever hand, the given way; in order.
    pub(super) fn users(&self, pair: usize, way: Ways) -> Vec<usize> {
        let mut seen = vec![false; self.all.len()];
        seen[pair] = true;
        let (mut waiting, mut users) = (vec![pair], Vec::new());
        while let Some(at) = waiting.pop() {
            let pair = &self.all[at];
            users.extend(pair.users.iter().filter(|(_, ways)| ways.has(way)).map(|(operation, _)| *operation));
            for &(parent, ways) in &pair.parents {
                if ways.has(way) && !seen[parent] {
                    seen[parent] = true;
                    waiting.push(parent);
                }
            }
        }
        users.sort_unstable();
        users.dedup();
        users
    }
}
