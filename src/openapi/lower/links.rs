//! Links between operations: which one a link leads to is known when all are read.

use std::collections::HashMap;

use super::Lower;
use crate::model::description::{Description, Operation};

impl Lower<'_> {
    /// Finds the operation of every link.
    pub(super) fn links(&self, description: &mut Description) {
        let by_id: HashMap<String, usize> =
            description.operations.iter().enumerate().map(|(at, operation)| (operation.id.clone(), at)).collect();
        let find = |target: &str| {
            let by_place = || self.operations.get(self.link_targets.get(target)?).copied();
            by_id.get(target).copied().or_else(by_place)
        };
        for operation in description.operations.iter_mut().chain(&mut description.webhooks) {
            connect(operation, &find);
        }
    }
}

fn connect(operation: &mut Operation, find: &dyn Fn(&str) -> Option<usize>) {
    for link in operation.responses.iter_mut().flat_map(|response| &mut response.links) {
        link.operation = find(&link.target);
    }
    for operation in operation.callbacks.iter_mut().flat_map(|callback| &mut callback.operations) {
        connect(operation, find);
    }
}
