//! What a caller of the engine adds and sees: tags, filters and values of its own, what a
//! rendering read, and the end of its time.

use super::check::{Outcome, law};
use super::generate::Case;
use portal::liquid::engine::tags::TagDef;
use portal::liquid::eval::TagCall;
use portal::liquid::syntax::tree::Custom;
use portal::liquid::{
    Args, Code, Engine, Error, FilterContext, FilterDef, FilterError, Kind, ParseOptions, ReadLog, RenderOptions,
    Template, Value, View,
};
use serde_json::json;
use std::cell::Cell;
use std::collections::HashMap;

/// `{% box value %}…{% endbox %}`: a frame whose body knows the value as `box`.
#[derive(Debug)]
struct Framed;

impl TagDef for Framed {
    fn is_block(&self) -> bool {
        true
    }

    fn check(&self, tag: &Custom) -> Result<(), Error> {
        if tag.arguments.is_empty() { Err(Error::new(Code::Argument, "`box` needs a value")) } else { Ok(()) }
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        let value = call.argument(0)?.unwrap_or_default();
        call.print_raw("[")?;
        call.body(vec![("box", value)])?;
        call.print_raw("]")
    }
}

/// `{% greet %}`: greets `user`, which stands nowhere in the template, and remembers it in `greeted`.
#[derive(Debug)]
struct Greeting;

impl TagDef for Greeting {
    fn reads(&self) -> &'static [&'static str] {
        &["user"]
    }

    fn writes(&self) -> &'static [&'static str] {
        &["greeted"]
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        let user = call.variable("user").unwrap_or_default();
        call.print(&user)?;
        call.assign("greeted", user)
    }
}

/// `{% menu %}`: includes the partial of this name, which knows where it is.
#[derive(Debug)]
struct Menu;

impl TagDef for Menu {
    fn partials(&self) -> &'static [&'static str] {
        &["menu"]
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        call.include("menu", vec![("place", Value::str("top"))]).map(|_| ())
    }
}

fn shout<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Result<Value<'a>, FilterError> {
    Ok(Value::text(input.to_text().to_uppercase() + "!"))
}

/// Reads a name that is not written in the template.
fn sign<'a>(input: Value<'a>, _: &Args<'_, 'a>, context: &FilterContext<'_, 'a>) -> Result<Value<'a>, FilterError> {
    let user = context.globals.get("user").unwrap_or_default();
    Ok(Value::text(format!("{}, {}", input.to_text(), user.to_text())))
}

static FILTERS: [FilterDef; 2] = [
    FilterDef { name: "shout", run: shout, min_args: 0, max_args: 0, named: false, reads: &[] },
    FilterDef { name: "sign", run: sign, min_args: 0, max_args: 0, named: false, reads: &["user"] },
];

fn engine() -> Engine {
    Engine::builder().filters(&FILTERS).tag("box", Framed).tag("greet", Greeting).tag("menu", Menu).build()
}

fn parse(source: &str) -> Result<Template, Vec<Error>> {
    engine().parse("page", source, &ParseOptions::strict())
}

fn render(source: &str, data: &dyn View) -> String {
    let template = parse(source).expect("the templates of this file can be read");
    template.render(data, &RenderOptions::default()).expect("and rendered")
}

#[test]
fn tags_and_filters_of_the_caller_work_beside_the_standard_ones() {
    let data = json!({ "user": "<Ann>", "list": [1, 2] });
    assert_eq!(render("{% greet %} {{ greeted | shout }}", &data), "&lt;Ann&gt; &lt;ANN&gt;!");
    assert_eq!(
        render("{% for i in list %}{% box i %}{{ box }}{% continue %}{% endbox %}-{% endfor %}", &data),
        "[1][2]"
    );
}

#[test]
fn mistakes_in_tags_of_the_caller_have_places() {
    let errors = parse("a\n  {% box %}{% endbox %}\n{% gret %}\n{{ 1 | shuot }}{% box 1 %}").expect_err("mistakes");
    let seen: Vec<_> = errors.iter().map(|error| (error.code(), error.line(), error.advice())).collect();
    assert_eq!(
        seen,
        [
            (Code::Argument, 2, None),
            (Code::UnknownTag, 3, Some("did you mean `greet`?")),
            (Code::UnknownFilter, 4, Some("did you mean `shout`?")),
            (Code::UnclosedBlock, 4, Some("end it with `{% endbox %}`")),
        ]
    );
}

#[test]
fn a_partial_that_a_tag_includes_knows_the_way_through_it() {
    let template = parse("{{ 1 }}\n {% menu %}").expect("a template");
    let menu = template.engine().parse("menu", "{{ place }}{{ nam }}", &ParseOptions::strict()).expect("a partial");
    let partials = HashMap::from([("menu".to_owned(), menu)]);
    let options = RenderOptions { partials: &partials, ..RenderOptions::default() };
    let error = template.render(&json!({}), &options).expect_err("`nam` is unknown");
    let trace: Vec<_> = error.trace().iter().map(|frame| (&*frame.template, frame.line, frame.column)).collect();
    assert_eq!((error.template(), error.column(), trace), ("menu", 15, vec![("page", 2, 2)]));
}

