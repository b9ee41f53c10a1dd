//! Broken descriptions: every problem has its place and pointer, and what is not broken is read.

use portal::model::Description;
use portal::model::description::Location;
use serde_json::{Value, json};

use super::{read_text, report};

fn read(text: &str) -> (Description, String) {
    let (description, problems) = read_text("v.yaml", text);
    let report = report(&problems);
    (description, report)
}

/// A description with these paths; the first of them stands in line 4.
fn paths(text: &str) -> (Description, String) {
    read(&format!("openapi: 3.1.0\ninfo: {{ title: x }}\npaths:\n{text}"))
}

#[test]
fn a_wrong_type_loses_its_node_alone() {
    for (text, expected) in [
        (
            "  /a: { get: { parameters: no, responses: {} } }",
            "4:28: warning[api/type] `parameters` is a string, expected a list",
        ),
        ("  /a: { get: { responses: [1] } }", "4:27: warning[api/type] `responses` is a list, expected a mapping"),
        (
            "  /a: { get: { deprecated: maybe } }",
            "4:28: warning[api/type] `deprecated` is a string, expected `true` or `false`",
        ),
        ("  /a: { get: { requestBody: 3 } }", "4:29: warning[api/type] `requestBody` is a number, expected a mapping"),
        ("  /a: { get: { description: [x] } }", "4:29: warning[api/type] `description` is a list, expected a text"),
        ("  /a: { get: { security: {} } }", "4:26: warning[api/type] `security` is a mapping, expected a list"),
        (
            "  /a: { get: { responses: { 200: { content: [1] } } } }",
            "4:45: warning[api/type] `content` is a list, expected a mapping",
        ),
        ("  /a: { get: { responses: { fine: {} } } }", "4:29: warning[api/value] `FINE` is no status of a response"),
        ("  /a: { GET: {} }", "4:9: warning[api/value] the method `GET` is not in lower case"),
        ("  /a: { get: { parameters: [{ in: query }] } }", "4:29: warning[api/parameter] a parameter has no name"),
        (
            "  /a: { get: { parameters: [{ name: q, in: url }] } }",
            "4:29: warning[api/parameter] the parameter `q` stands in `url`, which does not exist",
        ),
    ] {
        let (description, problems) = paths(&format!("{text}\n  /b: {{ get: {{ summary: B }} }}\n"));
        assert_eq!(problems, format!("v.yaml:{expected}\n"));
        assert_eq!(description.operations.len(), 2, "{text}");
        assert_eq!(description.operations[1].summary, "B");
    }
}

