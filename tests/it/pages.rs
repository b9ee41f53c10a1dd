//! The pages of the reference: which there are, what stands on them without a script, that links between them hold,
//! and what they weigh, for every description of the shared data.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::{Compression, write::GzEncoder};
use portal::input::MemoryFiles;
use portal::model::Route;
use portal::render::reference::Here;
use portal::site::{Cache, Job, Settings, Snapshot};

const SITE: &str = "title: T\nurl: https://t.example\napis:\n  mail:\n    title: Mail\n    versions:\n      - { version: v2, status: current, date: 2026-01-01, file: apis/mail/v2.yaml }\n      - { version: v1.0, status: deprecated, sunset: 2027-03-31, file: apis/mail/v1.yaml }\n";

const MAIL: &str = r##"
openapi: 3.1.0
info: { title: Mail, version: "2", description: "# Big\n\nSee <script>x()</script>." }
servers: [{ url: "https://{region}.mail.example", variables: { region: { default: eu, enum: [eu, us] } } }]
security: [{ key: [] }]
tags: [{ name: Messages, description: One by one. }]
paths:
  /messages/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string, minLength: 1, maxLength: 20 } }]
    post:
      operationId: sendMessage
      tags: [Messages]
      summary: Send a message
      parameters: [{ name: tag, in: query, schema: { type: array, items: { type: string } } }]
      requestBody:
        content:
          application/json: { schema: { $ref: "#/components/schemas/Message" } }
      responses:
        "200": { description: Sent., content: { application/json: { schema: { $ref: "#/components/schemas/Message" } } } }
        "404": { description: No such message. }
    delete:
      operationId: secret
      tags: [Messages]
      summary: Nobody sees this
      x-portal-access: [gold]
      responses: { "200": { description: OK, content: { application/json: { schema: { $ref: "#/components/schemas/Hidden" } } } } }
