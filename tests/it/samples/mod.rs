//! Code samples run: each is executed against a server on the loopback, and the request that arrives is the one that
//! was described. Languages whose interpreter is not on this machine are named and left out.

mod compare;
mod echo;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portal::model::description::{Description, Operation, Server};
use portal::openapi;
use portal::render::code::Highlighter;
use portal::render::reference::request::Request;
use portal::render::reference::sample;

use compare::{FILE, differences};
use echo::Echo;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(folder: &Path, name: &str) -> Description {
    let files = |path: &str| fs::read(folder.join(path));
    openapi::read(name, &files, &mut Vec::new())
}

/// All operations of the example site, and the awkward ones.
fn operations() -> Vec<(String, Description, Operation)> {
    let mut files = vec![root().join("tests/it/samples/awkward.yaml")];
    for folder in fs::read_dir(root().join("site-example/apis")).expect("the example site is there").flatten() {
        files.extend(fs::read_dir(folder.path()).expect("an api is a folder").flatten().map(|file| file.path()));
    }
    files.sort();
    let mut operations = Vec::new();
    for file in files {
        let name = file.strip_prefix(root()).expect("it lies in the project").to_string_lossy().into_owned();
        let description = read(&root(), &name);
        for operation in &description.operations {
            operations.push((format!("{name} {}", operation.id), description.clone(), operation.clone()));
        }
    }
    operations
}

/// One operation, called at `/case-N` of the echo server.
struct Case {
    name: String,
    request: Request,
    samples: Vec<sample::Sample>,
}

fn cases(port: u16) -> Vec<Case> {
    let case = |(at, (name, description, mut operation)): (usize, (String, Description, Operation))| {
        operation.servers = vec![Server { url: format!("http://127.0.0.1:{port}/case-{at}"), ..Server::default() }];
        operation.samples.clear();
        let request = Request::of(&description, &operation, None);
        let samples = sample::samples(&description, &operation, None, &Highlighter::new());
        Case { name, request, samples }
    };
    operations().into_iter().enumerate().map(case).collect()
}

/// Writes the samples of one language and the files they send into a folder; gives their names in order.
fn write(folder: &Path, cases: &[Case], language: &str, extension: &str) -> Vec<String> {
    for name in ["file.bin", "file.png", "file.jpg", "file.txt", "file.pdf", "file.csv", "file.zip"] {
        fs::write(folder.join(name), FILE).expect("the folder can be written");
    }
    let mut names = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let sample = case.samples.iter().find(|sample| sample.language == language).expect("we write every language");
        let name = format!("case-{at}.{extension}");
        fs::write(folder.join(&name), &sample.text).expect("the folder can be written");
        names.push(name);
    }
    names
}

