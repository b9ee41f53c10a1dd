//! What comparison says of two descriptions: a table of changes made by hand, laws over real descriptions, and the
//! page of rules. `SNAPSHOTS=overwrite cargo test --test it comparison::` writes the page.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use portal::model::{Change, Class, Description};
use portal::openapi::{Rule, compare};

use super::comparison_table::{CASES, Part};

fn read(text: &str) -> Description {
    let mut problems = Vec::new();
    portal::openapi::read("api.yaml", &|_| Ok(text.as_bytes().to_vec()), &mut problems)
}

/// A description around a snippet.
fn description(part: Part, snippet: &str) -> String {
    let head = "openapi: 3.1.0\ninfo: { title: Things, version: '1' }\n";
    let schemas = "components: { schemas: { Thing: { type: object, properties: { id: { type: string } } }, \
                   Cat: { type: object, properties: { cat: { type: string } } }, \
                   Dog: { type: object, properties: { dog: { type: string } } } } }\n";
    match part {
        Part::Whole => format!("{head}{snippet}\n"),
        Part::Operation => format!("{head}paths: {{ '/things/{{id}}': {{ post: {snippet} }} }}\n{schemas}"),
        Part::Request => format!(
            "{head}paths: {{ /things: {{ post: {{ operationId: send, requestBody: {{ content: {{ application/json: \
             {{ schema: {snippet} }} }} }}, responses: {{}} }} }} }}\n{schemas}"
        ),
        Part::Response => format!(
            "{head}paths: {{ /things: {{ get: {{ operationId: fetch, responses: {{ '200': {{ description: Yes, content: \
             {{ application/json: {{ schema: {snippet} }} }} }} }} }} }} }}\n{schemas}"
        ),
    }
}

fn words(change: &Change) -> String {
    format!("{} {}", change.class.name(), change.rule)
}

