//! One operation, webhook or callback as its page shows it.

use std::borrow::Cow;
use std::sync::Arc;

use super::auth::{self, OptionView};
use super::content::{self, BodyView, ParametersView, ResponseView};
use super::pane::{self, Pane};
use super::row::Ids;
use super::tree::Room;
use super::{Desk, menu};
use crate::liquid::Value;
use crate::model::Credentials;
use crate::model::description::{Callback, Operation};
use crate::render::escape;
use crate::render::views::{properties, strings, view, views};

/// Rows that a page has room for.
const ROWS: usize = 220;

/// A request that can be sent, with all there is to say.
pub(crate) struct OperationView<'m> {
    operation: &'m Operation,
    path: String,
    description: Arc<str>,
    server: String,
    auth: Vec<OptionView<'m>>,
    is_open: bool,
    parameters: Vec<ParametersView<'m>>,
    body: Option<BodyView<'m>>,
    responses: Vec<ResponseView<'m>>,
    callbacks: Vec<CallbackView<'m>>,
    previous: Option<menu::Leaf<'m>>,
    next: Option<menu::Leaf<'m>>,
    pane: Pane<'m>,
    console: Option<String>,
}

properties!(OperationView<'_>, this, {
    "id" => Value::str(&this.operation.id),
    "title" => heading(this.operation).into_owned(),
    "method" => Value::str(&this.operation.method),
    "path" => Value::str(&this.operation.path),
    "path_html" => Value::html_str(&this.path),
    "summary" => Value::str(&this.operation.summary),
    "description" => Value::html_str(&this.description),
    "deprecated" => this.operation.deprecated,
    "docs" => view(this.operation.external_docs.as_ref()),
    "server" => Value::str(&this.server),
    "auth" => views(&this.auth),
    "open" => this.is_open,
    "parameters" => views(&this.parameters),
    "body" => view(this.body.as_ref()),
    "responses" => views(&this.responses),
    "callbacks" => views(&this.callbacks),
    "previous" => view(this.previous.as_ref()),
    "next" => view(this.next.as_ref()),
    "gaps" => strings(this.operation.gaps.iter().map(String::as_str)),
    "console_url" => this.console.as_deref(),
    "samples" => views(&this.pane.samples),
    "examples" => views(&this.pane.examples),
});

/// Requests that the api sends because of this one.
pub(crate) struct CallbackView<'m> {
    name: &'m str,
    operations: Vec<OperationView<'m>>,
}

properties!(CallbackView<'_>, this, {
    "name" => Value::str(this.name),
    "operations" => views(&this.operations),
});

/// What a list calls an operation, beside its method.
pub(super) fn title(operation: &Operation) -> &str {
    if operation.summary.is_empty() { &operation.path } else { &operation.summary }
}

/// What its own page calls it: where nobody gave it words, the method stands before its path.
pub(super) fn heading(operation: &Operation) -> Cow<'_, str> {
    match operation.summary.is_empty() && operation.path.starts_with('/') {
        true => Cow::Owned(format!("{} {}", operation.method, operation.path)),
        false => Cow::Borrowed(title(operation)),
    }
}

/// The operation at `at`.
pub(super) fn of<'m>(desk: Desk<'m>, at: usize, credentials: Option<&Credentials>) -> OperationView<'m> {
    let operation = &desk.description.operations[at];
    let (previous, next) = menu::neighbours(desk, at);
    let console = Some(format!("{}console.json", desk.atlas.url("operations", &operation.slug)));
    OperationView { previous, next, pane: pane::of(desk, operation, credentials), console, ..whole(desk, operation) }
}

/// The webhook at `at`.
pub(super) fn webhook(desk: Desk<'_>, at: usize) -> OperationView<'_> {
    let operation = &desk.description.webhooks[at];
    OperationView { pane: pane::of_webhook(desk, operation), ..whole(desk, operation) }
}

fn whole<'m>(desk: Desk<'m>, operation: &'m Operation) -> OperationView<'m> {
    let mut room = Room { rows: ROWS, ids: Ids::default() };
    // Anchors that layouts set themselves.
    for taken in
        ["main", "drawer", "authorization", "parameters", "body", "responses", "callbacks", "request", "response"]
    {
        room.ids.claim(taken);
    }
    part(desk, operation, "", &mut room)
}

fn part<'m>(desk: Desk<'m>, operation: &'m Operation, prefix: &str, room: &mut Room) -> OperationView<'m> {
    let (auth, is_open) = auth::options(desk, &operation.security);
    let rows = if prefix.is_empty() { 120 } else { 24 };
    let named = |part: &str| if prefix.is_empty() { part.to_owned() } else { format!("{prefix}-{part}") };
    OperationView {
        operation,
        path: path_html(&operation.path),
        description: desk.texts.block(&operation.description, 2),
        server: server(desk, operation),
        auth,
        is_open,
        parameters: content::parameters(desk, &operation.parameters, room),
        body: operation.body.as_ref().map(|body| content::body(desk, body, &named("body"), rows, room)),
        responses: content::responses(desk, &operation.responses, &named("response"), room),
        callbacks: if prefix.is_empty() {
            operation.callbacks.iter().map(|given| callback(desk, given, room)).collect()
        } else {
            Vec::new()
        },
        previous: None,
        next: None,
        pane: Pane::default(),
        console: None,
    }
}

fn callback<'m>(desk: Desk<'m>, callback: &'m Callback, room: &mut Room) -> CallbackView<'m> {
    let prefix = format!("callback-{}", super::row::anchor(&callback.name));
    let operations = callback.operations.iter().map(|operation| part(desk, operation, &prefix, room));
    CallbackView { name: &callback.name, operations: operations.collect() }
}

/// The base URL that a reader would use first.
pub(super) fn server(desk: Desk<'_>, operation: &Operation) -> String {
    let own = operation.servers.first();
    own.or(desk.description.servers.first()).map(|server| server.default_url()).unwrap_or_default()
}

/// A path that breaks behind its slashes, its variables marked.
pub(super) fn path_html(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 32);
    let mut text = String::new();
    for c in path.chars() {
        match c {
            '/' => {
                escape::text(&mut out, &std::mem::take(&mut text));
                out.push_str(if out.is_empty() { "/" } else { "<wbr>/" });
            }
            '{' => {
                escape::text(&mut out, &std::mem::take(&mut text));
                out.push_str("<var>{");
            }
            '}' if out.ends_with("<var>{") => {
                escape::text(&mut out, &std::mem::take(&mut text));
                out.push_str("}</var>");
            }
            c => text.push(c),
        }
    }
    escape::text(&mut out, &text);
    if out.matches("<var>").count() > out.matches("</var>").count() {
        out.push_str("</var>");
    }
    out
}
