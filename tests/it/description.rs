//! What an overview takes from the description of an api, in each dialect, broken ones included.

use std::io;

use portal::diag::{self, Diagnostic, Format, ReportOptions};
use portal::model::Description;
use portal::model::description::{Location, SecurityKind};
use portal::openapi;

fn read(name: &str, text: &str) -> (Description, String) {
    let mut problems: Vec<Diagnostic> = Vec::new();
    let files = |path: &str| if path == name { Ok(text.into()) } else { Err(io::ErrorKind::NotFound.into()) };
    let version = openapi::read(name, &files, &mut problems);
    let options = ReportOptions { format: Format::Short, ..ReportOptions::default() };
    (version, diag::report(&problems, &options))
}

#[test]
fn openapi_3_in_yaml() {
    let text = r"
openapi: 3.1.0
info: { title: Mail, version: '3', description: Send it }
servers:
  - url: https://{region}.mail.example/v3
    variables: { region: { default: eu } }
tags: [{ name: Batches, description: Many }, { name: Messages }, { name: Unused }]
paths:
  /messages:
    get: { operationId: list, tags: [Messages], summary: List them }
    post: { operationId: send, tags: [Messages], description: 'Send one. And more.', deprecated: true }
    parameters: []
  /batches/{id}:
    get: { tags: [Batches, Messages] }
  /health: { get: { operationId: list } }
components:
  securitySchemes:
    id: { type: apiKey, in: query, name: mail_id }
    other: { $ref: '#/components/securitySchemes/id' }
    bearer: { type: http, scheme: bearer }
  schemas: { Message: {}, Batch: {} }
";
    let (version, problems) = read("apis/mail/v3.yaml", text);
    assert_eq!((version.title.as_str(), version.dialect.as_str()), ("Mail", "OpenAPI 3.1.0"));
    assert_eq!(version.servers[0].default_url(), "https://eu.mail.example/v3");
    let ids = |tag| version.operations_of(tag).map(|(_, operation)| operation.id.as_str()).collect::<Vec<_>>();
    let groups: Vec<(&str, Vec<&str>)> =
        version.tags.iter().enumerate().map(|(at, tag)| (tag.name.as_str(), ids(at))).collect();
    let expected = [
        ("Batches", vec!["get-batches-id"]),
        ("Messages", vec!["list", "send"]),
        ("Unused", vec![]),
        ("Other operations", vec!["list-2"]),
    ];
    assert_eq!(groups, expected);
    assert_eq!(version.operations[1].summary, "Send one");
    assert!(version.operations[1].deprecated);
    assert_eq!((version.operations.len(), version.named.len()), (4, 2));
    let key = || SecurityKind::ApiKey { location: Location::Query, parameter: "mail_id".to_owned() };
    let bearer = SecurityKind::Http { scheme: "bearer".to_owned(), format: None };
    let kinds: Vec<_> = version.security_schemes.iter().map(|scheme| scheme.kind.clone()).collect();
    assert_eq!(kinds, [key(), key(), bearer]);
    let expected = "apis/mail/v3.yaml:14:10: warning[api/path-parameter] nothing says what `{id}` of `/batches/{id}` is\n\
        apis/mail/v3.yaml:15:34: warning[api/duplicate-id] a second operation is called `list`\n";
    assert_eq!(problems, expected);
}

#[test]
fn swagger_2_in_json() {
    let text = r#"{
  "swagger": "2.0", "info": {"title": "Old"}, "host": "old.example", "basePath": "/v1/", "schemes": ["https", "http"],
  "paths": {"/send": {"post": {"summary": "Send \ud83d\ude00"}}},
  "securityDefinitions": {"basic": {"type": "basic"}}, "definitions": {"A": {}}
}"#;
    let (version, problems) = read("apis/old/v1.json", text);
    assert_eq!(problems, "");
    assert_eq!(version.dialect, "Swagger 2.0");
    let servers: Vec<&str> = version.servers.iter().map(|server| server.url.as_str()).collect();
    assert_eq!(servers, ["https://old.example/v1", "http://old.example/v1"]);
    assert_eq!(version.operations[0].summary, "Send 😀");
    let basic = SecurityKind::Http { scheme: "basic".to_owned(), format: None };
    assert_eq!(version.security_schemes[0].kind, basic);
    assert_eq!(version.named.len(), 1);
}

#[test]
fn a_broken_description_gives_what_can_be_read() {
    let (version, problems) = read("v.yaml", "openapi: 3.0.3\ninfo: {}\npaths:\n  /a: { get: 3 }\n  /b: { get: {} }\n");
    assert_eq!(version.operations.len(), 1);
    assert_eq!(
        problems,
        "v.yaml:2:1: warning[api/info] the description has no title\nv.yaml:4:9: warning[api/operation] the operation `get` of `/a` is a number\n"
    );
    for (name, text, expected) in [
        ("v.yaml", "title: x\n", "v.yaml:1:1: error[api/not-a-description] this file describes no api\n"),
        ("v.yaml", "", "v.yaml:1:1: error[api/empty] the description is empty\n"),
        (
            "v.yaml",
            "openapi: 4.0.0\n",
            "v.yaml:1:10: error[api/dialect] `4.0.0` is no version of OpenAPI that can be read\n",
        ),
        (
            "v.json",
            "{\n  \"openapi\": }\n",
            "v.json:2:14: error[json/syntax] expected a value, found `}`\nv.json:2:14: error[api/dialect] `` is no version of OpenAPI that can be read\n",
        ),
        (
            "v.yaml",
            "openapi: 3.0.0\ninfo: { title: x }\npaths: [1]\n",
            "v.yaml:3:1: warning[api/paths] `paths` is a list, expected a mapping of paths to operations\n",
        ),
    ] {
        assert_eq!(read(name, text).1, expected);
    }
}

#[test]
fn bottomless_nesting_is_refused() {
    let deep = format!("{{\"openapi\": \"3.1.0\", \"x\": {}", "[".repeat(100_000));
    assert!(read("v.json", &deep).1.contains("error[json/depth] lists and mappings are nested more than 200 deep"));
    let deep = format!("openapi: 3.1.0\nx: {}", "[".repeat(100_000));
    assert!(read("v.yaml", &deep).1.contains("error[yaml/syntax]"));
}
