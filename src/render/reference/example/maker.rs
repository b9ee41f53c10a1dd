//! Makes one value for a schema: given values first, then what the keywords ask for.
//! Must end on any schema: circles, depth and the number of values are bounded.

use serde_json::{Map, Value};

use super::Direction;
use super::fits::Fits;
use super::merged::Merged;
use super::{number, object, text};
use crate::model::description::{Json, Schema, SchemaId, Schemas, Type, Types};

/// Levels of nesting.
const DEEPEST: usize = 24;
/// Values in one example, beside those that are required.
const VALUES: usize = 150;
/// Items written where a list asks for many.
const ITEMS: u64 = 100;
/// How often another alternative is tried where a value fits several and may fit only one.
const TURNS: usize = 4;

/// Makes values.
pub(super) struct Maker<'d> {
    pub(super) schemas: &'d Schemas,
    pub(super) direction: Direction,
    /// Values that may still be made.
    pub(super) left: usize,
    pub(super) depth: usize,
    /// Schemas whose values are being made.
    open: Vec<SchemaId>,
    /// Which of several possible values is made; lists of different items count it up.
    variant: usize,
    /// Bytes of the longest given value that is taken.
    longest: usize,
}

impl<'d> Maker<'d> {
    pub(super) fn new(schemas: &'d Schemas, direction: Direction) -> Self {
        Self { schemas, direction, left: VALUES, depth: 0, open: Vec::new(), variant: 0, longest: usize::MAX }
    }