#[test]
fn the_table_of_changes_holds() {
    assert!(CASES.len() >= 60, "only {} cases", CASES.len());
    let mut wrong = String::new();
    for (name, part, before, after, expected) in CASES {
        let (old, new) = (read(&description(*part, before)), read(&description(*part, after)));
        assert!(old.operations.len() + old.webhooks.len() > 0, "{name}: nothing was read");
        let changes = compare(&old, &new).changes;
        let mut found: Vec<String> = changes.iter().map(words).collect();
        found.sort();
        let mut expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
        expected.sort();
        if found != expected {
            let _ = writeln!(wrong, "{name}\n  expected {expected:?}\n  found    {found:?}\n  {changes:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn nothing_changes_from_a_description_to_itself() {
    for (name, part, before, after, _) in CASES {
        for snippet in [before, after] {
            let read = read(&description(*part, snippet));
            assert_eq!(compare(&read, &read).changes, [], "{name}");
        }
    }
}

#[test]
fn a_shared_schema_is_reported_once_with_who_uses_it() {
    let file = |kind: &str| {
        let mut text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n".to_owned();
        for at in 0..40 {
            let _ = writeln!(
                text,
                "  /things{at}: {{ get: {{ operationId: get{at}, responses: {{ '200': {{ description: Yes, content: \
                 {{ application/json: {{ schema: {{ type: array, items: {{ $ref: '#/components/schemas/Thing' }} }} }} \
                 }} }} }} }} }}"
            );
        }
        let _ = writeln!(
            text,
            "components:\n  schemas:\n    Thing: {{ type: object, properties: {{ next: {{ $ref: \
             '#/components/schemas/Thing' }}, inner: {{ $ref: '#/components/schemas/Inner' }} }} }}\n    \
             Inner: {{ type: object, properties: {{ id: {{ type: {kind} }} }} }}"
        );
        read(&text)
    };
    let changes = compare(&file("string"), &file("integer")).changes;
    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!(words(change), "breaking response-type-changed");
    assert_eq!(change.schema.as_ref().map(|schema| schema.name.as_str()), Some("Inner"));
    assert_eq!((change.place.as_str(), change.uses.len()), ("`id`", 40));
}

#[test]
fn a_change_that_many_operations_share_is_reported_once() {
    let file = |most: u32| {
        let mut text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n".to_owned();
        for at in 0..9 {
            let _ = writeln!(
                text,
                "  /things{at}: {{ get: {{ operationId: get{at}, parameters: [{{ name: limit, in: query, schema: \
                 {{ type: integer, maximum: {most} }} }}], responses: {{}} }} }}"
            );
        }
        read(&text)
    };
    let changes = compare(&file(100), &file(50)).changes;
    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!(words(change), "breaking request-bound-tightened");
    assert_eq!((change.place.as_str(), change.uses.len()), ("query parameter `limit`", 9));
}

/// Reads a real description, or says plainly that there is none.
fn real(name: &str) -> Option<Description> {
    let shared = std::env::var("PORTAL_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(shared).join("data/specs").join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => Some(read(&text)),
        Err(error) => {
            eprintln!("not compared: {}: {error}", path.display());
            None
        }
    }
}

#[test]
fn real_descriptions_equal_themselves_and_are_compared_quickly() {
    for name in ["github.json", "stripe.json", "openai-3.1.yaml", "kubernetes-2.0.json", "odd/weird-3.1.json"] {
        let Some(description) = real(name) else { return };
        let start = Instant::now();
        assert_eq!(compare(&description, &description).changes, [], "{name}");
        let limit = if cfg!(debug_assertions) { Duration::from_secs(10) } else { Duration::from_millis(400) };
        assert!(start.elapsed() < limit, "{name} took {:?}", start.elapsed());
    }
}

#[test]
fn what_was_added_one_way_was_removed_the_other() {
    let (Some(old), Some(new)) = (real("petstore-2.0.json"), real("petstore-3.0.yaml")) else { return };
    let names = |old: &Description, new: &Description, rule: &str| {
        let mut names: Vec<_> = compare(old, new)
            .changes
            .into_iter()
            .filter(|change| change.rule == rule)
            .filter_map(|change| change.operation.map(|operation| (operation.method, operation.path)))
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(&old, &new, "operation-added"), names(&new, &old, "operation-removed"));
    assert_eq!(names(&old, &new, "operation-removed"), names(&new, &old, "operation-added"));
}

/// The rule that each part of the page begins with.
const PARTS: [(&str, &str); 8] = [
    ("title-changed", "The API as a whole"),
    ("security-scheme-added", "Security"),
    ("operation-added", "Operations"),
    ("request-parameter-removed", "Parameters"),
    ("request-body-added", "Bodies and responses"),
    ("schema-added", "Named schemas"),
    ("request-property-added", "Values that callers send"),
    ("response-property-added", "Values that callers read"),
];

#[test]
fn the_page_of_rules_is_the_list_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/reference/comparison.md");
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    let (words, _) = page.split_once("<!-- rules -->\n").expect("the page says where the rules begin");
    let mut expected = format!("{words}<!-- rules -->\n");
    for rule in Rule::ALL {
        if let Some((_, title)) = PARTS.iter().find(|(first, _)| *first == rule.name()) {
            let _ = write!(expected, "\n## {title}\n\n| Rule | Class | When |\n|---|---|---|\n");
        }
        let _ = writeln!(expected, "| `{}` | {} | {} |", rule.name(), rule.class().name(), rule.meaning());
    }
    if std::env::var("SNAPSHOTS").as_deref() == Ok("overwrite") {
        std::fs::write(&path, &expected).expect("the page can be written");
        return;
    }
    assert!(
        page == expected,
        "comparison.md is out of date: run `SNAPSHOTS=overwrite cargo test --test it comparison::`"
    );
    assert!(Rule::ALL.iter().any(|rule| rule.class() == Class::Documentation));
}
