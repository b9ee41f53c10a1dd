//! Templates made to exhaust a machine end in an error, soon and in little memory.
//!
//! Each one runs in a process of its own, because the memory a process once needed can only be
//! told for the whole process.

use portal::liquid::split::{self, LateNames};
use portal::liquid::{Engine, NoPartials, OnError, ParseOptions, RenderOptions, Template};
use serde_json::json;
use std::collections::HashMap;
use std::process::Command;
use std::time::Duration;

/// The processor's time that a bomb may take: a second, which an unoptimised build stretches.
const SECOND: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });
const KILOBYTES: u64 = 64 * 1024;
const CHILD: &str = "PORTAL_LIQUID_BOMB";

/// Name and source. A partial `self` has the same source as the template.
fn bombs() -> Vec<(&'static str, String)> {
    let mut bombs: Vec<(&str, String)> = [
        ("an endless range", "{% for i in (1..1000000000) %}{{ i }}{% endfor %}"),
        ("an endless empty loop", "{% for i in (1..1000000000) %}{% endfor %}"),
        ("an endless reversed loop", "{% for i in (1..9223372036854775807) reversed %}{% endfor %}"),
        ("an endless late offset", "{% for i in (1..1000000000) offset: 999999999 %}{% endfor %}{% for i in (1..1000000000) %}{% endfor %}"),
        ("nested loops", "{% for i in (1..100000) %}{% for j in (1..100000) %}{% for k in (1..100000) %}{% endfor %}{% endfor %}{% endfor %}"),
        ("an endless table", "{% tablerow i in (1..1000000000) cols: 1 %}{% endtablerow %}"),
        ("a loop of includes", "{% for i in (1..1000000000) %}{% include 'leaf' %}{% endfor %}"),
        ("a loop of renders", "{% render 'leaf' for (1..1000000000) %}{% for i in (1..1000000000) %}{% render 'leaf' %}{% endfor %}"),
        ("a partial that includes itself", "{% include 'self' %}"),
        ("a partial that includes itself twice", "{% include 'self' %}{% include 'self' %}"),
        ("a partial that renders itself in a loop", "{% for i in (1..10) %}{% render 'self' %}{% endfor %}"),
        ("doubling assign", "{% assign x = 'aaaa' %}{% for i in (1..1000) %}{% assign x = x | append: x %}{% endfor %}"),
        ("doubling capture", "{% capture x %}aaaa{% endcapture %}{% for i in (1..1000) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}"),
        ("doubling lists", "{% assign x = 'a,b' | split: ',' %}{% for i in (1..1000) %}{% assign x = x | concat: x %}{% endfor %}"),
        ("many variables", "{% for i in (1..1000) %}{% capture x %}{% for j in (1..10000) %}aaaaaaaaaaaaaaaa{% endfor %}{% endcapture %}{% assign y = y | append: x %}{% endfor %}"),
        ("doubling prepend and replace", "{% assign x = 'aaaa' %}{% for i in (1..1000) %}{% assign x = x | replace: 'a', x %}{% endfor %}"),
        ("growing escape", "{% assign x = '&&&&' %}{% for i in (1..1000000) %}{% assign x = x | escape %}{% endfor %}"),
        ("growing url_encode", "{% assign x = '%%%%' %}{% for i in (1..1000000) %}{% assign x = x | url_encode %}{% endfor %}"),
        ("doubling join", "{% assign x = 'aaaa' %}{% for i in (1..1000) %}{% assign x = x | split: '' | join: x %}{% endfor %}"),
        ("joining an endless range", "{{ (1..1000000000) | join: ',' }}"),
        ("sorting an endless range", "{{ (1..1000000000) | sort | size }}{{ (1..1000000000) | reverse | last }}"),
        ("mapping an endless range", "{{ (1..1000000000) | map: 'x' | uniq | compact | size }}"),
        ("summing an endless range", "{{ (1..1000000000) | sum }}{{ (1..1000000000) | where: 'x', 1 | size }}"),
        ("endless numbers", "{% assign x = 9 %}{% for i in (1..1000000) %}{% assign x = x | times: x %}{% endfor %}{% for i in (1..1000000000) %}{{ x }}{% endfor %}"),
        ("endless columns of a date", "{{ 0 | date: '%999999999Y%999999999Y' }}{% for i in (1..1000000000) %}{{ 0 | date: '%9999Y' }}{% endfor %}"),
        ("endless output", "{% for i in (1..1000000) %}{% for j in (1..1000) %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% endfor %}{% endfor %}"),
        ("counters without end", "{% for i in (1..1000000000) %}{% increment a %}{% cycle 'a', 'b' %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}"),
    ]
    .into_iter()
    .map(|(name, source)| (name, source.to_owned()))
    .collect();
    let nested =
        |open: &str, inside: &str, close: &str, times: usize| open.repeat(times) + inside + &close.repeat(times);
    bombs.extend([
        ("10,000 nested ifs", nested("{% if true %}", "x", "{% endif %}", 10_000)),
        ("10,000 ifs never closed", "{% if true %}".repeat(10_000)),
        ("10,000 nested loops", nested("{% for i in (1..2) %}", "x", "{% endfor %}", 10_000)),
        ("10,000 nested captures", nested("{% capture x %}", "x", "{% endcapture %}", 10_000)),
        ("10,000 nested cases", nested("{% case 1 %}{% when 1 %}", "x", "{% endcase %}", 10_000)),
        ("10,000 nested comments never closed", "{% comment %}".repeat(10_000)),
        ("100,000 parentheses", format!("{{{{ {} }}}}", nested("(", "1..2", ")", 100_000))),
        ("100,000 open parentheses", format!("{{{{ {} }}}}", "(".repeat(100_000))),
        ("100,000 brackets", format!("{{{{ {} }}}}", nested("a[", "1", "]", 100_000))),
        ("100,000 open brackets", format!("{{{{ {} }}}}", "[".repeat(100_000))),
        ("100,000 nested ranges", format!("{{{{ {}1{} }}}}", "(1..".repeat(100_000), ")".repeat(100_000))),
    ]);
    bombs
}