    /// Takes no given value that is longer than so many bytes; makes one instead.
    pub(super) fn brief(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// A value for which all of `ids` hold; `None` where there is no end to it. `hint` is the name of the property.
    pub(super) fn make(&mut self, ids: &[SchemaId], hint: &str) -> Option<Value> {
        if self.depth >= DEEPEST || ids.iter().any(|id| self.open.contains(id)) {
            return ids.iter().any(|id| self.may_be_null(*id)).then_some(Value::Null);
        }
        let strict = ids.iter().any(|id| !self.schemas[*id].one_of.is_empty());
        let before = self.left;
        let first = self.turn(ids, hint, 0);
        if !strict || first.as_ref().is_none_or(|value| self.fits(ids, value)) {
            return first;
        }
        for turn in 1..TURNS {
            self.left = before;
            let other = self.turn(ids, hint, turn);
            if other.as_ref().is_some_and(|value| self.fits(ids, value)) {
                return other;
            }
        }
        first
    }

    fn turn(&mut self, ids: &[SchemaId], hint: &str, turn: usize) -> Option<Value> {
        let merged = Merged::of(self.schemas, ids, &self.open, turn).ok()?;
        let opened = self.open.len();
        self.open.extend_from_slice(ids);
        self.open.extend_from_slice(&merged.taken);
        self.depth += 1;
        let value = match self.given(ids, &merged) {
            Some(value) => {
                self.left = self.left.saturating_sub(size(&value));
                Some(value)
            }
            None => {
                self.left = self.left.saturating_sub(1);
                self.generate(ids, &merged, hint)
            }
        };
        self.depth -= 1;
        self.open.truncate(opened);
        value
    }

    /// The `at`th of several values that differ.
    pub(super) fn another(&mut self, ids: &[SchemaId], at: usize) -> Option<Value> {
        let outer = std::mem::replace(&mut self.variant, at);
        let value = self.make(ids, "name");
        self.variant = outer;
        value
    }

    pub(super) fn fits(&self, ids: &[SchemaId], value: &Value) -> bool {
        let fits = Fits::new(self.schemas, self.direction);
        ids.iter().all(|id| fits.fits(*id, value))
    }

    fn may_be_null(&self, id: SchemaId) -> bool {
        let schema = &self.schemas[id];
        let alternatives = || schema.one_of.iter().chain(&schema.any_of);
        let is_null = |id: &SchemaId| self.schemas[*id].types.has(Type::Null);
        let listed = schema.enumeration.iter().any(|(value, _)| value.as_str() == "null");
        schema.types.has(Type::Null) || listed || alternatives().any(is_null)
    }

    /// What the file itself gives as a value, if it is one.
    fn given(&mut self, ids: &[SchemaId], merged: &Merged<'d>) -> Option<Value> {
        let fits = |value: &Value| self.fits(ids, value);
        let parse = |json: &Json| Some(json.value()).filter(fits);
        let constant = merged.parts().find_map(|schema| schema.constant.as_ref());
        if let Some(value) = constant {
            return Some(value.value());
        }
        let short = |json: &&Json| json.as_str().len() <= self.longest;
        let examples = merged.parts().flat_map(|schema| &schema.examples).filter(short);
        if let Some(mut value) = examples.skip(self.variant).find_map(parse) {
            let side = Fits::new(self.schemas, self.direction);
            ids.iter().for_each(|id| side.strip(*id, &mut value));
            return Some(value);
        }
        if self.variant == 0
            && let Some(value) =
                merged.parts().filter_map(|schema| schema.default.as_ref()).filter(short).find_map(parse)
            && value != Value::Object(Map::new())
            && value != Value::Array(Vec::new())
        {
            return Some(value);
        }
        let listed = merged.parts().find(|schema| !schema.enumeration.is_empty())?;
        let fitting = || listed.enumeration.iter().filter_map(|(json, _)| parse(json)).filter(|value| !value.is_null());
        let count = if self.variant == 0 { 1 } else { fitting().count() };
        let null = || listed.enumeration.iter().find_map(|(json, _)| parse(json));
        fitting().nth(self.variant % count.max(1)).or_else(null)
    }

    fn generate(&mut self, ids: &[SchemaId], merged: &Merged<'d>, hint: &str) -> Option<Value> {
        match kind(merged) {
            Type::Null => Some(Value::Null),
            Type::Boolean => Some(Value::Bool(self.variant.is_multiple_of(2))),
            Type::Integer => Some(number::number(merged, hint, true, self.variant)),
            Type::Number => Some(number::number(merged, hint, false, self.variant)),
            Type::String => Some(Value::String(text::string(merged, hint, self.variant))),
            Type::Array => self.list(merged, hint),
            Type::Object => object::object(self, merged),
        }
        .or_else(|| ids.iter().any(|id| self.may_be_null(*id)).then_some(Value::Null))
    }

    fn list(&mut self, merged: &Merged<'d>, hint: &str) -> Option<Value> {
        let min = merged.bounds().filter_map(|bounds| bounds.min_items).max().unwrap_or(0).min(ITEMS) as usize;
        let max = merged.bounds().filter_map(|bounds| bounds.max_items).min().unwrap_or(u64::MAX);
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let items: Vec<SchemaId> = merged.parts().filter_map(|schema| schema.items).collect();
        let contains: Vec<SchemaId> = merged.bounds().filter_map(|bounds| bounds.contains).collect();
        let prefix = merged.parts().map(|schema| &schema.prefix_items).find(|prefix| !prefix.is_empty());
        let unique = merged.bounds().any(|bounds| bounds.unique_items);
        let prefixed = prefix.map_or(0, Vec::len);
        let described = !items.is_empty() || !contains.is_empty();
        // The items behind those by position are of the kind that the list must contain.
        let contained = merged.bounds().filter(|bounds| bounds.contains.is_some());
        let contained = contained.map(|bounds| bounds.min_contains.unwrap_or(1)).max().unwrap_or(0).min(ITEMS) as usize;
        let wanted = if contained > 0 { prefixed + contained } else { prefixed.max(usize::from(described)) };
        let count = min.max(wanted).min(max);
        let outer = self.variant;
        let mut list = Vec::with_capacity(count);
        for at in 0..count {
            let mut holds = match prefix.and_then(|prefix| prefix.get(at)) {
                Some(id) => vec![*id],
                None => items.clone(),
            };
            if at >= prefixed && at < prefixed + contained {
                holds.extend(&contains);
            }
            self.variant = if unique { outer + at } else { outer };
            let Some(value) = self.make(&holds, singular(hint)) else { break };
            list.push(value);
        }
        self.variant = outer;
        (list.len() >= min || list.len() >= count).then_some(Value::Array(list))
    }
}

/// The type that a value gets: the first that is allowed and says something, else what the keywords are about.
fn kind(merged: &Merged<'_>) -> Type {
    let types = merged.types();
    let about = merged.parts().find_map(about);
    match about {
        Some(kind) if types.is_any() || types.has(kind) => kind,
        _ => first(types).unwrap_or(Type::String),
    }
}

fn first(types: Types) -> Option<Type> {
    let likely = [Type::Object, Type::Array, Type::String, Type::Integer, Type::Number, Type::Boolean, Type::Null];
    let only_scalars = types.has(Type::String);
    let order = if only_scalars { Type::ALL } else { likely };
    order.into_iter().find(|kind| types.has(*kind))
}

/// Which type the keywords of a schema are about.
fn about(schema: &Schema) -> Option<Type> {
    use crate::model::description::Additional;
    let bounds = schema.constraints.as_deref();
    let map = matches!(schema.additional, Additional::Schema(_));
    if !schema.properties.is_empty() || !schema.pattern_properties.is_empty() || map || !schema.required.is_empty() {
        return Some(Type::Object);
    }
    if schema.items.is_some() || !schema.prefix_items.is_empty() {
        return Some(Type::Array);
    }
    let bounds = bounds?;
    if bounds.pattern.is_some() || bounds.min_length.is_some() || bounds.max_length.is_some() {
        return Some(Type::String);
    }
    if bounds.minimum.is_some() || bounds.maximum.is_some() || bounds.multiple_of.is_some() {
        return Some(if schema.types.has(Type::Integer) { Type::Integer } else { Type::Number });
    }
    if bounds.min_items.is_some() || bounds.max_items.is_some() || bounds.contains.is_some() {
        return Some(Type::Array);
    }
    bounds.min_properties.or(bounds.max_properties).map(|_| Type::Object)
}

fn singular(hint: &str) -> &str {
    hint.strip_suffix('s').filter(|word| !word.ends_with('s')).unwrap_or(hint)
}

/// How many values there are in a value.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(map) => map.values().map(size).sum::<usize>(),
        _ => 0,
    }
}
