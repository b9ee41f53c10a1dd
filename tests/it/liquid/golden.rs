//! The golden Liquid suite: every case must come out as it says. None is
//! skipped, none is treated by its name.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::PathBuf;

use portal::liquid::{Engine, Error, Escape, Mode, ParseOptions, Partials, RenderOptions, Template, Undefined};
use serde::Deserialize;
use serde_json::Value as Json;

/// How many cases the suite has; a shorter file would be a silent gap.
const CASES: usize = 1054;

#[derive(Deserialize)]
struct Suite {
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    template: String,
    #[serde(default)]
    data: Json,
    #[serde(default)]
    templates: HashMap<String, String>,
    result: Option<String>,
    #[serde(default)]
    results: Vec<String>,
    #[serde(default)]
    invalid: bool,
    #[serde(default)]
    tags: Vec<String>,
}

/// The partials of one case, some of which may not be templates at all.
struct Parsed(HashMap<String, Result<Template, Vec<Error>>>);

impl Partials for Parsed {
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>> {
        self.0.get(name).map(|parsed| parsed.as_ref().map_err(Vec::as_slice))
    }
}

/// The shared data folder; `PORTAL_SHARED` names another one.
pub(super) fn suite_file() -> PathBuf {
    let shared = std::env::var_os("PORTAL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    shared.join("data/golden-liquid/golden_liquid.json")
}

fn render(engine: &Engine, case: &Case) -> Result<String, String> {
    let strict = case.tags.iter().any(|tag| tag == "strict" || tag == "strict2");
    let mode = if strict { Mode::Strict } else { Mode::Lax };
    // The suite is about the language: output is not escaped, unknown names are nil.
    let options = ParseOptions { mode, escape: Escape::Off, undefined: Undefined::Nil, range: None };
    let parse = |name: &str, source: &str| engine.parse(name, source, &options);
    let partials = Parsed(case.templates.iter().map(|(name, text)| (name.clone(), parse(name, text))).collect());
    let shown = |error: &Error| format!("{error:?}");
    let template =
        parse("golden", &case.template).map_err(|errors| errors.iter().map(shown).collect::<Vec<_>>().join("; "))?;
    let options = RenderOptions { partials: &partials, now: Some(1_767_225_600), ..RenderOptions::default() };
    template.render(&case.data, &options).map_err(|error| shown(&error))
}

/// What is wrong with the outcome of a case.
fn complaint(case: &Case, outcome: &Result<String, String>) -> Option<String> {
    let right = match outcome {
        Err(_) => case.invalid,
        Ok(out) => !case.invalid && case.result.iter().chain(&case.results).any(|wanted| wanted == out),
    };
    let wanted = match &case.result {
        _ if case.invalid => "an error".to_owned(),
        Some(result) => format!("{result:?}"),
        None => format!("one of {:?}", case.results),
    };
    (!right).then(|| {
        format!("{}\n  template: {:?}\n  wanted:   {wanted}\n  got:      {outcome:?}", case.name, case.template)
    })
}

#[test]
fn every_golden_case_comes_out_as_it_says() {
    // The harness captures what the print macros write; the count is to be seen.
    let mut say = std::io::stderr();
    let file = suite_file();
    let Ok(text) = std::fs::read_to_string(&file) else {
        writeln!(say, "golden-liquid: not run, there is no {}", file.display()).expect("stderr is open");
        return;
    };
    let suite: Suite = serde_json::from_str(&text).expect("the suite is the JSON its schema describes");
    let engine = Engine::standard();
    let complaints: Vec<String> =
        suite.tests.iter().filter_map(|case| complaint(case, &render(&engine, case))).collect();
    let passed = suite.tests.len() - complaints.len();
    writeln!(say, "golden-liquid: {passed} of {}", suite.tests.len()).expect("stderr is open");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert_eq!(suite.tests.len(), CASES);
}