#[test]
fn a_wrong_schema_says_as_much_as_it_can() {
    let schema = |schema: &str| {
        let text = format!("openapi: 3.1.0\ninfo: {{ title: x }}\ncomponents:\n  schemas:\n    It: {schema}\n");
        let (description, problems) = read(&text);
        (format!("{:?}", description.schemas[description.named[0]]), problems)
    };
    for (text, has, problem) in [
        ("true", "always: Some(true)", ""),
        ("{ type: String }", r#"types: {"string"}"#, "5:17: warning[api/value] `String` is no type of a value"),
        ("{ type: string, example: null }", "examples: []", ""),
        ("{ type: object, required: true }", "required: []", ""),
        (
            "{ properties: { a: { required: true } } }",
            "required: true",
            "5:40: warning[api/type] `required` is a boolean, expected a list of names",
        ),
        ("{ minimum: one }", "minimum: None", "5:20: warning[api/type] `minimum` is a string, expected a number"),
        ("{ minLength: '5' }", "min_length: Some(5)", ""),
        (
            "{ maxLength: -1 }",
            "max_length: None",
            "5:22: warning[api/type] `maxLength` is a number, expected a whole number",
        ),
        (
            "{ enum: a }",
            r#"enumeration: [("a", None)]"#,
            "5:17: warning[api/type] `enum` is a string, expected a list of values",
        ),
        (
            "{ allOf: { type: string } }",
            "all_of: [SchemaId(1)]",
            "5:18: warning[api/type] `allOf` is a mapping, expected a list",
        ),
        ("{ properties: { a: 3 } }", r#"name: "a""#, "5:28: warning[api/type] `schema` is a number, expected a schema"),
        ("{ $ref: '#/components/schemas/It' }", "gap: Some(", ""),
    ] {
        let (found, problems) = schema(text);
        assert!(found.contains(has), "{text}: no `{has}` in {found}");
        let expected = if problem.is_empty() { String::new() } else { format!("v.yaml:{problem}\n") };
        assert_eq!(problems, expected, "{text}");
    }
}

#[test]
fn gaps_say_what_is_missing() {
    let (description, problems) = paths(
        "  /a:\n    get: { requestBody: { $ref: '#/gone' }, responses: { 200: { $ref: '#/gone' } }, security: [{ none: [] }] }\n",
    );
    let operation = &description.operations[0];
    assert_eq!(operation.gaps.len(), 3, "{:?}", operation.gaps);
    assert_eq!(operation.responses[0].status, "200");
    assert!(operation.security.is_empty());
    assert_eq!(problems.matches("ref/broken").count(), 1, "one target is told once: {problems}");
    assert!(problems.contains("v.yaml:5:98: warning[api/security] there is no security scheme `none`"), "{problems}");
}

#[test]
fn problems_carry_their_pointer() {
    let (_, problems) =
        read_text("v.yaml", "openapi: 3.1.0\ninfo: { title: x }\npaths:\n  /a: { get: { tags: { b: 1 } } }\n");
    let labels: Vec<&str> =
        problems.iter().flat_map(|problem| &problem.labels).map(|label| label.message.as_str()).collect();
    assert_eq!(labels, ["#/paths/~1a/get/tags"]);
}

#[test]
fn many_problems_of_one_kind_are_summed_up() {
    let many: String = (0..332).map(|at| format!("  /a{at}: {{ get: {{ tags: {{}} }} }}\n")).collect();
    let (description, problems) = paths(&many);
    assert_eq!(description.operations.len(), 332);
    assert_eq!(problems.lines().count(), 21);
    assert!(problems.contains("and 312 more like the 20 problems `api/type` above"), "{problems}");
}

#[test]
fn names_are_unique_and_both_places_are_told() {
    let (description, problems) = paths(
        "  /a: { get: { operationId: getUser } }\n  /b: { get: { operationId: get_user } }\n  /c: { get: { operationId: getUser } }\n",
    );
    let names: Vec<(&str, &str)> =
        description.operations.iter().map(|operation| (operation.id.as_str(), operation.slug.as_str())).collect();
    assert_eq!(names, [("getUser", "get-user"), ("get_user", "get-user-2"), ("getUser-2", "get-user-2-2")]);
    assert!(problems.contains("v.yaml:5:29: warning[api/slug]"), "{problems}");
    assert!(problems.contains("v.yaml:6:29: warning[api/duplicate-id]"), "{problems}");
}

#[test]
fn circles_come_to_an_end() {
    let text = "
openapi: 3.1.0
info: { title: x }
paths:
  /a: { post: { callbacks: { c: { $ref: '#/components/callbacks/c' } } } }
components:
  callbacks: { c: { '{$request.body#/url}': { post: { callbacks: { again: { $ref: '#/components/callbacks/c' } } } } } }
  schemas:
    A: { $ref: '#/components/schemas/B' }
    B: { $ref: '#/components/schemas/A' }
    C: { allOf: [{ $ref: '#/components/schemas/D' }] }
    D: { allOf: [{ $ref: '#/components/schemas/C' }, { title: rest }] }
    E: { properties: { e: { $ref: '#/components/schemas/E' } } }
";
    let (description, _) = read(text);
    assert_eq!(description.operations[0].callbacks[0].operations.len(), 1);
    let schema = |at: usize| &description.schemas[description.named[at]];
    assert!(schema(0).gap.is_some() || schema(1).gap.is_some());
    assert!(schema(2).gap.is_some() || schema(3).gap.is_some());
    assert_eq!(schema(2).all_of.len() + schema(3).all_of.len(), 2);
    assert_eq!(schema(4).properties[0].schema, description.named[4]);
}

#[test]
fn chains_of_a_hundred_thousand_schemas_are_read() {
    let schemas: serde_json::Map<String, Value> = (0..100_000)
        .map(|at| (format!("S{at}"), json!({ "allOf": [{ "$ref": format!("#/components/schemas/S{}", at + 1) }] })))
        .collect();
    let text = json!({ "openapi": "3.1.0", "info": { "title": "x" }, "components": { "schemas": schemas } });
    let (description, _) = read(&text.to_string());
    assert_eq!(description.named.len(), 100_000);
}

/// One of everything, in JSON.
fn everything() -> Value {
    super::yaml_value(include_str!("everything.yaml"))
}

/// What an operation says, whatever numbers its schemas have.
fn told(description: &Description) -> Option<String> {
    let text = format!("{:?}", description.operations.last()?);
    let mut parts = text.split("SchemaId(");
    let first = parts.next().unwrap_or_default().to_owned();
    Some(parts.fold(first, |told, part| told + part.trim_start_matches(|c: char| c.is_ascii_digit())))
}

/// Every pointer of a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let mut below = |step: &str, value: &Value| {
        pointers(value, &format!("{at}/{}", step.replace('~', "~0").replace('/', "~1")), found);
    };
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(step, value)| below(&step.to_string(), value)),
        Value::Object(entries) => entries.iter().for_each(|(step, value)| below(step, value)),
        _ => {}
    }
}

