//! Changes for terminals, with colours that the caller may take out.

use std::fmt::Write as _;

use super::{Tally, groups, owner, sentence};
use crate::model::{Class, Comparison};

fn color(class: Class) -> &'static str {
    match class {
        Class::Breaking => "\x1b[1;31m",
        Class::NonBreaking => "\x1b[32m",
        Class::Documentation => "\x1b[34m",
    }
}

/// Grouped by operation, each change with its rule.
pub fn human(comparison: &Comparison) -> String {
    let mut text = String::new();
    for (owner, changes) in groups(comparison.changes.iter()) {
        let _ = writeln!(text, "\x1b[1m{}\x1b[0m", printable(&owner.title()));
        for change in changes {
            let (class, color) = (change.class.name(), color(change.class));
            let sentence = printable(&sentence(change));
            let _ = writeln!(text, "  {color}{class:<13}\x1b[0m  {sentence}  \x1b[2m{}\x1b[0m", change.rule);
        }
        text.push('\n');
    }
    let tally = Tally::of(comparison);
    let _ = match comparison.changes.len() {
        0 => writeln!(text, "nothing changed"),
        1 => writeln!(text, "1 change: {tally}"),
        count => writeln!(text, "{count} changes: {tally}"),
    };
    text
}

/// One line a change.
pub fn short(comparison: &Comparison) -> String {
    let line = |change| {
        let change: &crate::model::Change = change;
        let owner = owner(change).title();
        format!("{}: {}: {}: {}\n", change.class.name(), change.rule, printable(&owner), printable(&sentence(change)))
    };
    comparison.changes.iter().map(line).collect()
}

/// Descriptions may hold anything: what a terminal would obey is not shown.
fn printable(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).collect()
}
