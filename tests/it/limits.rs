//! Descriptions that somebody made to hurt, given to the program itself with 512 MB of address space: each ends in
//! words or in pages, soon, and takes nothing from outside of its folder.
//!
//! `reading/hostile.rs` says what the reader makes of such files; here is what it costs.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Things, version: '1' }\n";
const MEMORY_KB: &str = "524288";
/// Ten seconds in a release build; tests have no optimisation and busy neighbours.
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });

fn site(file: &str, text: &[u8]) -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: &str, bytes: &[u8]| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    let config = format!(
        "title: T\napis:\n  things:\n    title: Things\n    versions: [{{ version: v1, file: apis/things/{file} }}]\n"
    );
    write("portal.yaml", config.as_bytes());
    write("secret.yaml", b"Key: { type: string, description: hush-hush }\n");
    write(&format!("apis/things/{file}"), text);
    site
}

/// Runs portal with little memory, and says what it wrote; it must end by itself, in time, without a panic.
fn run(site: &Path, arguments: &[&str]) -> (Output, String) {
    let begin = Instant::now();
    let output = Command::new("sh")
        .args(["-c", "ulimit -v \"$1\" && shift && exec \"$@\"", "sh", MEMORY_KB, env!("CARGO_BIN_EXE_portal")])
        .args(arguments)
        .current_dir(site)
        .output()
        .expect("sh starts");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let begin_of_told: String = told.chars().take(2000).collect();
    assert!(begin.elapsed() < TIME, "{arguments:?} took {:?}: {begin_of_told}", begin.elapsed());
    assert!(
        matches!(output.status.code(), Some(0..=2)) && !told.contains("panicked"),
        "{arguments:?}: {:?} {begin_of_told}",
        output.status
    );
    (output, told)
}

/// Both the import and the build of a file end with this code.
fn refused(file: &str, text: &[u8], code: &str) {
    let site = site(file, text);
    let path = format!("apis/things/{file}");
    for arguments in [&["build"][..], &["import-swagger", &path, "--api", "other"]] {
        let (output, told) = run(site.path(), arguments);
        let begin_of_told: String = told.chars().take(2000).collect();
        assert!(told.contains(code), "{arguments:?}: expected {code}, found {begin_of_told}");
        assert!(!output.status.success(), "{arguments:?}: {begin_of_told}");
    }
}

/// The build makes all pages; returns the text of those of the reference.
fn built(file: &str, text: &str) -> String {
    let site = site(file, text.as_bytes());
    let (output, told) = run(site.path(), &["build"]);
    assert!(output.status.success(), "{told}");
    let pages = walkdir::WalkDir::new(site.path().join("dist/public/reference"));
    pages.into_iter().flatten().filter(|entry| entry.file_name() == "index.html").fold(
        String::new(),
        |mut all, entry| {
            all.push_str(&fs::read_to_string(entry.path()).expect("a page"));
            all
        },
    )
}

#[test]
fn statement_70_aliases_that_multiply_are_refused() {
    let mut bomb = format!("{HEAD}paths: {{}}\nx-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for at in 1..12 {
        let inner = vec![format!("*a{}", at - 1); 10].join(", ");
        let _ = writeln!(bomb, "x-{at}: &a{at} [{inner}]");
    }
    refused("v1.yaml", bomb.as_bytes(), "yaml/alias-limit");
}

#[test]
fn statement_70_nesting_of_ten_thousand_levels_is_refused() {
    let levels = "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000);
    refused("v1.json", format!("{{\"openapi\": \"3.1.0\", \"x\": {levels}}}").as_bytes(), "json/depth");
    let levels = "[".repeat(10_000) + &"]".repeat(10_000);
    refused("v1.yaml", format!("{HEAD}x: {levels}\n").as_bytes(), "yaml/");
}

