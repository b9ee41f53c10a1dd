//! What not everybody may see: in no public byte, and whole for those who may.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use portal::check::leaks;
use portal::model::{Audience, Route};
use portal::site::private::{Entry, Index};
use portal::site::{self, Build, Cache, Matrix, Output, Settings, Snapshot};

use super::sample;

const CONFIG: &str = r"
title: Sample
url: https://dev.example.com
groups: [beta]
nav:
  - { title: Docs, path: /docs/ }
  - { title: Inner circle, path: /inner/ }
footer:
  - title: More
    links: [{ title: Inner circle, path: /inner/rules/ }]
apis:
  open: { title: Open, versions: [v1] }
  shut: { title: Shut api of the canary-0shut kind, access: [gold], versions: [v1] }
plans:
  bronze: { title: Bronze, features: [Single messages] }
  gold: { title: Gold, features: [Batches] }
";

const OPEN: &str = r"
openapi: 3.0.3
info: { title: Open, version: '1' }
tags: [{ name: things }, { name: canary-0tag, description: A tag of the canary-0tagtext alone }]
paths:
  /things:
    get: { operationId: listThings, summary: List the things, tags: [things], responses: { '200': { description: Here they are } } }
  /canary-0path:
    post:
      operationId: canary-0operation
      x-portal-access: [Batches]
      summary: Many things of the canary-0summary at once
      description: All about the canary-0description.
      tags: [canary-0tag]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Canary0Schema' } } } }
      responses: { '200': { description: Done with the canary-0response } }
components:
  schemas:
    Canary0Schema: { type: object, description: Only for the canary-0schema, properties: { canary0field: { type: string } } }
";

fn given() -> Vec<(&'static str, &'static str)> {
    vec![
        ("portal.yaml", CONFIG),
        ("apis/open/v1.yaml", OPEN),
        (
            "apis/shut/v1.yaml",
            "openapi: 3.0.3\ninfo: { title: Shut canary-0info, version: '1' }\npaths:\n  /canary-0shutpath:\n    get: { operationId: canary-0shutop, responses: { '200': { description: ok } } }\n",
        ),
        ("content/index.md", "---\ntitle: Home\n---\nWelcome to the docs.\n"),
        ("content/docs/index.md", "---\ntitle: Docs\n---\nSee [the rules](../inner/rules.md).\n"),
        ("content/docs/start.md", "---\ntitle: Start\n---\n{% for p in site.pages %}{{ p.title }} {% endfor %}\n"),
        (
            "content/docs/batches.md",
            "---\ntitle: The canary-1title of batches\ndescription: About the canary-1description\naccess: [Batches]\nredirect_from: [/canary-1old/]\ntags: [canary-1tag]\n---\n## The canary-1heading stands here\n\nWords of the canary-1body.\n",
        ),
        ("content/inner/_section.yaml", "title: The canary-2section\naccess: [beta, gold]\n"),
        ("content/inner/rules.md", "---\ntitle: Rules of the canary-2page\n---\nText of the canary-2text.\n"),
        (
            "content/inner/plan-canary-2file.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>canary-2image</title></svg>",
        ),
        ("content/stories/_section.yaml", "title: Stories\ncollection: stories\n"),
        (
            "content/stories/canary-3story.md",
            "---\ntitle: Story of the canary-3title\ndate: 2026-01-01\ncustomer: Canary-3 Ltd\nquote: We love the canary-3quote.\naccess: customers\n---\nIt was the canary-3text.\n",
        ),
        ("content/stories/open.md", "---\ntitle: An open story\ndate: 2026-01-02\ncustomer: Acme\n---\nFine.\n"),
    ]
}

fn snapshot(given: &[(&str, &str)]) -> Snapshot {
    Snapshot::load(Arc::new(sample::files(given)), &Settings::default(), &mut Cache::default())
}

/// Everything a build hands out, by path.
fn outputs(snapshot: &Snapshot) -> (Build, BTreeMap<String, Output>) {
    let all = Mutex::new(BTreeMap::new());
    let write = |output: &Output| -> io::Result<()> {
        all.lock().expect("no thread panics").insert(output.path.clone(), output.clone());
        Ok(())
    };
    let build = site::build(snapshot, &write).expect("memory takes everything");
    (build, all.into_inner().expect("no thread panics"))
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.bytes).into_owned()
}

