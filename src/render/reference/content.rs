//! Parameters, bodies and answers as rows.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::row::{Row, anchor};
use super::shape::Shape;
use super::tree::{Room, Side, grow};
use super::{Desk, status, texts, words};
use crate::liquid::Value;
use crate::model::description::{Body, Encoding, Location, Media, Parameter, Response, SchemaId, Style, Type};
use crate::render::views::{properties, strings, view, views};

/// Parameters of one location.
pub(crate) struct ParametersView<'m> {
    title: &'static str,
    id: &'static str,
    rows: Vec<Row<'m>>,
}

properties!(ParametersView<'_>, this, {
    "title" => this.title,
    "id" => this.id,
    "rows" => views(&this.rows),
});

/// One media type, or several of one schema.
pub(crate) struct MediaView<'m> {
    types: Vec<&'m str>,
    tree: Option<Row<'m>>,
    /// Each item of a stream.
    item: Option<Row<'m>>,
    encoding: Vec<EncodingView<'m>>,
}

properties!(MediaView<'_>, this, {
    "types" => strings(this.types.iter().copied()),
    "tree" => view(this.tree.as_ref()),
    "item" => view(this.item.as_ref()),
    "encoding" => views(&this.encoding),
});

/// How a property of a form is written.
pub(crate) struct EncodingView<'m> {
    encoding: &'m Encoding,
    words: String,
}

properties!(EncodingView<'_>, this, {
    "property" => Value::str(&this.encoding.property),
    "words" => Value::html_str(&this.words),
});

/// What a request carries.
pub(crate) struct BodyView<'m> {
    required: bool,
    description: Arc<str>,
    media: Vec<MediaView<'m>>,
}

properties!(BodyView<'_>, this, {
    "required" => this.required,
    "description" => Value::html_str(&this.description),
    "media" => views(&this.media),
});

/// What comes back with a status.
pub(crate) struct ResponseView<'m> {
    id: String,
    response: &'m Response,
    title: String,
    description: Arc<str>,
    headers: Vec<Row<'m>>,
    media: Vec<MediaView<'m>>,
    links: Vec<LinkView<'m>>,
}

properties!(ResponseView<'_>, this, {
    "id" => Value::str(&this.id),
    "status" => Value::str(&this.response.status),
    "reason" => status::reason(&this.response.status),
    "kind" => status::kind(&this.response.status),
    "title" => Value::str(&this.title),
    "description" => Value::html_str(&this.description),
    "headers" => views(&this.headers),
    "media" => views(&this.media),
    "links" => views(&this.links),
    "more" => !this.description.is_empty() || !this.headers.is_empty() || !this.media.is_empty() || !this.links.is_empty(),
});

/// What can be called next.
pub(crate) struct LinkView<'m> {
    title: &'m str,
    url: Option<String>,
    description: Arc<str>,
    parameters: Vec<(&'m str, Cow<'m, str>)>,
}

properties!(LinkView<'_>, this, {
    "title" => Value::str(this.title),
    "url" => this.url.as_deref(),
    "description" => Value::html_str(&this.description),
    "parameters" => Value::array(this.parameters.iter().map(|(name, value)| {
        Value::map([("name", Value::str(name)), ("value", Value::str(value))].into_iter().collect())
    }).collect()),
});

/// Headings and anchors of the locations of parameters, in the order of pages.
const LOCATIONS: [(&[Location], &str, &str); 4] = [
    (&[Location::Path], "Path parameters", "path"),
    (&[Location::Query, Location::QueryString], "Query parameters", "query"),
    (&[Location::Header], "Headers", "header"),
    (&[Location::Cookie], "Cookies", "cookie"),
];

/// The parameters of a request by location.
pub(super) fn parameters<'m>(desk: Desk<'m>, given: &'m [Parameter], room: &mut Room) -> Vec<ParametersView<'m>> {
    let mut groups = Vec::new();
    for (locations, title, id) in LOCATIONS {
        let here = given.iter().filter(|parameter| locations.contains(&parameter.location));
        let rows: Vec<Row<'m>> = here.map(|given| parameter(desk, given, Side::Request, id, room)).collect();
        if !rows.is_empty() {
            groups.push(ParametersView { title, id, rows });
        }
    }
    groups
}

