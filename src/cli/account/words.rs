//! How things are told to people: times, columns, names.

use crate::model::rfc3339;

/// A time, to the minute, in UTC.
pub(super) fn time(seconds: i64) -> String {
    let text = rfc3339(seconds).unwrap_or_default();
    text.get(..16).map(|text| text.replace('T', " ")).unwrap_or(text)
}

/// A time, or what stands for none.
pub(super) fn time_or(seconds: Option<i64>, none: &str) -> String {
    seconds.map_or_else(|| none.to_owned(), time)
}

/// Rows below a heading, each column as wide as its widest cell.
pub(super) fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let heading: Vec<String> = heading.iter().map(|cell| (*cell).to_owned()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&heading).chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    std::iter::once(&heading).chain(rows).map(line).collect()
}

/// Names, or a dash for none.
pub(super) fn list(names: &[String]) -> String {
    if names.is_empty() { "-".to_owned() } else { names.join(", ") }
}
