//! Bounds and patterns.

use super::super::Lower;
use super::super::tree::At;
use super::choices::constraints;
use super::keys::Parts;
use crate::model::description::{Bound, Json, Schema};

impl<'t> Lower<'t> {
    /// A key that bounds values; what is none of these says nothing that the model holds.
    pub(super) fn constraint(&mut self, schema: &mut Schema, parts: &mut Parts<'t>, name: &str, value: At<'t>) {
        match name {
            "minimum" => {
                let bound = self.number(value, name).map(|value| Bound { value, exclusive: false });
                constraints(schema).minimum = bound;
            }
            "maximum" => {
                let bound = self.number(value, name).map(|value| Bound { value, exclusive: false });
                constraints(schema).maximum = bound;
            }
            "exclusiveMinimum" => parts.exclusive_minimum = Some(value),
            "exclusiveMaximum" => parts.exclusive_maximum = Some(value),
            "multipleOf" => constraints(schema).multiple_of = self.number(value, name),
            "minLength" => constraints(schema).min_length = self.count(value, name),
            "maxLength" => constraints(schema).max_length = self.count(value, name),
            "minItems" => constraints(schema).min_items = self.count(value, name),
            "maxItems" => constraints(schema).max_items = self.count(value, name),
            "minContains" => constraints(schema).min_contains = self.count(value, name),
            "maxContains" => constraints(schema).max_contains = self.count(value, name),
            "minProperties" => constraints(schema).min_properties = self.count(value, name),
            "maxProperties" => constraints(schema).max_properties = self.count(value, name),
            "uniqueItems" => constraints(schema).unique_items = self.boolean(value, name).unwrap_or(false),
            "pattern" => constraints(schema).pattern = self.plain_text(value, name),
            "contentEncoding" => constraints(schema).content_encoding = self.plain_text(value, name),
            "contentMediaType" => constraints(schema).content_media_type = self.plain_text(value, name),
            _ => {}
        }
    }

    fn plain_text(&mut self, value: At<'t>, name: &str) -> Option<String> {
        if value.text().is_none() {
            self.wrong(value, name, "a text");
        }
        value.text().map(str::to_owned)
    }

    /// A number as it is written; in quotes it is meant as one.
    fn number(&mut self, value: At<'t>, name: &str) -> Option<Json> {
        let number = value.text().filter(|text| text.trim().parse::<f64>().is_ok_and(f64::is_finite));
        if number.is_none() {
            self.wrong(value, name, "a number");
        }
        number.map(|text| {
            let is_json = serde_json::from_str::<serde_json::Number>(text.trim()).is_ok();
            if is_json { Json::from_text(text.trim()) } else { Json::from(&value.node().to_json()) }
        })
    }

    /// A count; `5.0` is one.
    fn count(&mut self, value: At<'t>, name: &str) -> Option<u64> {
        let count = value.text().map(str::trim).and_then(|text| {
            let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte == b'0'));
            text.parse().ok().or_else(|| whole.and_then(|(digits, _)| digits.parse().ok()))
        });
        if count.is_none() {
            self.wrong(value, name, "a whole number");
        }
        count
    }

    /// What a format of OpenAPI 3.0 says in the words of JSON Schema; authors of later versions use it as well.
    pub(super) fn contents(schema: &mut Schema) {
        match schema.format.as_deref() {
            Some("byte") => {
                constraints(schema).content_encoding.get_or_insert_with(|| "base64".to_owned());
            }
            Some("binary") => {
                constraints(schema).content_media_type.get_or_insert_with(|| "application/octet-stream".to_owned());
            }
            _ => {}
        }
    }

    /// Bounds that are left out themselves: as numbers of their own, or as a mark beside the bound.
    pub(super) fn bounds(&mut self, schema: &mut Schema, parts: &Parts<'t>) {
        if let Some(value) = parts.exclusive_minimum {
            let own = self.exclusive(value, "exclusiveMinimum");
            tighten(&mut constraints(schema).minimum, own, |own, other| own >= other);
        }
        if let Some(value) = parts.exclusive_maximum {
            let own = self.exclusive(value, "exclusiveMaximum");
            tighten(&mut constraints(schema).maximum, own, |own, other| own <= other);
        }
    }

    fn exclusive(&mut self, value: At<'t>, name: &str) -> Exclusive {
        match value.boolean() {
            Some(flag) => Exclusive::Mark(flag),
            None => self.number(value, name).map_or(Exclusive::Mark(false), Exclusive::Number),
        }
    }
}

/// The two ways to leave a bound out.
enum Exclusive {
    Mark(bool),
    Number(Json),
}

/// The tighter one of two bounds.
fn tighten(bound: &mut Option<Bound>, own: Exclusive, is_tighter: impl Fn(f64, f64) -> bool) {
    match (own, &mut *bound) {
        (Exclusive::Mark(flag), Some(bound)) => bound.exclusive = flag,
        (Exclusive::Mark(_), None) => {}
        (Exclusive::Number(value), Some(other)) => {
            let number = |json: &Json| json.as_str().parse::<f64>().unwrap_or(f64::NAN);
            if is_tighter(number(&value), number(&other.value)) {
                *other = Bound { value, exclusive: true };
            }
        }
        (Exclusive::Number(value), None) => *bound = Some(Bound { value, exclusive: true }),
    }
}
