//! Plans, results and lists of `portal deploy` as text and JSON. Must not ask a target.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::cli::summary::{count, size};
use crate::deploy::{Deployed, Difference, Found, Journal, Pruned};
use crate::model::rfc3339;

/// What a deploy would do, each file on a line.
pub(super) fn plan(id: &str, target: &str, difference: &Difference) -> String {
    let mut text = String::new();
    let parts = [("write", &difference.assets), ("add", &difference.added), ("change", &difference.changed)];
    for (word, files) in parts {
        for (path, listed) in files {
            let _ = writeln!(text, "{word:<7} {path} ({})", size(listed.size));
        }
    }
    let public = |path: &str| parts.iter().any(|(_, files)| files.contains_key(path));
    for (path, listed) in difference.objects.iter().filter(|(path, _)| !public(path)) {
        let _ = writeln!(text, "{:<7} {path} ({})", "keep", size(listed.size));
    }
    for path in &difference.removed {
        let _ = writeln!(text, "{:<7} public/{path}", "delete");
    }
    let what = match difference.count() {
        0 => "nothing would be written".to_owned(),
        count_ => format!("{} would be made ({})", count(count_, "change"), size(difference.bytes())),
    };
    let _ = writeln!(text, "release {id} at `{target}`: {what}");
    text
}

pub(super) fn plan_json(id: &str, difference: &Difference) -> Json {
    json!({
        "release": id,
        "objects": difference.objects.keys().collect::<Vec<_>>(),
        "assets": difference.assets.keys().collect::<Vec<_>>(),
        "added": difference.added.keys().collect::<Vec<_>>(),
        "changed": difference.changed.keys().collect::<Vec<_>>(),
        "removed": difference.removed,
        "retired": difference.retired,
        "bytes": difference.bytes(),
    })
}

pub(super) fn done(done: &Deployed, target: &str, took: Duration) -> String {
    if done.is_nothing() {
        return format!("`{target}` serves release {} already; nothing was written\n", done.id);
    }
    let deleted = if done.deleted > 0 { format!(", {} deleted", count(done.deleted, "page")) } else { String::new() };
    format!(
        "\x1b[1;32mdeployed\x1b[0m release {} to `{target}`: {} written ({}){deleted} in {:.1} s\n",
        done.id,
        count(done.written, "file"),
        size(done.bytes),
        took.as_secs_f64()
    )
}

pub(super) fn done_json(done: &Deployed, target: &str, took: Duration) -> Json {
    json!({
        "target": target,
        "release": done.id,
        "before": done.before,
        "written": done.written,
        "bytes": done.bytes,
        "deleted": done.deleted,
        "milliseconds": (took.as_secs_f64() * 1e4).round() / 10.0,
    })
}

pub(super) fn found(found: &[Found]) -> String {
    let mut text = String::new();
    for Found { address, wrong } in found {
        let _ = match wrong {
            None => writeln!(text, "  \x1b[32mok\x1b[0m {address}"),
            Some(wrong) => writeln!(text, "  \x1b[1;31mwrong\x1b[0m {address} {wrong}"),
        };
    }
    text
}

pub(super) fn found_json(found: &[Found]) -> Json {
    found.iter().map(|found| json!({ "address": found.address, "wrong": found.wrong })).collect()
}

/// The releases, the latest first.
pub(super) fn releases(journal: &Journal) -> String {
    let mut text = String::new();
    for record in journal.releases.iter().rev() {
        let mark = if record.id == journal.current { "*" } else { " " };
        let (files, bytes) = (count(record.files, "file"), size(record.bytes));
        let _ = writeln!(text, "{mark} {}  {}  {files} ({bytes})", record.id, time(record.at));
    }
    if let Some(pending) = &journal.pending {
        let _ = writeln!(text, "  {}  {}  being deployed", pending.id, time(pending.since));
    }
    text
}

pub(super) fn releases_json(journal: &Journal) -> Json {
    let release = |record: &crate::deploy::Record| {
        json!({
            "id": record.id,
            "at": time(record.at),
            "files": record.files,
            "bytes": record.bytes,
            "current": record.id == journal.current,
        })
    };
    json!({
        "releases": journal.releases.iter().rev().map(release).collect::<Vec<_>>(),
        "pending": journal.pending.as_ref().map(|pending| &pending.id),
    })
}

pub(super) fn releases_of(ids: &std::collections::BTreeSet<String>) -> String {
    match ids.len() {
        0 => "what no release needs".to_owned(),
        number => count(number, "release"),
    }
}

pub(super) fn pruned(pruned: &Pruned) -> String {
    format!("deleted {}: {} ({})\n", count(pruned.releases, "release"), count(pruned.files, "file"), size(pruned.bytes))
}

/// A time of the world's clock.
fn time(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    rfc3339(seconds).unwrap_or_default()
}
