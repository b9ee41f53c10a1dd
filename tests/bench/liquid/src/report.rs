//! Tables of what was measured, and checks that engines printed the same.
//! It measures nothing.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::Measure;
use crate::page::Page;

const ENGINES: [&str; 5] = ["portal", "minijinja", "liquid", "liquidjs", "ruby-liquid"];

/// Says where an engine printed something else than the golden page wants, or
/// than `portal` did.
pub fn check(pages: &[Page], measures: &[Measure]) {
    for page in pages {
        let of_page = |engine: &str| {
            measures.iter().find(|m| m.engine == engine && m.page == page.name).and_then(|m| m.output.as_ref())
        };
        let Some(wanted) = page.expected.as_ref().or_else(|| of_page("portal")) else { continue };
        for engine in ENGINES {
            if let Some(output) = of_page(engine)
                && comparable(output) != comparable(wanted)
            {
                println!(
                    "{}: {engine} prints something else ({} bytes, not {})",
                    page.name,
                    output.len(),
                    wanted.len()
                );
            }
        }
    }
}

/// An output without what may differ: the year that the golden pages print,
/// and a line break at the end.
fn comparable(output: &str) -> String {
    output.trim_end().lines().filter(|line| !line.contains("&copy;")).collect::<Vec<_>>().join("\n")
}

/// Asks the peers that are installed for their versions.
pub fn versions(bench: &Path, versions: &mut BTreeMap<String, String>) {
    if let Ok(lock) = std::fs::read_to_string(bench.join("Cargo.lock")) {
        for (name, version) in versions.iter_mut() {
            let entry = format!("name = \"{name}\"\nversion = \"");
            if let Some((_, rest)) = lock.split_once(&entry) {
                *version = rest.split('"').next().unwrap_or("").to_owned();
            }
        }
    }
    if let Ok(text) = std::fs::read_to_string(bench.join("js/node_modules/liquidjs/package.json"))
        && let Ok(package) = serde_json::from_str::<serde_json::Value>(&text)
    {
        versions.insert("liquidjs".to_owned(), package["version"].as_str().unwrap_or("").to_owned());
    }
    if let Ok(done) = Command::new("ruby").args(["-rliquid", "-e", "print Liquid::VERSION"]).output()
        && done.status.success()
    {
        versions.insert("ruby-liquid".to_owned(), String::from_utf8_lossy(&done.stdout).into_owned());
    }
}

/// The tables, in Markdown.
pub fn markdown(pages: &[Page], measures: &[Measure], versions: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for page in pages {
        let rows: Vec<&Measure> = measures.iter().filter(|m| m.page.starts_with(&page.name)).collect();
        let own = rows.iter().find(|m| m.engine == "portal" && m.page == page.name);
        let size = own.and_then(|m| m.output.as_ref()).map_or(0, String::len);
        out.push_str(&format!("## {}\n\n", title(page, size)));
        out.push_str("| Engine | Parse, ms | Times portal's | Render, ms | Times portal's |\n|---|--:|--:|--:|--:|\n");
        let base = own.and_then(|m| m.result.as_ref().ok());
        for row in rows {
            let version = versions.get(&row.engine).map_or(String::new(), |version| format!(" {version}"));
            let escaping = if row.page == page.name { "" } else { ", escaping HTML" };
            let cells = match &row.result {
                Ok((parse, render)) => format!(
                    "{:.3} | {} | {:.3} | {}",
                    parse / 1e3,
                    ratio(*parse, base.map(|base| base.0)),
                    render / 1e3,
                    ratio(*render, base.map(|base| base.1))
                ),
                Err(reason) => format!("fails: {} | | |", reason.replace(['|', '\n'], " ")),
            };
            out.push_str(&format!("| {}{version}{escaping} | {cells} |\n", row.engine));
        }
        out.push('\n');
    }
    out
}

fn title(page: &Page, size: usize) -> String {
    let kilobytes = size as f64 / 1e3;
    if page.name == "loops" {
        return format!("5,000 pages in 100 sections, {kilobytes:.0} kB out");
    }
    format!("Golden benchmark page {}, {kilobytes:.1} kB out", page.name.trim_start_matches("golden "))
}

fn ratio(value: f64, base: Option<f64>) -> String {
    base.map_or(String::new(), |base| format!("{:.1}", value / base))
}

/// Writes the page of the documentation.
pub fn write(path: &Path, table: &str) -> std::io::Result<()> {
    let text = format!(
        "---\ntitle: How fast Liquid is\ndescription: Parse and render times of the Liquid engine beside its peers\nliquid: false\n---\n\n\
         Written by `tests/bench/liquid/run --write`: every engine in turn, in one run on one machine, each figure the median of the runs of a \
         second. Parsing is that of a page and all its partials. Rendering starts from a parsed page and from data that is already in the engine's \
         own form, so that nothing but the engine is measured. No engine escapes its output unless the row says so.\n\n\
         minijinja speaks Jinja, not Liquid; it renders the equivalent of the first page and is the mark for speed.\n\n{}\n",
        table.trim_end()
    );
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}