/// A parameter or header with the fields of its value.
fn parameter<'m>(desk: Desk<'m>, given: &'m Parameter, side: Side, prefix: &str, room: &mut Room) -> Row<'m> {
    let id = room.ids.claim(&format!("{prefix}-{}", anchor(&given.name)));
    let mut row = match given.schema {
        Some(schema) => grow(desk, side, schema, &id, 24, room),
        None => Row { id, types: "anything".to_owned(), ..Row::default() },
    };
    room.rows = room.rows.saturating_sub(1);
    row.name = Cow::Borrowed(&given.name);
    row.kind = "field";
    row.required = given.required;
    row.deprecated |= given.deprecated;
    if !given.description.trim().is_empty() {
        row.description = desk.texts.field(&given.description);
    }
    let example = given.examples.first().and_then(|example| example.value.as_ref());
    if let (Some(value), true) = (example.filter(|value| value.as_str().len() <= 100), row.values.is_empty()) {
        row.example = Some(words::shown(value));
    }
    let how = serialisation(desk, given);
    if !how.is_empty() {
        row.facts = if row.facts.is_empty() { how } else { format!("{} · {how}", row.facts) };
    }
    row
}

/// How lists and objects become text, where that is not what everybody does.
fn serialisation(desk: Desk<'_>, given: &Parameter) -> String {
    let mut said: Vec<String> = Vec::new();
    if let Some(media_type) = &given.media_type {
        said.push(format!("written as {}", words::code(media_type)));
    } else if let Some(schema) = given.schema {
        let types = Shape::of(&desk.description.schemas, schema).types();
        if types.has(Type::Array) || types.has(Type::Object) {
            said.extend(style(given, types.has(Type::Object)).map(str::to_owned));
        }
    }
    if given.allow_empty {
        said.push("may be empty".to_owned());
    }
    if given.allow_reserved {
        said.push("reserved characters as they are".to_owned());
    }
    said.join(" · ")
}

fn style(given: &Parameter, is_object: bool) -> Option<&'static str> {
    Some(match (given.style, given.explode) {
        (Style::Form | Style::Cookie, true) if is_object => "each property is a parameter of its own",
        (Style::Form | Style::Cookie, true) => "repeat it for several values",
        (Style::Form | Style::Simple | Style::Cookie, false) => "values separated by commas",
        (Style::Simple, true) if is_object => "written as <code>name=value</code>, separated by commas",
        (Style::Simple, true) => "values separated by commas",
        (Style::SpaceDelimited, _) => "values separated by spaces",
        (Style::PipeDelimited, _) => "values separated by <code>|</code>",
        (Style::TabDelimited, _) => "values separated by tabs",
        (Style::DeepObject, _) => "written as <code>name[property]=value</code>",
        (Style::Label, _) => "written behind a dot, as <code>.value</code>",
        (Style::Matrix, _) => "written as <code>;name=value</code>",
    })
}

/// The body of a request.
pub(super) fn body<'m>(desk: Desk<'m>, body: &'m Body, prefix: &str, rows: usize, room: &mut Room) -> BodyView<'m> {
    BodyView {
        required: body.required,
        description: desk.texts.block(&body.description, 4),
        media: media(desk, Side::Request, &body.content, prefix, rows, room),
    }
}

