//! Whether a value is one that a schema allows: what files give as examples is not always one.
//! Must not run long: after so many questions the answer is yes.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::Direction;
use super::number::parse;
use super::pattern::Pattern;
use crate::model::description::{Additional, Constraints, Dependents, Json, Schema, SchemaId, Schemas, Type, Types};

const QUESTIONS: usize = 2_000;
const DEEPEST: usize = 32;

/// Answers for one value.
pub(super) struct Fits<'d> {
    schemas: &'d Schemas,
    direction: Direction,
    left: Cell<usize>,
    depth: Cell<usize>,
}

impl<'d> Fits<'d> {
    pub(super) fn new(schemas: &'d Schemas, direction: Direction) -> Self {
        Self { schemas, direction, left: Cell::new(QUESTIONS), depth: Cell::new(0) }
    }

    pub(super) fn fits(&self, id: SchemaId, value: &Value) -> bool {
        let (left, depth) = (self.left.get(), self.depth.get());
        if left == 0 || depth >= DEEPEST {
            return true;
        }
        self.left.set(left - 1);
        self.depth.set(depth + 1);
        let schema = &self.schemas[id];
        let fits = schema.always != Some(false)
            && is_of(schema.types, value)
            && is_listed(schema, value)
            && self.fits_others(schema, value)
            && schema.constraints.as_deref().is_none_or(|bounds| is_within(bounds, value))
            && match value {
                Value::Object(_) => self.fits_object(schema, value),
                Value::Array(items) => self.fits_list(schema, items),
                Value::String(text) => schema.format.as_deref().is_none_or(|format| has_format(format, text)),
                _ => true,
            };
        self.depth.set(depth);
        fits
    }

    fn fits_others(&self, schema: &Schema, value: &Value) -> bool {
        let fits = |id: &SchemaId| self.fits(*id, value);
        schema.reference.iter().chain(&schema.all_of).all(fits)
            && (schema.any_of.is_empty() || schema.any_of.iter().any(fits))
            && self.fits_one(schema, value)
            && schema.not.is_none_or(|id| !self.fits(id, value))
            && schema.conditional.as_ref().is_none_or(|question| {
                let next = if self.fits(question.condition, value) { question.then } else { question.otherwise };
                next.is_none_or(|id| self.fits(id, value))
            })
    }

    /// Exactly one; where a discriminator tells which, the others are not asked.
    fn fits_one(&self, schema: &Schema, value: &Value) -> bool {
        let mut fitting = schema.one_of.iter().filter(|id| self.fits(**id, value));
        schema.one_of.is_empty()
            || fitting.next().is_some() && (schema.discriminator.is_some() || fitting.next().is_none())
    }

    fn fits_object(&self, schema: &Schema, value: &Value) -> bool {
        let Value::Object(map) = value else { return true };
        let required =
            |name: &str, id: Option<SchemaId>| map.contains_key(name) || id.is_some_and(|id| self.is_of_other_side(id));
        let properties = &schema.properties;
        properties
            .iter()
            .filter(|property| property.required)
            .all(|property| required(&property.name, Some(property.schema)))
            && schema.required.iter().all(|name| required(name, None))
            && properties
                .iter()
                .all(|property| map.get(&*property.name).is_none_or(|value| self.fits(property.schema, value)))
            && schema.dependents.as_ref().is_none_or(|dependents| self.fits_dependents(dependents, map, value))
            && match schema.additional {
                Additional::Unsaid | Additional::Allowed => true,
                Additional::Forbidden => map.keys().all(|key| is_named(schema, key)),
                Additional::Schema(id) => {
                    map.iter().filter(|(key, _)| !is_named(schema, key)).all(|(_, value)| self.fits(id, value))
                }
            }
    }

    fn fits_dependents(&self, dependents: &Dependents, map: &Map<String, Value>, value: &Value) -> bool {
        let given = |name: &str| map.contains_key(name);
        dependents.required.iter().all(|(name, names)| !given(name) || names.iter().all(|name| given(name)))
            && dependents.schemas.iter().all(|(name, id)| !given(name) || self.fits(*id, value))
    }

    fn fits_list(&self, schema: &Schema, items: &[Value]) -> bool {
        let (first, rest) = items.split_at(schema.prefix_items.len().min(items.len()));
        schema.prefix_items.iter().zip(first).all(|(id, item)| self.fits(*id, item))
            && schema.items.is_none_or(|id| rest.iter().all(|item| self.fits(id, item)))
            && schema.constraints.as_deref().is_none_or(|bounds| self.has_contents(bounds, items))
    }

    /// Whether a list has as many items of a kind as it should.
    fn has_contents(&self, bounds: &Constraints, items: &[Value]) -> bool {
        bounds.contains.is_none_or(|id| {
            let count = items.iter().filter(|item| self.fits(id, item)).count() as u64;
            count >= bounds.min_contains.unwrap_or(1) && bounds.max_contains.is_none_or(|most| count <= most)
        })
    }

    fn is_of_other_side(&self, id: SchemaId) -> bool {
        let schema = &self.schemas[id];
        match self.direction {
            Direction::Request => schema.read_only,
            Direction::Response => schema.write_only,
        }
    }

