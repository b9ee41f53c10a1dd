//! Which operation of one description is which of the other, and what changed in each. Must not look into schemas.

use std::collections::HashMap;

use super::bodies;
use super::facets::same_words;
use super::pairs::Ways;
use super::parameters;
use super::report::Report;
use super::rules::Rule;
use super::security;
use crate::model::ChangedOperation;
use crate::model::description::{Description, Operation};

/// One operation in both descriptions, or in one of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matched<'d> {
    pub(super) old: Option<&'d Operation>,
    pub(super) new: Option<&'d Operation>,
    pub(super) is_webhook: bool,
}

impl Matched<'_> {
    /// How a change names it.
    pub(super) fn named(&self) -> ChangedOperation {
        let operation = self.new.or(self.old);
        ChangedOperation {
            method: operation.map(|operation| operation.method.clone()).unwrap_or_default(),
            path: operation.map(|operation| operation.path.clone()).unwrap_or_default(),
            slug: self.new.map(|operation| operation.slug.clone()),
        }
    }
}

/// All operations and webhooks, in the order of the newer description; those that are gone at their old place.
pub(super) fn matched<'d>(old: &'d Description, new: &'d Description) -> Vec<Matched<'d>> {
    let mut all = pair_up(&old.operations, &new.operations, |operation| normal_path(&operation.path));
    let webhooks = pair_up(&old.webhooks, &new.webhooks, |operation| operation.path.clone());
    all.extend(webhooks.into_iter().map(|matched| Matched { is_webhook: true, ..matched }));
    all
}

fn pair_up<'d>(old: &'d [Operation], new: &'d [Operation], path: impl Fn(&Operation) -> String) -> Vec<Matched<'d>> {
    let mut by_place: HashMap<(String, &str), usize> = HashMap::new();
    for (at, operation) in old.iter().enumerate() {
        by_place.entry((path(operation), &operation.method)).or_insert(at);
    }
    let mut taken: Vec<Option<usize>> = vec![None; old.len()];
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut marry = |ours: usize, theirs: usize| {
        if taken[ours].is_none() {
            taken[ours] = Some(theirs);
            partner[theirs] = Some(ours);
        }
    };
    for (at, operation) in new.iter().enumerate() {
        if let Some(&ours) = by_place.get(&(path(operation), operation.method.as_str())) {
            marry(ours, at);
        }
    }
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for (at, operation) in old.iter().enumerate() {
        if taken[at].is_none() {
            by_id.insert(&operation.id, at);
        }
    }
    for (at, operation) in new.iter().enumerate() {
        if let (None, Some(&ours)) = (partner[at], by_id.get(operation.id.as_str()))
            && taken[ours].is_none()
        {
            taken[ours] = Some(at);
            partner[at] = Some(ours);
        }
    }
    in_order(old, new, &taken, &partner)
}

fn in_order<'d>(
    old: &'d [Operation],
    new: &'d [Operation],
    taken: &[Option<usize>],
    partner: &[Option<usize>],
) -> Vec<Matched<'d>> {
    // What is gone follows the operation that it followed.
    let mut gone: HashMap<Option<usize>, Vec<&Operation>> = HashMap::new();
    let mut after = None;
    for (operation, theirs) in old.iter().zip(taken) {
        match theirs {
            Some(theirs) => after = Some(*theirs),
            None => gone.entry(after).or_default().push(operation),
        }
    }
    let removed = |operation: &&'d Operation| Matched { old: Some(operation), new: None, is_webhook: false };
    let mut all: Vec<Matched<'d>> = gone.get(&None).into_iter().flatten().map(removed).collect();
    for (at, operation) in new.iter().enumerate() {
        all.push(Matched { old: partner[at].map(|ours| &old[ours]), new: Some(operation), is_webhook: false });
        all.extend(gone.get(&Some(at)).into_iter().flatten().map(removed));
    }
    all
}

/// A path without the names of its parameters and without a slash at its end.
pub(super) fn normal_path(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        normal.push_str(before);
        normal.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    normal.push_str(rest);
    if normal.len() > 1 {
        normal.truncate(normal.trim_end_matches('/').len());
    }
    normal
}

