//! The law of partial evaluation: finishing what was split equals rendering the whole, for
//! generated templates and for every golden case.

use super::check::{Outcome, law};
use super::generate::{Case, Choices, case};
use portal::liquid::Engine;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// How many templates a run makes; `PORTAL_CASES` says otherwise. They are others each time, and the
/// same for the same `PORTAL_SEED`.
const CASES: u32 = 2_000;
/// How many names of a golden case's data are split in all ways.
const NAMES: usize = 4;
/// What stands around each golden case: printed, measured, in a loop and in a condition.
const LAYOUT: &str =
    "{% if content contains 'a' %}a{% endif %}{% for i in (1..2) %}{{ content }}{% endfor %}{{ content | size }}";

#[test]
fn finishing_a_split_template_equals_rendering_it_whole() {
    let given = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let cases = given("PORTAL_CASES").and_then(|cases| u32::try_from(cases).ok()).unwrap_or(CASES);
    let seed = given("PORTAL_SEED").unwrap_or_else(|| RandomState::new().hash_one(cases));
    let engine = Engine::standard();
    let (live, skipped) = (Cell::new(0), Cell::new(0));
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    let numbers = prop::collection::vec(any::<u16>(), 0..600);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let result = TestRunner::new_with_rng(config, rng).run(&numbers, |numbers| {
        match law(&engine, &case(&mut Choices::new(&numbers))) {
            Outcome::Skipped => skipped.set(skipped.get() + 1),
            Outcome::Held { live: true } => live.set(live.get() + 1),
            Outcome::Held { live: false } => {}
        }
        Ok(())
    });
    println!("law: seed {seed}, {cases} templates, {} with live segments, {} skipped", live.get(), skipped.get());
    if let Err(error) = result {
        panic!("with the seed {seed}: {error}");
    }
    assert!(live.get() > cases / 4, "too few of the generated templates have live parts to mean anything");
}

#[test]
fn the_law_holds_for_every_golden_case_whatever_part_of_its_data_is_late() {
    let Some(cases) = golden() else {
        eprintln!("law over golden-liquid: not run, there is no {}", super::golden::suite_file().display());
        return;
    };
    let engine = Engine::standard();
    let mut splits = 0;
    for golden in cases {
        for subset in 0..1_u32 << golden.data.len().min(NAMES) {
            let late = golden.data.keys().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
            let late: Vec<String> = late.map(|(_, name)| name.clone()).collect();
            for inline in [false, true] {
                law(&engine, &Case { late: late.clone(), inline, ..golden.clone() });
                splits += 1;
            }
        }
    }
    assert!(splits > 2_000);
}

/// All golden cases as cases of the law, those that must fail among them; `None` where the shared data is not there.
fn golden() -> Option<Vec<Case>> {
    let text = std::fs::read_to_string(super::golden::suite_file()).ok()?;
    let all: Value = serde_json::from_str(&text).expect("valid JSON");
    let cases = all["tests"].as_array().expect("a list of cases").iter();
    let cases = cases
        .map(|golden| {
            let strict = golden["tags"]
                .as_array()
                .is_some_and(|tags| tags.iter().any(|tag| tag == "strict" || tag == "strict2"));
            Case {
                template: golden["template"].as_str().unwrap_or_default().to_owned(),
                partials: strings(golden.get("templates")),
                layout: LAYOUT.to_owned(),
                data: golden["data"].as_object().cloned().unwrap_or_default(),
                late: Vec::new(),
                lax: !strict,
                escape: false,
                unknown_is_nil: true,
                inline: false,
            }
        })
        .collect();
    Some(cases)
}

fn strings(map: Option<&Value>) -> Vec<(String, String)> {
    let entries = map.and_then(Value::as_object).into_iter().flatten();
    entries.map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().to_owned())).collect()
}

/// A page and its layout need different parts of the same value: neither must take away the other's.
#[test]
fn a_layout_leaves_its_page_the_values_it_carries() {
    let data = serde_json::json!({ "late": "x", "m": { "title": "Tee", "deep": { "n": 7 } } });
    let case = Case {
        template: "{% if late %}{{ m.title }}{% endif %}".to_owned(),
        partials: Vec::new(),
        layout: "{% if late %}{{ m.deep.n }}{% endif %}{{ content }}{% if late %}{{ m.deep.n }}{% endif %}".to_owned(),
        data: data.as_object().cloned().unwrap_or_default(),
        late: vec!["late".to_owned()],
        lax: false,
        escape: true,
        unknown_is_nil: false,
        inline: false,
    };
    assert_eq!(law(&Engine::standard(), &case), Outcome::Held { live: true });
}

/// Found by the fuzzer: a loop that is opened says where it ends although an earlier one of its name waits.
#[test]
fn a_loop_that_is_gone_on_with_is_known_where_it_runs_now() {
    let template = "{% for i in late %}{% for j in list %}-{% endfor %}{% endfor %}{% for j in list %}\
                    {% for j in list offset: continue %}{{ j }}{% else %}none{{ late.size }}{% endfor %}{% endfor %}";
    let data = serde_json::json!({ "list": [1, 2, 3], "late": ["x", "y"] });
    let case = Case {
        template: template.to_owned(),
        partials: Vec::new(),
        layout: String::new(),
        data: data.as_object().cloned().unwrap_or_default(),
        late: vec!["late".to_owned()],
        lax: true,
        escape: false,
        unknown_is_nil: true,
        inline: false,
    };
    assert_eq!(law(&Engine::standard(), &case), Outcome::Held { live: true });
}
