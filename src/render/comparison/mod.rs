//! What changed between two descriptions, as text: for terminals, comments on pull requests, and programs.
//! Must not compare.

mod human;
mod json;
mod markdown;

pub use human::{human, short};
pub use json::json;
pub use markdown::markdown;

use crate::model::{Change, Class, Comparison};

/// How many changes there are of each class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Changes that may stop programs from working.
    pub breaking: usize,
    /// Changes that harm nobody.
    pub non_breaking: usize,
    /// Changes of words.
    pub documentation: usize,
}

impl Tally {
    /// Counts.
    pub fn of(comparison: &Comparison) -> Self {
        let count = |class| comparison.changes.iter().filter(|change| change.class == class).count();
        Self {
            breaking: count(Class::Breaking),
            non_breaking: count(Class::NonBreaking),
            documentation: count(Class::Documentation),
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { breaking, non_breaking, documentation } = self;
        write!(formatter, "{breaking} breaking, {non_breaking} non-breaking, {documentation} documentation")
    }
}

/// What changes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner<'c> {
    /// The description as a whole.
    Whole,
    /// One operation: method and path.
    Operation(&'c str, &'c str),
    /// Several operations at once.
    Shared,
    /// A named schema.
    Schema(&'c str),
}

impl Owner<'_> {
    fn title(self) -> String {
        match self {
            Self::Whole => "The API as a whole".to_owned(),
            Self::Operation(method, path) => format!("{method} {path}"),
            Self::Shared => "Several operations".to_owned(),
            Self::Schema(name) => format!("Schema {name}"),
        }
    }
}

fn owner(change: &Change) -> Owner<'_> {
    match (&change.operation, &change.schema) {
        (Some(operation), _) => Owner::Operation(&operation.method, &operation.path),
        (None, Some(schema)) => Owner::Schema(&schema.name),
        (None, None) if !change.uses.is_empty() => Owner::Shared,
        (None, None) => Owner::Whole,
    }
}

/// Changes by what they belong to, in order; the worst first within each.
fn groups<'c>(changes: impl Iterator<Item = &'c Change>) -> Vec<(Owner<'c>, Vec<&'c Change>)> {
    let mut groups: Vec<(Owner<'c>, Vec<&'c Change>)> = Vec::new();
    for change in changes {
        let owner = owner(change);
        match groups.last_mut() {
            Some((last, changes)) if *last == owner => changes.push(change),
            _ => groups.push((owner, vec![change])),
        }
    }
    for (_, changes) in &mut groups {
        changes.sort_by_key(|change| change.class);
    }
    groups
}

/// Place, what changed, and how many operations see it.
fn sentence(change: &Change) -> String {
    let place = if change.place.is_empty() { String::new() } else { format!("{}: ", change.place) };
    let uses = match change.uses.len() {
        0 => String::new(),
        1 => " (1 operation)".to_owned(),
        count => format!(" ({count} operations)"),
    };
    format!("{place}{}{uses}", change.message)
}
