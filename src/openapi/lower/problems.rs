//! What is wrong with a description: each problem once, with its JSON pointer, and many of one kind in one line.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::tree::At;
use crate::diag::Diagnostic;

/// How many problems of one kind are told one by one.
const LIMIT: usize = 20;

/// The problems of one description.
#[derive(Default)]
pub(super) struct Problems {
    /// With the value that each is about.
    list: Vec<(Option<usize>, Diagnostic)>,
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
            self.list.push((Some(at.id()), problem));
        } else {
            self.more.entry(problem.code).or_insert((0, problem)).0 += 1;
        }
    }

    /// All of them, each with the pointer to its value.
    pub(super) fn finish(self, root: At<'_>) -> Vec<Diagnostic> {
        let wanted: HashSet<usize> = self.list.iter().filter_map(|(id, _)| *id).collect();
        let pointers = if wanted.is_empty() { HashMap::new() } else { pointers(root, &wanted) };
        let placed = |(id, problem): (Option<usize>, Diagnostic)| {
            let pointer = id.and_then(|id| pointers.get(&id));
            let span = problem.span.clone();
            match (pointer, span) {
                (Some(pointer), Some(span)) => problem.label(span, pointer.clone()),
                _ => problem,
            }
        };
        let summed = |(count, first): (usize, Diagnostic)| {
            let message = format!("and {count} more like the {LIMIT} problems `{}` above", first.code);
            Diagnostic { message, labels: Vec::new(), hints: Vec::new(), ..first }
        };
        let more: Vec<Diagnostic> = self.more.into_values().map(summed).collect();
        self.list.into_iter().map(placed).chain(more).collect()
    }
}

/// The JSON pointers of some values, found in one walk.
fn pointers(root: At<'_>, wanted: &HashSet<usize>) -> HashMap<usize, String> {
    let mut found = HashMap::new();
    // Values still to look at, with the length of the pointer to their parent and their own step.
    let mut open: Vec<(At<'_>, usize, String)> = vec![(root, 0, "#".to_owned())];
    let mut pointer = String::new();
    while let Some((at, length, step)) = open.pop() {
        pointer.truncate(length);
        pointer.push_str(&step);
        if wanted.contains(&at.id()) {
            found.insert(at.id(), pointer.clone());
            if found.len() == wanted.len() {
                break;
            }
        }
        let length = pointer.len();
        for (index, item) in at.items().enumerate() {
            open.push((item, length, format!("/{index}")));
        }
        for (key, value) in at.entries() {
            open.push((value, length, format!("/{}", key.name.replace('~', "~0").replace('/', "~1"))));
        }
    }
    found
}