fn works(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Runs a driver over the samples of a language and holds what arrives against what was described.
fn run(language: &str, extension: &str, program: &str, driver: &str, skip: impl Fn(&Request) -> bool) {
    let echo = Echo::start();
    let cases = cases(echo.port);
    let folder = tempfile::tempdir().expect("there is room for files");
    let names = write(folder.path(), &cases, language, extension);
    let driver_name = format!("driver.{}", if extension == "js" { "mjs" } else { extension });
    fs::write(folder.path().join(&driver_name), driver).expect("the folder can be written");
    let output = Command::new(program)
        .arg(&driver_name)
        .args(&names)
        .current_dir(folder.path())
        .env("NO_PROXY", "*")
        .env("no_proxy", "*")
        .output()
        .expect("the program was there a moment ago");
    let arrived = echo.take();
    let mut problems = String::new();
    for (at, case) in cases.iter().enumerate().filter(|(_, case)| !skip(&case.request)) {
        let base = format!("/case-{at}/");
        let mut found = arrived.iter().filter(|arrived| arrived.target.starts_with(&base));
        let differing = match (found.next(), found.next()) {
            (Some(one), None) => differences(&case.request, one),
            (None, _) => vec!["nothing arrived".to_owned()],
            (Some(_), Some(_)) => vec!["more than one request arrived".to_owned()],
        };
        if !differing.is_empty() {
            let sample =
                case.samples.iter().find(|sample| sample.language == language).map_or("", |sample| &sample.text);
            problems += &format!("{}\n  {}\n{sample}\n\n", case.name, differing.join("\n  "));
        }
    }
    assert!(problems.is_empty(), "{language}:\n{problems}\n{}", told(&output));
    println!("{language}: {} samples ran, each request arrived as described", cases.len());
}

fn told(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    text.chars().take(4_000).collect()
}

fn sends_body_with_get(request: &Request) -> bool {
    request.method == "GET" && request.body.is_some()
}

#[test]
fn curl_sends_what_is_described() {
    if !works("curl", &["--version"]) {
        println!("curl is not on this machine: its samples are not run");
        return;
    }
    let driver = "for sample in \"$@\"; do sh \"$sample\" -- >/dev/null 2>&1 || echo \"$sample failed\" >&2; done\n";
    run("bash", "sh", "sh", driver, |_| false);
}

#[test]
fn python_sends_what_is_described() {
    let own = root().join("tests/.venv/bin/python");
    let python = if own.exists() { own.to_string_lossy().into_owned() } else { "python3".to_owned() };
    if !works(&python, &["-c", "import requests"]) {
        println!("Python with `requests` is not on this machine: its samples are not run (tests/run installs it)");
        return;
    }
    let driver = "import sys, traceback\nfor name in sys.argv[1:]:\n    try:\n        exec(compile(open(name, encoding='utf-8').read(), name, 'exec'), {})\n    except Exception:\n        print(name, traceback.format_exc(limit=-1), file=sys.stderr)\n";
    run("python", "py", &python, driver, |_| false);
}

#[test]
fn javascript_sends_what_is_described() {
    if !works("node", &["-e", "process.exit(typeof fetch === 'function' ? 0 : 1)"]) {
        println!("Node with `fetch` is not on this machine: its samples are not run");
        return;
    }
    let driver = "import { copyFileSync } from 'node:fs';\nfor (const name of process.argv.slice(2)) {\n  copyFileSync(name, name + '.mjs');\n  try { await import('./' + name + '.mjs'); } catch (error) { console.error(name, error, error.cause); }\n}\n";
    run("javascript", "js", "node", driver, sends_body_with_get);
}

#[test]
fn ruby_sends_what_is_described() {
    if !works("ruby", &["-e", "require 'net/http'"]) {
        println!("Ruby is not on this machine: its samples are not run");
        return;
    }
    let driver = "ARGV.each do |name|\n  load(\"./#{name}\")\nrescue StandardError, SyntaxError => e\n  warn \"#{name} #{e.full_message}\"\nend\n";
    run("ruby", "rb", "ruby", driver, |_| false);
}

#[test]
fn php_sends_what_is_described() {
    if !works("php", &["-r", "exit(function_exists('curl_init') ? 0 : 1);"]) {
        println!("PHP with curl is not on this machine: its samples are not run");
        return;
    }
    let driver = "<?php foreach (array_slice($argv, 1) as $name) { try { (function () use ($name) { include $name; })(); } catch (Throwable $e) { fwrite(STDERR, \"$name $e\\n\"); } }\n";
    // An array of PHP holds a name once.
    let twins = |request: &Request| format!("{:?}", request.body).matches("name: \"papers\"").count() > 1;
    run("php", "php", "php", driver, twins);
}

#[test]
fn java_compiles() {
    if !works("javac", &["-version"]) {
        println!("javac is not on this machine: the samples in Java are not compiled");
        return;
    }
    let cases = cases(9);
    let folder = tempfile::tempdir().expect("there is room for files");
    let names = write(folder.path(), &cases, "java", "java");
    for (at, name) in names.iter().enumerate() {
        let text = fs::read_to_string(folder.path().join(name)).expect("it was written");
        let text = text.replace("public class Example ", &format!("class Example{at} "));
        fs::write(folder.path().join(name), text).expect("the folder can be written");
    }
    let output = Command::new("javac")
        .args(["-encoding", "UTF-8", "-d", "out"])
        .args(&names)
        .current_dir(folder.path())
        .output();
    let output = output.expect("the program was there a moment ago");
    assert!(output.status.success(), "{}", told(&output));
    println!("java: {} samples compile", names.len());
}

#[test]
fn go_is_written_as_go() {
    if !works("gofmt", &["-h"]) && !works("go", &["version"]) {
        println!("Go is not on this machine: its samples are not looked at");
        return;
    }
    let mut cases = cases(9);
    // A file ends with a line break; what is shown and copied does not.
    cases.iter_mut().flat_map(|case| &mut case.samples).for_each(|sample| sample.text.push('\n'));
    let folder = tempfile::tempdir().expect("there is room for files");
    let names = write(folder.path(), &cases, "go", "go");
    let output = Command::new("gofmt").arg("-e").arg("-d").args(&names).current_dir(folder.path()).output();
    let output = output.expect("the program was there a moment ago");
    let different = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", told(&output));
    assert!(different.is_empty(), "{}", different.chars().take(3_000).collect::<String>());
    println!("go: {} samples are written as gofmt writes", names.len());
}

#[test]
fn csharp_is_balanced_where_nothing_can_compile_it() {
    println!("no compiler for C# is looked for: brackets and quotes of its samples are counted");
    for case in cases(9) {
        let sample = case.samples.iter().find(|sample| sample.language == "csharp").expect("we write every language");
        // Without what strings hold, every bracket has its partner.
        let code = sample.html.split("<i class=s>").map(|part| part.split_once("</i>").map_or(part, |(_, rest)| rest));
        let code: String = code.collect();
        for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
            assert_eq!(code.matches(open).count(), code.matches(close).count(), "{}\n{}", case.name, sample.text);
        }
    }
}

