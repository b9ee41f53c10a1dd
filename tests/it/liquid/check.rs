//! The law of partial evaluation, asserted for one case: shared by the property tests and the
//! fuzzer.

use super::generate::Case;
use portal::liquid::split::{self, LateNames, Segment};
use portal::liquid::{
    Engine, Error, Escape, Kind, Limits, Mode, OnError, ParseOptions, Partials, RenderOptions, Template, Undefined,
    View,
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

/// Partials, some of which may not be templates at all.
struct Shelf(HashMap<String, Result<Template, Vec<Error>>>);

impl Partials for Shelf {
    fn partial(&self, name: &str) -> Option<Result<&Template, &[Error]>> {
        self.0.get(name).map(|parsed| parsed.as_ref().map_err(Vec::as_slice))
    }

    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Asserts the law for `case`, with its late values, and with none of them (what an anonymous
/// reader sees); for the template alone and inside of its layout.
pub fn law(engine: &Engine, case: &Case) -> Outcome {
    let options = ParseOptions {
        mode: if case.lax { Mode::Lax } else { Mode::Strict },
        escape: if case.escape { Escape::Html } else { Escape::Off },
        undefined: if case.unknown_is_nil { Undefined::Nil } else { Undefined::ByMode },
        range: None,
    };
    let parse = |name: &str, source: &str| engine.parse(name, source, &options);
    let Ok(template) = parse("main", &case.template) else { return Outcome::Skipped };
    let partials = Shelf(case.partials.iter().map(|(name, source)| (name.clone(), parse(name, source))).collect());
    let layout = parse("layout", &case.layout);
    let options = RenderOptions {
        partials: &partials,
        limits: Limits { steps: 100_000, output: 1 << 20, memory: 1 << 20, ..Limits::default() },
        errors: if case.inline { OnError::Inline } else { OnError::Raise },
        now: Some(1_700_000_000),
        ..RenderOptions::default()
    };
    let checker = Checker::new(case, &options);
    let Some(page) = checker.alone(&template) else { return Outcome::Skipped };
    if let Ok(layout) = &layout {
        checker.inside(layout, &page);
    }
    Outcome::Held { live: page.live }
}

/// A template that kept the law.
struct Kept {
    segments: Vec<Segment>,
    /// The text with all values, and the one with no late ones.
    whole: Result<String, Error>,
    anonymous: Result<String, Error>,
    live: bool,
}

/// The values of a case, by who knows them.
struct Checker<'c> {
    case: &'c Case,
    options: &'c RenderOptions<'c>,
    names: LateNames,
    all: Value,
    nobody: Value,
    statics: Value,
    late: Value,
}

impl<'c> Checker<'c> {
    fn new(case: &'c Case, options: &'c RenderOptions<'c>) -> Self {
        let is_late = |name: &String| case.late.contains(name);
        let part = |late: bool| -> Map<String, Value> {
            case.data.iter().filter(|(name, _)| is_late(name) == late).map(|(k, v)| (k.clone(), v.clone())).collect()
        };
        let nobody = case.data.iter().map(|(k, v)| (k.clone(), if is_late(k) { Value::Null } else { v.clone() }));
        Checker {
            case,
            options,
            names: LateNames::new(case.late.iter().cloned()),
            all: Value::Object(case.data.clone()),
            nobody: Value::Object(nobody.collect()),
            statics: Value::Object(part(false)),
            late: Value::Object(part(true)),
        }
    }

    /// The template by itself; `None` where a limit was reached.
    fn alone(&self, template: &Template) -> Option<Kept> {
        let whole = template.render(&self.all, self.options);
        let anonymous = template.render(&self.nobody, self.options);
        let split = split::specialise(template, &self.statics, &self.names, self.options);
        self.holds(template, whole, anonymous, split)
    }

    /// The layout around a page: its segments are to come out as its text would.
    fn inside(&self, layout: &Template, page: &Kept) {
        let (Ok(whole), Ok(anonymous)) = (&page.whole, &page.anonymous) else { return };
        let around = |content, view| layout.render(&Around { content, view }, self.options);
        let (whole, anonymous) = (around(whole, &self.all), around(anonymous, &self.nobody));
        let contents: [(&str, &[Segment]); 1] = [("content", &page.segments)];
        let split = split::specialise_around(layout, &contents, &self.statics, &self.names, self.options);
        self.holds(layout, whole, anonymous, split);
    }

    fn holds(
        &self,
        template: &Template,
        whole: Result<String, Error>,
        anonymous: Result<String, Error>,
        split: Result<Vec<Segment>, Error>,
    ) -> Option<Kept> {
        let case = self.case;
        if [&whole, &anonymous].iter().any(|result| is_limited(result)) {
            return None;
        }
        let segments = match split {
            Ok(segments) => segments,
            Err(error) => {
                if !error.code().is_fatal() {
                    assert!(whole.is_err(), "the static half failed alone: {error:?}\nwhole: {whole:?}\n{case:#?}");
                    return Some(Kept { segments: Vec::new(), whole, anonymous: Err(error), live: true });
                }
                return None;
            }
        };
        let stored = serde_json::to_string(&segments).expect("segments are data");
        let segments: Vec<Segment> = serde_json::from_str(&stored).expect("what was stored is read");
        let live = segments.iter().any(|segment| matches!(segment, Segment::Live(_)));
        if !live {
            assert!(segments.len() <= 1, "nothing is live and yet there are pieces: {segments:?}");
        }
        let engine = template.engine();
        let finished = split::finish(&segments, engine, &self.late, self.options);
        let base = split::anonymous(&segments, engine, &self.names, self.options);
        let text = base.as_ref().map(|page| page.text.clone()).map_err(Clone::clone);
        if [&finished, &text].iter().any(|result| is_limited(result)) && template.name() == "layout" {
            // A layout is finished together with its page, within one and the same limit.
            return None;
        }
        self.same("finished", &whole, &finished, &stored);
        self.same("anonymous", &anonymous, &text, &stored);
        if let (Ok(base), Ok(whole)) = (base, &whole) {
            let regions = split::finish_regions(split::regions(&segments), engine, &self.late, self.options)
                .expect("finished before");
            assert_eq!(&base.splice(&regions), whole, "spliced\n{case:#?}\n{stored}");
        }
        Some(Kept { segments, whole, anonymous, live })
    }

    fn same(&self, what: &str, expected: &Result<String, Error>, got: &Result<String, Error>, stored: &str) {
        let case = self.case;
        let agree = match (expected, got) {
            (Ok(expected), Ok(got)) => expected == got,
            (Err(expected), Err(got)) => {
                let place = |error: &Error| (error.line(), error.column(), error.trace().to_vec());
                // Nodes out of the lines of a `liquid` tag are put into other tags: their places are
                // near, not exact.
                let sources = || case.partials.iter().map(|(_, source)| source).chain([&case.template, &case.layout]);
                let is_verbatim = lives(stored).iter().all(|live| sources().any(|source| source.contains(live)));
                (expected.code(), expected.message(), expected.template())
                    == (got.code(), got.message(), got.template())
                    && (!is_verbatim || place(expected) == place(got))
            }
            _ => false,
        };
        assert!(agree, "{what}: expected {expected:?}\ngot {got:?}\n{case:#?}\n{stored}");
    }
}

fn is_limited(result: &Result<String, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.code().is_fatal())
}

/// The sources of the live segments.
fn lives(stored: &str) -> Vec<String> {
    let segments: Vec<Value> = serde_json::from_str(stored).expect("what was stored is JSON");
    let source = |segment: Value| segment["live"]["source"].as_str().map(str::to_owned);
    segments.into_iter().filter_map(source).collect()
}

/// Values with the text of a page among them, as HTML.
struct Around<'p> {
    content: &'p str,
    view: &'p Value,
}

impl View for Around<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<portal::liquid::Value<'_>> {
        if key == "content" { Some(portal::liquid::Value::html_str(self.content)) } else { View::get(self.view, key) }
    }

    fn len(&self) -> usize {
        self.view.len() + 1
    }

    fn keys(&self) -> Vec<String> {
        self.view.keys().into_iter().chain(["content".to_owned()]).collect()
    }
}
