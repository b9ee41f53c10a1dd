//! Sites in memory for the suites: files by path and text, and what loading them finds.

use portal::diag::{self, Format, ReportOptions};
use portal::input::{self, Cache, LoadOptions, Loaded, MemoryFiles};

/// A site of these files; `portal.yaml` is there when it is not given.
pub(crate) fn files(given: &[(&str, &str)]) -> MemoryFiles {
    let mut files = MemoryFiles::default();
    files.insert("portal.yaml", "title: Sample\n");
    for (path, text) in given {
        files.insert(path, *text);
    }
    files
}

/// Loads a site of these files.
pub(crate) fn load(given: &[(&str, &str)]) -> Loaded {
    input::load(&files(given), &LoadOptions::default(), &mut Cache::default())
}

/// Loads a site that must have no problem.
pub(crate) fn load_clean(given: &[(&str, &str)]) -> input::Loaded {
    let loaded = load(given);
    assert_eq!(found(&loaded), "", "expected a site without problems");
    loaded
}

/// What is wrong, a line each: place, severity, code, message, then the hints indented.
pub(crate) fn found(loaded: &Loaded) -> String {
    let options = ReportOptions { format: Format::Short, ..ReportOptions::default() };
    let line = |problem: &diag::Diagnostic| {
        let labels = problem.labels.iter().map(|label| {
            let at = label.span.start();
            format!("  {}:{}:{}: {}\n", label.span.source.name(), at.line, at.column, label.message)
        });
        let hints = problem.hints.iter().map(|hint| format!("  {hint}\n"));
        diag::report(std::slice::from_ref(problem), &options) + &labels.chain(hints).collect::<String>()
    };
    loaded.diagnostics.iter().map(line).collect()
}
