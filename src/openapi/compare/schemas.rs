//! Two schemas beside each other: properties, lists, alternatives, and all below. Must not know who uses them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::facets;
use super::pairs::{Finding, Pairs, Ways};
use super::rules::{Sides, kind};
use super::view::{Seen, View};
use crate::model::description::{Additional, Constraints, Description, SchemaId};

/// Schemas without a name are followed this deep.
const DEEPEST: usize = 128;

/// One walk through two schemas, as far as no schema with a name begins: those are pairs of their own.
pub(super) struct Walk<'w, 'd> {
    pub(super) pairs: &'w mut Pairs<'d>,
    pub(super) findings: Vec<Finding>,
    /// Pairs that were met, and the ways they are seen.
    pub(super) met: Vec<(usize, Ways)>,
    seen: HashSet<(SchemaId, SchemaId), foldhash::fast::RandomState>,
    path: String,
    depth: usize,
}

impl<'w, 'd> Walk<'w, 'd> {
    pub(super) fn new(pairs: &'w mut Pairs<'d>) -> Self {
        let (findings, met) = (Vec::new(), Vec::new());
        Self { pairs, findings, met, seen: HashSet::default(), path: String::new(), depth: 0 }
    }

    /// Compares two schemas that something refers to.
    pub(super) fn schema(&mut self, old: SchemaId, new: SchemaId, ways: Ways) {
        if ways.is_none() {
            return;
        }
        if self.pairs.new.schemas[new].name.is_some() {
            let number = self.pairs.number(old, new);
            self.met.push((number, ways));
            return;
        }
        self.look_into(old, new, ways, false);
    }

    /// Compares two schemas, whether or not they have names.
    pub(super) fn look_into(&mut self, old: SchemaId, new: SchemaId, ways: Ways, whole: bool) {
        if self.depth >= DEEPEST || !self.seen.insert((old, new)) {
            return;
        }
        self.depth += 1;
        let old = Seen { description: self.pairs.old, id: old, whole };
        let new = Seen { description: self.pairs.new, id: new, whole };
        let names = new.part_names();
        let kept: Vec<&str> = old.part_names().into_iter().filter(|name| names.contains(name)).collect();
        let (old, new) = (old.view(&kept), new.view(&kept));
        self.views(&old, &new, ways);
        self.depth -= 1;
    }

    fn views(&mut self, old: &View<'d>, new: &View<'d>, ways: Ways) {
        facets::words(self, old, new, ways);
        for &part in &old.kept {
            let name = &self.pairs.old.schemas[part].name;
            let theirs = new.kept.iter().find(|id| self.pairs.new.schemas[**id].name == *name);
            if let Some(&theirs) = theirs {
                self.schema(part, theirs, ways);
            }
        }
        if self.one_becomes_many(old, new, ways) || !facets::types(self, old, new, ways) {
            return;
        }
        facets::values(self, old, new, ways);
        self.properties(old, new, ways);
        self.additional(old.additional, new.additional, ways);
        self.optional_below("[]", old.items, new.items, ways);
        for (at, (old, new)) in old.prefix_items.iter().zip(new.prefix_items).enumerate() {
            self.below(&format!("[{at}]"), |walk| walk.schema(*old, *new, ways));
        }
        if old.prefix_items.len() != new.prefix_items.len() {
            let (old, new) = (old.prefix_items.len(), new.prefix_items.len());
            self.find(kind::CONDITION_CHANGED, ways, format!("{new} items are described by position instead of {old}"));
        }
        self.alternatives(&old.alternatives, &new.alternatives, ways);
        self.conditions(old, new, ways);
    }

