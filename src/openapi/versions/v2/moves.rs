//! Where values of 2.0 are in 3.0: references name them by where they were written.

use std::collections::{HashMap, HashSet};

use crate::tree::{Node, Place};

/// What moved.
#[derive(Default)]
pub(in crate::openapi) struct Moves {
    pub(super) files: HashSet<usize>,
    /// Files that became part of the first one.
    pub(in crate::openapi::versions) parts: HashSet<usize>,
    /// For lists of parameters that lost some: where each of them is now; `None`: it became the body.
    pub(super) parameters: HashMap<Place, Vec<Option<usize>>>,
}

/// The first step of pointers, and the steps instead of it.
const FIRST: [(&str, &str); 4] = [
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

impl Moves {
    /// The file whose tree holds what stands in a file.
    pub(in crate::openapi) fn home(&self, file: usize) -> usize {
        if self.parts.contains(&file) { 0 } else { file }
    }

    /// Whether values of a file lie elsewhere than they were written.
    pub(in crate::openapi) fn concern(&self, file: usize) -> bool {
        self.files.contains(&file) || self.parts.contains(&file)
    }

    /// The pointer that leads to what was written at `pointer` of a file, if its first steps are others now.
    pub(in crate::openapi) fn pointer(&self, file: usize, pointer: &str) -> Option<String> {
        if !self.concern(file) {
            return None;
        }
        FIRST.iter().find_map(|(old, new)| pointer.strip_prefix(old).map(|rest| format!("{new}{rest}")))
    }

    /// The steps that lead to what was written at `step` of a list of parameters.
    pub(in crate::openapi) fn parameter(&self, list: &Node<'_>, step: &str) -> Option<Option<usize>> {
        if self.parameters.is_empty() {
            return None;
        }
        self.parameters.get(&list.place)?.get(step.parse::<usize>().ok()?).copied()
    }
}
