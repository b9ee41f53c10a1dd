//! Data files and personas: YAML, JSON and CSV to plain values.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diag::{Diagnostic, Source, Span};
use crate::tree::yaml;

/// Extensions of data files.
pub(super) const EXTENSIONS: [&str; 4] = ["yaml", "yml", "json", "csv"];

/// The value of a data file, by its extension.
pub(super) fn read(source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Value {
    let extension = source.name().rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "json" => json(source, problems),
        "csv" => csv(source, problems),
        _ => yaml::parse(source, 0..source.text().len(), problems).map_or(Value::Null, |node| node.to_json()),
    }
}

fn json(source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Value {
    let text = source.text().trim_start_matches('\u{feff}');
    serde_json::from_str(text).unwrap_or_else(|error| {
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default().to_owned();
        let place = offset(source.text(), error.line(), error.column());
        problems.push(Diagnostic::error("data/json", words).at(Span::new(source, place..place)));
        Value::Null
    })
}

/// Byte offset of a line and a byte column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// A list of records by the names of the first line; every value is text.
fn csv(source: &Arc<Source>, problems: &mut Vec<Diagnostic>) -> Value {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.text().as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            problems.push(csv_problem(source, &error));
            return Value::Null;
        }
    };
    let mut records = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let cell = |(name, value): (&str, &str)| (name.to_owned(), Value::String(value.to_owned()));
                records.push(Value::Object(headers.iter().zip(record.iter()).map(cell).collect()));
            }
            Err(error) => problems.push(csv_problem(source, &error)),
        }
    }
    Value::Array(records)
}

fn csv_problem(source: &Arc<Source>, error: &csv::Error) -> Diagnostic {
    let at = error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
    let at = at.min(source.text().len());
    let end = source.text().get(at..).and_then(|rest| rest.find('\n')).map_or(source.text().len(), |found| at + found);
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("this record has {len} fields, the first line names {expected_len}")
        }
        _ => format!("this is no CSV: {error}"),
    };
    Diagnostic::error("data/csv", message)
        .at(Span::new(source, at..end))
        .hint("put quotes around a value that contains a comma")
}

/// Puts a value into nested maps by its path (`teams/people`). `Err` is the part of the path that is taken.
pub(super) fn insert(data: &mut Map<String, Value>, path: &str, value: Value) -> Result<(), String> {
    match path.split_once('/') {
        None if data.contains_key(path) => Err(path.to_owned()),
        None => {
            data.insert(path.to_owned(), value);
            Ok(())
        }
        Some((folder, rest)) => {
            let entry = data.entry(folder).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(map) = entry else { return Err(folder.to_owned()) };
            insert(map, rest, value).map_err(|taken| format!("{folder}/{taken}"))
        }
    }
}
