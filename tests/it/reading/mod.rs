//! Descriptions to the model: versions, references, hostile files, the data that others published.

mod data;
mod hostile;
mod mutation;
mod references;
mod versions;

use std::io;

use portal::diag::{self, Diagnostic, Format, ReportOptions};
use portal::model::Description;
use portal::openapi;

/// Reads the first of some files; the others are beside it.
fn read_bytes(files: &[(&str, &[u8])]) -> (Description, Vec<Diagnostic>) {
    let fetch = |path: &str| {
        let found = files.iter().find(|(name, _)| *name == path);
        found.map(|(_, bytes)| bytes.to_vec()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let mut problems = Vec::new();
    let description = openapi::read(files[0].0, &fetch, &mut problems);
    (description, problems)
}

/// The same with texts, and with the problems as lines.
fn read(files: &[(&str, &str)]) -> (Description, String) {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let (description, problems) = read_bytes(&files);
    (description, short(&problems))
}

fn short(problems: &[Diagnostic]) -> String {
    diag::report(problems, &ReportOptions { format: Format::Short, ..ReportOptions::default() })
}
