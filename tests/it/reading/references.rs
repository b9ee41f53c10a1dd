//! References: within a file, into others, through each other, to names, and where they may not lead.

use portal::model::Description;

use super::read;

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n";

/// The types of the schema `A`, after whatever its references are.
fn types_of_a(description: &Description) -> String {
    let mut at = description.named.first().map(|id| &description.schemas[*id]);
    while let Some(next) = at.and_then(|schema| schema.reference) {
        at = Some(&description.schemas[next]);
    }
    at.map(|schema| schema.types.iter().map(portal::model::description::Type::name).collect()).unwrap_or_default()
}

#[test]
fn every_form_of_reference_is_followed() {
    let others: [(&str, &str); 4] = [
        ("apis/b.yaml", "type: integer\nx: { type: boolean }\n$defs: { y: { $ref: '#/x' } }\n"),
        ("apis/deep/c.json", r##"{"one": {"$ref": "../b.yaml#/x"}, "two": {"$ref": "#/one"}}"##),
        ("apis/d e.yaml", "type: 'null'"),
        (
            "apis/whole.yaml",
            "openapi: 3.0.3\ninfo: {title: W, version: '1'}\npaths: {}\ncomponents: { schemas: { N: { type: string, nullable: true } } }\n",
        ),
    ];
    let cases = [
        ("{ $ref: '#/components/schemas/B' }\n    B: { type: number }", "number"),
        ("{ $ref: '#/components/schemas/a~1b~0%20c' }\n    'a/b~ c': { type: number }", "number"),
        (
            "{ $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/C' }\n    C: { type: number }",
            "number",
        ),
        ("{ $ref: '#here' }\n    B: { $anchor: here, type: number }", "number"),
        ("{ $dynamicRef: '#here' }\n    B: { $dynamicAnchor: here, type: number }", "number"),
        (
            "{ $ref: 'https://example.org/schemas/b' }\n    B: { $id: 'https://example.org/schemas/b', type: number }",
            "number",
        ),
        (
            "{ $ref: 'https://example.org/b#/$defs/x' }\n    B: { $id: 'https://example.org/b', $defs: { x: { $ref: '#/$defs/y' }, y: { type: number } } }",
            "number",
        ),
        ("{ $ref: b.yaml }", "integer"),
        ("{ $ref: ./b.yaml# }", "integer"),
        ("{ $ref: 'b.yaml#/x' }", "boolean"),
        ("{ $ref: 'b.yaml#/$defs/y' }", "boolean"),
        ("{ $ref: 'deep/c.json#/two' }", "boolean"),
        ("{ $ref: 'd%20e.yaml' }", "null"),
        ("{ $ref: 'whole.yaml#/components/schemas/N' }", "stringnull"),
    ];
    for (schema, expected) in cases {
        let text = format!("{HEAD}    A: {schema}\n");
        let mut files = vec![("apis/a.yaml", text.as_str())];
        files.extend(others);
        let (description, problems) = read(&files);
        assert_eq!((types_of_a(&description).as_str(), problems.as_str()), (expected, ""), "{schema}");
    }
}

#[test]
fn files_of_version_2_climb_with_the_document() {
    let root = "swagger: '2.0'\ninfo: { title: T, version: '1' }\npaths:\n  /a: { $ref: 'parts.yaml#/path' }\n";
    let parts = "path:\n  post:\n    parameters:\n      - { $ref: '#/limit' }\n      - { $ref: 'body.yaml' }\n    responses:\n      '200': { $ref: '#/fine' }\n\
        limit: { name: limit, in: query, type: integer }\n\
        fine: { description: Fine, schema: { $ref: '#/schema' } }\n\
        schema: { type: string, x-nullable: true }\n";
    let body = "name: body\nin: body\nschema: { $ref: 'parts.yaml#/schema' }\n";
    let (description, problems) = read(&[("r.yaml", root), ("parts.yaml", parts), ("body.yaml", body)]);
    assert_eq!(problems, "");
    let operation = &description.operations[0];
    let schemas = [
        operation.parameters[0].schema,
        operation.body.as_ref().and_then(|body| body.content[0].schema),
        operation.responses[0].content[0].schema,
    ];
    let types: Vec<Vec<&str>> = schemas
        .into_iter()
        .flatten()
        .map(|id| description.schemas[id].types.iter().map(portal::model::description::Type::name).collect())
        .collect();
    assert_eq!(types, [vec!["integer"], vec!["string", "null"], vec!["string", "null"]]);
}

#[test]
fn a_text_of_a_file_stands_where_it_is_referred_to() {
    let text = "openapi: 3.1.0\ninfo: { title: T, version: '1', description: { $ref: docs/intro.md } }\npaths: {}\n";
    let (description, problems) = read(&[("a.yaml", text), ("docs/intro.md", "# Hello\n")]);
    assert_eq!((description.description.as_str(), problems.as_str()), ("# Hello\n", ""));
}

#[test]
fn what_leads_nowhere_is_told_with_its_place_and_everything_else_is_read() {
    let cases = [
        (
            "#/components/schemas/Bee",
            "ref/broken] `#/components/schemas/Bee` leads nowhere: there is no `Bee` in `#/components/schemas`",
        ),
        ("#nothing", "ref/broken] `#nothing` leads nowhere: there is no `nothing` in `#`"),
        ("gone.yaml", "ref/broken] there is no file `apis/gone.yaml`"),
        ("../../portal.yaml", "ref/outside] `../../portal.yaml` leads out of the folder of descriptions"),
        ("/etc/passwd", "ref/outside] `/etc/passwd` is an absolute path"),
        ("file:///etc/passwd", "ref/outside] `file:///etc/passwd` is no path inside this folder"),
        (
            "http://169.254.169.254/latest/meta-data/",
            "ref/remote] `http://169.254.169.254/latest/meta-data/` lies on another host and is not fetched",
        ),
        ("//169.254.169.254/x", "ref/remote] `//169.254.169.254/x` lies on another host and is not fetched"),
        (
            "#/components/schemas/A/properties/x",
            "ref/circle] the reference `#/components/schemas/A/properties/x` leads back to itself",
        ),
    ];
    for (reference, expected) in cases {
        let text = format!(
            "{HEAD}    A: {{ type: object, properties: {{ x: {{ $ref: '{reference}' }} }} }}\n    Beet: {{}}\n"
        );
        let (description, problems) = read(&[("apis/a.yaml", &text)]);
        let line = problems.lines().next().unwrap_or_default();
        let line = line.strip_prefix("apis/a.yaml:6:").unwrap_or_else(|| panic!("{problems}"));
        assert!(line.split_once(": ").is_some_and(|(_, line)| line == format!("warning[{expected}")), "{problems}");
        assert_eq!(description.named.len(), 2);
    }
}

#[test]
fn nothing_outside_of_the_folder_is_asked_for() {
    let asked = std::cell::RefCell::new(Vec::new());
    let text = format!(
        "{HEAD}    A: {{ oneOf: [{{ $ref: '../../x.yaml' }}, {{ $ref: /etc/passwd }}, {{ $ref: 'file:/etc/passwd' }}, {{ $ref: 'http://h/x' }}, {{ $ref: '..%2f..%2fx.yaml' }}, {{ $ref: 'ok.yaml' }}] }}\n"
    );
    let fetch = |path: &str| {
        asked.borrow_mut().push(path.to_owned());
        if path == "apis/a.yaml" { Ok(text.clone().into_bytes()) } else { Err(std::io::ErrorKind::NotFound.into()) }
    };
    portal::openapi::read("apis/a.yaml", &fetch, &mut Vec::new());
    assert_eq!(asked.into_inner(), ["apis/a.yaml", "apis/ok.yaml"]);
}

#[test]
fn a_long_chain_and_a_circle_through_files_end() {
    use std::fmt::Write as _;
    let mut text = format!("{HEAD}    A: {{ $ref: '#/components/schemas/S0' }}\n");
    for at in 0..200 {
        let _ = writeln!(text, "    S{at}: {{ $ref: '#/components/schemas/S{}' }}", at + 1);
    }
    text += "    S200: { type: number }\n";
    let (description, problems) = read(&[("a.yaml", &text)]);
    assert_eq!((types_of_a(&description).as_str(), problems.as_str()), ("number", ""));
    let text = format!("{HEAD}    A: {{ $ref: b.yaml }}\n");
    let (_, problems) = read(&[("a.yaml", &text), ("b.yaml", "$ref: c.yaml\n"), ("c.yaml", "$ref: b.yaml\n")]);
    assert!(problems.contains("warning[ref/circle]"), "{problems}");
}
