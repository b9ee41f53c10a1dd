//! One content file to a page: front matter, body, route, title. Where it stands among the others is `content`'s business.

use std::ops::Range;
use std::sync::Arc;

use super::fields::Fields;
use super::reader::Reader;
use super::{text, title};
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Format, FrontMatter, Page, Person, ResultFigure, Route, StoryFacts};
use crate::tree::{Node, yaml};

/// A page as its file alone says it.
#[derive(Debug, Clone)]
pub(super) struct PageFile {
    /// With section 0 and nothing of its section's defaults until `content` fills them in.
    pub(super) page: Arc<Page>,
    /// `access` as written.
    pub(super) access: Vec<String>,
    /// `section` as written, with its place.
    pub(super) section: Option<(String, Range<usize>)>,
    /// Where `path` is written.
    pub(super) path_place: Option<Range<usize>>,
    /// Where each `redirect_from` is written.
    pub(super) redirect_places: Vec<Range<usize>>,
}

/// Reads a content file; `path` is relative to `content/`.
pub(super) fn read(source: &Arc<Source>, path: &str, problems: &mut Vec<Diagnostic>) -> PageFile {
    let parts = text::split(source.text()).unwrap_or_else(|place| {
        let problem = Diagnostic::error("front-matter/unclosed", "this front matter is never closed")
            .at(Span::new(source, place))
            .hint("end it with a line of three dashes: `---`");
        problems.push(problem);
        text::Parts { front: None, body: source.text().len() }
    });
    let written_format = if path.ends_with(".html") { Format::Html } else { Format::Markdown };
    let default_route =
        if matches!(path, "404.md" | "404.html") { Route::file("/404.html") } else { Route::of_content(path) };
    let mut written =
        Written { front: FrontMatter { liquid: true, toc: true, ..FrontMatter::default() }, ..Written::default() };
    let root = parts.front.and_then(|range| yaml::parse(source, range, problems));
    if let Some(root) = &root {
        let reader = Reader::new(source);
        if let Some(fields) = reader.fields(root, "the front matter") {
            written.read(fields);
        }
        problems.append(&mut reader.into_problems());
    }
    if written.route.is_none()
        && let Some(fault) = fault(default_route.as_str())
    {
        let message = format!("the file's name makes the path `{default_route}`, which {fault}");
        let problem = Diagnostic::error("page/path", message).at(Span::file(source));
        problems.push(problem.hint("rename the file, or set `path` in its front matter"));
    }
    let body = parts.body..source.text().len();
    let format = written.format.unwrap_or(written_format);
    if written.front.title.is_empty() {
        written.front.title = title::of(&source.text()[body.clone()], format, path);
    }
    if let Some(story) = written.front.story.as_mut().filter(|story| story.customer.is_empty()) {
        story.customer.clone_from(&written.front.title);
    }
    let is_index = matches!(path.rsplit('/').next(), Some("index.md" | "index.html"));
    let page = Page {
        source: Arc::clone(source),
        body,
        format,
        route: written.route.unwrap_or(default_route),
        section: 0,
        is_index,
        front: written.front,
    };
    PageFile {
        page: Arc::new(page),
        access: written.access,
        section: written.section,
        path_place: written.path_place,
        redirect_places: written.redirect_places,
    }
}

/// What front matter says, as far as it was read.
#[derive(Default)]
struct Written {
    front: FrontMatter,
    format: Option<Format>,
    route: Option<Route>,
    access: Vec<String>,
    section: Option<(String, Range<usize>)>,
    path_place: Option<Range<usize>>,
    redirect_places: Vec<Range<usize>>,
}

