//! The law of partial evaluation, asserted for one case: shared by the property tests and the
//! fuzzer.

use super::generate::Case;
use portal::liquid::split::{self, LateNames, Segment};
use portal::liquid::{
    Code, Engine, Error, Escape, Limits, Mode, OnError, ParseOptions, RenderOptions, Template, Undefined,
};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What came of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The template cannot be read, or a limit was reached: nothing to compare.
    Skipped,
    /// The halves agree with the whole; whether anything was live.
    Held { live: bool },
}

/// Asserts the law for `case`, with its late values, and with none of them (what an anonymous
/// reader sees).
pub fn law(engine: &Engine, case: &Case) -> Outcome {
    let options = ParseOptions {
        mode: if case.lax { Mode::Lax } else { Mode::Strict },
        escape: if case.escape { Escape::Html } else { Escape::Off },
        undefined: if case.unknown_is_nil { Undefined::Nil } else { Undefined::ByMode },
        range: None,
    };
    let Ok(template) = engine.parse("main", case.template.as_str(), &options) else { return Outcome::Skipped };
    let mut partials = HashMap::new();
    for (name, source) in &case.partials {
        let Ok(partial) = engine.parse(name, source.as_str(), &options) else { return Outcome::Skipped };
        partials.insert(name.clone(), partial);
    }
    let options = RenderOptions {
        partials: &partials,
        limits: Limits { steps: 100_000, output: 1 << 20, memory: 1 << 20, ..Limits::default() },
        errors: if case.inline { OnError::Inline } else { OnError::Raise },
        now: Some(1_700_000_000),
        ..RenderOptions::default()
    };
    holds(&template, case, &options)
}

fn holds(template: &Template, case: &Case, options: &RenderOptions<'_>) -> Outcome {
    let is_late = |name: &String| case.late.contains(name);
    let part = |late: bool| -> Map<String, Value> {
        case.data.iter().filter(|(name, _)| is_late(name) == late).map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    let nobody = Value::Object(
        case.data.iter().map(|(k, v)| (k.clone(), if is_late(k) { Value::Null } else { v.clone() })).collect(),
    );
    let (all, statics, late) =
        (Value::Object(case.data.clone()), Value::Object(part(false)), Value::Object(part(true)));
    let names = LateNames::new(case.late.iter().cloned());
    let whole = template.render(&all, options);
    let anonymous = template.render(&nobody, options);
    if [&whole, &anonymous].iter().any(|result| limited(result)) {
        return Outcome::Skipped;
    }
    let segments = match split::specialise(template, &statics, &names, options) {
        Ok(segments) => segments,
        Err(error) => {
            if error.code().is_fatal() {
                return Outcome::Skipped;
            }
            assert!(whole.is_err(), "the static half failed alone: {error:?}\nwhole: {whole:?}\n{case:#?}");
            return Outcome::Held { live: true };
        }
    };
    let stored = serde_json::to_string(&segments).expect("segments are data");
    let segments: Vec<Segment> = serde_json::from_str(&stored).expect("what was stored is read");
    let live = segments.iter().any(|segment| matches!(segment, Segment::Live(_)));
    if !live {
        assert!(segments.len() <= 1, "nothing is live and yet there are pieces: {segments:?}");
    }
    let engine = template.engine();
    let finished = split::finish(&segments, engine, &late, options);
    same("finished", &whole, &finished, case, &stored);
    let base = split::anonymous(&segments, engine, &names, options);
    same("anonymous", &anonymous, &base.as_ref().map(|page| page.text.clone()).map_err(Clone::clone), case, &stored);
    if let (Ok(base), Ok(whole)) = (base, whole) {
        let regions =
            split::finish_regions(split::regions(&segments), engine, &late, options).expect("finished before");
        assert_eq!(base.splice(&regions), whole, "spliced\n{case:#?}\n{stored}");
    }
    Outcome::Held { live }
}

fn limited(result: &Result<String, Error>) -> bool {
    result.as_ref().is_err_and(|error| matches!(error.code(), Code::Limit | Code::IncludeDepth))
}

fn same(what: &str, expected: &Result<String, Error>, got: &Result<String, Error>, case: &Case, stored: &str) {
    let agree = match (expected, got) {
        (Ok(expected), Ok(got)) => expected == got,
        (Err(expected), Err(got)) => {
            let place = |error: &Error| (error.line(), error.column(), error.trace().to_vec());
            // Nodes out of the lines of a `liquid` tag are put into other tags: their places are
            // near, not exact.
            let sources = || case.partials.iter().map(|(_, source)| source).chain([&case.template]);
            let is_verbatim = lives(stored).iter().all(|live| sources().any(|source| source.contains(live)));
            (expected.code(), expected.message(), expected.template()) == (got.code(), got.message(), got.template())
                && (!is_verbatim || place(expected) == place(got))
        }
        _ => false,
    };
    assert!(agree, "{what}: expected {expected:?}\ngot {got:?}\n{case:#?}\n{stored}");
}

/// The sources of the live segments.
fn lives(stored: &str) -> Vec<String> {
    let segments: Vec<Value> = serde_json::from_str(stored).expect("what was stored is JSON");
    let source = |segment: Value| segment["live"]["source"].as_str().map(str::to_owned);
    segments.into_iter().filter_map(source).collect()
}
