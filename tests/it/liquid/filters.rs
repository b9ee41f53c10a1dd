//! What filters do to safe HTML, to hostile arguments and to numbers beyond
//! the common: what the golden suite does not ask.

use portal::liquid::{Code, Engine, Error, Escape, Mode, ParseOptions, RenderOptions, Undefined};
use serde_json::json;

fn render_with(source: &str, escape: Escape, now: Option<i64>) -> Result<String, Error> {
    let options = ParseOptions { mode: Mode::Strict, escape, undefined: Undefined::Nil, range: None };
    let template = Engine::standard().parse("test", source, &options).expect("the templates of this file can be read");
    let data = json!({ "long": "a b ".repeat(10_000), "list": ["<i>", "b"], "lines": "<a>\n<b>" });
    template.render(&data, &RenderOptions { now, ..RenderOptions::default() })
}

fn html(source: &str) -> String {
    render_with(source, Escape::Html, None).unwrap_or_else(|error| format!("error: {}", error.message()))
}

#[test]
fn escaped_text_is_not_escaped_twice() {
    assert_eq!(html("{{ '<b>' | escape }}"), "&lt;b&gt;");
    assert_eq!(html("{{ '&lt;<' | escape_once }}"), "&lt;&lt;");
    assert_eq!(html("{{ '<b>' | html_safe | escape }}"), "&lt;b&gt;");
}

#[test]
fn joining_safe_html_with_text_escapes_the_text_only() {
    assert_eq!(html("{{ '<b>' | html_safe | append: '<i>' }}"), "<b>&lt;i&gt;");
    assert_eq!(html("{{ '<i>' | prepend: '<b>' }}"), "&lt;b&gt;&lt;i&gt;");
    assert_eq!(html("{% assign br = '<br>' | html_safe %}{{ list | join: br }}"), "&lt;i&gt;<br>b");
    assert_eq!(html("{{ list | join: '&' }}"), "&lt;i&gt;&amp;b");
}

#[test]
fn filters_that_make_html_escape_what_they_wrap() {
    assert_eq!(html("{{ lines | newline_to_br }}"), "&lt;a&gt;<br />\n&lt;b&gt;");
}

#[test]
fn parts_of_safe_html_are_safe_only_where_nothing_can_be_broken() {
    assert_eq!(html("{{ ' <b> ' | html_safe | strip }}"), "<b>");
    assert_eq!(html("{{ 'a &amp; <b>b</b>' | html_safe | strip_html | truncate: 8 }}"), "a ...");
    assert_eq!(html("{{ '<b>bold</b>' | html_safe | truncate: 5, '' }}"), "&lt;b&gt;bo");
    assert_eq!(html("{{ '<b>' | html_safe | upcase }}"), "&lt;B&gt;");
}

#[test]
fn without_escaping_nothing_is_marked_or_escaped() {
    let text = |source: &str| render_with(source, Escape::Off, None).expect("the template is right");
    assert_eq!(text("{{ lines | newline_to_br }}"), "<a><br />\n<b>");
    assert_eq!(text("{{ '<b>' | html_safe | append: '<i>' }}"), "<b><i>");
    assert_eq!(text("{{ '<b>' | escape | append: '<i>' }}"), "&lt;b&gt;<i>");
}

#[test]
fn the_present_is_what_the_caller_says() {
    let source = "{{ 'now' | date: '%Y-%m-%d' }} {{ 'Today' | date: '%H:%M' }}";
    assert_eq!(render_with(source, Escape::Html, Some(1_795_517_126)).ok().as_deref(), Some("2026-11-24 10:45"));
    let error = render_with(source, Escape::Html, None).expect_err("there is no clock");
    assert_eq!(error.code(), Code::Argument);
}

#[test]
fn numbers_beyond_64_bits_become_floats() {
    assert_eq!(html("{{ 9223372036854775807 | plus: 1 }}"), "9.223372036854776e+18");
    assert_eq!(html("{{ 9223372036854775807 | times: 9223372036854775807 }}"), "8.507059173023462e+37");
    assert_eq!(html("{{ '99999999999999999999999999999999999999999' | minus: 1 }}"), "1.0e+41");
    assert_eq!(html("{{ 10 | round: -400 }} {{ 1.5 | round: 400 }}"), "0 1.5");
}

#[test]
fn results_that_would_be_huge_are_refused() {
    for source in [
        "{{ long | replace: '', long }}",
        "{% assign parts = long | split: '' %}{{ parts | join: long }}",
        "{{ 'now' | date: '%1024d' | replace: '0', long | replace: 'a', long }}",
    ] {
        let error = render_with(source, Escape::Html, Some(0)).expect_err("the result is far over the limit");
        assert_eq!(error.code(), Code::Limit, "{source}");
    }
}

#[test]
fn stripping_html_takes_linear_time() {
    let source = format!("{{{{ '{}' | strip_html | size }}}}", "<script".repeat(50_000));
    assert_eq!(html(&source), "350000");
}

#[test]
fn filters_on_text_see_the_notation_of_a_list() {
    let text = |source: &str| render_with(source, Escape::Off, None).expect("the template is right");
    assert_eq!(text("{{ list | append: '!' }} {{ list }}"), "[\"<i>\", \"b\"]! <i>b");
    assert_eq!(text("{{ (1..3) | append: '!' }}"), "1..3!");
}

#[test]
fn numbers_are_rounded_once() {
    assert_eq!(html("{{ 4.5 | round: -1 }} {{ 45 | round: -1 }} {{ -45 | round: -1 }}"), "0 50 -50");
}