    /// A schema that became one of several, or the other way. Says whether that was it.
    fn one_becomes_many(&mut self, old: &View<'d>, new: &View<'d>, ways: Ways) -> bool {
        if old.is_choice() == new.is_choice() || old.is_any() || new.is_any() {
            return false;
        }
        // A plain schema and a choice: the schema is one of the alternatives, or nothing is as it was.
        let (plain, choice) = if new.is_choice() { (old, new) } else { (new, old) };
        if plain.types.is_any() || !plain.alternatives.is_empty() {
            return false;
        }
        let description = if new.is_choice() { self.pairs.new } else { self.pairs.old };
        let fits = |id: &&SchemaId| {
            let view = Seen { description, id: **id, whole: true }.view(&[]);
            view.types == plain.types
                && view.format == plain.format
                && plain.properties.iter().all(|(name, _)| view.properties.iter().any(|(theirs, _)| theirs == name))
                && view.properties.len() == plain.properties.len()
        };
        let Some(same) = choice.alternatives.iter().find(fits).copied() else { return false };
        let others: Vec<String> =
            choice.alternatives.iter().filter(|id| **id != same).map(|id| label(description, *id)).collect();
        let (sides, word) = if new.is_choice() {
            (kind::ALTERNATIVE_ADDED, "it may be")
        } else {
            (kind::ALTERNATIVE_REMOVED, "it can no longer be")
        };
        self.find(
            sides,
            ways,
            format!("{word} {}{}", others.join(", "), if new.is_choice() { " as well" } else { "" }),
        );
        true
    }

    fn properties(&mut self, old: &View<'d>, new: &View<'d>, ways: Ways) {
        for (at, &(name, theirs)) in new.properties.iter().enumerate() {
            let required = new.required.contains(&name);
            let Some(ours) = find_property(old, at, name) else {
                let is_closed = old.additional == Additional::Forbidden;
                let sides = match (required, is_closed) {
                    (false, false) => kind::PROPERTY_ADDED,
                    (false, true) => kind::PROPERTY_ADDED_TO_CLOSED,
                    (true, false) => kind::REQUIRED_PROPERTY_ADDED,
                    (true, true) => kind::REQUIRED_PROPERTY_ADDED_TO_CLOSED,
                };
                let ways = visible(self.pairs.new, theirs, ways);
                let word = if required { "required" } else { "optional" };
                self.below(name, |walk| walk.find(sides, ways, format!("the property was added ({word})")));
                continue;
            };
            self.below(name, |walk| walk.property((ours, theirs), (old.required.contains(&name), required), ways));
        }
        for (at, &(name, ours)) in old.properties.iter().enumerate() {
            if find_property(new, at, name).is_none() {
                let ways = visible(self.pairs.old, ours, ways);
                self.below(name, |walk| walk.find(kind::PROPERTY_REMOVED, ways, "the property was removed".to_owned()));
            }
        }
        // Names that are required without being described here: in a part that both sides share.
        let is_described = |view: &View<'d>, name: &str| view.properties.iter().any(|(known, _)| *known == name);
        for name in &new.required {
            if !old.required.contains(name) && !is_described(new, name) {
                self.below(name, |walk| walk.find(kind::PROPERTY_REQUIRED, ways, "it is required now".to_owned()));
            }
        }
        for name in &old.required {
            if !new.required.contains(name) && !is_described(new, name) && !is_described(old, name) {
                self.below(name, |walk| walk.find(kind::PROPERTY_OPTIONAL, ways, "it is optional now".to_owned()));
            }
        }
    }

    fn property(&mut self, (old, new): (SchemaId, SchemaId), required: (bool, bool), ways: Ways) {
        let (was, is) = (access(self.pairs.old, old), access(self.pairs.new, new));
        let found = [
            (was.0, is.0, Ways::REQUEST, kind::READ_ONLY, kind::WRITABLE, "read-only"),
            (was.1, is.1, Ways::RESPONSE, kind::WRITE_ONLY, kind::READABLE, "write-only"),
        ];
        for (was, is, way, became, ceased, word) in found {
            if was != is {
                let (sides, not) = if is { (became, "") } else { (ceased, "not ") };
                self.find(sides, ways.and(way), format!("it is {not}{word} now"));
            }
        }
        let mut ways = ways;
        if was.0 || is.0 {
            ways = ways.without(Ways::REQUEST);
        }
        if was.1 || is.1 {
            ways = ways.without(Ways::RESPONSE);
        }
        match required {
            (false, true) => self.find(kind::PROPERTY_REQUIRED, ways, "it is required now".to_owned()),
            (true, false) => self.find(kind::PROPERTY_OPTIONAL, ways, "it is optional now".to_owned()),
            _ => {}
        }
        self.schema(old, new, ways);
    }

