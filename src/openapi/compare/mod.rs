//! What changed between two descriptions, and what that means to callers. Owns the rules; must not know where the
//! descriptions came from, nor how changes are shown.
//!
//! Operations are matched by method and path, then by id. Schemas are walked in pairs. A schema with a name is a pair
//! of its own: it is compared once, both ways, and what its changes mean follows from who holds it.

mod bodies;
mod facets;
mod operations;
mod pairs;
mod parameters;
mod report;
mod rules;
mod schemas;
mod security;
mod servers;
mod view;

use facets::same_words;
use operations::quoted;
use pairs::Pairs;
use report::Report;
pub use rules::Rule;

use crate::model::Comparison;
use crate::model::description::Description;

/// Everything that changed from `old` to `new`.
pub fn compare(old: &Description, new: &Description) -> Comparison {
    let mut report = Report::new(Pairs::new(old, new));
    information(&mut report);
    servers::compare(&mut report, "", &old.servers, &new.servers);
    security::schemes(&mut report);
    tags(&mut report);
    let operations = operations::matched(old, new);
    for (at, operation) in operations.iter().enumerate() {
        operations::compare(&mut report, at, operation);
    }
    report.look_into_pairs();
    Comparison { changes: report.finish(&operations) }
}

fn information(report: &mut Report<'_>) {
    let (old, new) = (report.pairs.old, report.pairs.new);
    if old.title != new.title {
        let message = format!("the title is “{}” instead of “{}”", new.title, old.title);
        report.add(Rule::TitleChanged, "", &message);
    }
    let summary = |description: &Description| description.summary.clone().unwrap_or_default();
    if !same_words(&old.description, &new.description) || summary(old) != summary(new) {
        report.add(Rule::DescriptionChanged, "", "the description changed");
    }
    let changed = [
        ("terms of service", old.terms != new.terms),
        ("contact", old.contact != new.contact),
        ("licence", old.license != new.license),
    ];
    for (what, _) in changed.into_iter().filter(|(_, changed)| *changed) {
        report.add(Rule::InfoChanged, what, "it changed");
    }
}

fn tags(report: &mut Report<'_>) {
    let (old, new) = (report.pairs.old, report.pairs.new);
    for tag in &new.tags {
        let place = format!("tag {}", quoted(std::slice::from_ref(&tag.name)));
        match old.tags.iter().find(|known| known.name == tag.name) {
            None => report.add(Rule::TagChanged, &place, "the tag was added"),
            Some(known) if !same_words(&known.description, &tag.description) => {
                report.add(Rule::TagChanged, &place, "the description changed");
            }
            Some(_) => {}
        }
    }
    for tag in old.tags.iter().filter(|tag| !new.tags.iter().any(|known| known.name == tag.name)) {
        let place = format!("tag {}", quoted(std::slice::from_ref(&tag.name)));
        report.add(Rule::TagChanged, &place, "the tag was removed");
    }
}
