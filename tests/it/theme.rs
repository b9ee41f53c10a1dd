//! The default theme as files: what its templates name exists, it holds to the strict content security
//! policy, fetches nothing from elsewhere and stays within its weight. How it looks is not decided here.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, write::GzEncoder};
use portal::liquid::ParseOptions;
use portal::model::Site;
use portal::render::templates::Templates;

fn theme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default")
}

/// Every file below a folder of the theme with its text, in name order.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found: Vec<_> = walkdir::WalkDir::new(theme().join(folder))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the theme is readable").into_path())
        .filter(|path| path.is_file())
        .map(|path| {
            let text = fs::read_to_string(&path).expect("the theme is text");
            (path, text)
        })
        .collect();
    found.sort();
    assert!(!found.is_empty(), "themes/default/{folder} is empty");
    found
}

/// The templates of pages. Mails have other rules: their clients read nothing but inline style.
fn templates() -> Vec<(PathBuf, String)> {
    let mut found = [files("builtin"), files("layouts"), files("partials")].concat();
    found.retain(|(path, _)| !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("email")));
    found
}

/// What stands between `before` and `after`, for each `before`.
fn between<'a>(text: &'a str, before: &str, after: char) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

fn gzip(parts: &[(PathBuf, String)]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for (_, text) in parts {
        encoder.write_all(text.as_bytes()).expect("memory takes all bytes");
    }
    encoder.finish().expect("memory takes all bytes").len()
}

#[test]
fn what_a_template_names_exists() {
    for (path, text) in templates() {
        let exists = |kind: &str, file: String| {
            assert!(theme().join(&file).exists(), "{}: no {kind} {file}", path.display());
        };
        for tag in ["include '", "render '"] {
            for name in between(&text, tag, '\'') {
                exists("partial", format!("partials/{name}.liquid"));
            }
        }
        for name in between(&text, "\nlayout: ", '\n') {
            exists("layout", format!("layouts/{name}.liquid"));
        }
        for piped in text.split("' | icon").collect::<Vec<_>>().split_last().map_or(&[][..], |(_, before)| before) {
            let name = piped.rsplit('\'').next().unwrap_or_default();
            exists("icon", format!("icons/{name}.svg"));
        }
    }
}

#[test]
fn no_template_brings_a_script_or_style_of_its_own() {
    for (path, text) in templates() {
        for forbidden in [" style=", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
            assert!(!text.contains(forbidden), "{}: `{forbidden}` breaks the content security policy", path.display());
        }
    }
}

#[test]
fn nothing_is_fetched_from_another_host() {
    for (path, text) in [templates(), files("assets"), files("icons")].concat() {
        for forbidden in ["http://", "https://", "\"//", "@import", "@font-face"] {
            assert!(!text.contains(forbidden), "{}: `{forbidden}`", path.display());
        }
    }
}

#[test]
fn raw_colours_stand_in_the_tokens_alone() {
    for (path, text) in files("assets/portal.css") {
        if path.ends_with("10-tokens.css") {
            continue;
        }
        for raw in ["oklch(0.", "oklch(1", "rgb(", "hsl(", "#0", "#f", "#F"] {
            assert!(!text.contains(raw), "{}: raw colour `{raw}`", path.display());
        }
    }
}

#[test]
fn every_document_links_the_favicon_and_the_stylesheet() {
    let head = fs::read_to_string(theme().join("partials/head.liquid")).expect("the theme has a head");
    for (path, text) in templates().into_iter().filter(|(_, text)| text.contains("<html")) {
        let whole = text.replace("{% include 'head' %}", &head);
        for needed in [
            r#"<link rel="shortcut icon" type="image/x-icon" href="/images/icon.ico">"#,
            r#"<link rel="stylesheet" href="{{ 'portal.css' | asset_url }}">"#,
            r#"<html lang="#,
        ] {
            assert!(whole.contains(needed), "{}: no {needed}", path.display());
        }
    }
}

#[test]
fn a_content_page_stays_within_its_weight() {
    let scripts = gzip(&files("assets/scheme.js")) + gzip(&files("assets/portal.js"));
    let style = gzip(&files("assets/portal.css"));
    assert!(scripts <= 8 * 1024, "scripts weigh {scripts} bytes gzip, 8 kB are allowed");
    assert!(style <= 12 * 1024, "style weighs {style} bytes gzip, 12 kB are allowed");
}

#[test]
fn the_console_stays_within_its_weight() {
    let weight = gzip(&files("assets/console.js")) + gzip(&files("assets/console.css"));
    assert!(weight <= 25 * 1024, "the console weighs {weight} bytes gzip, 25 kB are allowed");
}

#[test]
fn every_template_is_strict_liquid() {
    let templates = Templates::parse(&Site::default());
    for (path, text) in self::templates() {
        let body = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(text.as_str(), |(_, body)| body);
        let problems = templates.engine().parse("theme", body, &ParseOptions::strict()).err().unwrap_or_default();
        assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    }
}

#[test]
fn pages_of_customers_stay_within_their_weight() {
    let weight = gzip(&files("assets/account.css"));
    assert!(weight <= 4 * 1024, "their style weighs {weight} bytes gzip, 4 kB are allowed");
}