#[test]
fn statement_45_no_public_byte_holds_a_canary_of_a_gated_source() {
    let snapshot = snapshot(&given());
    let (build, outputs) = outputs(&snapshot);
    let problems: Vec<_> = build.diagnostics.iter().map(|found| found.message.clone()).collect();
    assert_eq!(problems, Vec::<String>::new());
    let mut n_public = 0;
    for (path, output) in outputs.iter().filter(|(path, _)| path.starts_with("public/")) {
        let text = text(output).to_lowercase();
        assert!(!text.contains("canary"), "{path} holds a canary: {}", &text[text.find("canary").unwrap_or(0)..][..80]);
        assert!(!path.contains("canary"), "{path}");
        n_public += 1;
    }
    assert!(n_public > 20, "only {n_public} public files were looked at");
    for canary in [
        "canary-0path",
        "canary-0schema",
        "canary-0info",
        "canary-1body",
        "canary-1old",
        "canary-2text",
        "canary-2image",
        "canary-3quote",
        "canary-3title",
    ] {
        let is_there = outputs
            .iter()
            .any(|(_, output)| output.path.starts_with("private/") && text(output).contains(canary))
            || outputs.keys().any(|path| path.contains(canary))
            || outputs.values().any(|output| output.path.starts_with("private/view/") && text(output).contains(canary));
        assert!(is_there, "`{canary}` is lost: some readers may see it");
    }
}

#[test]
fn statement_44_every_reader_gets_exactly_what_the_matrix_says() {
    let snapshot = snapshot(&given());
    let (_, outputs) = outputs(&snapshot);
    let matrix = Matrix::of(&snapshot);
    assert_eq!(matrix.readers, ["anonymous", "customers", "bronze", "gold", "beta"]);
    let row = |route: &str| {
        let row = matrix.rows.iter().find(|row| row.route.as_str() == route);
        row.map(|row| row.seen.iter().map(|seen| u8::from(*seen).to_string()).collect::<String>()).unwrap_or_default()
    };
    assert_eq!(row("/"), "11111");
    assert_eq!(row("/docs/batches/"), "00010");
    assert_eq!(row("/canary-1old/"), "00010", "a former path tells as much as the page");
    assert_eq!(row("/inner/rules/"), "00011");
    assert_eq!(row("/inner/"), "00011", "a section is listed for those who may see something in it");
    assert_eq!(row("/stories/canary-3story/"), "01111");
    assert_eq!(row("/reference/open/v1/operations/canary-0operation/"), "00010");
    assert_eq!(row("/reference/open/v1.yaml"), "00010", "the description has all, so it is for those who may see all");
    assert_eq!(row("/reference/shut/v1/"), "00010");
    let audiences = [
        Audience::anonymous(),
        Audience::customer(["bronze", "Single messages"]),
        Audience::customer(["gold", "Batches"]),
        Audience::customer(["beta"]),
    ];
    let columns = [0, 2, 3, 4];
    for (audience, column) in audiences.iter().zip(columns) {
        let index: Index = match snapshot.views().seen_by(audience) {
            None => Index::new(),
            Some(view) => {
                let path = site::private::index_path(&view.id);
                serde_json::from_slice(&outputs[&path].bytes).expect("the index of a view is JSON")
            }
        };
        for row in &matrix.rows {
            let in_public = outputs.contains_key(&format!("public/{}", row.route.output()));
            let served = in_public || index.get(row.route.as_str()).is_some_and(|entry: &Entry| entry.text.is_some());
            assert_eq!(served, row.seen[column], "{} for {}", row.route, matrix.readers[column]);
        }
        for entry in index.values() {
            for path in [&entry.text, &entry.regions].into_iter().flatten() {
                assert!(outputs.contains_key(path), "{path} is named and not there");
            }
        }
    }
}

