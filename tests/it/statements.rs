//! The security checklist that the product was built against has 72 statements. Each is a test that carries its number, in
//! Rust or in the browser. Parts that do not apply are in `docs/content/security.md`, with the reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Statements, and how many there are.
const STATEMENTS: u8 = 72;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && name != "node_modules" {
            sources(&path, found);
        } else if name.ends_with(".rs") || name.ends_with(".test.js") {
            found.push(path);
        }
    }
}

/// The numbers behind `statement_` or `statements_` of one name: `07`, `12_13_and_16`, `31_to_33`.
fn numbers(name: &str) -> BTreeSet<u8> {
    let mut found = BTreeSet::new();
    let mut is_range = false;
    for word in name.split(['_', ' ', ':', ',']).filter(|word| !word.is_empty()) {
        match (word.parse::<u8>(), word) {
            (Ok(number), _) => {
                let first = if is_range { found.last().copied().unwrap_or(number) } else { number };
                found.extend(first..=number);
                is_range = false;
            }
            (_, "and") => {}
            (_, "to") => is_range = true,
            _ => break,
        }
    }
    found
}

/// The numbers of all tests in a source.
fn tested(text: &str) -> BTreeSet<u8> {
    let (rust, script) = (["fn statement_", "fn statements_"], ["(\"statement ", "(\"statements "]);
    let begins = rust.into_iter().chain(script);
    begins.flat_map(|begin| text.split(begin).skip(1)).flat_map(numbers).collect()
}

#[test]
fn names_tell_their_numbers() {
    let of = |name: &str| numbers(name).into_iter().collect::<Vec<_>>();
    assert_eq!(of("07_a_token"), [7]);
    assert_eq!(of("12_13_and_16_an_answer"), [12, 13, 16]);
    assert_eq!(of("01_to_03_and_5_an_answer_of_9"), [1, 2, 3, 5]);
    assert_eq!(of("67: a hostile description"), [67]);
}

#[test]
fn every_statement_is_a_test() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"), &mut files);
    let tested: BTreeSet<u8> =
        files.iter().flat_map(|path| tested(&fs::read_to_string(path).expect("source is UTF-8"))).collect();
    let missing: Vec<u8> = (1..=STATEMENTS).filter(|number| !tested.contains(number)).collect();
    assert!(missing.is_empty(), "no test carries the numbers {missing:?}");
}
