//! The preview follows every edit: a real server on loopback, real files, and tests that wait for what the
//! browser is told.

mod browser;
mod builtin;
mod calls;
mod viewer;

use std::fs;

use browser::Preview;

/// Path and text of the site's files.
const SITE: [(&str, &str); 9] = [
    (
        "portal.yaml",
        "title: First title\nurl: https://developers.example.com\napis:\n  mail:\n    title: Mail\n    versions:\n      - { version: v1, status: current, file: apis/mail/v1.yaml }\n",
    ),
    ("content/index.md", "---\ntitle: Home\ndescription: x\nlayout: plain\n---\nWelcome.\n"),
    (
        "content/docs/start.md",
        "---\ntitle: Start\ndescription: x\nlayout: plain\n---\nfirst text\n\n{{ site.data.facts.one }}\n",
    ),
    ("content/docs/other.md", "---\ntitle: Other\ndescription: x\n---\nfirst other\n"),
    (
        "layouts/plain.liquid",
        "<!doctype html><html lang=\"en\"><head><title>{{ site.title }}</title><link rel=\"stylesheet\" href=\"{{ 'portal.css' | asset_url }}\"></head><body><p>first layout</p>{% include 'note' %}{{ content }}</body></html>\n",
    ),
    ("partials/note.liquid", "first note\n"),
    ("data/facts.yaml", "one: first fact\n"),
    (
        "apis/mail/v1.yaml",
        "openapi: 3.0.3\ninfo: { title: Mail, version: '1' }\npaths:\n  /messages:\n    get: { operationId: list, summary: First summary, responses: { '200': { description: Fine } } }\n",
    ),
    ("images/icon.ico", "icon"),
];

const START: &str = "/docs/start/";

fn page(text: &str) -> String {
    format!("---\ntitle: Start\ndescription: x\nlayout: plain\n---\n{text}\n")
}

#[test]
fn every_kind_of_file_takes_effect() {
    let mut preview = Preview::start(&[]);
    preview.until_text(START, "first fact");
    for (path, before, after, shown) in [
        ("content/docs/start.md", "first text", "second text", START),
        ("portal.yaml", "First title", "Second title", START),
        ("layouts/plain.liquid", "first layout", "second layout", START),
        ("partials/note.liquid", "first note", "second note", START),
        ("data/facts.yaml", "first fact", "second fact", START),
        ("apis/mail/v1.yaml", "First summary", "Second summary", "/reference/mail/v1/"),
    ] {
        let file = preview.site.path().join(path);
        let text = fs::read_to_string(&file).expect("a file").replace(before, after);
        preview.write(path, &text);
        let answer = preview.until_text(shown, after);
        assert!(!answer.body.contains(before), "{path}: {}", answer.body);
    }
}

#[test]
fn editors_ways_of_saving_lose_nothing() {
    let mut preview = Preview::start(&[]);
    preview.replace("content/docs/start.md", &page("renamed into place"));
    preview.until_text(START, "renamed into place");
    for round in 0..100 {
        preview.write("content/docs/start.md", &page(&format!("round {round} of a burst")));
    }
    preview.until_text(START, "round 99 of a burst");
    fs::remove_dir_all(preview.site.path().join("content/docs")).expect("a removal");
    preview.until(START, |answer| answer.status == 404);
    preview.write("content/docs/start.md", &page("back again"));
    preview.until_text(START, "back again");
    fs::rename(preview.site.path().join("content/docs"), preview.site.path().join("content/guide")).expect("a rename");
    preview.until_text("/guide/start/", "back again");
    preview.write("content/guide/start.md", &page("in the moved folder"));
    preview.until_text("/guide/start/", "in the moved folder");
}

#[test]
fn polling_follows_too() {
    let mut preview = Preview::start(&["--poll"]);
    preview.write("content/docs/start.md", &page("found by looking"));
    preview.until_text(START, "found by looking");
}

#[test]
fn an_error_lies_over_the_last_good_page_until_it_is_repaired() {
    let mut preview = Preview::start(&[]);
    preview.until_text(START, "first text");
    preview.write("content/docs/start.md", &page("half a {% if tag"));
    let broken = preview.until_text(START, "portal-problems");
    assert!(broken.body.contains("first text"), "the last good page stays: {}", broken.body);
    assert!(broken.body.contains("content/docs/start.md:6:"), "{}", broken.body);
    assert!(broken.body.contains("half a {% if tag") && broken.body.contains("^</mark>"), "{}", broken.body);
    assert!(broken.body.contains("role=\"alert\""));
    assert!(!preview.get("/").body.contains("portal-problems"), "other pages are well");
    preview.write("content/docs/start.md", &page("repaired"));
    let repaired = preview.until_text(START, "repaired");
    assert!(!repaired.body.contains("portal-problems"), "{}", repaired.body);
}

