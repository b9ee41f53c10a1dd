//! Numbers and lines that end a command.

use super::failure::Outcome;
use crate::diag::Counts;

/// Errors fail; warnings do where `strict`.
pub(super) fn outcome(counts: Counts, strict: bool) -> Outcome {
    if counts.errors > 0 || (strict && counts.warnings > 0) { Outcome::SiteHasErrors } else { Outcome::Done }
}

/// `1 page`, `3 pages`.
pub(super) fn count(number: usize, word: &str) -> String {
    // `keys`, but `summaries`.
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match (number, stem) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {word}s"),
    }
}

/// Bytes as people read them.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