impl Written {
    fn read(&mut self, mut fields: Fields<'_, '_>) {
        let front = &mut self.front;
        front.title = fields.string("title").unwrap_or_default();
        front.description = fields.string("description");
        front.layout = fields.string("layout");
        front.order = fields.integer("order");
        front.date = fields.parsed("date");
        front.draft = fields.flag("draft").unwrap_or(false);
        front.liquid = fields.flag("liquid").unwrap_or(true);
        front.toc = fields.flag("toc").unwrap_or(true);
        front.image = fields.string("image");
        front.tags = fields.strings("tags");
        if let Some(extra) = fields.value("extra") {
            match extra.to_json() {
                serde_json::Value::Object(map) => front.extra = map,
                _ => fields.reader().wrong_type(extra, "extra", "a mapping of keys to values"),
            }
        }
        front.story = story(&mut fields);
        self.format = fields.one_of("handler", &[("markdown", Format::Markdown), ("html", Format::Html)]);
        self.access = access(&mut fields);
        self.section = fields.placed_strings("section").into_iter().next();
        if let Some((path, place)) = fields.placed_strings("path").into_iter().next() {
            self.route = route(fields.reader(), &path, &place);
            self.path_place = Some(place);
        }
        for (path, place) in fields.placed_strings("redirect_from") {
            if let Some(route) = route(fields.reader(), &path, &place) {
                front.redirect_from.push(route.as_str().to_owned());
                self.redirect_places.push(place);
            }
        }
        fields.finish();
    }
}

/// Who may read; `public` is nobody's limit.
pub(super) fn access(fields: &mut Fields<'_, '_>) -> Vec<String> {
    let mut groups = fields.strings("access");
    if groups.iter().any(|group| group == "public") {
        groups = vec!["public".to_owned()];
    }
    groups
}

/// A path that an author wrote, as a route.
fn route(reader: &Reader<'_>, path: &str, place: &Range<usize>) -> Option<Route> {
    let Some(fault) = fault(path) else { return Some(Route::page(path)) };
    let problem = Diagnostic::error("page/path", format!("`{path}` {fault}"))
        .at(reader.span(place))
        .hint("write a path such as `/docs/start/`");
    reader.report(problem);
    None
}

/// Why a path cannot be a page's.
fn fault(path: &str) -> Option<&'static str> {
    let is_foreign = |c: char| c.is_whitespace() || c.is_control() || "?#\\%\"<>".contains(c);
    if path.contains("://") {
        Some("is a URL, expected a path of this site")
    } else if path.contains(is_foreign) {
        Some("has characters that a path cannot have")
    } else if path.contains("//") || path.split('/').any(|part| matches!(part, "." | "..")) {
        Some("is no clean path")
    } else {
        None
    }
}

/// The facts of a success story, if any is given.
fn story(fields: &mut Fields<'_, '_>) -> Option<StoryFacts> {
    let reader = fields.reader();
    let customer = fields.string("customer");
    let logo = fields.string("logo");
    let industry = fields.string("industry");
    let quote = fields.string("quote");
    let person = fields.value("person").and_then(|node| person(reader, node));
    let apis = fields.strings("apis");
    let result = |node: &Node<'_>| {
        let mut fields = reader.fields(node, "a result")?;
        let value = fields.required("value");
        let label = fields.required("label");
        fields.finish();
        Some(ResultFigure { value: value?, label: label? })
    };
    let results: Vec<ResultFigure> = fields.list("results").iter().filter_map(result).collect();
    let says_something = customer.is_some()
        || logo.is_some()
        || industry.is_some()
        || quote.is_some()
        || person.is_some()
        || !apis.is_empty()
        || !results.is_empty();
    let customer = customer.unwrap_or_default();
    says_something.then_some(StoryFacts { customer, logo, industry, quote, person, apis, results })
}

/// `{ name, role }`, or a name alone.
fn person(reader: &Reader<'_>, node: &Node<'_>) -> Option<Person> {
    if let Some(name) = node.text() {
        return Some(Person { name: name.to_owned(), role: None });
    }
    let mut fields = reader.fields(node, "a person")?;
    let name = fields.required("name");
    let role = fields.string("role");
    fields.finish();
    name.map(|name| Person { name, role })
}
