//! The rules of the house, read off the source: layers, sizes, module comments, the top level of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, lowest first. A module uses modules of lower layers only.
const LAYERS: [&[&str]; 10] = [
    &["diag", "liquid"],
    &["model", "tree"],
    &["input", "openapi"],
    &["render"],
    &["site"],
    &["check", "disk", "bucket"],
    &["deploy"],
    &["runtime"],
    &["preview"],
    &["cli"],
];

/// What may stand at the top level beside hidden settings.
const TOP: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "docs",
    "site-example",
    "src",
    "target",
    "tests",
    "themes",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !matches!(name.as_str(), "target" | "node_modules" | "out") && !name.starts_with('.') {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    let root = root();
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("source is UTF-8"))
    };
    files(&root.join("src"), "rs").into_iter().map(read).collect()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The top-level modules of the project that a source names.
fn used(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let paths = text.split("crate::").skip(1).filter(|rest| !rest.starts_with('{')).map(name);
    let lists = text.split("crate::{").skip(1).flat_map(|rest| {
        let list = rest.split('}').next().unwrap_or_default();
        list.split(',').map(|item| name(item.trim())).collect::<Vec<_>>()
    });
    paths.chain(lists).filter(|name| layer(name).is_some()).collect()
}

#[test]
fn every_module_has_its_layer() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the library is there");
    let modules = lib.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    for module in modules {
        assert!(layer(module).is_some(), "`{module}` stands in no layer");
    }
}

#[test]
fn modules_use_lower_layers_only() {
    for (name, text) in sources() {
        let Some(module) = name.strip_prefix("src/").and_then(|rest| rest.split(['/', '.']).next()) else { continue };
        let Some(own) = layer(module) else { continue };
        for other in used(&text).iter().filter(|other| *other != module) {
            assert!(layer(other).is_some_and(|other| other < own), "{name}: `{module}` must not use `{other}`");
        }
    }
}

#[test]
fn the_template_language_knows_nothing_of_the_project() {
    for (name, text) in sources().iter().filter(|(name, _)| name.starts_with("src/liquid/")) {
        assert!(used(text).iter().all(|module| module == "liquid"), "{name} uses more than `liquid`");
    }
}

#[test]
fn only_disk_and_the_edges_touch_files() {
    let pure = ["diag", "liquid", "tree", "model", "input", "openapi", "render", "site", "check"];
    for (name, text) in sources() {
        let module = name.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        if pure.contains(&module) {
            for word in ["std::fs", "std::env", "SystemTime", "Instant::now", "std::net", "std::process"] {
                assert!(!text.contains(word), "{name}: a pure module has `{word}`");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_owns_and_stays_small() {
    let tests = files(&root().join("tests/it"), "rs")
        .into_iter()
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("source is UTF-8")));
    let mut wrong = Vec::new();
    for (name, text) in sources().into_iter().chain(tests) {
        if !text.starts_with("//!") {
            wrong.push(format!("{name} does not begin with what it owns"));
        }
        let lines = text.lines().count();
        if lines > 500 && !name.contains("/tests") {
            wrong.push(format!("{name} has {lines} lines"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn nothing_is_left_for_later() {
    for (name, text) in sources() {
        for word in ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "todo".to_owned() + "!(", "dbg".to_owned() + "!("]
        {
            assert!(!text.contains(&word), "{name} has `{word}`");
        }
    }
}

#[test]
fn the_top_level_is_fixed() {
    for entry in fs::read_dir(root()).expect("the root is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || TOP.contains(&name.as_str()) || name == "dist",
            "`{name}` does not belong there"
        );
    }
}