    fn additional(&mut self, old: Additional, new: Additional, ways: Ways) {
        use Additional::{Allowed, Forbidden, Schema, Unsaid};
        let (sides, message) = match (old, new) {
            (Schema(old), Schema(new)) => return self.below("*", |walk| walk.schema(old, new, ways)),
            (Forbidden, Allowed | Unsaid | Schema(_)) => {
                (kind::ADDITIONAL_ALLOWED, "properties that are not named are allowed")
            }
            (Allowed | Unsaid | Schema(_), Forbidden) => {
                (kind::ADDITIONAL_FORBIDDEN, "properties that are not named are forbidden")
            }
            (Schema(_), Allowed | Unsaid) => {
                (kind::ADDITIONAL_ALLOWED, "properties that are not named may be anything")
            }
            (Allowed | Unsaid, Schema(_)) => {
                (kind::ADDITIONAL_FORBIDDEN, "properties that are not named must fit a schema")
            }
            _ => return,
        };
        self.find(sides, ways, message.to_owned());
    }

    fn alternatives(&mut self, old: &[SchemaId], new: &[SchemaId], ways: Ways) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        let names = |description: &Description, ids: &[SchemaId]| -> String {
            ids.iter().map(|id| label(description, *id)).collect::<Vec<_>>().join(", ")
        };
        if old.is_empty() {
            let message = format!("it must be one of {} as well", names(self.pairs.new, new));
            return self.find(kind::CONDITION_ADDED, ways, message);
        }
        if new.is_empty() {
            let message = format!("it need not be one of {} any more", names(self.pairs.old, old));
            return self.find(kind::CONDITION_DROPPED, ways, message);
        }
        let (matched, gone, added) = self.match_alternatives(old, new);
        for (old, new) in matched {
            let step = format!("({})", label(self.pairs.new, new));
            self.below(&step, |walk| walk.schema(old, new, ways));
        }
        if !gone.is_empty() {
            let message = format!("it can no longer be {}", names(self.pairs.old, &gone));
            self.find(kind::ALTERNATIVE_REMOVED, ways, message);
        }
        if !added.is_empty() {
            let message = format!("it may be {} as well", names(self.pairs.new, &added));
            self.find(kind::ALTERNATIVE_ADDED, ways, message);
        }
    }

    /// Alternatives that belong together: by name, by title, by being the same, by being of the same type.
    #[allow(clippy::type_complexity, reason = "three lists, named where they are taken apart")]
    fn match_alternatives(
        &mut self,
        old: &[SchemaId],
        new: &[SchemaId],
    ) -> (Vec<(SchemaId, SchemaId)>, Vec<SchemaId>, Vec<SchemaId>) {
        let (mut gone, mut added, mut matched) = (old.to_vec(), new.to_vec(), Vec::new());
        let (before, after) = (self.pairs.old, self.pairs.new);
        let name = |a: SchemaId, b: SchemaId| {
            let (a, b) = (&before.schemas[a].name, &after.schemas[b].name);
            a.is_some() && a == b
        };
        let title = |a: SchemaId, b: SchemaId| {
            let (a, b) = (&before.schemas[a].title, &after.schemas[b].title);
            a.is_some() && a == b
        };
        take_pairs(&mut gone, &mut added, &mut matched, name);
        take_pairs(&mut gone, &mut added, &mut matched, title);
        take_pairs(&mut gone, &mut added, &mut matched, |a, b| {
            let is_named = before.schemas[a].name.is_some() && after.schemas[b].name.is_some();
            !is_named && self.is_same(a, b)
        });
        take_pairs(&mut gone, &mut added, &mut matched, |a, b| {
            let a = Seen { description: before, id: a, whole: true }.view(&[]);
            let b = Seen { description: after, id: b, whole: true }.view(&[]);
            let shared = a.properties.iter().filter(|(name, _)| b.properties.iter().any(|(theirs, _)| theirs == name));
            a.types == b.types && (a.properties.is_empty() || shared.count() * 2 > a.properties.len())
        });
        (matched, gone, added)
    }

    /// Whether two schemas allow the same, as far as they are looked into.
    fn is_same(&mut self, old: SchemaId, new: SchemaId) -> bool {
        let mut walk = Walk::new(self.pairs);
        walk.depth = self.depth + 1;
        walk.look_into(old, new, Ways::BOTH, false);
        walk.findings.iter().all(|finding| finding.sides == kind::DESCRIBED)
    }

    fn conditions(&mut self, old: &View<'d>, new: &View<'d>, ways: Ways) {
        self.condition("`not`", old.not, new.not, ways);
        self.condition("`propertyNames`", old.property_names, new.property_names, ways);
        let bound = |view: &View<'d>, which: fn(&Constraints) -> Option<SchemaId>| {
            view.constraints.iter().find_map(|constraints| which(constraints))
        };
        let mut compare = |word: &str, which| self.condition(word, bound(old, which), bound(new, which), ways);
        compare("`contains`", |constraints| constraints.contains);
        compare("`unevaluatedItems`", |constraints| constraints.unevaluated_items);
        compare("`contentSchema`", |constraints| constraints.content_schema);
        self.dependents(old, new, ways);
        let part = |view: &View<'d>, which: usize| {
            let conditional = view.conditional?;
            [Some(conditional.condition), conditional.then, conditional.otherwise][which]
        };
        for (which, word) in ["`if`", "`then`", "`else`"].into_iter().enumerate() {
            self.condition(word, part(old, which), part(new, which), ways);
        }
        for &(pattern, theirs) in &new.pattern_properties {
            match old.pattern_properties.iter().find(|(known, _)| *known == pattern) {
                Some(&(_, ours)) => self.below(&format!("/{pattern}/"), |walk| walk.schema(ours, theirs, ways)),
                None => {
                    let message = format!("properties that match `{pattern}` are described");
                    self.find(kind::CONDITION_ADDED, ways, message);
                }
            }
        }
        for (pattern, _) in &old.pattern_properties {
            if !new.pattern_properties.iter().any(|(known, _)| known == pattern) {
                let message = format!("properties that match `{pattern}` are no longer described");
                self.find(kind::CONDITION_DROPPED, ways, message);
            }
        }
        facets::discriminator(self, old, new, ways);
    }

    /// What properties bring along.
    fn dependents(&mut self, old: &View<'d>, new: &View<'d>, ways: Ways) {
        let required = |view: &View<'d>| -> Vec<(&'d str, &'d str)> {
            let lists = view.dependents.iter().flat_map(|all| &all.required);
            lists.flat_map(|(name, names)| names.iter().map(|other| (&**other, &**name))).collect()
        };
        let (were, are) = (required(old), required(new));
        for (name, with) in are.iter().filter(|pair| !were.contains(pair)) {
            self.find(kind::CONDITION_ADDED, ways, format!("`{name}` is required with `{with}`"));
        }
        for (name, with) in were.iter().filter(|pair| !are.contains(pair)) {
            self.find(kind::CONDITION_DROPPED, ways, format!("`{name}` is no longer required with `{with}`"));
        }
        let schemas = |view: &View<'d>| -> BTreeMap<&'d str, SchemaId> {
            view.dependents.iter().flat_map(|all| &all.schemas).map(|(name, id)| (&**name, *id)).collect()
        };
        let (were, are) = (schemas(old), schemas(new));
        let names: BTreeSet<&str> = were.keys().chain(are.keys()).copied().collect();
        for name in names {
            let word = format!("what holds with `{name}`");
            self.condition(&word, were.get(name).copied(), are.get(name).copied(), ways);
        }
    }

    fn condition(&mut self, word: &str, old: Option<SchemaId>, new: Option<SchemaId>, ways: Ways) {
        let (sides, verb) = match (old, new) {
            (None, None) => return,
            (None, Some(_)) => (kind::CONDITION_ADDED, "was added"),
            (Some(_), None) => (kind::CONDITION_DROPPED, "was removed"),
            (Some(old), Some(new)) if self.is_same(old, new) => return,
            (Some(_), Some(_)) => (kind::CONDITION_CHANGED, "changed"),
        };
        self.find(sides, ways, format!("{word} {verb}"));
    }

    fn optional_below(&mut self, step: &str, old: Option<SchemaId>, new: Option<SchemaId>, ways: Ways) {
        match (old, new) {
            (Some(old), Some(new)) => self.below(step, |walk| walk.schema(old, new, ways)),
            (None, Some(_)) => {
                self.below(step, |walk| walk.find(kind::TYPE_NARROWED, ways, "items are described".to_owned()));
            }
            (Some(_), None) => {
                self.below(step, |walk| walk.find(kind::TYPE_WIDENED, ways, "items may be anything".to_owned()));
            }
            (None, None) => {}
        }
    }

    /// Does something one step further down.
    pub(super) fn below(&mut self, step: &str, work: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if !(self.path.is_empty() || step.starts_with(['[', '('])) {
            self.path.push('.');
        }
        self.path.push_str(step);
        work(self);
        self.path.truncate(length);
    }

    pub(super) fn find(&mut self, sides: Sides, ways: Ways, message: String) {
        if !ways.is_none() {
            self.findings.push(Finding { sides, ways, path: self.path.clone(), message });
        }
    }
}

