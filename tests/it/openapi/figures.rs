//! What reading the largest description takes: `cargo test --release --test it openapi::figures -- --ignored --nocapture`.

use portal::diag::Source;
use portal::tree::json;

use super::{read, shared};

/// Processor time of this process, in milliseconds.
fn cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
    (ticks(11) + ticks(12)) * 10
}

/// Memory that is in use now, in MB.
fn memory() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    (statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096) >> 20
}

#[test]
#[ignore = "figures, for an optimised build"]
fn the_largest_description() {
    let Some(folder) = shared("data/specs") else { return };
    let path = folder.join("github.json");
    let text = std::fs::read_to_string(&path).expect("it is there");
    let start = cpu();
    {
        let source = Source::new("github.json", text);
        assert!(json::parse(&source, 0, &mut Vec::new()).is_some());
    }
    let parsed = cpu() - start;
    let before = memory();
    let start = cpu();
    let (description, problems) = read(&folder, &path);
    let whole = cpu() - start;
    eprintln!(
        "tree alone {parsed} ms, all {whole} ms of processor time; {} MB more than before; {} schemas, {} problems",
        memory().saturating_sub(before),
        description.schemas.len(),
        problems.len(),
    );
}
