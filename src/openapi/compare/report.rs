//! What was found, put in order: by operation, what several share once, and what changed in named schemas once with
//! the operations that hold them.

use std::collections::{HashMap, HashSet};

use super::operations::Matched;
use super::pairs::{Pairs, Ways};
use super::rules::{Rule, kind};
use super::schemas::Walk;
use crate::model::description::SchemaId;
use crate::model::{Change, ChangedOperation, ChangedSchema};

/// From how many operations on the same change is told once.
const SHARED: usize = 4;

/// A change of an operation, or of the description.
#[derive(Debug)]
struct Found {
    rule: Rule,
    operation: Option<usize>,
    place: String,
    message: String,
}

/// Collects changes.
pub(super) struct Report<'d> {
    pub(super) pairs: Pairs<'d>,
    /// The operation that changes belong to.
    pub(super) operation: Option<usize>,
    found: Vec<Found>,
    has_xml: bool,
}

/// A place within a place.
pub(super) fn join(outer: &str, inner: &str) -> String {
    match (outer.is_empty(), inner.is_empty()) {
        (true, _) => inner.to_owned(),
        (_, true) => outer.to_owned(),
        _ => format!("{outer}, {inner}"),
    }
}

impl<'d> Report<'d> {
    pub(super) fn new(pairs: Pairs<'d>) -> Self {
        let has_xml = [pairs.old, pairs.new].iter().any(|description| {
            let operations = description.operations.iter().chain(&description.webhooks);
            let bodies = operations.clone().flat_map(|one| one.body.iter().flat_map(|body| &body.content));
            let answers = operations.flat_map(|one| one.responses.iter().flat_map(|response| &response.content));
            bodies.chain(answers).any(|media| media.media_type.contains("xml"))
        });
        Self { pairs, operation: None, found: Vec::new(), has_xml }
    }

    pub(super) fn add(&mut self, rule: Rule, place: &str, message: &str) {
        let (place, message) = (place.to_owned(), message.to_owned());
        self.found.push(Found { rule, operation: self.operation, place, message });
    }

    /// Compares two schemas that stand at a place of the operation.
    pub(super) fn schema(&mut self, place: &str, old: SchemaId, new: SchemaId, ways: Ways) {
        let mut walk = Walk::new(&mut self.pairs);
        walk.schema(old, new, ways);
        let (findings, met) = (walk.findings, walk.met);
        for finding in findings {
            let ways = finding.ways.and(ways);
            if self.counts(finding.sides) && !ways.is_none() {
                let path = if finding.path.is_empty() { String::new() } else { format!("`{}`", finding.path) };
                self.add(ways.rule(finding.sides), &join(place, &path), &finding.message);
            }
        }
        if let Some(operation) = self.operation {
            for (pair, ways) in met {
                self.pairs.used(pair, operation, ways);
            }
        }
    }

    /// XML is no matter where nothing is written in it.
    fn counts(&self, sides: super::rules::Sides) -> bool {
        self.has_xml || sides != kind::XML
    }

    /// Compares the pairs that operations met, and those that they meet, and named schemas that nobody met.
    pub(super) fn look_into_pairs(&mut self) {
        let mut next = self.walk_pairs(0);
        let (old, new) = (self.pairs.old, self.pairs.new);
        let by_name: HashMap<&str, SchemaId> =
            old.named.iter().filter_map(|id| Some((old.schemas[*id].name.as_deref()?, *id))).collect();
        for &id in &new.named {
            let name = new.schemas[id].name.as_deref().unwrap_or_default();
            if let Some(&ours) = by_name.get(name) {
                self.pairs.number(ours, id);
            }
        }
        next = self.walk_pairs(next);
        debug_assert_eq!(next, self.pairs.all.len(), "every pair is compared");
    }

    fn walk_pairs(&mut self, mut next: usize) -> usize {
        while next < self.pairs.all.len() {
            let (old, new) = (self.pairs.all[next].old, self.pairs.all[next].new);
            let mut walk = Walk::new(&mut self.pairs);
            walk.look_into(old, new, Ways::BOTH, true);
            let (findings, met) = (walk.findings, walk.met);
            self.pairs.all[next].findings = findings;
            for (child, ways) in met {
                self.pairs.hold(child, next, ways);
            }
            next += 1;
        }
        next
    }

