//! What the console is told, from models made by hand.

use serde_json::{Value, json};

use super::console;
use crate::model::Credentials;
use crate::model::description::{
    Body, Description, Encoding, Example, Flow, FlowKind, Json, Location, Media, Operation, Parameter, Property,
    Requirement, Response, Schema, SecurityKind, SecurityScheme, Server, Style, Type, Variable,
};

fn of(types: &[Type]) -> Schema {
    let mut schema = Schema::default();
    types.iter().for_each(|kind| schema.types.insert(*kind));
    schema
}

fn data(description: &Description, operation: &Operation, credentials: Option<&Credentials>) -> Value {
    serde_json::from_str(&console("mail", description, operation, credentials)).expect("it is JSON")
}

fn pair() -> Credentials {
    let names = [("app_id", "tern_id"), ("app_key", "tern_key")];
    Credentials {
        mode: "app_id_key".to_owned(),
        location: "query".to_owned(),
        names: names.map(|(mode, name)| (mode.to_owned(), name.to_owned())).to_vec(),
    }
}

#[test]
fn servers_and_parameters_with_what_their_inputs_need() {
    let mut description = Description::default();
    let base = description.schemas.add(of(&[Type::Integer, Type::Null]));
    description.schemas[base].default = Some(Json::from(&json!(50)));
    let limit = description.schemas.add(Schema { reference: Some(base), ..Schema::default() });
    let choice =
        Schema { enumeration: vec![(Json::from(&json!("a")), None), (Json::from(&json!(1)), None)], ..of(&[]) };
    let choice = description.schemas.add(choice);
    let list = description.schemas.add(Schema { items: Some(choice), ..of(&[Type::Array]) });
    description.servers.push(Server {
        url: "https://{region}.mail.example/v3/".to_owned(),
        description: Some("Production.\n\nMore.".to_owned()),
        variables: vec![Variable {
            name: "region".to_owned(),
            default: "eu".to_owned(),
            values: vec!["eu".to_owned()],
            ..Variable::default()
        }],
        ..Server::default()
    });
    let operation = Operation {
        method: "GET".to_owned(),
        path: "/things".to_owned(),
        parameters: vec![
            Parameter {
                name: "limit".to_owned(),
                schema: Some(limit),
                explode: true,
                required: true,
                ..Parameter::default()
            },
            Parameter {
                name: "kind".to_owned(),
                schema: Some(list),
                style: Style::PipeDelimited,
                ..Parameter::default()
            },
            Parameter {
                name: "tern_key".to_owned(),
                location: Location::Header,
                media_type: Some("text/plain".to_owned()),
                ..Parameter::default()
            },
        ],
        ..Operation::default()
    };
    let expected = json!({
        "api": "mail",
        "method": "GET", "path": "/things",
        "servers": [{ "url": "https://{region}.mail.example/v3", "about": "Production.", "variables": [{ "name": "region", "default": "eu", "enum": ["eu"] }] }],
        "parameters": [
            { "name": "limit", "in": "query", "style": "form", "explode": true, "required": true, "type": "integer", "default": 50 },
            { "name": "kind", "in": "query", "style": "pipeDelimited", "type": "array", "items": { "enum": ["a", 1] } },
            { "name": "tern_key", "in": "header", "media": "text/plain", "credential": "app_keys" },
        ],
        "security": [[{ "scheme": "tern_id" }, { "scheme": "tern_key" }]],
        "schemes": {
            "tern_id": { "kind": "apiKey", "in": "query", "name": "tern_id", "credential": "app_ids" },
            "tern_key": { "kind": "apiKey", "in": "query", "name": "tern_key", "credential": "app_keys" },
        },
    });
    // The operation has a parameter of that name: it is not asked for twice.
    let mut expected = expected;
    expected["security"] = json!([[{ "scheme": "tern_id" }]]);
    expected["schemes"].as_object_mut().expect("an object").remove("tern_key");
    assert_eq!(data(&description, &operation, Some(&pair())), expected);
}