#[test]
fn the_law_holds_for_tags_of_the_caller() {
    let data = json!({ "user": "Ann", "list": [1, 2, 3], "late": { "n": 2, "title": "T" } });
    for template in [
        "a{% greet %}b{{ greeted }}c",
        "{% assign greeted = 1 %}{% if late.n == 2 %}{% greet %}{% endif %}{{ greeted }}",
        "{% for i in list %}{% box i %}{{ box }}{% if late.n == box %}{% break %}{% endif %}{% endbox %}-{% endfor %}",
        "{% box late.title %}{{ box }}{% assign x = box %}{% endbox %}{{ x | shout }}",
        "{% for i in list %}{% box i %}{{ box | shout }}{% endbox %}{{ late.n }}{% endfor %}",
        "{% capture c %}{% greet %}{% endcapture %}{{ c }}{% render 'part', n: late.n %}{% include 'part' %}",
        "{% for i in list %}{% menu %}{{ i }}{% endfor %}{{ opened }}{% menu %}",
        "{{ 'x' | sign }}{% assign user = 'none' %}{{ 'y' | sign }}{{ user }}",
        "{% assign s = list | join: ' ' | sign %}{% for i in list %}{{ s | shout }}{% endfor %}{% render 'part', n: s %}",
    ] {
        for (late, strict) in [(["user"].as_slice(), true), (&["late"], true), (&["user", "late"], false)] {
            let case = Case {
                template: template.to_owned(),
                partials: vec![
                    ("part".to_owned(), "<{% greet %}{{ n }}{{ greeted }}>".to_owned()),
                    (
                        "menu".to_owned(),
                        "{{ place }}{% assign opened = late.n %}{% if i == opened %}{% break %}{% endif %}".to_owned(),
                    ),
                ],
                layout: "{% greet %}|{{ content }}|{% box content %}{{ box }}{% endbox %}".to_owned(),
                data: data.as_object().cloned().unwrap_or_default(),
                late: late.iter().map(|name| (*name).to_owned()).collect(),
                lax: !strict,
                escape: true,
                unknown_is_nil: true,
                inline: false,
            };
            assert!(matches!(law(&engine(), &case), Outcome::Held { .. }), "{template}");
        }
    }
}

/// A caller's own data: services of a portal.
struct Services(Vec<Service>);

struct Service {
    name: String,
    title: String,
}

impl View for Services {
    fn kind(&self) -> Kind {
        Kind::List
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.0.iter().find(|service| service.name == key).map(|service| Value::View(service))
    }

    fn at(&self, position: usize) -> Option<Value<'_>> {
        self.0.get(position).map(|service| Value::View(service))
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl View for Service {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        (key == "title").then(|| Value::str(&self.title))
    }

    fn keys(&self) -> Vec<String> {
        vec!["title".to_owned()]
    }

    fn identity(&self) -> Option<(&str, &str)> {
        Some(("service", &self.name))
    }
}

/// The globals: `services` and nothing else.
struct Site(Services);

impl View for Site {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        (key == "services").then_some(Value::View(&self.0))
    }

    fn keys(&self) -> Vec<String> {
        vec!["services".to_owned()]
    }
}

fn site() -> Site {
    let service = |name: &str, title: &str| Service { name: name.to_owned(), title: title.to_owned() };
    Site(Services(vec![service("mail", "Mail & more"), service("pay", "Pay"), service("first", "One")]))
}

#[test]
fn collections_are_looked_up_by_position_and_by_name() {
    let site = site();
    assert_eq!(
        render(
            "{{ services.size }} {{ services[1].title }} {{ services.pay.title }} {{ services['mail'].title }}",
            &site
        ),
        "3 Pay Pay Mail &amp; more"
    );
    assert_eq!(render("{% for s in services %}{{ s.title }};{% endfor %}", &site), "Mail &amp; more;Pay;One;");
    assert_eq!(render("{% if services.pay == services[1] %}same{% endif %}", &site), "same");
    assert_eq!(render("{% if services.pay == services[0] %}same{% else %}other{% endif %}", &site), "other");
}

#[test]
fn what_a_rendering_read_is_recorded() {
    let template = parse(
        "{{ page.title }}{% assign x = site.name %}{{ x.size }}{% if page.draft %}{{ page.never }}{% endif %}\
         {% include 'part' %}{% greet %}",
    )
    .expect("a template");
    let part = template.engine().parse("part", "{{ page.tags[0] }}", &ParseOptions::strict()).expect("a partial");
    let partials = HashMap::from([("part".to_owned(), part)]);
    let data = json!({ "page": { "title": "T", "draft": false, "tags": ["a"] }, "site": { "name": "S" }, "user": 1 });
    let log = ReadLog::new();
    let options = RenderOptions { partials: &partials, record: Some(&log), ..RenderOptions::default() };
    template.render(&data, &options).expect("renders");
    assert_eq!(log.variables(), ["page.draft", "page.tags", "page.title", "site.name", "user"]);
    assert_eq!(log.partials(), ["part"]);
}

#[test]
fn a_rendering_ends_when_its_time_is_over() {
    let template = parse("{% for i in (1..100000) %}{{ i }}{% endfor %}").expect("a template");
    let asked = Cell::new(0);
    let over = || {
        asked.set(asked.get() + 1);
        asked.get() > 3
    };
    let options = RenderOptions { deadline: Some(&over), ..RenderOptions::default() };
    let error = template.render(&json!({}), &options).expect_err("its time is over");
    assert_eq!((error.code(), error.message()), (Code::Limit, "rendering the template takes too long"));
    assert_eq!((asked.get(), error.line(), error.column()), (4, 1, 1));
}
