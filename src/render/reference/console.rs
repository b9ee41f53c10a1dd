//! The data of the console of one operation, as JSON that is loaded when the console is first opened.
//! Must not make HTML, and must not hold what a request does not need.

mod body;
mod hint;
mod security;

use serde_json::{Map, Value, json};

use crate::model::Credentials;
use crate::model::description::{Description, Example, Json, Operation, Parameter, Server};

/// What a browser needs to offer `operation` of the api with this system name for trying, and what a call of it may be.
/// `credentials` are the api's names of `portal.yaml`.
pub fn console(
    api: &str,
    description: &Description,
    operation: &Operation,
    credentials: Option<&Credentials>,
) -> String {
    let servers = if operation.servers.is_empty() { &description.servers } else { &operation.servers };
    let (alternatives, schemes) = security::security(description, operation, credentials);
    let mut data = Map::new();
    data.insert("api".to_owned(), json!(api));
    data.insert("method".to_owned(), json!(operation.method));
    data.insert("path".to_owned(), json!(operation.path));
    put_text(&mut data, "summary", &operation.summary);
    data.insert("servers".to_owned(), servers.iter().map(server).collect());
    let parameters = operation.parameters.iter().map(|found| parameter(description, found, credentials));
    put_list(&mut data, "parameters", parameters.collect());
    if let Some(found) = &operation.body {
        data.insert("body".to_owned(), body::body(description, found));
    }
    put_list(&mut data, "accept", accept(operation));
    put_list(&mut data, "security", alternatives);
    if !schemes.is_empty() {
        data.insert("schemes".to_owned(), Value::Object(schemes));
    }
    Value::Object(data).to_string()
}

/// What a success can be asked to be; nothing where that is plain JSON.
fn accept(operation: &Operation) -> Vec<Value> {
    let success = operation.responses.iter().filter(|response| response.status.starts_with('2'));
    let mut types: Vec<&str> = Vec::new();
    for media in success.flat_map(|response| &response.content) {
        if !types.contains(&media.media_type.as_str()) && !media.media_type.contains('*') {
            types.push(&media.media_type);
        }
    }
    if types == ["application/json"] {
        return Vec::new();
    }
    types.into_iter().map(|media_type| json!(media_type)).collect()
}

fn server(server: &Server) -> Value {
    let mut data = Map::new();
    data.insert("url".to_owned(), json!(server.url.trim_end_matches('/')));
    let about = server.name.as_deref().or(server.description.as_deref()).unwrap_or_default();
    put_text(&mut data, "about", first_paragraph(about));
    let variables = server.variables.iter().map(|variable| {
        let mut data = Map::new();
        data.insert("name".to_owned(), json!(variable.name));
        data.insert("default".to_owned(), json!(variable.default));
        put_list(&mut data, "enum", variable.values.iter().map(|value| json!(value)).collect());
        put_text(&mut data, "about", first_paragraph(variable.description.as_deref().unwrap_or_default()));
        Value::Object(data)
    });
    put_list(&mut data, "variables", variables.collect());
    Value::Object(data)
}

fn parameter(description: &Description, parameter: &Parameter, credentials: Option<&Credentials>) -> Value {
    let mut data = Map::new();
    data.insert("name".to_owned(), json!(parameter.name));
    data.insert("in".to_owned(), json!(parameter.location.name()));
    match &parameter.media_type {
        Some(media_type) => put_text(&mut data, "media", media_type),
        None => {
            data.insert("style".to_owned(), json!(parameter.style.name()));
            put_flag(&mut data, "explode", parameter.explode);
            put_flag(&mut data, "reserved", parameter.allow_reserved);
        }
    }
    put_flag(&mut data, "required", parameter.required);
    put_flag(&mut data, "deprecated", parameter.deprecated);
    put_flag(&mut data, "empty", parameter.allow_empty);
    put_text(&mut data, "about", first_paragraph(&parameter.description));
    if let Some(schema) = parameter.schema {
        hint::put(&mut data, &description.schemas, schema);
    }
    if let Some(value) = parameter.examples.iter().find_map(example_value) {
        data.insert("example".to_owned(), value);
    }
    let named = || security::credential(credentials, &parameter.name).map(str::to_owned);
    if let Some(credential) = parameter.credential.clone().or_else(named) {
        data.insert("credential".to_owned(), json!(credential));
    }
    Value::Object(data)
}

fn example_value(example: &Example) -> Option<Value> {
    example.value.as_ref().map(Json::value)
}

/// Readers of a form want a sentence or two; the page has the rest.
fn first_paragraph(text: &str) -> &str {
    text.trim().split("\n\n").next().unwrap_or_default()
}

fn put_text(data: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        data.insert(key.to_owned(), json!(text));
    }
}

fn put_flag(data: &mut Map<String, Value>, key: &str, is_set: bool) {
    if is_set {
        data.insert(key.to_owned(), Value::Bool(true));
    }
}

fn put_list(data: &mut Map<String, Value>, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        data.insert(key.to_owned(), Value::Array(list));
    }
}

#[cfg(test)]
mod tests;
