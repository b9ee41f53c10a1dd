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

/// A value that the schema allows: what the file gives, or one that is made. `null` where there is no end to it.
pub fn of_schema(description: &Description, schema: SchemaId, hint: &str, direction: Direction) -> Value {
    Maker::new(&description.schemas, direction).make(&[schema], hint).unwrap_or(Value::Null)
}

/// A value of a body as JSON text: the first that the file gives, else one that is made; `None` where nothing is said
/// or the file's example is no value.
pub fn of_media(description: &Description, media: &Media, direction: Direction) -> Option<Json> {
    let given = media.examples.iter().find_map(|example| example.value.clone());
    given.or_else(|| made(description, media, direction))
}

/// A value that is made for a body, whatever the file gives as its examples.
pub fn made(description: &Description, media: &Media, direction: Direction) -> Option<Json> {
    let schema = media.schema.or(media.item_schema)?;
    Some(Json::from(&of_schema(description, schema, "", direction)))
}

/// A value of a parameter or a header.
pub fn of_parameter(description: &Description, parameter: &Parameter) -> Value {
    if let Some(value) = first_value(&parameter.examples) {
        return value;
    }
    match parameter.schema {
        Some(schema) => of_schema(description, schema, &parameter.name, Direction::Request),
        None => Value::String("string".to_owned()),
    }
}

fn first_value(examples: &[Example]) -> Option<Value> {
    examples.iter().find_map(|example| example.value.as_ref()).map(Json::value)
}
