//! The reference page of the language: each of its examples prints what stands
//! below it, and no tag or filter is missing.

use std::collections::HashMap;
use std::path::Path;

use portal::liquid::{Engine, ParseOptions, RenderOptions, Template};
use portal::render::filters::{FILTERS, Host};
use serde_json::Value as Json;

/// A fenced block of the page.
struct Block<'p> {
    language: &'p str,
    title: &'p str,
    text: &'p str,
    line: usize,
}

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/reference/liquid.md");
    std::fs::read_to_string(path).expect("the reference page is part of the repository")
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(opening) = page[at..].find("\n```").map(|found| at + found + 4) {
        let (info, body) = page[opening..].split_once('\n').expect("an opening fence ends its line");
        let text = &body[..body.find("\n```").expect("every fence is closed")];
        let title = info.split_once("title=\"").map_or("", |(_, rest)| rest.trim_end_matches('"'));
        let language = info.split(' ').next().unwrap_or("");
        blocks.push(Block { language, title, text, line: page[..opening].lines().count() });
        at = page.len() - body.len() + text.len() + 4;
    }
    blocks
}

fn parse(engine: &Engine, name: &str, source: &str) -> Result<Template, String> {
    engine.parse(name, source, &ParseOptions::strict()).map_err(|errors| errors[0].message().to_owned())
}

/// All filters that pages of a portal have.
fn engine() -> Engine {
    Engine::builder().filters(FILTERS).build()
}

/// The portal that the page speaks of.
fn host() -> Host {
    let named = |name: &str, value: &str| [(name.to_owned(), value.to_owned())].into();
    Host {
        assets: named("portal.css", "/assets/portal.1f2e.css"),
        icons: named("copy", "<svg class=\"icon\"></svg>"),
        base_url: "https://developers.example.com".to_owned(),
        ..Host::default()
    }
}

#[test]
fn every_example_prints_what_stands_below_it() {
    let page = page();
    let blocks = blocks(&page);
    let engine = engine();
    let host = host();
    let data = blocks.iter().find(|block| block.language == "json").expect("the page begins with its data");
    let data: Json = serde_json::from_str(data.text).expect("the data is JSON");
    let mut partials = HashMap::new();
    for block in &blocks {
        if let Some(file) = block.title.strip_prefix("partials/") {
            let name = file.trim_end_matches(".liquid");
            partials.insert(name.to_owned(), parse(&engine, name, block.text).expect("the partials are right"));
        }
    }
    let options = RenderOptions { partials: &partials, host: Some(&host), ..RenderOptions::default() };
    let mut examples = 0;
    let mut wrong = String::new();
    for pair in blocks.windows(2) {
        let [example, below] = pair else { continue };
        if example.language != "liquid" || !example.title.is_empty() {
            continue;
        }
        let printed = parse(&engine, "example", example.text)
            .and_then(|template| template.render(&data, &options).map_err(|error| error.message().to_owned()));
        let printed = match below.title {
            "Output" => printed,
            "Error" => printed.map_or_else(Ok, |output| Err(format!("no error but {output}"))),
            _ => Err("nothing stands below it that it should print".to_owned()),
        };
        if printed.as_deref() != Ok(below.text) {
            wrong.push_str(&format!("line {}: wanted {:?}, got {printed:?}\n", example.line, below.text));
        }
        examples += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(examples > 80, "the page has lost its examples, {examples} are left");
}

#[test]
fn every_filter_and_tag_has_its_place_on_the_page() {
    let page = page();
    let headings: Vec<&str> =
        page.lines().filter_map(|line| line.strip_prefix("### ")).flat_map(|heading| heading.split(", ")).collect();
    let tags = [
        "assign",
        "break",
        "capture",
        "case",
        "comment",
        "continue",
        "cycle",
        "decrement",
        "doc",
        "echo",
        "for",
        "if",
        "ifchanged",
        "include",
        "increment",
        "liquid",
        "raw",
        "render",
        "tablerow",
        "unless",
    ];
    let engine = engine();
    let missing: Vec<&str> = engine.filter_names().chain(tags).filter(|name| !headings.contains(name)).collect();
    assert!(missing.is_empty(), "not on the page: {missing:?}");
}