#[test]
fn whatever_stands_anywhere_nothing_panics_and_the_rest_is_read() {
    let whole = everything();
    let (before, problems) = read_text("v.json", &whole.to_string());
    assert_eq!(report(&problems), "");
    let kept = told(&before);
    let mut places = Vec::new();
    pointers(&whole, "", &mut places);
    let odd = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("x"),
        json!([]),
        json!({}),
        json!([[1]]),
        json!({ "$ref": "#/nowhere" }),
        json!({ "$ref": "#" }),
        json!({ "$ref": { "x": 1 } }),
    ];
    let mut readings = 0;
    for place in &places {
        for value in &odd {
            let mut changed = whole.clone();
            *changed.pointer_mut(place).expect("it is there") = value.clone();
            let (after, _) = read_text("v.json", &changed.to_string());
            readings += 1;
            if place.starts_with("/paths/~1all/post") {
                assert_eq!(told(&after), kept, "{place} as {value} changed another operation");
            }
        }
    }
    eprintln!("{} places, {readings} readings", places.len());
}

#[test]
fn one_of_everything_is_read() {
    let (description, _) = read_text("v.json", &everything().to_string());
    let operation = &description.operations[0];
    let locations: Vec<Location> = operation.parameters.iter().map(|parameter| parameter.location).collect();
    assert_eq!(locations, [Location::Query, Location::Header, Location::Cookie]);
    let text = format!("{description:?}");
    for has in [
        r#"method: "COPY""#,
        r#"Link { name: "next", description: "L", operation: Some(2)"#,
        r#"Link { name: "same", description: "", operation: Some(0)"#,
        r#"TagGroup { title: "G", tags: [0, 1] }"#,
        "parent: Some(0)",
        r#"kind: Some("nav")"#,
        "kind: DeviceAuthorization",
        r#"metadata_url: Some("https://a.example/m")"#,
        r#"access: ["partners"]"#,
        r#"access: ["internal"]"#,
        r#"serialized: Some("a,b")"#,
        r#"external: Some("https://a.example/x")"#,
        "item_schema: Some",
        r#"content_type: Some("image/png")"#,
        r#"media_type: Some("application/json")"#,
        "style: Cookie",
        r#"Variable { name: "region", default: "eu""#,
        "default: Some(SchemaId",
        "conditional: Some(Conditional",
        r#"pattern_properties: [("^x""#,
    ] {
        assert!(text.contains(has), "no `{has}` in {text}");
    }
}
