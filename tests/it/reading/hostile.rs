//! Files that somebody made to hurt: each ends in words, soon and in little memory.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::{read, read_bytes, short};

/// Reads a text and expects a problem with this code.
fn ends(name: &str, text: &[u8], code: &str) {
    let begin = Instant::now();
    let (_, problems) = read_bytes(&[(name, text)]);
    let problems = short(&problems);
    assert!(problems.contains(code), "expected {code}, found {}", problems.chars().take(2000).collect::<String>());
    // Ten seconds in a release build; tests have no optimisation and busy neighbours.
    assert!(begin.elapsed() < Duration::from_secs(60), "{name} took {:?}", begin.elapsed());
}

#[test]
fn bombs_of_aliases() {
    let mut bomb = String::from("openapi: 3.1.0\nx-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let inner = vec![format!("*a{}", at - 1); 10].join(", ");
        let _ = writeln!(bomb, "x-{at}: &a{at} [{inner}]");
    }
    ends("v.yaml", bomb.as_bytes(), "yaml/alias-limit");
    // One long text, repeated.
    let long = format!("openapi: 3.1.0\nx: &t \"{}\\n\"\ny: [{}*t]\n", "x".repeat(1 << 20), "*t, ".repeat(100_000));
    ends("v.yaml", long.as_bytes(), "yaml/alias-limit");
    let own = "openapi: 3.1.0\nx: &x { y: *x }\n";
    ends("v.yaml", own.as_bytes(), "yaml/alias");
}

#[test]
fn anchors_of_real_descriptions_work() {
    let mut text = String::from(
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nx-error: &error { description: Wrong, content: { application/json: { schema: { type: object } } } }\npaths:\n",
    );
    for at in 0..3000 {
        let _ = writeln!(
            text,
            "  /p{at}:\n    get: {{ operationId: o{at}, responses: {{ '200': {{ description: ok }}, '400': *error, '500': *error }} }}"
        );
    }
    let (description, problems) = read(&[("v.yaml", &text)]);
    assert_eq!((description.operations.len(), problems.as_str()), (3000, ""));
    assert_eq!(description.operations[2999].responses[2].content.len(), 1);
}

#[test]
fn nesting_without_a_bottom() {
    let deep = format!("{{\"openapi\": \"3.1.0\", \"x\": {}", "[".repeat(10_000));
    ends("v.json", deep.as_bytes(), "json/depth");
    ends("v.json", format!("{{\"openapi\": \"3.1.0\", \"x\": {}", "{\"a\":".repeat(10_000)).as_bytes(), "json/depth");
    ends("v.yaml", format!("openapi: 3.1.0\nx: {}", "[".repeat(10_000)).as_bytes(), "yaml/");
    let mut steps = String::from("openapi: 3.1.0\nx:\n");
    for at in 1..1000 {
        let _ = writeln!(steps, "{}a:", " ".repeat(at));
    }
    ends("v.yaml", steps.as_bytes(), "yaml/depth");
}

#[test]
fn files_that_are_too_large() {
    let zeros = vec![b' '; 200 << 20];
    ends("v.json", &zeros, "api/too-large");
    let many = format!("{{\"openapi\": \"3.1.0\", \"x\": [{}1]}}", "1,".repeat(3_000_000));
    ends("v.json", many.as_bytes(), "json/size");
    ends("v.yaml", format!("openapi: 3.1.0\nx: [{}1]\n", "1,".repeat(3_000_000)).as_bytes(), "yaml/size");
    let begun =
        format!("{{\"openapi\": \"3.1.0\", \"tags\": [{{\"name\": \"a\"}}], \"x\": [{}1]}}", "1,".repeat(3_000_000));
    assert!(read(&[("v.json", &begun)]).0.tags.is_empty(), "nothing is made of a part");
    let line = format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\nx: {}\n", "x".repeat(2 << 20));
    assert_eq!(read(&[("v.yaml", &line)]).1, "");
}

#[test]
fn encodings() {
    let utf16: Vec<u8> = "\u{feff}{\"openapi\"".encode_utf16().flat_map(u16::to_le_bytes).collect();
    ends("v.json", &utf16, "the file is UTF-16, expected UTF-8");
    let utf16: Vec<u8> = "{\"openapi\"".encode_utf16().flat_map(u16::to_be_bytes).collect();
    ends("v.json", &utf16, "the file is UTF-16, expected UTF-8");
    ends(
        "v.yaml",
        b"openapi: 3.1.0\nx: \xff\n",
        "v.yaml:2:4: error[api/encoding] the file is not UTF-8: byte 18 is 0xff",
    );
    let bom = "\u{feff}openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\n";
    assert_eq!(read(&[("v.yaml", bom)]).1, "");
    let bom = "\u{feff}{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {}}";
    assert_eq!(read(&[("v.json", bom)]).1, "");
}

#[test]
fn control_characters_and_names_of_javascript() {
    ends(
        "v.json",
        b"{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"a\0b\"}}",
        "a string holds the control character U+0000",
    );
    ends("v.yaml", b"openapi: 3.1.0\ninfo: { title: \"a\0b\" }\n", "error[yaml/syntax]");
    let text = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "__proto__": {"x": 1}, "paths": {},
        "components": {"schemas": {"__proto__": {"type": "object", "properties": {"constructor": {"type": "string"}}}}}}"#;
    let (description, problems) = read(&[("v.json", text)]);
    assert_eq!((description.named.len(), problems.as_str()), (1, ""));
}

#[test]
fn many_references_that_lead_on() {
    let mut text =
        String::from("openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n");
    for at in 0..5000 {
        let _ = writeln!(text, "    S{at}: {{ $ref: '#/components/schemas/S{}' }}", at + 1);
    }
    ends("v.yaml", text.as_bytes(), "ref/");
}

#[test]
fn what_breaks_off_is_read_as_far_as_it_goes() {
    let text = "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"T\", \"version\": \"1\"}, \"paths\": {\"/a\": {\"get\": {\"operationId\": \"a\"}}, \"/b\": {\"get";
    let (description, problems) = read(&[("v.json", text)]);
    assert_eq!(description.operations.len(), 1);
    assert!(problems.contains("error[json/syntax]"), "{problems}");
    let text = "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths:\n  /a: { get: { operationId: a } }\n  /b: { get: \"\n";
    let (description, problems) = read(&[("v.yaml", text)]);
    assert_eq!((description.title.as_str(), description.operations.len()), ("T", 1));
    assert!(problems.contains("error[yaml/syntax]"), "{problems}");
}
