//! What is printed from a syntax tree reads as the same tree: for every golden case, for
//! generated templates and for all templates of the theme and the example.

use super::generate::{Choices, case};
use portal::liquid::syntax::print;
use portal::liquid::{Engine, Mode, ParseOptions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::path::{Path, PathBuf};

/// How many generated templates are printed.
const CASES: u32 = 2_000;

/// Prints `source` and reads it again; false where it is no template.
fn survives(engine: &Engine, source: &str, mode: Mode) -> bool {
    let options = ParseOptions { mode, ..ParseOptions::default() };
    let Ok(template) = engine.parse("first", source, &options) else { return false };
    let printed = print::source(template.body());
    let again = engine.parse("again", printed.as_str(), &options);
    let again = again.unwrap_or_else(|errors| panic!("{source:?}\nprinted {printed:?}\n{errors:?}"));
    assert_eq!(template.body(), again.body(), "{source:?}\nprinted {printed:?}");
    true
}

/// How many of `sources` are templates, strictly or laxly read.
fn surviving<'s>(sources: impl IntoIterator<Item = &'s str>) -> usize {
    let engine = Engine::standard();
    let both = |source| [Mode::Strict, Mode::Lax].map(|mode| survives(&engine, source, mode)).contains(&true);
    sources.into_iter().filter(|source| both(source)).count()
}

#[test]
fn every_golden_case_is_read_as_it_is_printed() {
    let Ok(text) = std::fs::read_to_string(super::golden::suite_file()) else { return };
    let suite: serde_json::Value = serde_json::from_str(&text).expect("valid JSON");
    let cases = suite["tests"].as_array().expect("a list of cases");
    let partials = cases.iter().filter_map(|case| case["templates"].as_object()).flat_map(|map| map.values());
    let sources = cases.iter().map(|case| &case["template"]).chain(partials).filter_map(|source| source.as_str());
    let read = surviving(sources);
    assert!(read > 900, "only {read} were templates");
}

#[test]
fn generated_templates_are_read_as_they_are_printed() {
    let engine = Engine::standard();
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let numbers = prop::collection::vec(any::<u16>(), 0..600);
    let result = TestRunner::new(config).run(&numbers, |numbers| {
        let case = case(&mut Choices::new(&numbers));
        for source in case.partials.iter().map(|(_, source)| source).chain([&case.template, &case.layout]) {
            survives(&engine, source, Mode::Strict);
            survives(&engine, source, Mode::Lax);
        }
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
}

/// Found by the fuzzer.
#[test]
fn a_cycle_of_nothing_is_read_as_it_is_printed() {
    assert_eq!(surviving(["{% cycle , %}", "{% cycle 'g': %}", "{% cycle 'g': , %}"]), 3);
}

#[test]
fn the_templates_of_the_theme_are_read_as_they_are_printed() {
    let mut files = Vec::new();
    for folder in ["themes", "site-example"] {
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    let sources: Vec<String> = files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect();
    let read = surviving(sources.iter().map(String::as_str));
    assert!(read > 50, "only {read} of {} were templates", sources.len());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|found| found == "liquid" || found == "html" || found == "md") {
            files.push(path);
        }
    }
}
