//! Which parts of variables are needed: a tree of properties per name.
//!
//! Owns the bookkeeping and cutting values down to it. Must not evaluate anything.

use super::frozen::{Freezer, Frozen, TooLarge};
use crate::liquid::value::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How deep properties are told apart; below, a value is needed whole. Recursive partials would
/// go on for ever.
const DEPTH: usize = 8;

/// Names of variables and which parts of them are needed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wants(BTreeMap<Arc<str>, Want>);

/// Which parts of one value are needed. Nothing at all still means: whether it exists.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Want {
    whole: bool,
    keys: BTreeMap<String, Want>,
    items: Option<Box<Want>>,
}

impl Want {
    /// All of it.
    pub(crate) fn all() -> Want {
        Want { whole: true, ..Want::default() }
    }

    /// Of each item of a list what `item` says, or only that they exist.
    pub(crate) fn of_items(item: Option<Want>) -> Want {
        Want { items: Some(Box::new(item.unwrap_or_default())), ..Want::default() }
    }

    /// Adds what `other` needs.
    pub(crate) fn merge(&mut self, other: &Want) {
        if self.whole {
            return;
        }
        if other.whole {
            *self = Want::all();
            return;
        }
        for (key, want) in &other.keys {
            self.keys.entry(key.clone()).or_default().merge(want);
        }
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().merge(items);
        }
    }

    fn at(&mut self, steps: &[&str], want: &Want, depth: usize) {
        match steps.split_first() {
            _ if depth == 0 => *self = Want::all(),
            _ if self.whole => {}
            Some((step, rest)) => self.keys.entry((*step).to_owned()).or_default().at(rest, want, depth - 1),
            None => {
                self.merge(want);
                self.cut(depth);
            }
        }
    }

    fn cut(&mut self, depth: usize) {
        if depth == 0 {
            *self = Want::all();
            return;
        }
        self.keys.values_mut().for_each(|want| want.cut(depth - 1));
        if let Some(items) = &mut self.items {
            items.cut(depth - 1);
        }
    }

    /// Whether all that `other` needs is in here.
    pub(crate) fn covers(&self, other: &Want) -> bool {
        let mut sum = self.clone();
        sum.merge(other);
        sum == *self
    }

    /// A copy of the needed parts of `value`.
    pub(crate) fn freeze(&self, value: &Value<'_>, freezer: &mut Freezer) -> Result<Frozen, TooLarge> {
        if self.whole || !matches!(value, Value::View(_) | Value::Array(_) | Value::Map(_)) {
            return freezer.freeze(value);
        }
        let list = value.is_list();
        // A list that is looked up by name as well, a map that is iterated, anything with its own
        // printing: rare enough to be carried whole.
        let simple = if list { self.keys.is_empty() } else { value.is_map() && self.items.is_none() };
        if !simple {
            return freezer.freeze(value);
        }
        if list {
            let Some(want) = &self.items else { return freezer.freeze(value) };
            let len = value.list_len().unwrap_or(0);
            let items = (0..len).map(|at| want.freeze(&value.at(at).unwrap_or_default(), freezer));
            return Ok(Frozen::List(items.collect::<Result<_, _>>()?));
        }
        let mut entries = Vec::new();
        for (key, want) in &self.keys {
            if let Some(part) = value.get(key) {
                entries.push((key.clone(), want.freeze(&part, freezer)?));
            }
        }
        Ok(Frozen::Map(entries))
    }
}

impl Wants {
    /// Adds all of `name`.
    pub(crate) fn whole(&mut self, name: &Arc<str>) {
        *self.0.entry(name.clone()).or_default() = Want::all();
    }

    /// Adds all of what is found under `name` at `steps`.
    pub(crate) fn whole_at(&mut self, name: &Arc<str>, steps: &[&str]) {
        self.graft(name, steps, Some(Want::all()));
    }

    /// Adds `want` of what is found under `name` at `steps`.
    pub(crate) fn graft(&mut self, name: &Arc<str>, steps: &[&str], want: Option<Want>) {
        self.0.entry(name.clone()).or_default().at(steps, &want.unwrap_or_default(), DEPTH);
    }

    /// Adds everything that `other` needs.
    pub(crate) fn merge(&mut self, other: &Wants) {
        for (name, want) in &other.0 {
            self.0.entry(name.clone()).or_default().merge(want);
        }
    }

    /// Removes `name` and gives what was needed of it.
    pub(crate) fn take(&mut self, name: &str) -> Option<Want> {
        self.0.remove(name)
    }

    /// Makes every name needed whole.
    pub(crate) fn widen(&mut self) {
        self.0.values_mut().for_each(|want| *want = Want::all());
    }

    /// Whether a loop's body may look at the loop around it.
    pub(crate) fn needs_parent_loop(&self) -> bool {
        self.0.get("forloop").is_some_and(|want| want.whole || want.keys.contains_key("parentloop"))
    }

    /// The names and what is needed of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Want)> {
        self.0.iter()
    }

    /// The names.
    /// Whether anything of `name` is wanted.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.keys()
    }
}