#[test]
fn a_broken_configuration_keeps_the_whole_site_up() {
    let mut preview = Preview::start(&[]);
    preview.until_text(START, "First title");
    preview.write("portal.yaml", "title: [unclosed\n");
    let broken = preview.until_text(START, "portal-problems");
    assert!(broken.body.contains("First title") && broken.body.contains("portal.yaml:"), "{}", broken.body);
    preview.write("portal.yaml", "title: Third title\nurl: https://developers.example.com\n");
    let repaired = preview.until_text(START, "Third title");
    assert!(!repaired.body.contains("portal-problems"), "{}", repaired.body);
}

#[test]
fn a_page_that_never_was_good_says_so() {
    let mut preview = Preview::start(&[]);
    preview.write("content/docs/new.md", &page("{% if %}"));
    let broken = preview.until_text("/docs/new/", "portal-problems");
    assert!(broken.body.contains("content/docs/new.md:"), "{}", broken.body);
}

#[test]
fn a_change_of_style_alone_leaves_the_page_its_version() {
    let mut preview = Preview::start(&[]);
    let href = |body: &str| body.split("href=\"").find(|part| part.contains(".css\"")).map(str::to_owned);
    let of_page = |etag: &str| etag.split('-').next().map(str::to_owned);
    let before = preview.get(START);
    preview.write("assets/portal.css/99-own.css", "body { color: red }\n");
    let told = preview.change();
    assert!(told.contains("99-own.css"), "{told}");
    let after = preview.get(START);
    assert_ne!(href(&before.body), href(&after.body), "the sheet has a new name");
    assert_eq!(of_page(before.header("etag")), of_page(after.header("etag")));
    assert_ne!(before.header("etag"), after.header("etag"));
    preview.write("content/docs/start.md", &page("text"));
    preview.until_text(START, "<p>text</p>");
}

#[test]
fn pages_come_with_the_policy_of_a_published_portal() {
    let preview = Preview::start(&[]);
    let answer = preview.get(START);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    let end = answer.body.rfind("</body>").expect("a body");
    assert!(answer.body[..end].ends_with(" defer></script>"), "the reload script is the last thing: {}", answer.body);
    assert!(!answer.body.contains("<script>") && !answer.body.contains(" style="), "nothing inline");
    assert_eq!(preview.get("/_portal/reload.js").header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(preview.get("/images/icon.ico").header("content-type"), "image/x-icon");
}

#[test]
fn requests_are_answered_as_a_good_server_does() {
    let preview = Preview::start(&[]);
    let answer = preview.get(START);
    let known = preview.request("GET", START, &format!("If-None-Match: {}\r\n", answer.header("etag")));
    assert_eq!((known.status, known.body.as_str()), (304, ""));
    let head = preview.request("HEAD", START, "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), answer.body.len().to_string());
    assert_eq!(head.header("etag"), answer.header("etag"));
    let moved = preview.get("/docs/start?x=1");
    assert_eq!((moved.status, moved.header("location")), (307, "/docs/start/?x=1"));
    assert_eq!(preview.get("/docs/start/index.html").header("location"), "/docs/start/");
    let missing = preview.get("/nothing/here/");
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("/_portal/reload.js"), "a page that comes to be appears by itself");
    let post = preview.request("POST", START, "Content-Length: 0\r\n");
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
}

#[test]
fn nothing_outside_the_site_can_be_reached() {
    let preview = Preview::start(&[]);
    for path in [
        "/../portal.yaml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2fportal.yaml",
        "/images/..%5c..%5cportal.yaml",
        "//evil.example/",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
    assert_eq!(preview.get("/portal.yaml").status, 404);
    assert_eq!(preview.request_as("evil.example", "GET", START, "").status, 403);
    assert_eq!(preview.request_as("localhost:1", "GET", START, "").status, 200);
}

#[test]
fn a_taken_port_is_an_environment_problem() {
    let preview = Preview::start(&[]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["serve", "--port", &preview.port.to_string(), "--site"])
        .arg(preview.site.path())
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("choose another port"));
}
