//! The styles by their table, and whole requests.

use serde_json::{Value, json};

use super::*;
use crate::model::description::{Example, Requirement, Schema, SecurityKind, SecurityScheme, Server};

fn style(name: &str) -> Style {
    let all = [
        Style::Form,
        Style::Simple,
        Style::Label,
        Style::Matrix,
        Style::SpaceDelimited,
        Style::PipeDelimited,
        Style::TabDelimited,
        Style::DeepObject,
        Style::Cookie,
    ];
    all.into_iter().find(|style| style.name() == name).unwrap_or_default()
}

fn location(name: &str) -> Location {
    let all = [Location::Path, Location::Query, Location::QueryString, Location::Header, Location::Cookie];
    all.into_iter().find(|location| location.name() == name).unwrap_or_default()
}

#[test]
fn every_style_is_written_as_the_table_says() {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("../../../../tests/it/styles.json")).expect("the table is JSON");
    assert!(cases.len() > 60);
    for case in cases {
        let text = |key: &str| case[key].as_str().unwrap_or_default();
        let flag = |key: &str| case[key].as_bool().unwrap_or_default();
        let parameter = Parameter {
            name: text("parameter").to_owned(),
            location: location(text("in")),
            style: style(text("style")),
            explode: flag("explode"),
            allow_reserved: flag("reserved"),
            media_type: case["media"].as_str().map(str::to_owned),
            ..Parameter::default()
        };
        assert_eq!(serialise(&parameter, &case["value"]), text("text"), "{}", text("name"));
    }
}

fn given(name: &str, location: Location, value: &Value) -> Parameter {
    let style = if matches!(location, Location::Path | Location::Header) { Style::Simple } else { Style::Form };
    let examples = vec![Example { value: Some(Json::from(value)), ..Example::default() }];
    Parameter { name: name.to_owned(), location, style, required: true, examples, ..Parameter::default() }
}

#[test]
fn a_request_holds_what_its_operation_asks_for() {
    let mut description = Description::default();
    description.servers.push(Server { url: "https://api.example.com/v1/".to_owned(), ..Server::default() });
    description.security_schemes.push(SecurityScheme {
        name: "key".to_owned(),
        kind: SecurityKind::ApiKey { location: Location::Query, parameter: "tern_key".to_owned() },
        description: String::new(),
        deprecated: false,
        credential: None,
    });
    let free = description.schemas.add(Schema::default());
    let operation = Operation {
        method: "GET".to_owned(),
        path: "/users/{user-name}/{userId}/{unknown}".to_owned(),
        security: vec![Requirement::default(), Requirement(vec![(0, Vec::new())])],
        parameters: vec![
            Parameter {
                name: "userId".to_owned(),
                location: Location::Path,
                style: Style::Simple,
                schema: Some(free),
                ..Parameter::default()
            },
            given("user-name", Location::Path, &json!("Ann & co")),
            given("q", Location::Query, &json!("a b")),
            Parameter { name: "left-out".to_owned(), ..Parameter::default() },
            given("X-Who", Location::Header, &json!("Zoë\nx")),
            given("Content-Type", Location::Header, &json!("no")),
            given("sid", Location::Cookie, &json!("1;2")),
        ],
        ..Operation::default()
    };
    let request = Request::of(&description, &operation, None);
    assert_eq!(
        request.url(),
        "https://api.example.com/v1/users/Ann%20%26%20co/USER_ID/UNKNOWN?q=a%20b&tern_key=YOUR_TERN_KEY"
    );
    assert_eq!(request.headers, [("X-Who".to_owned(), "Zo%C3%AB x".to_owned())]);
    assert_eq!(request.cookie().as_deref(), Some("sid=1%3B2"));
}

#[test]
fn placeholders_are_named_after_their_parameters() {
    let named = |name| security::placeholder(name);
    assert_eq!(
        [named("tern_key"), named("X-API-Key"), named("Authorization"), named("é")],
        ["YOUR_TERN_KEY", "YOUR_API_KEY", "YOUR_API_KEY", "YOUR_KEY"]
    );
}