#[test]
fn bodies_have_texts_fields_or_a_file() {
    let mut description = Description::default();
    let file = description.schemas.add(Schema { format: Some("binary".into()), ..of(&[Type::String]) });
    let several = description.schemas.add(Schema { items: Some(file), ..of(&[Type::Array]) });
    let either = description.schemas.add(Schema { any_of: vec![file, several], ..Schema::default() });
    let name = description.schemas.add(of(&[Type::String]));
    let secret = description.schemas.add(Schema { read_only: true, ..of(&[Type::String]) });
    let property = |name: &str, schema, required| Property { name: name.into(), schema, required };
    let form = Schema {
        properties: vec![
            property("file", file, true),
            property("more", either, false),
            property("name", name, false),
            property("id", secret, false),
        ],
        ..of(&[Type::Object])
    };
    let form = description.schemas.add(form);
    let media = |media_type: &str, schema| Media { media_type: media_type.to_owned(), schema, ..Media::default() };
    let example = Example {
        name: "one".to_owned(),
        summary: Some("One".to_owned()),
        value: Some(Json::from(&json!({ "a": 1 }))),
        ..Example::default()
    };
    let encoding =
        Encoding { property: "name".to_owned(), content_type: Some("text/plain".to_owned()), ..Encoding::default() };
    let content = vec![
        Media { examples: vec![example], ..media("application/json", Some(form)) },
        Media { encoding: vec![encoding], ..media("multipart/form-data", Some(form)) },
        media("image/png", None),
        media("application/json", Some(file)),
    ];
    let operation =
        Operation { body: Some(Body { required: true, content, ..Body::default() }), ..Operation::default() };
    let expected = json!({ "required": true, "media": [
        { "type": "application/json", "examples": [{ "name": "one", "title": "One", "text": "{\n  \"a\": 1\n}" }] },
        { "type": "multipart/form-data", "fields": [
            { "name": "file", "required": true, "type": "string", "format": "binary", "file": true },
            { "name": "more", "type": "string", "file": true },
            { "name": "name", "type": "string", "contentType": "text/plain" },
        ] },
        { "type": "image/png", "file": true },
        { "type": "application/json", "file": true },
    ] });
    assert_eq!(data(&description, &operation, None)["body"], expected);
}

#[test]
fn schemas_that_hold_each_other_come_to_an_end() {
    let mut description = Description::default();
    let first = description.schemas.add(of(&[Type::String]));
    let second =
        description.schemas.add(Schema { all_of: vec![first; 20], one_of: vec![first; 20], ..Schema::default() });
    description.schemas[first] = Schema { all_of: vec![second; 20], any_of: vec![second], ..Schema::default() };
    let parameters = vec![Parameter { name: "q".to_owned(), schema: Some(first), ..Parameter::default() }];
    let operation = Operation { parameters, ..Operation::default() };
    assert_eq!(data(&description, &operation, None)["parameters"][0]["name"], "q");
}

#[test]
fn answers_that_are_not_plain_json_can_be_asked_for() {
    let media = |media_type: &str| Media { media_type: media_type.to_owned(), ..Media::default() };
    let response = |status: &str, types: &[&str]| Response {
        status: status.to_owned(),
        content: types.iter().map(|media_type| media(media_type)).collect(),
        ..Response::default()
    };
    let accept = |responses: Vec<Response>| {
        let operation = Operation { responses, ..Operation::default() };
        data(&Description::default(), &operation, None)["accept"].clone()
    };
    let problem = || response("400", &["application/problem+json"]);
    assert_eq!(accept(vec![response("200", &["application/json"]), problem()]), Value::Null);
    let several = response("200", &["application/json", "text/event-stream"]);
    assert_eq!(accept(vec![several, problem()]), json!(["application/json", "text/event-stream"]));
}

#[test]
fn security_names_only_the_schemes_that_are_needed() {
    let mut description = Description::default();
    let scheme = |name: &str, kind| SecurityScheme {
        name: name.to_owned(),
        kind,
        description: String::new(),
        deprecated: false,
        credential: None,
    };
    let flow = Flow {
        kind: FlowKind::AuthorizationCode,
        authorization_url: Some("https://id.example/auth".to_owned()),
        token_url: Some("https://id.example/token".to_owned()),
        refresh_url: None,
        device_url: None,
        scopes: vec![("read".to_owned(), "Reads".to_owned())],
    };
    description.security_schemes = vec![
        scheme("unused", SecurityKind::MutualTls),
        scheme("key", SecurityKind::ApiKey { location: Location::Header, parameter: "tern_key".to_owned() }),
        scheme("login", SecurityKind::OAuth2 { flows: vec![flow], metadata_url: None }),
    ];
    let security = vec![Requirement(vec![(1, Vec::new()), (2, vec!["read".to_owned()])]), Requirement::default()];
    let operation = Operation { security, ..Operation::default() };
    let data = data(&description, &operation, Some(&pair()));
    assert_eq!(data["security"], json!([[{ "scheme": "key" }, { "scheme": "login", "scopes": ["read"] }], []]));
    let expected = json!({
        "key": { "kind": "apiKey", "in": "header", "name": "tern_key", "credential": "app_keys" },
        "login": { "kind": "oauth2", "flows": [{
            "kind": "authorizationCode", "authorize": "https://id.example/auth", "token": "https://id.example/token", "scopes": [["read", "Reads"]],
        }] },
    });
    assert_eq!(data["schemes"], expected);
}