/// Media types with their fields; those of one schema stand together.
fn media<'m>(
    desk: Desk<'m>,
    side: Side,
    content: &'m [Media],
    prefix: &str,
    rows: usize,
    room: &mut Room,
) -> Vec<MediaView<'m>> {
    let mut views: Vec<MediaView<'m>> = Vec::new();
    let mut known: Vec<(Option<SchemaId>, Option<SchemaId>)> = Vec::new();
    for media in content {
        let same = known.iter().position(|known| *known == (media.schema, media.item_schema));
        if let (Some(same), true) = (same, media.encoding.is_empty()) {
            views[same].types.push(&media.media_type);
            continue;
        }
        known.push((media.schema, media.item_schema));
        let prefix = if views.is_empty() { prefix.to_owned() } else { format!("{prefix}-{}", views.len() + 1) };
        let item = media.item_schema.map(|schema| grow(desk, side, schema, &format!("{prefix}-item"), rows, room));
        let encoding = |encoding| EncodingView { encoding, words: written(encoding) };
        views.push(MediaView {
            types: vec![&media.media_type],
            tree: media.schema.map(|schema| grow(desk, side, schema, &prefix, rows, room)),
            item,
            encoding: media.encoding.iter().map(encoding).filter(|view| !view.words.is_empty()).collect(),
        });
    }
    views
}

fn written(encoding: &Encoding) -> String {
    let mut said = Vec::new();
    if let Some(media_type) = &encoding.content_type {
        said.push(format!("sent as {}", words::code(media_type)));
    }
    if let Some(style) = encoding.style {
        said.push(format!("style {}", words::code(style.name())));
    }
    if !encoding.headers.is_empty() {
        let names: Vec<String> = encoding.headers.iter().map(|header| words::code(&header.name)).collect();
        said.push(format!("with the headers {}", names.join(", ")));
    }
    said.join(" · ")
}

/// The answers. The first good one is shown whole; of the others, which are mostly one shape of error, each shape once.
pub(super) fn responses<'m>(
    desk: Desk<'m>,
    given: &'m [Response],
    prefix: &str,
    room: &mut Room,
) -> Vec<ResponseView<'m>> {
    let main = given.iter().position(|response| status::kind(&response.status) == "good").unwrap_or(0);
    let mut shown: HashSet<SchemaId> = HashSet::new();
    // Room is given to the answer that readers came for before the others take theirs.
    let first = given.get(main).map(|given| response(desk, given, prefix, 120, &mut shown, room));
    let mut first = first;
    let mut views = Vec::with_capacity(given.len());
    for (at, given) in given.iter().enumerate() {
        views.push(match first.take_if(|_| at == main) {
            Some(view) => view,
            None => response(desk, given, prefix, 16, &mut shown, room),
        });
    }
    views
}

fn response<'m>(
    desk: Desk<'m>,
    response: &'m Response,
    prefix: &str,
    rows: usize,
    shown: &mut HashSet<SchemaId>,
    room: &mut Room,
) -> ResponseView<'m> {
    let id = room.ids.claim(&format!("{prefix}-{}", anchor(&response.status)));
    let text = response.description.trim();
    let is_title = texts::is_plain(text) && text.chars().count() <= 120;
    let title = match &response.summary {
        Some(summary) => summary.clone(),
        None if is_title && !text.is_empty() => text.to_owned(),
        None => status::reason(&response.status).to_owned(),
    };
    let has_own = response.summary.is_some() || !is_title;
    let known: Vec<SchemaId> = response.content.iter().filter_map(|media| media.schema).collect();
    let rows = if !known.is_empty() && known.iter().all(|schema| shown.contains(schema)) { 0 } else { rows };
    shown.extend(known);
    let headers = response.headers.iter().take(24);
    ResponseView {
        title,
        description: if has_own { desk.texts.block(text, 4) } else { Arc::default() },
        headers: headers.map(|header| parameter(desk, header, Side::Response, &format!("{id}-header"), room)).collect(),
        media: media(desk, Side::Response, &response.content, &id, rows, room),
        links: response.links.iter().map(|given| link(desk, given)).collect(),
        response,
        id,
    }
}

fn link<'m>(desk: Desk<'m>, link: &'m crate::model::description::Link) -> LinkView<'m> {
    let operation = link.operation.and_then(|at| desk.description.operations.get(at));
    let title = operation.map(super::operation::title);
    LinkView {
        title: title.unwrap_or(if link.target.is_empty() { &link.name } else { &link.target }),
        url: operation.map(|operation| desk.atlas.url("operations", &operation.slug)),
        description: desk.texts.field(&link.description),
        parameters: link.parameters.iter().map(|(name, value)| (name.as_str(), words::shown(value))).collect(),
    }
}