#[test]
fn statement_70_a_file_of_200_mb_is_refused() {
    let site = site("v1.json", b"{}");
    let file = fs::OpenOptions::new().write(true).open(site.path().join("apis/things/v1.json")).expect("a file");
    file.set_len(200 << 20).expect("a disk");
    for arguments in [&["build"][..], &["import-swagger", "apis/things/v1.json", "--api", "other"]] {
        let (output, told) = run(site.path(), arguments);
        assert!(told.contains("it has 200 MB") && !output.status.success(), "{arguments:?}: {told}");
    }
}

#[test]
fn control_characters_are_refused() {
    refused("v1.json", b"{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"a\0b\"}}", "U+0000");
    refused("v1.yaml", b"openapi: 3.1.0\ninfo: { title: \"a\x07b\", version: '1' }\npaths: {}\n", "yaml/syntax");
}

#[test]
fn statement_70_references_to_secrets_and_metadata_bring_nothing() {
    let addresses =
        ["../../secret.yaml#/Key", "file:///etc/passwd", "/etc/passwd", "http://169.254.169.254/latest/meta-data/"];
    let mut text = format!("{HEAD}paths: {{}}\ncomponents:\n  schemas:\n");
    for (at, address) in addresses.iter().enumerate() {
        let _ = writeln!(text, "    A{at}: {{ $ref: '{address}' }}");
    }
    let site = site("v1.yaml", text.as_bytes());
    let (_, told) = run(site.path(), &["build"]);
    assert_eq!(told.matches("[ref/").count(), addresses.len(), "{told}");
    let leaks = |text: &str| text.contains("hush") || text.contains("root:x:0");
    assert!(!leaks(&told), "{told}");
    for entry in walkdir::WalkDir::new(site.path().join("dist")).into_iter().flatten() {
        let text = fs::read(entry.path()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        assert!(!leaks(&text), "{}", entry.path().display());
    }
}

#[test]
fn names_of_javascript_are_names_like_others() {
    let text = format!(
        "{HEAD}paths:\n  /__proto__: {{ get: {{ operationId: __proto__, parameters: [{{ name: constructor, in: query, \
         schema: {{ $ref: '#/components/schemas/__proto__' }} }}], responses: {{}} }} }}\n\
         components: {{ schemas: {{ __proto__: {{ type: object, properties: {{ hasOwnProperty: {{ type: string }}, \
         __proto__: {{ $ref: '#/components/schemas/__proto__' }} }} }} }} }}\n"
    );
    let pages = built("v1.yaml", &text);
    for name in ["/__proto__", "constructor", "hasOwnProperty"] {
        assert!(pages.contains(name), "{name}");
    }
}

#[test]
fn a_schema_of_many_properties_is_drawn_in_part() {
    let properties: Vec<String> = (0..100_000).map(|at| format!("\"p{at}\":{{\"type\":\"string\"}}")).collect();
    let closed = format!("{{\"additionalProperties\":false,\"properties\":{{{}}}}}", properties.join(","));
    let text = format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"Things\",\"version\":\"1\"}},\"paths\":{{}},\
         \"components\":{{\"schemas\":{{\"S\":{{\"allOf\":[{{\"properties\":{{\"p1\":{{}}}}}},{closed}]}}}}}}}}"
    );
    let pages = built("v1.json", &text);
    assert!(pages.contains(">p9<") && pages.len() < 2 << 20, "{} bytes", pages.len());
}

#[test]
fn schemas_that_double_at_every_level_are_drawn() {
    let mut text = format!(
        "{HEAD}paths: {{ /a: {{ post: {{ requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: \
         '#/components/schemas/S0' }} }} }} }}, responses: {{}} }} }} }}\ncomponents:\n  schemas:\n"
    );
    for at in 0..60 {
        let next = format!("{{ $ref: '#/components/schemas/S{}' }}", at + 1);
        let _ = writeln!(
            text,
            "    S{at}: {{ allOf: [{{ properties: {{ a: {next}, b: {next} }} }}, {{ oneOf: [{next}, {next}] }}] }}"
        );
    }
    text.push_str("    S60: { type: string }\n");
    assert!(built("v1.yaml", &text).contains("S0"));
}
