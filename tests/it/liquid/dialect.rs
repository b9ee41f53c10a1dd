//! What 3scale's portals add to Liquid, lax reading as there, and how errors say where they are.

use portal::liquid::{Code, Engine, Error, Escape, Mode, OnError, ParseOptions, RenderOptions, Template};
use serde_json::{Value, json};
use std::collections::HashMap;

fn parse_as(mode: Mode, name: &str, source: &str) -> Result<Template, Vec<Error>> {
    Engine::standard().parse(name, source, &ParseOptions { mode, ..ParseOptions::default() })
}

fn data() -> Value {
    json!({ "yes": true, "empty_list": [], "name": "Ann", "can": { "be_updated?": true }, "list": [1, 2, 3] })
}

fn with_partials(mode: Mode, source: &str, partials: &[(&str, &str)], errors: OnError) -> Result<String, Error> {
    let engine = Engine::standard();
    let options = ParseOptions { mode, ..ParseOptions::default() };
    let parse = |name: &str, source: &str| engine.parse(name, source, &options).expect("can be read");
    let partials: HashMap<_, _> =
        partials.iter().map(|(name, source)| ((*name).to_owned(), parse(name, source))).collect();
    parse("page", source).render(&data(), &RenderOptions { partials: &partials, errors, ..RenderOptions::default() })
}

fn lax(source: &str) -> String {
    with_partials(Mode::Lax, source, &[], OnError::Raise).expect("lax reading is patient")
}

#[test]
fn names_end_in_question_marks_and_present_is_a_literal() {
    assert_eq!(lax("{% if can.be_updated? %}y{% endif %}{% if can.be_deleted? %}n{% endif %}"), "y");
    assert_eq!(lax("{% if name == present %}y{% endif %}{% if empty_list == present %}n{% endif %}"), "y");
    assert_eq!(lax("{% if nobody == blank %}y{% endif %}{% if nobody != present %}y{% endif %}"), "yy");
}

#[test]
fn tags_need_no_spaces() {
    let source = "{%if yes%}a{%elsif name == present%}b{%else%}c{%endif%}{%for i in list%}{{i}}{%endfor%}";
    assert_eq!(lax(source), "a123");
    assert_eq!(lax("{% if nobody %}a{% elsif name == present%}b{%endif%}"), "b");
}

#[test]
fn lax_reading_is_silent_about_names_and_malformed_expressions() {
    assert_eq!(lax("[{{ nobody.at.all }}{{ name | no_such_filter }}{{ name | upcase: }}]"), "[AnnANN]");
    assert_eq!(lax("[{{ name ^ & }}{% if name == %}y{% endif %}{% if yes & no %}z{% endif %}]"), "[Annz]");
    assert_eq!(lax("{% include 'nothing' %}."), ".");
}

#[test]
fn lax_reading_still_refuses_what_has_no_meaning() {
    for (source, code) in [
        ("{% no_such_tag %}", Code::UnknownTag),
        ("{% if yes %}", Code::UnclosedBlock),
        ("{% for i in list %}{% if yes %}{% endfor %}", Code::UnclosedBlock),
    ] {
        let errors = parse_as(Mode::Lax, "page", source).expect_err("no meaning");
        assert_eq!(errors[0].code(), code, "{source}");
    }
    let error = with_partials(Mode::Lax, "{{ name | truncate: 1, 2, 3, 4 }}", &[], OnError::Raise);
    assert_eq!(error.expect_err("too many arguments").code(), Code::Argument);
}

#[test]
fn a_partial_shares_the_scope_and_the_loop_of_its_caller() {
    let partials = [("field", "{% assign seen = i %}{% if i == 2 %}{% continue %}{% endif %}({{ i }})")];
    let page = "{% for i in list %}{% include 'field' %}-{% endfor %}{{ seen }}";
    assert_eq!(with_partials(Mode::Lax, page, &partials, OnError::Raise).ok().as_deref(), Some("(1)-(3)-3"));
}

#[test]
fn errors_are_raised_or_printed_in_place() {
    let page = "a{{ 1 | divided_by: 0 }}b{{ 'x' | append }}c";
    let raised = with_partials(Mode::Lax, "a{{ 1 | divided_by: 0 }}b", &[], OnError::Raise);
    assert_eq!(raised.expect_err("raised").code(), Code::Argument);
    let printed = with_partials(Mode::Lax, page, &[], OnError::Inline).expect("goes on");
    assert!(printed.starts_with("aLiquid error: ") && printed.ends_with('c'), "{printed}");
    assert!(printed.matches("Liquid error: ").count() == 2, "{printed}");
}

#[test]
fn escaping_is_a_matter_of_the_template() {
    let render = |escape| {
        let options = ParseOptions { escape, ..ParseOptions::strict() };
        let source = "{{ '<b>' }}{{ '<i>' | html_safe }}{% capture c %}<u>{{ '&' }}{% endcapture %}{{ c }}";
        let template = Engine::standard().parse("page", source, &options).expect("a template");
        template.render(&json!({}), &RenderOptions::default()).expect("renders")
    };
    assert_eq!(render(Escape::Html), "&lt;b&gt;<i><u>&amp;");
    assert_eq!(render(Escape::Off), "<b><i><u>&");
}

#[test]
fn several_mistakes_are_told_at_once_each_with_its_place() {
    let source = "{{ name | upcas }}\n{% fro i in list %}\n{% if yes %}\n  {{ a b }}\n  {% for x y %}{% endfor %}\n";
    let errors = parse_as(Mode::Strict, "page", source).expect_err("five mistakes");
    let seen: Vec<_> = errors.iter().map(|error| (error.code(), error.line(), error.column())).collect();
    assert_eq!(
        seen,
        [
            (Code::UnknownFilter, 1, 11),
            (Code::UnknownTag, 2, 4),
            (Code::UnclosedBlock, 3, 1),
            (Code::Syntax, 4, 8),
            (Code::Syntax, 5, 12),
        ]
    );
    assert_eq!(errors[0].advice(), Some("did you mean `upcase`?"));
    assert_eq!(errors[2].source_line(), "{% if yes %}");
    assert_eq!(errors[2].advice(), Some("end it with `{% endif %}`"));
}

#[test]
fn an_error_knows_its_way_through_partials() {
    let partials = [("outer", "<p>\n {% render 'inner' %}"), ("inner", "{{ 1 }}\n\n{{ nam }}")];
    let error = with_partials(Mode::Strict, "é {% include 'outer' %}", &partials, OnError::Raise).expect_err("nam");
    assert_eq!((error.template(), error.line(), error.column()), ("inner", 3, 4));
    let trace: Vec<_> = error.trace().iter().map(|frame| (&*frame.template, frame.line, frame.column)).collect();
    assert_eq!(trace, [("outer", 2, 2), ("page", 1, 3)]);
    assert_eq!(error.source_line(), "{{ nam }}");
}