#[test]
fn statement_69_bombs_end_in_an_error_soon_and_in_little_memory() {
    let program = std::env::current_exe().expect("the test program");
    for (number, (name, _)) in bombs().into_iter().enumerate() {
        let output = Command::new(&program)
            .args(["--exact", "liquid::bombs::one_bomb_in_a_process_of_its_own", "--nocapture"])
            .env(CHILD, number.to_string())
            .output()
            .expect("the test program starts again");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
        let report =
            text.lines().find_map(|line| line.split_once("bomb: ")).unwrap_or_else(|| panic!("{name}: {text}")).1;
        println!("{name}: {report}");
    }
}

#[test]
fn one_bomb_in_a_process_of_its_own() {
    let Some(number) = std::env::var(CHILD).ok().and_then(|number| number.parse::<usize>().ok()) else { return };
    let (_, source) = bombs().swap_remove(number);
    let before = peak();
    let start = busy();
    let error = explode(&source).expect_err("a bomb ends in an error");
    let (took, grown) = (busy() - start, peak() - before);
    println!("bomb: {} after {took:?} and {grown} kB", error.lines().next().unwrap_or_default());
    assert!(took < SECOND, "took {took:?}");
    assert!(grown < KILOBYTES, "took {grown} kB");
}

/// Reads and renders in every way, so that neither errors in place nor lax reading open a way out. What lax reading
/// makes sense of, and renders to next to nothing, strict reading refuses.
fn explode(source: &str) -> Result<String, String> {
    let engine = Engine::standard();
    let short = |text: String| text.chars().take(200).collect::<String>();
    let template = engine.parse("self", source, &ParseOptions::lax()).map_err(|errors| short(format!("{errors:?}")))?;
    let leaf = engine.parse("leaf", "{{ leaf }}", &ParseOptions::lax()).expect("a template");
    let partials = HashMap::from([("self".to_owned(), template.clone()), ("leaf".to_owned(), leaf)]);
    let data = json!({});
    let options = RenderOptions { partials: &partials, now: Some(0), ..RenderOptions::default() };
    template.render(&data, &options).map_err(|error| short(format!("{error:?}")))?;
    let options = RenderOptions { errors: OnError::Inline, ..options };
    let text = template.render(&data, &options).map_err(|error| short(format!("{error:?}")))?;
    assert!(text.len() < 100, "a template that lax reading puts up with stays small");
    engine.parse("self", source, &ParseOptions::strict()).map(|_| text).map_err(|errors| short(format!("{errors:?}")))
}

/// The processor's time that this thread has taken.
fn busy() -> Duration {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = status.split_whitespace().next().and_then(|number| number.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or_default())
}

/// The most memory this process ever had, in kilobytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

/// Loops that would be unrolled without end are left whole instead.
#[test]
fn splitting_a_template_of_nested_loops_stays_small() {
    let source = "{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% if me %}{{ i }}{% endif %}\
                  {% endfor %}{% endfor %}{% endfor %}";
    let template: Template = Engine::standard().parse("t", source, &ParseOptions::strict()).expect("a template");
    let start = busy();
    let options = RenderOptions { partials: &NoPartials, ..RenderOptions::default() };
    let segments = split::specialise(&template, &json!({}), &LateNames::new(["me"]), &options).expect("splits");
    assert!(busy() - start < SECOND);
    assert!(serde_json::to_string(&segments).expect("data").len() < 1 << 20);
}
