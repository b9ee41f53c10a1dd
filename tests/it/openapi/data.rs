//! Every description of the shared data: nothing panics, and no operation, webhook or schema is lost.

use std::fmt::Write as _;
use std::time::Instant;

use portal::diag::Severity;

use super::{counts, descriptions, read, shared, value};

/// Rows of the table in the manifest: file, paths, operations, schemas.
fn manifest(text: &str) -> Vec<(String, [usize; 3])> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let number = |at: usize| cells.get(at)?.parse().ok();
        Some(((*cells.get(1)?).to_owned(), [number(5)?, number(6)?, number(7)?]))
    };
    text.lines().filter_map(row).collect()
}

#[test]
fn no_operation_is_lost() {
    let Some(folder) = shared("data") else { return };
    let mut table = String::new();
    let mut wrong = Vec::new();
    let mut sums = [0; 3];
    let files: Vec<_> = ["specs", "3scale"].iter().flat_map(|name| descriptions(&folder.join(name))).collect();
    for path in &files {
        let root = value(path);
        let start = Instant::now();
        let (description, problems) = read(&folder, path);
        let time = start.elapsed().as_millis();
        let counted = [counts::operations(path, &root), counts::webhooks(path, &root), counts::schemas(&root)];
        let found = [description.operations.len(), description.webhooks.len(), description.named.len()];
        let name = path.strip_prefix(&folder).expect("it lies there").display();
        // Schemas of other files have names too, which the file itself does not list.
        let is_split = problems.iter().all(|problem| !problem.code.starts_with("ref/")) && has_files(&root);
        let same = counted[..2] == found[..2] && (counted[2] == found[2] || (is_split && counted[2] < found[2]));
        if !same {
            wrong.push(format!("{name}: counted {counted:?}, read {found:?}"));
        }
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let warnings = problems.len() - errors;
        let schemas = description.schemas.len();
        let _ = writeln!(
            table,
            "{time:>6} ms {found:>4?} of {schemas:>6} schemas, {errors:>3} errors, {warnings:>3} warnings  {name}"
        );
        for (sum, count) in sums.iter_mut().zip(found) {
            *sum += count;
        }
    }
    eprintln!("{table}{} descriptions: {sums:?} operations, webhooks, named schemas", files.len());
    assert_eq!(wrong, Vec::<String>::new());
}

/// Whether a description refers to other files.
fn has_files(root: &serde_json::Value) -> bool {
    let text = root.to_string();
    text.matches("\"$ref\":\"").count() > text.matches("\"$ref\":\"#").count()
}

#[test]
fn counts_are_those_of_the_manifest() {
    let Some(folder) = shared("data/specs") else { return };
    let text = std::fs::read_to_string(folder.join("MANIFEST.md")).expect("the manifest is there");
    let rows = manifest(&text);
    assert!(rows.len() >= 14, "the table of the manifest has {} rows", rows.len());
    let mut wrong = Vec::new();
    for (file, expected) in &rows {
        let (description, _) = read(&folder, &folder.join(file));
        let mut paths: Vec<&str> = description.operations.iter().map(|operation| operation.path.as_str()).collect();
        paths.dedup();
        let found = [paths.len(), description.operations.len(), description.named.len()];
        if found != *expected {
            wrong.push(format!("{file}: the manifest says {expected:?}, read {found:?}"));
        }
    }
    eprintln!("{} files as the manifest says", rows.len());
    assert_eq!(wrong, Vec::<String>::new());
}