/// Everything about one operation or webhook.
pub(super) fn compare(report: &mut Report<'_>, at: usize, matched: &Matched<'_>) {
    report.operation = Some(at);
    let (added, removed) = match matched.is_webhook {
        false => (Rule::OperationAdded, Rule::OperationRemoved),
        true => (Rule::WebhookAdded, Rule::WebhookRemoved),
    };
    match (matched.old, matched.new) {
        (None, Some(_)) if matched.is_webhook => report.add(added, "", "the webhook was added"),
        (Some(_), None) if matched.is_webhook => report.add(removed, "", "the webhook was removed"),
        (None, Some(_)) => report.add(added, "", "the operation was added"),
        (Some(old), None) if old.deprecated => report.add(removed, "", "the operation was removed; it was deprecated"),
        (Some(_), None) => report.add(removed, "", "the operation was removed"),
        (Some(old), Some(new)) if matched.is_webhook => {
            words(report, old, new);
            turned(report, "", old, new);
        }
        (Some(old), Some(new)) => both(report, old, new),
        (None, None) => {}
    }
}

fn both(report: &mut Report<'_>, old: &Operation, new: &Operation) {
    if old.method != new.method || normal_path(&old.path) != normal_path(&new.path) {
        let message = format!("it was `{} {}`", old.method, old.path);
        report.add(Rule::OperationMoved, "", &message);
    } else if old.id != new.id && !(is_made_up(old) && is_made_up(new)) {
        report.add(Rule::OperationIdChanged, "", &format!("the id is `{}` instead of `{}`", new.id, old.id));
    }
    words(report, old, new);
    security::operation(report, old, new);
    super::servers::compare(report, "", &old.servers, &new.servers);
    parameters::compare(report, old, new);
    bodies::request(report, old.body.as_ref(), new.body.as_ref());
    bodies::responses(report, "", &old.responses, &new.responses, Ways::RESPONSE);
    callbacks(report, old, new);
}

/// Whether an id says no more than method and path.
fn is_made_up(operation: &Operation) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    letters(&operation.id).starts_with(&letters(&format!("{}{}", operation.method, operation.path)))
}

fn words(report: &mut Report<'_>, old: &Operation, new: &Operation) {
    match (old.deprecated, new.deprecated) {
        (false, true) => report.add(Rule::OperationDeprecated, "", "the operation is deprecated now"),
        (true, false) => report.add(Rule::OperationUndeprecated, "", "the operation is not deprecated any more"),
        _ => {}
    }
    if !same_words(&old.summary, &new.summary) {
        let message = format!("the summary is “{}” instead of “{}”", new.summary.trim(), old.summary.trim());
        report.add(Rule::OperationSummaryChanged, "", &message);
    }
    if !same_words(&old.description, &new.description) {
        report.add(Rule::OperationDescriptionChanged, "", "the description changed");
    }
    let names = |description: &Description, operation: &Operation| -> Vec<String> {
        operation.tags.iter().filter_map(|tag| Some(description.tags.get(*tag)?.name.clone())).collect()
    };
    let (was, is) = (names(report.pairs.old, old), names(report.pairs.new, new));
    if was != is {
        let message = format!("the tags are {} instead of {}", quoted(&is), quoted(&was));
        report.add(Rule::OperationTagsChanged, "", &message);
    }
}

pub(super) fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A request that the api sends: what it holds reaches the caller.
fn turned(report: &mut Report<'_>, place: &str, old: &Operation, new: &Operation) {
    parameters::headers(report, place, &old.parameters, &new.parameters, Ways::RESPONSE);
    bodies::sent(report, place, old.body.as_ref(), new.body.as_ref());
    bodies::responses(report, place, &old.responses, &new.responses, Ways::RESPONSE.turned());
}

fn callbacks(report: &mut Report<'_>, old: &Operation, new: &Operation) {
    let (was, is) = (requests(old), requests(new));
    let same = |a: &(String, &Operation), b: &(String, &Operation)| a.0 == b.0 && a.1.method == b.1.method;
    for callback in &is {
        match was.iter().find(|known| same(known, callback)) {
            Some(known) => turned(report, &callback.0, known.1, callback.1),
            None => report.add(Rule::CallbackAdded, &callback.0, "the callback was added"),
        }
    }
    for callback in was.iter().filter(|callback| !is.iter().any(|known| same(known, callback))) {
        report.add(Rule::CallbackRemoved, &callback.0, "the callback was removed");
    }
}

/// The requests that the api sends because of an operation, each with its place.
fn requests(operation: &Operation) -> Vec<(String, &Operation)> {
    let each = operation
        .callbacks
        .iter()
        .flat_map(|callback| callback.operations.iter().map(|one| (format!("callback `{}`", callback.name), one)));
    each.collect()
}