/// The property of a name; most stand where they stood.
fn find_property(view: &View<'_>, at: usize, name: &str) -> Option<SchemaId> {
    match view.properties.get(at) {
        Some((known, id)) if *known == name => Some(*id),
        _ => view.properties.iter().find(|(known, _)| *known == name).map(|(_, id)| *id),
    }
}

/// Whether a property is only read, and only written.
fn access(description: &Description, id: SchemaId) -> (bool, bool) {
    let schema = &description.schemas[id];
    let parts = schema.reference.into_iter().chain(schema.all_of.iter().copied());
    let parts = parts.map(|id| &description.schemas[id]).map(|part| (part.read_only, part.write_only));
    parts.fold((schema.read_only, schema.write_only), |all, part| (all.0 || part.0, all.1 || part.1))
}

/// The ways that a property is seen.
fn visible(description: &Description, id: SchemaId, ways: Ways) -> Ways {
    let (read_only, write_only) = access(description, id);
    let ways = if read_only { ways.without(Ways::REQUEST) } else { ways };
    if write_only { ways.without(Ways::RESPONSE) } else { ways }
}

/// What to call a schema: its name, title, the values or types it allows.
fn label(description: &Description, id: SchemaId) -> String {
    let schema = &description.schemas[id];
    if let Some(name) = schema.name.as_deref().or(schema.title.as_deref()) {
        return format!("`{name}`");
    }
    let view = Seen { description, id, whole: true }.view(&[]);
    if let Some([only]) = view.values.as_deref() {
        return format!("`{only}`");
    }
    let types: Vec<&str> = view.types.iter().map(crate::model::description::Type::name).collect();
    let types = if types.is_empty() { "any value".to_owned() } else { types.join(" or ") };
    if types == "object" && !view.properties.is_empty() {
        let names: Vec<&str> = view.properties.iter().take(3).map(|(name, _)| *name).collect();
        let more = if view.properties.len() > 3 { " …" } else { "" };
        return format!("an object with `{}`{more}", names.join("`, `"));
    }
    types
}

fn take_pairs(
    gone: &mut Vec<SchemaId>,
    added: &mut Vec<SchemaId>,
    matched: &mut Vec<(SchemaId, SchemaId)>,
    mut belong: impl FnMut(SchemaId, SchemaId) -> bool,
) {
    gone.retain(|&old| match added.iter().position(|&new| belong(old, new)) {
        Some(at) => {
            matched.push((old, added.remove(at)));
            false
        }
        None => true,
    });
}