webhooks:
  bounced: { post: { summary: A message came back, requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Message" } } } }, responses: { "204": { description: Seen. } } } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: mail_key } }
  schemas:
    Hidden: { type: object, properties: { canary: { type: string } } }
    Message:
      type: object
      required: [to]
      properties:
        id: { type: string, readOnly: true }
        to: { type: string, format: email, description: "Who *reads* it." }
        password: { type: string, writeOnly: true }
        state: { enum: [new, sent] }
        parts: { type: array, maxItems: 3, items: { allOf: [{ $ref: "#/components/schemas/Part" }, { type: object, properties: { place: { type: integer, minimum: 1 } } }] } }
        answer: { $ref: "#/components/schemas/Message" }
    Part:
      oneOf: [{ $ref: "#/components/schemas/Text" }, { $ref: "#/components/schemas/File" }]
      discriminator: { propertyName: kind, mapping: { text: "#/components/schemas/Text", file: "#/components/schemas/File" } }
    Text: { type: object, properties: { kind: { type: string }, text: { type: string } } }
    File: { type: object, properties: { kind: { type: string }, bytes: { type: string, format: binary } } }
"##;

fn site() -> Snapshot {
    let mut files = MemoryFiles::default();
    files.insert("portal.yaml", SITE);
    files.insert("apis/mail/v2.yaml", MAIL);
    let old = MAIL
        .replace("x-portal-access: [gold]", "x-portal-access: public")
        .replace("summary: Send a", "summary: Post a");
    files.insert("apis/mail/v1.yaml", old);
    load(files)
}

fn load(files: MemoryFiles) -> Snapshot {
    Snapshot::load(Arc::new(files), &Settings::default(), &mut Cache::default())
}

fn html(snapshot: &Snapshot, path: &str) -> String {
    let rendering = snapshot.render(&Route::folder(path));
    assert!(rendering.diagnostics.is_empty(), "{path}: {:?}", rendering.diagnostics);
    let output = rendering.output.unwrap_or_else(|| panic!("there is no page {path}"));
    String::from_utf8(output.bytes).expect("pages are UTF-8")
}

#[test]
fn everything_of_a_version_has_a_page() {
    let snapshot = site();
    let all: Vec<String> = snapshot.routes().map(|(route, _)| route.to_string()).collect();
    for path in [
        "changelog/",
        "v2/",
        "v2/operations/",
        "v2/operations/send-message/",
        "v2/operations/send-message/console.json",
        "v2/tags/messages/",
        "v2/schemas/message/",
        "v2/schemas/part/",
        "v1.0/operations/secret/",
        "v1.0.yaml",
    ] {
        assert!(all.contains(&format!("/reference/mail/{path}")), "{path} is not in {all:?}");
    }
    assert!(all.iter().any(|path| path.starts_with("/reference/mail/v2/webhooks/")));
    let sitemap = snapshot.render(&Route::file("sitemap.xml")).output.expect("there is a sitemap");
    assert!(String::from_utf8_lossy(&sitemap.bytes).contains("/reference/mail/v2/operations/send-message/"));
}

#[test]
fn the_tag_of_3scale_shows_operations_in_a_page() {
    let page = |markup: &str| {
        let mut files = MemoryFiles::default();
        files.insert("portal.yaml", SITE);
        files.insert("apis/mail/v2.yaml", MAIL);
        files.insert("apis/mail/v1.yaml", MAIL);
        files.insert("content/docs.md", format!("---\ntitle: Docs\n---\n\nHere.\n\n{markup}\n\nThere.\n"));
        let rendering = load(files).render(&Route::page("docs"));
        let problems: Vec<String> = rendering.diagnostics.iter().map(|found| found.message.clone()).collect();
        let text = |output: portal::site::Output| String::from_utf8(output.bytes).expect("pages are UTF-8");
        (rendering.output.map(text).unwrap_or_default(), problems)
    };
    let (html, problems) = page(r#"{% active_docs version: "1.2" services: "mail" %}"#);
    assert_eq!(problems, [""; 0]);
    for words in ["Here.", "href=\"/reference/mail/v2/operations/send-message/\"", "/messages/{id}", "Send a message"] {
        assert!(html.contains(words), "no `{words}` in {html}");
    }
    assert!(html.contains("There.") && !html.contains("Nobody sees this"));
    assert_eq!(page("{% active_docs services: 'mial' %}").1, ["there is no api `mial`"]);
    assert_eq!(
        page("{% active_docs version: '3.0' service: 'mail' %}").1,
        ["`active_docs` takes `version` and `services`, not `service`"]
    );
}

#[test]
fn an_operation_says_all_without_a_script() {
    let page = html(&site(), "reference/mail/v2/operations/send-message");
    for words in [
        "<h1>Send a message</h1>",
        "https://eu.mail.example",
        "id=\"path-id\"",
        "1–20 characters",
        "id=\"query-tag\"",
        "repeat it for several values",
        "id=\"body-to\"",
        "string (email)",
        "Who <em>reads</em> it.",
        "required",
        "id=\"body-password\"",
        "id=\"body-parts-place\"",
        "≥ 1",
        "<code>kind</code> is <code>text</code>",
        "at most 3 items",
        "<code>mail_key</code> in the query",
        "id=\"response-200\"",
        "id=\"response-200-id\"",
        "No such message.",
        "→ Message",
        "<code>new</code>",
        "data-console=",
    ] {
        assert!(page.contains(words), "`{words}` is not in the page");
    }
    assert!(!page.contains("id=\"body-id\""), "what only responses have is not part of the body");
    assert!(!page.contains("id=\"response-200-password\""), "what only requests have is not part of a response");
    let old = html(&site(), "reference/mail/v1.0/operations/send-message");
    assert!(old.contains("v1.0 is deprecated") && old.contains("31 March 2027"));
    assert!(old.contains("href=\"/reference/mail/v2/operations/send-message/\""), "the switch keeps the operation");
}

#[test]
fn what_is_not_public_is_nowhere() {
    let snapshot = site();
    let routes: Vec<_> = snapshot.routes().map(|(route, _)| route.clone()).collect();
    assert!(!routes.contains(&Route::file("reference/mail/v2.yaml")), "the description has all, so it is not offered");
    for route in routes.iter().filter(|route| !route.as_str().contains("v1.0") && !route.as_str().contains("changelog"))
    {
        let Some(output) = snapshot.render(route).output else { continue };
        let text = String::from_utf8_lossy(&output.bytes).into_owned();
        let search = route.as_str() == "/search.json";
        for word in ["Nobody sees this", "canary"].iter().filter(|_| !search) {
            assert!(!text.contains(word), "{route} says `{word}`");
        }
    }
}

#[test]
fn links_within_the_reference_lead_somewhere_and_headings_are_in_order() {
    let snapshot = site();
    let mut pages = BTreeMap::new();
    for (route, _) in snapshot.routes().filter(|(_, job)| matches!(job, Job::Reference(..))) {
        pages.insert(route.to_string(), html(&snapshot, route.as_str()));
    }
    let all: Vec<String> = snapshot.routes().map(|(route, _)| route.to_string()).collect();
    for (path, page) in &pages {
        assert!(!page.contains("<script>"), "{path} holds what a description wrote");
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if target.is_empty() { path } else { target };
            if !target.starts_with("/reference/") {
                continue;
            }
            assert!(all.iter().any(|route| route == target), "{path} links to {link}");
            let there =
                pages.get(target).is_none_or(|page| anchor.is_empty() || page.contains(&format!("id=\"{anchor}\"")));
            assert!(there, "{path} links to {link}");
        }
        let main = page.split_once("<main").map_or("", |(_, main)| main);
        let levels = main.split("<h").skip(1).filter_map(|rest| rest.chars().next()?.to_digit(10));
        levels.fold(0, |last, level| {
            assert!(level <= last + 1, "{path} skips a heading");
            level
        });
    }
}

#[test]
fn the_changelog_names_what_breaks() {
    let page = html(&site(), "reference/mail/changelog");
    assert!(page.contains("id=\"to-v2\"") && page.contains("Breaking") && page.contains("DELETE"), "{page}");
}

/// A site with one api of these files; the first is its description.
fn of_files(given: &[(&str, &str)]) -> Snapshot {
    let mut files = MemoryFiles::default();
    let path = format!("apis/mail/{}", given[0].0);
    let config =
        format!("title: T\napis:\n  mail:\n    title: Mail\n    versions: [{{ version: v1, file: {path} }}]\n");
    files.insert("portal.yaml", config);
    for (path, text) in given {
        files.insert(&format!("apis/mail/{path}"), *text);
    }
    load(files)
}

const HEAD: &str = "openapi: 3.1.0\ninfo: { title: Mail, version: '1' }\n";

#[test]
fn a_description_of_several_files_is_for_download_as_one() {
    let root = format!("{HEAD}paths: {{ /a: {{ $ref: parts/a.yaml }} }}\n");
    let part = "get: { operationId: a, responses: { '200': { description: Yes, content: { application/json: { schema: \
                { $ref: '../schemas.yaml#/Pet' } } } } } }\n";
    let snapshot = of_files(&[
        ("v1.yaml", &root),
        ("parts/a.yaml", part),
        ("schemas.yaml", "Pet: { type: object, properties: { next: { $ref: '#/Pet' } } }\n"),
    ]);
    let whole = snapshot.render(&Route::file("reference/mail/v1.yaml")).output.expect("it is for download").bytes;
    let text = String::from_utf8(whole.clone()).expect("it is text");
    assert!(!text.contains("parts/") && !text.contains("schemas.yaml"), "{text}");
    let mut problems = Vec::new();
    let read = portal::openapi::read("v1.yaml", &|_| Ok(whole.clone()), &mut problems);
    assert_eq!((read.operations.len(), read.named.len(), problems.len()), (1, 1, 0), "{text}");
    // One file alone is as its author wrote it.
    let alone = format!("{HEAD}paths: {{}} # odd   form\n");
    let output = of_files(&[("v1.yaml", &alone)]).render(&Route::file("reference/mail/v1.yaml")).output;
    assert_eq!(output.map(|output| output.bytes), Some(alone.into_bytes()));
}

#[test]
fn the_keywords_of_lists_and_dependents_are_in_words() {
    let schema = "{ type: object, properties: { card: { type: string }, address: { type: string }, \
                  list: { type: array, prefixItems: [{ type: string }], unevaluatedItems: false }, \
                  tuple: { type: array, prefixItems: [{ type: string }], items: false }, \
                  two: { type: array, contains: { type: integer }, minContains: 2, maxContains: 3 }, \
                  some: { type: array, contains: { type: integer } }, \
                  none: { type: array, contains: { type: integer }, minContains: 0 }, \
                  token: { type: string, contentMediaType: application/jwt, contentSchema: { type: object, properties: { issuer: { type: string } } } } }, \
                  dependentRequired: { card: [address] }, \
                  dependentSchemas: { address: { properties: { country: { type: string } } } } }";
    let text = format!("{HEAD}paths: {{}}\ncomponents: {{ schemas: {{ Order: {schema} }} }}\n");
    let page = html(&of_files(&[("v1.yaml", &text)]), "reference/mail/v1/schemas/order");
    for words in [
        "<code>address</code> required with <code>card</code>",
        "With address",
        "country",
        "2–3 items of integer",
        "contains integer",
        "may contain integer",
        "holds <code>application/jwt</code>",
        "issuer",
    ] {
        assert!(page.contains(words), "no `{words}` in {page}");
    }
    assert_eq!(page.matches("no other items").count(), 2, "{page}");
}

#[test]
fn operations_without_words_are_called_by_their_id_or_their_method_and_path() {
    let text = format!(
        "{HEAD}paths: {{ /a: {{ get: {{ operationId: listUserPets, responses: {{}} }}, post: {{ responses: {{}} }} }} }}\n"
    );
    let snapshot = of_files(&[("v1.yaml", &text)]);
    let page = html(&snapshot, "reference/mail/v1/operations/list-user-pets");
    assert!(page.contains("<h1>List user pets</h1>") && page.contains("<title>List user pets"), "{page}");
    let page = html(&snapshot, "reference/mail/v1/operations/post-a");
    assert!(page.contains("<h1>POST /a</h1>") && page.contains("<title>POST /a"), "{page}");
}

#[test]
fn an_example_that_is_cut_says_where_the_whole_is() {
    let list = vec!["{ a: 1 }"; 400].join(", ");
    let text = format!(
        "{HEAD}paths: {{ /a: {{ get: {{ operationId: a, responses: {{ '200': {{ description: Yes, content: {{ \
         application/json: {{ example: [{list}] }} }} }} }} }} }} }}\n"
    );
    let page = html(&of_files(&[("v1.yaml", &text)]), "reference/mail/v1/operations/a");
    assert!(page.contains("more lines"), "{page}");
    assert!(page.contains("The whole example is in <a href=\"/reference/mail/v1.yaml\" download>"), "{page}");
    assert!(!html(&site(), "reference/mail/v2/operations/send-message").contains("The whole example"));
}

fn gzip(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes all bytes");
    encoder.finish().expect("memory takes all bytes").len()
}

/// Every description of the shared data that stands alone, by name.
fn descriptions() -> Vec<PathBuf> {
    let shared = std::env::var_os("PORTAL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let files = walkdir::WalkDir::new(shared.join("data/specs")).max_depth(2).sort_by_file_name().into_iter().flatten();
    let is_description = |path: &PathBuf| path.extension().is_some_and(|found| found == "json" || found == "yaml");
    let found: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).filter(is_description).collect();
    if found.is_empty() {
        eprintln!("no descriptions in {}: set PORTAL_SHARED to test them", shared.display());
    }
    found.into_iter().filter(|path| !path.components().any(|part| part.as_os_str() == "multi")).collect()
}

/// The first load of a page: 45 kB for all of it, of which style and scripts may have 20.
const MOST: usize = 25 * 1024;

#[test]
fn a_page_of_any_description_stays_within_its_weight() {
    // A build without optimisation looks at some pages of the big ones.
    let some = if cfg!(debug_assertions) { 40 } else { usize::MAX };
    let mut weights: Vec<(usize, String)> = Vec::new();
    for path in descriptions() {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("the data can be read");
        if cfg!(debug_assertions) && bytes.len() > 4_500_000 {
            continue;
        }
        let mut files = MemoryFiles::default();
        files.insert(
            "portal.yaml",
            format!("title: T\napis:\n  x:\n    versions: [{{ version: v1, status: current, file: apis/x/{name} }}]\n"),
        );
        files.insert(&format!("apis/x/{name}"), bytes);
        let snapshot = load(files);
        let pages = snapshot.routes().filter(|(_, job)| {
            matches!(job, Job::Reference(_, _, Here::Operation(_) | Here::Webhook(_) | Here::Schema(_) | Here::Tag(_)))
        });
        let pages: Vec<&Route> = pages.map(|(route, _)| route).collect();
        for route in pages.iter().step_by((pages.len() / some).max(1)) {
            let output = snapshot.render(route).output.unwrap_or_else(|| panic!("{name}: {route} is not made"));
            weights.push((gzip(&output.bytes), format!("{name} {route}")));
        }
    }
    weights.sort();
    for (weight, page) in weights.iter().rev().take(5) {
        println!("{weight:>7} {page}");
    }
    if let Some((weight, page)) = weights.last() {
        assert!(*weight <= MOST, "{page} weighs {weight} bytes gzip, {MOST} are allowed");
    }
}
