//! Descriptions that others published: each is read, and as many operations are found as were counted by hand.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use portal::openapi;

use super::short;

/// Where the data of tests is; a line on the terminal says so when it is missing.
pub(super) fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("PORTAL_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let data = shared.join("data");
    if data.is_dir() {
        return Some(data);
    }
    println!("skipped: there is no {}; set PORTAL_SHARED to the folder that holds it", data.display());
    None
}

/// Every file below a folder with one of these ends.
pub(super) fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| path.extension().is_some_and(|extension| extension == *end)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Reads a file whose references may lead to anything below `folder`.
fn read_in(folder: &Path, path: &Path) -> (portal::model::Description, String) {
    let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().into_owned();
    let mut problems = Vec::new();
    let description = openapi::read(&name, &|path| fs::read(folder.join(path)), &mut problems);
    (description, short(&problems))
}

#[test]
fn the_large_ones_have_all_their_operations() {
    let Some(data) = data() else { return };
    let manifest = fs::read_to_string(data.join("specs/MANIFEST.md")).expect("the manifest is there");
    let mut read = 0;
    for line in
        manifest.lines().filter(|line| line.starts_with("| ") && line.contains(".json |") || line.contains(".yaml |"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, _, _, _, operations, schemas, webhooks] = cells[..] else { continue };
        let (description, problems) = read_in(&data.join("specs"), &data.join("specs").join(name));
        let found = (description.operations.len(), description.named.len());
        assert_eq!((found.0.to_string(), found.1.to_string()), (operations.to_owned(), schemas.to_owned()), "{name}");
        // The manifest counts names, each of which may have several methods, and those of the specification alone:
        // webhooks of an extension are read as well.
        let names: std::collections::BTreeSet<&str> =
            description.webhooks.iter().map(|hook| hook.path.as_str()).collect();
        let has_extension = name == "github.json";
        assert!(names.len().to_string() == webhooks || has_extension, "{name}: {names:?}");
        let references: Vec<&str> = problems.lines().filter(|line| line.contains("[ref/")).collect();
        assert!(references.is_empty() && !problems.contains("error["), "{name}: {problems}");
        read += 1;
    }
    assert_eq!(read, 14);
}

#[test]
fn descriptions_in_several_files_are_read_whole() {
    let Some(data) = data() else { return };
    let multi = data.join("specs/multi");
    let expected = BTreeMap::from([
        ("petstore-split/petstore/openapi.yaml", 21),
        ("petstore-split/museum/openapi.yaml", 8),
        ("oai-learn-examples/v2.0/yaml/petstore-separate/spec/swagger.yaml", 4),
        ("oai-learn-examples/v2.0/json/petstore-separate/spec/swagger.json", 4),
    ]);
    for (name, operations) in expected {
        let (description, problems) = read_in(&multi, &multi.join(name));
        assert_eq!(description.operations.len(), operations, "{name}: {problems}");
        assert!(!problems.contains("[ref/"), "{name}: {problems}");
    }
}

#[test]
fn every_file_is_read_or_refused_in_words() {
    let Some(data) = data() else { return };
    for folder in ["specs/odd", "specs/multi", "3scale"] {
        let folder = data.join(folder);
        for path in files(&folder, &["json", "yaml", "yml"]) {
            let (description, problems) = read_in(&folder, &path);
            let text = fs::read_to_string(&path).expect("it is UTF-8");
            let names_itself = ["\"openapi\"", "openapi:", "\"swagger\"", "swagger:", "\"swaggerVersion\"", "\"apis\""];
            let is_description = names_itself.iter().any(|name| text.contains(name)) && !text.contains("\"$schema\"");
            assert!(
                !description.dialect.is_empty() || !is_description || problems.contains("error["),
                "{}: {problems}",
                path.display()
            );
        }
    }
}

#[test]
fn the_fixtures_of_swagger_1_have_their_operations() {
    let Some(data) = data() else { return };
    let folder = data.join("3scale/fixtures");
    for (name, operations) in [
        ("echo-api-1.0.json", 2),
        ("echo-api-1.2.json", 2),
        ("pet-store-1.0.json", 2),
        ("pet-resource-1.2.json", 9),
        ("invalid-1.2.json", 0),
        ("echo-api-2.0.json", 2),
    ] {
        let (description, problems) = read_in(&folder, &folder.join(name));
        println!("{name}: {} operations; {problems}", description.operations.len());
        assert_eq!(description.operations.len(), operations, "{name}: {problems}");
        assert!(!description.dialect.is_empty(), "{name}");
    }
}