#[test]
fn menus_search_and_lists_know_the_gated_pages_of_those_who_see_them_only() {
    let gold = snapshot(&given()).seen_by(&Audience::customer(["gold", "Batches"]));
    let page = |route: &str| gold.render(&Route::page(route)).output.map(|output| text(&output)).unwrap_or_default();
    assert!(page("/docs/").contains("The canary-1title of batches"), "in the menu of its section");
    assert!(page("/").contains("Inner circle"), "in the navigation");
    let search = gold.render(&Route::file("/search.json")).output.map(|output| text(&output)).unwrap_or_default();
    assert!(search.contains("canary-1heading") && search.contains("canary-0operation"));
    let bronze = snapshot(&given()).seen_by(&Audience::customer(["bronze"]));
    let home = bronze.render(&Route::page("/")).output.map(|output| text(&output)).unwrap_or_default();
    assert!(!home.contains("Inner circle"));
}

#[test]
fn a_link_to_a_gated_page_is_right() {
    let snapshot = snapshot(&given());
    let page = snapshot.render(&Route::page("/docs/"));
    assert_eq!(page.diagnostics.len(), 0, "{:?}", page.diagnostics);
    assert!(text(&page.output.expect("a page")).contains("href=\"/inner/rules/\""));
}

#[test]
fn a_public_page_that_says_what_is_gated_fails_the_build() {
    let mut files = given();
    files.push((
        "layouts/main_layout.liquid",
        "<title>{{ page.title }}</title>{{ content }} Words of the canary-1body.",
    ));
    // The layout is public, so what it says is public by the author's own hand: no leak.
    assert_eq!(leaked(&snapshot(&files)), Vec::<String>::new());
    files.pop();
    files.push(("data/note.yaml", "note: harmless\n"));
    let snapshot = snapshot(&files);
    let leaks = leaks::Watch::over(&snapshot);
    let forged = Output {
        path: "public/docs/index.html".to_owned(),
        bytes: b"<p>Words of the CANARY-1body.</p>".to_vec(),
        content_type: "text/html; charset=utf-8",
        cache: site::CacheClass::Page,
    };
    leaks.look(&forged);
    let found = leaks.findings();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, "access/leak");
    let place = found[0].span.as_ref().expect("a place");
    assert_eq!((place.source.name(), place.start().line), ("content/docs/batches.md", 10));
}

fn leaked(snapshot: &Snapshot) -> Vec<String> {
    let leaks = leaks::Watch::over(snapshot);
    site::build(snapshot, &|output| {
        leaks.look(output);
        Ok(())
    })
    .expect("nothing is written");
    leaks.findings().into_iter().map(|found| found.message).collect()
}

#[test]
fn a_name_that_nobody_has_is_told() {
    let mut files = given();
    files.push(("content/typo.md", "---\ntitle: Typo\naccess: [glod]\n---\nx\n"));
    let found: Vec<_> =
        snapshot(&files).diagnostics().iter().map(|found| (found.code, found.hints.join(" "))).collect();
    assert_eq!(found, [("access/unknown", "did you mean `gold`?".to_owned())]);
}

#[test]
fn a_site_that_is_the_same_for_everybody_has_only_settings_in_private() {
    let (_, outputs) = outputs(&snapshot(&[("content/index.md", "---\ntitle: Home\n---\nHello.\n")]));
    let private: Vec<_> = outputs.keys().filter(|path| path.starts_with("private/")).collect();
    assert_eq!(private, ["private/runtime.json"]);
}

#[test]
fn the_matrix_of_the_example_is_what_was_agreed_on() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["matrix", "--all", "--format", "csv", "--site"])
        .arg(root.join("site-example"))
        .output()
        .expect("the program starts");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // Names of assets carry a hash of their content, which is not who may see them.
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    let matrix: String =
        text.lines().filter(|line| !line.contains(",/_assets/")).map(|line| format!("{line}\n")).collect();
    let golden = root.join("tests/it/matrix.csv");
    if std::env::var_os("SNAPSHOTS").is_some_and(|wanted| wanted == "overwrite") {
        std::fs::write(&golden, &matrix).expect("the file can be written");
    }
    let agreed = std::fs::read_to_string(&golden).expect("tests/it/matrix.csv is there");
    let (now, then): (Vec<&str>, Vec<&str>) = (matrix.lines().collect(), agreed.lines().collect());
    let gained: Vec<_> = now.iter().filter(|line| !then.contains(line)).collect();
    let lost: Vec<_> = then.iter().filter(|line| !now.contains(line)).collect();
    assert!(
        gained.is_empty() && lost.is_empty(),
        "now {gained:?}, before {lost:?}; `SNAPSHOTS=overwrite` agrees to it"
    );
}
