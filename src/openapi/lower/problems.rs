//! What is wrong with a description: each problem once, with its JSON pointer, and many of one kind in one line.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::tree::At;
use crate::diag::Diagnostic;
use crate::openapi::document::Document;

/// How many problems of one kind are told one by one.
const LIMIT: usize = 20;

/// The problems of one description.
#[derive(Default)]
pub(super) struct Problems {
    list: Vec<Diagnostic>,
    seen: HashSet<(&'static str, usize, String)>,
    /// By code: how many there were beyond the limit, and the first of them.
    more: BTreeMap<&'static str, (usize, Diagnostic)>,
    counts: HashMap<&'static str, usize>,
}

impl Problems {
    /// Keeps a problem of the value `at`, unless it is known: what is used in many places is read in each of them.
    pub(super) fn add(&mut self, at: At<'_>, problem: Diagnostic) {
        if !self.seen.insert((problem.code, at.id(), problem.message.clone())) {
            return;
        }
        let count = self.counts.entry(problem.code).or_default();
        *count += 1;
        if *count <= LIMIT {
            self.list.push(problem);
        } else {
            self.more.entry(problem.code).or_insert((0, problem)).0 += 1;
        }
    }

    /// All of them, each with the pointer to its value.
    pub(super) fn finish(self, document: &Document<'_>) -> Vec<Diagnostic> {
        let pointers = document.pointers(self.list.iter().map(|problem| problem.span.as_ref()));
        let placed = |(problem, pointer): (Diagnostic, Option<String>)| match (pointer, problem.span.clone()) {
            (Some(pointer), Some(span)) => problem.label(span, pointer),
            _ => problem,
        };
        let summed = |(count, first): (usize, Diagnostic)| {
            let message = format!("and {count} more like the {LIMIT} problems `{}` above", first.code);
            Diagnostic { message, labels: Vec::new(), hints: Vec::new(), ..first }
        };
        let more: Vec<Diagnostic> = self.more.into_values().map(summed).collect();
        self.list.into_iter().zip(pointers).map(placed).chain(more).collect()
    }
}
