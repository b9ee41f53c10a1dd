//! Examples: a JSON value for any schema, given by the file or made from what the schema says.
//! Must be deterministic: no clock, no chance.

mod fits;
mod maker;
mod merged;
mod names;
mod number;
mod object;
mod pattern;
mod text;

use serde_json::Value;

use crate::model::description::{Description, Example, Json, Media, Parameter, SchemaId};
use maker::Maker;
pub(in crate::render::reference) use names::words;

/// Who sends the value: `readOnly` is left out of requests, `writeOnly` of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Direction {
    Request,
    Response,
}

/// Bytes of the longest value that a file gives and that samples show. A longer one gives way to one that is made:
/// nobody reads it there, and a page has as many samples as languages.
pub const LONGEST: usize = 6_000;

/// A value that the schema allows: what the file gives, or one that is made. `null` where there is no end to it.
pub fn of_schema(description: &Description, schema: SchemaId, hint: &str, direction: Direction) -> Value {
    Maker::new(&description.schemas, direction).make(&[schema], hint).unwrap_or(Value::Null)
}

/// A value of a body for samples, as JSON text: the first short one that the file gives, else one that is made; `None`
/// where nothing is said or the file's example is no value.
pub fn of_media(description: &Description, media: &Media) -> Option<Json> {
    let given = media.examples.iter().filter_map(|example| example.value.as_ref()).find(is_short).cloned();
    given.or_else(|| media.schema.or(media.item_schema).map(|schema| Json::from(&brief(description, schema, ""))))
}

/// A value that is made for a body, whatever the file gives as its examples.
pub fn made(description: &Description, media: &Media, direction: Direction) -> Option<Json> {
    let schema = media.schema.or(media.item_schema)?;
    Some(Json::from(&of_schema(description, schema, "", direction)))
}

/// A value of a parameter or a header, for samples.
pub fn of_parameter(description: &Description, parameter: &Parameter) -> Value {
    if let Some(value) = first_value(&parameter.examples) {
        return value;
    }
    match parameter.schema {
        Some(schema) => brief(description, schema, &parameter.name),
        None => Value::String("string".to_owned()),
    }
}

/// A value that is sent, of nothing that is longer than samples show.
fn brief(description: &Description, schema: SchemaId, hint: &str) -> Value {
    let mut maker = Maker::new(&description.schemas, Direction::Request).brief(LONGEST);
    maker.make(&[schema], hint).unwrap_or(Value::Null)
}

fn is_short(json: &&Json) -> bool {
    json.as_str().len() <= LONGEST
}

fn first_value(examples: &[Example]) -> Option<Value> {
    examples.iter().filter_map(|example| example.value.as_ref()).find(is_short).map(Json::value)
}