    /// Takes out what stands only on the other side: what is read in requests, what is written in responses.
    pub(super) fn strip(&self, id: SchemaId, value: &mut Value) {
        let (left, depth) = (self.left.get(), self.depth.get());
        if left == 0 || depth >= DEEPEST || !matches!(value, Value::Object(_) | Value::Array(_)) {
            return;
        }
        self.left.set(left - 1);
        self.depth.set(depth + 1);
        let schema = &self.schemas[id];
        let others = schema.reference.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of);
        others.for_each(|id| self.strip(*id, value));
        match value {
            Value::Object(map) => {
                for property in &schema.properties {
                    if self.is_of_other_side(property.schema) {
                        map.shift_remove(&*property.name);
                    } else if let Some(value) = map.get_mut(&*property.name) {
                        self.strip(property.schema, value);
                    }
                }
            }
            Value::Array(items) => {
                let id = schema.items;
                items.iter_mut().for_each(|item| id.into_iter().for_each(|id| self.strip(id, item)));
            }
            _ => {}
        }
        self.depth.set(depth);
    }
}

fn is_of(types: Types, value: &Value) -> bool {
    types.is_any()
        || match value {
            Value::Null => types.has(Type::Null),
            Value::Bool(_) => types.has(Type::Boolean),
            Value::String(_) => types.has(Type::String),
            Value::Array(_) => types.has(Type::Array),
            Value::Object(_) => types.has(Type::Object),
            Value::Number(number) => {
                let whole = number.as_f64().is_some_and(|number| number.fract() == 0.0);
                types.has(Type::Number) || whole && types.has(Type::Integer)
            }
        }
}

fn is_listed(schema: &Schema, value: &Value) -> bool {
    let is = |json: &Json| match value {
        Value::Null => json.as_str() == "null",
        Value::Bool(flag) => json.as_str() == if *flag { "true" } else { "false" },
        _ => json.value() == *value,
    };
    schema.constant.as_ref().is_none_or(is)
        && (schema.enumeration.is_empty() || schema.enumeration.iter().any(|(json, _)| is(json)))
}

fn is_named(schema: &Schema, key: &str) -> bool {
    let matches = |pattern: &str| Pattern::parse(pattern).is_none_or(|pattern| pattern.matches(key));
    schema.properties.iter().any(|property| &*property.name == key)
        || schema.pattern_properties.iter().any(|(pattern, _)| matches(pattern))
}

fn is_within(bounds: &Constraints, value: &Value) -> bool {
    let within = |length: usize, min: Option<u64>, max: Option<u64>| {
        min.is_none_or(|min| length as u64 >= min) && max.is_none_or(|max| length as u64 <= max)
    };
    match value {
        Value::String(text) => {
            let matches = |pattern: &String| Pattern::parse(pattern).is_none_or(|pattern| pattern.matches(text));
            let bounded = bounds.min_length.is_some() || bounds.max_length.is_some();
            let length = if bounded { text.chars().count() } else { 0 };
            within(length, bounds.min_length, bounds.max_length) && bounds.pattern.as_ref().is_none_or(matches)
        }
        Value::Array(items) => {
            let different = || items.iter().enumerate().all(|(at, item)| !items[..at].contains(item));
            within(items.len(), bounds.min_items, bounds.max_items)
                && (!bounds.unique_items || items.len() > 100 || different())
        }
        Value::Object(map) => within(map.len(), bounds.min_properties, bounds.max_properties),
        Value::Number(number) => {
            let Some(number) = number.as_f64() else { return true };
            let step = bounds.multiple_of.as_ref().and_then(parse).filter(|step| *step > 0.0);
            let times = step.map_or(0.0, |step| number / step);
            let above = bounds.minimum.as_ref().and_then(|bound| Some((parse(&bound.value)?, bound.exclusive)));
            let below = bounds.maximum.as_ref().and_then(|bound| Some((parse(&bound.value)?, bound.exclusive)));
            above.is_none_or(|(min, open)| number > min || number == min && !open)
                && below.is_none_or(|(max, open)| number < max || number == max && !open)
                && (times - times.round()).abs() < 1e-9
        }
        _ => true,
    }
}

/// Whether a text is what its format says, for the formats that files give wrong examples of.
fn has_format(format: &str, text: &str) -> bool {
    let shape = |shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, want)| match want {
                b'0' => byte.is_ascii_digit(),
                b'f' => byte.is_ascii_hexdigit(),
                want => byte == want,
            })
    };
    match format {
        "date-time" => text.get(10..11).is_some_and(|mark| mark.eq_ignore_ascii_case("t")) && is_moment(text),
        "date" => shape("0000-00-00"),
        "uuid" => shape("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        "email" => text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty()),
        "uri" | "url" => {
            let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
            let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte));
            plain && scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        }
        "ipv4" => text.parse::<core::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<core::net::Ipv6Addr>().is_ok(),
        _ => true,
    }
}

fn is_moment(text: &str) -> bool {
    let zone = text.ends_with(['Z', 'z'])
        || text
            .get(text.len().saturating_sub(6)..)
            .is_some_and(|zone| zone.starts_with(['+', '-']) && zone.get(3..4) == Some(":"));
    zone && text.len() >= 20 && text.get(13..14) == Some(":") && text.get(16..17) == Some(":")
}
