//! Changes for programs. The keys are a promise.

use serde_json::{Value, json};

use super::Tally;
use crate::model::{Change, ChangedOperation, Comparison};

/// One object with all changes and how many there are of each class.
pub fn json(comparison: &Comparison) -> Value {
    let Tally { breaking, non_breaking, documentation } = Tally::of(comparison);
    json!({
        "breaking": breaking,
        "non_breaking": non_breaking,
        "documentation": documentation,
        "changes": comparison.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    json!({
        "class": change.class.name(),
        "rule": change.rule,
        "operation": change.operation.as_ref().map(operation),
        "schema": change.schema.as_ref().map(|schema| schema.name.as_str()),
        "place": change.place,
        "message": change.message,
        "operations": change.uses.iter().map(operation).collect::<Vec<_>>(),
    })
}

fn operation(operation: &ChangedOperation) -> Value {
    json!({ "method": operation.method, "path": operation.path })
}