    /// All changes in order.
    pub(super) fn finish(self, operations: &[Matched<'_>]) -> Vec<Change> {
        let names: Vec<ChangedOperation> = operations.iter().map(Matched::named).collect();
        let schemas = self.schemas(&names);
        let mut users: HashMap<(Rule, &str, &str), Vec<usize>> = HashMap::new();
        for found in &self.found {
            if let Some(operation) = found.operation.filter(|_| !found.place.is_empty()) {
                let users = users.entry((found.rule, &found.place, &found.message)).or_default();
                if users.last() != Some(&operation) {
                    users.push(operation);
                }
            }
        }
        let (mut own, mut shared, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for found in &self.found {
            let key = (found.rule, found.place.as_str(), found.message.as_str());
            let is_shared = users.get(&key).is_some_and(|users| users.len() >= SHARED);
            if !seen.insert((found.operation.filter(|_| !is_shared), key)) {
                continue;
            }
            let mut change = change(found.rule, &found.place, &found.message);
            if is_shared {
                change.uses = users[&key].iter().map(|at| names[*at].clone()).collect();
                shared.push(change);
            } else {
                change.operation = found.operation.map(|at| names[at].clone());
                own.push(change);
            }
        }
        own.into_iter().chain(shared).chain(schemas).collect()
    }

    /// The changes of named schemas, in the order of the newer description.
    fn schemas(&self, names: &[ChangedOperation]) -> Vec<Change> {
        let (old, new) = (self.pairs.old, self.pairs.new);
        let mut order: HashMap<SchemaId, usize> = HashMap::new();
        for (at, id) in new.named.iter().enumerate() {
            order.insert(*id, at);
        }
        let mut pairs: Vec<usize> = (0..self.pairs.all.len()).collect();
        pairs.sort_by_key(|at| order.get(&self.pairs.all[*at].new).copied().unwrap_or(usize::MAX));
        let mut changes: Vec<Change> = Vec::new();
        let mut renamed: HashMap<&str, &str> = HashMap::new();
        let has = |description: &crate::model::Description, name: &str| {
            description.named.iter().any(|id| description.schemas[*id].name.as_deref() == Some(name))
        };
        for at in pairs {
            let pair = &self.pairs.all[at];
            let (was, is) = (&old.schemas[pair.old], &new.schemas[pair.new]);
            if let (Some(was), Some(is)) = (was.name.as_deref(), is.name.as_deref())
                && was != is
                && !has(new, was)
                && !has(old, is)
                && !renamed.values().any(|known| *known == was)
                && renamed.insert(is, was).is_none()
            {
                changes.push(of_schema(
                    Rule::SchemaRenamed,
                    is_named(new, pair.new),
                    &format!("it was called `{was}`"),
                ));
            }
            self.pair(at, names, &mut changes);
        }
        for &id in &new.named {
            let name = new.schemas[id].name.as_deref().unwrap_or_default();
            if !has(old, name) && !renamed.contains_key(name) {
                changes.push(of_schema(Rule::SchemaAdded, is_named(new, id), "the schema was added"));
            }
        }
        for &id in &old.named {
            let name = old.schemas[id].name.as_deref().unwrap_or_default();
            if !has(new, name) && !renamed.values().any(|known| *known == name) {
                let schema = ChangedSchema { name: name.to_owned(), slug: None };
                changes.push(of_schema(Rule::SchemaRemoved, schema, "the schema was removed"));
            }
        }
        changes
    }

    fn pair(&self, at: usize, names: &[ChangedOperation], changes: &mut Vec<Change>) {
        let pair = &self.pairs.all[at];
        let findings: Vec<_> = pair.findings.iter().filter(|finding| self.counts(finding.sides)).collect();
        if findings.is_empty() {
            return;
        }
        let schema = is_named(self.pairs.new, pair.new);
        let (senders, readers) = (self.pairs.users(at, Ways::REQUEST), self.pairs.users(at, Ways::RESPONSE));
        if senders.is_empty() && readers.is_empty() {
            let is_same_name = self.pairs.old.schemas[pair.old].name == self.pairs.new.schemas[pair.new].name;
            if is_same_name && findings.iter().any(|finding| finding.sides != kind::DESCRIBED) {
                let message = "the schema changed; no request and no response holds it";
                changes.push(of_schema(Rule::UnusedSchemaChanged, schema, message));
            }
            return;
        }
        let mut ways = Ways::BOTH;
        if senders.is_empty() {
            ways = Ways::RESPONSE;
        } else if readers.is_empty() {
            ways = Ways::REQUEST;
        }
        for finding in findings {
            let ways = finding.ways.and(ways);
            if ways.is_none() {
                continue;
            }
            let mut users: Vec<usize> = Vec::new();
            if ways.has(Ways::REQUEST) {
                users.extend(&senders);
            }
            if ways.has(Ways::RESPONSE) {
                users.extend(&readers);
            }
            users.sort_unstable();
            users.dedup();
            let rule = ways.rule(finding.sides);
            let mut change = of_schema(rule, schema.clone(), &finding.message);
            change.place = if finding.path.is_empty() { String::new() } else { format!("`{}`", finding.path) };
            change.uses = users.iter().map(|at| names[*at].clone()).collect();
            let same = |known: &&mut Change| {
                known.rule == change.rule
                    && known.schema == change.schema
                    && known.place == change.place
                    && known.message == change.message
            };
            match changes.iter_mut().rev().take(64).find(same) {
                Some(known) => {
                    change.uses.retain(|user| !known.uses.contains(user));
                    known.uses.append(&mut change.uses);
                }
                None => changes.push(change),
            }
        }
    }
}

fn change(rule: Rule, place: &str, message: &str) -> Change {
    Change {
        class: rule.class(),
        rule: rule.name(),
        operation: None,
        schema: None,
        uses: Vec::new(),
        place: place.to_owned(),
        message: message.to_owned(),
    }
}

fn of_schema(rule: Rule, schema: ChangedSchema, message: &str) -> Change {
    Change { schema: Some(schema), ..change(rule, "", message) }
}

fn is_named(description: &crate::model::Description, id: SchemaId) -> ChangedSchema {
    let schema = &description.schemas[id];
    ChangedSchema {
        name: schema.name.as_deref().unwrap_or_default().to_owned(),
        slug: schema.slug.as_deref().map(str::to_owned),
    }
}