#[test]
fn what_nobody_reads_is_not_in_samples() {
    let long = "x".repeat(30_000);
    let head =
        "openapi: 3.1.0\ninfo: { title: T, version: '1' }\nservers: [{ url: 'https://api.example.com' }]\npaths:\n";
    let operation = |content: &str| {
        let text =
            format!("{head}  /a:\n    post: {{ requestBody: {{ content: {{ {content} }} }}, responses: {{}} }}\n");
        let description = openapi::read("a.yaml", &|_: &str| Ok(text.clone().into_bytes()), &mut Vec::new());
        let operation = description.operations[0].clone();
        sample::samples(&description, &operation, None, &Highlighter::new())
    };
    let picture =
        format!("{{ properties: {{ name: {{ example: cat.png }}, picture: {{ type: string, example: {long} }} }} }}");
    for (content, says) in [
        (format!("application/json: {{ schema: {picture} }}"), "cat.png"),
        (
            format!("application/json: {{ schema: {picture}, example: {{ name: dog.png, picture: {long} }} }}"),
            "cat.png",
        ),
        (format!("application/x-www-form-urlencoded: {{ schema: {picture} }}"), "cat.png"),
        (format!("multipart/form-data: {{ schema: {picture} }}"), "cat.png"),
        (format!("application/json: {{ example: {{ picture: {long} }} }}"), "file.json"),
        (format!("text/csv: {{ example: {long} }}"), "file.csv"),
        (format!("text/plain: {{ schema: {{ type: string }}, example: {long} }}"), "string"),
    ] {
        for sample in operation(&content) {
            let begin: String = sample.text.chars().take(1_000).collect();
            assert!(sample.text.len() < 3_000 && sample.text.contains(says), "{}: {says}: {begin}", sample.language);
        }
    }
}

#[test]
#[ignore = "figures of the largest description, in release: cargo test --release --test it samples::figures -- --ignored --nocapture"]
fn figures() {
    let shared = std::env::var_os("PORTAL_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let description = read(&shared, "data/specs/github.json");
    println!("{} operations (PORTAL_SHARED names the folder)", description.operations.len());
    let highlighter = Highlighter::new();
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let mut bytes = 0;
        for operation in &description.operations {
            let samples = sample::samples(&description, operation, None, &highlighter);
            bytes += samples.iter().map(|sample| sample.html.len()).sum::<usize>();
        }
        println!("samples of {} operations: {:?}, {bytes} bytes", description.operations.len(), start.elapsed());
    }
}
