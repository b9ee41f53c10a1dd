//! Which names a rendering read.
//!
//! Owns the record only.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// A record of what one or several renderings read.
#[derive(Default, Debug)]
pub struct ReadLog(RefCell<Reads>);

#[derive(Default, Debug)]
struct Reads {
    variables: BTreeSet<String>,
    partials: BTreeSet<String>,
}

impl ReadLog {
    /// An empty record.
    pub fn new() -> Self {
        Self::default()
    }

    pub(crate) fn variable(&self, path: &str) {
        let mut reads = self.0.borrow_mut();
        if !reads.variables.contains(path) {
            reads.variables.insert(path.to_owned());
        }
    }

    pub(crate) fn partial(&self, name: &str) {
        let mut reads = self.0.borrow_mut();
        if !reads.partials.contains(name) {
            reads.partials.insert(name.to_owned());
        }
    }

    /// The global values that were looked at: names with as many properties as were written out
    /// (`site.title`, `page.tags`), in order.
    pub fn variables(&self) -> Vec<String> {
        self.0.borrow().variables.iter().cloned().collect()
    }

    /// The partials that were asked for, found or not, in order.
    pub fn partials(&self) -> Vec<String> {
        self.0.borrow().partials.iter().cloned().collect()
    }
}
