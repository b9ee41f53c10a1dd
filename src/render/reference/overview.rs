//! What the overview of a version and the pages of its tags say.

use std::sync::Arc;

use super::Desk;
use super::auth::{self, SchemeView};
use super::menu::{self, Leaf};
use crate::liquid::Value;
use crate::model::description::{ExternalDocs, Server, Variable};
use crate::render::views::{properties, strings, text, view, views};

/// An overview with more operations than this lists their tags only.
const MOST_OPERATIONS: usize = 200;

/// What a version is about.
pub(crate) struct OverviewView<'m> {
    desk: Desk<'m>,
    description: Arc<str>,
    schemes: Vec<SchemeView<'m>>,
    servers: Vec<ServerView<'m>>,
    groups: Vec<TagView<'m>>,
    webhooks: Vec<Leaf<'m>>,
}

properties!(OverviewView<'_>, this, {
    "title" => Value::str(&this.desk.description.title),
    "summary" => text(&this.desk.description.summary),
    "description" => Value::html_str(&this.description),
    "file_version" => Value::str(&this.desk.description.version),
    "terms" => text(&this.desk.description.terms),
    "contact_name" => this.desk.description.contact.as_ref().and_then(|contact| contact.name.as_deref()),
    "contact_url" => this.desk.description.contact.as_ref().and_then(|contact| contact.url.as_deref()),
    "contact_email" => this.desk.description.contact.as_ref().and_then(|contact| contact.email.as_deref()),
    "license" => this.desk.description.license.as_ref().map(|license| license.name.as_str()),
    "license_url" => this.desk.description.license.as_ref().and_then(|license| license.url.as_deref()),
    "docs" => view(this.desk.description.external_docs.as_ref()),
    "schemes" => views(&this.schemes),
    "servers" => views(&this.servers),
    "groups" => views(&this.groups),
    "webhooks" => views(&this.webhooks),
});

properties!(ExternalDocs, this, {
    "url" => Value::str(&this.url),
    "title" => this.description.as_deref().unwrap_or(&this.url),
});

/// A base URL.
pub(crate) struct ServerView<'m> {
    server: &'m Server,
    description: Arc<str>,
    variables: Vec<VariableView<'m>>,
}

properties!(ServerView<'_>, this, {
    "url" => Value::str(&this.server.url),
    "name" => text(&this.server.name),
    "description" => Value::html_str(&this.description),
    "variables" => views(&this.variables),
});

struct VariableView<'m> {
    variable: &'m Variable,
    description: Arc<str>,
}

properties!(VariableView<'_>, this, {
    "name" => Value::str(&this.variable.name),
    "default" => Value::str(&this.variable.default),
    "values" => strings(this.variable.values.iter().map(String::as_str)),
    "description" => Value::html_str(&this.description),
});

/// A tag with its operations.
pub(crate) struct TagView<'m> {
    pub(super) title: &'m str,
    pub(super) slug: &'m str,
    pub(super) url: Option<String>,
    pub(super) description: Arc<str>,
    pub(super) docs: Option<&'m ExternalDocs>,
    pub(super) operations: Vec<Leaf<'m>>,
    pub(super) count: usize,
}

properties!(TagView<'_>, this, {
    "title" => Value::str(this.title),
    "slug" => Value::str(this.slug),
    "url" => this.url.as_deref(),
    "description" => Value::html_str(&this.description),
    "docs" => view(this.docs),
    "operations" => views(&this.operations),
    "count" => super::row::int(this.count),
});

/// The overview.
pub(super) fn of(desk: Desk<'_>) -> OverviewView<'_> {
    let whole = desk.description.operations.len() <= MOST_OPERATIONS;
    let server = |server| ServerView {
        server,
        description: field(desk, &server.description),
        variables: server
            .variables
            .iter()
            .map(|variable| VariableView { variable, description: field(desk, &variable.description) })
            .collect(),
    };
    OverviewView {
        desk,
        description: desk.texts.block(&desk.description.description, 2),
        schemes: auth::schemes(desk),
        servers: desk.description.servers.iter().map(server).collect(),
        groups: tags(desk, whole, if whole { 3 } else { 0 }),
        webhooks: (0..desk.description.webhooks.len().min(60)).map(|at| menu::webhook(desk, at)).collect(),
    }
}

fn field(desk: Desk<'_>, text: &Option<String>) -> Arc<str> {
    text.as_deref().map(|text| desk.texts.field(text)).unwrap_or_default()
}

/// Every tag that has operations, with them or with their number alone. Headings in texts begin at `level`.
pub(super) fn tags(desk: Desk<'_>, with_operations: bool, level: u8) -> Vec<TagView<'_>> {
    let all = menu::order(desk.atlas).into_iter().filter(|tag| !desk.atlas.by_tag[*tag].is_empty());
    all.map(|at| {
        let mut view = tag(desk, at, level);
        if !with_operations {
            view.operations.clear();
        }
        view
    })
    .collect()
}

/// One tag; an index behind the last one stands for operations without a tag.
pub(super) fn tag(desk: Desk<'_>, at: usize, level: u8) -> TagView<'_> {
    let operations = &desk.atlas.by_tag[at];
    let tag = desk.description.tags.get(at);
    TagView {
        title: tag.map_or("Other operations", |tag| &tag.title),
        slug: tag.map_or("other", |tag| &tag.slug),
        url: tag.map(|tag| desk.atlas.url("tags", &tag.slug)),
        description: tag.map(|tag| desk.texts.block(&tag.description, level)).unwrap_or_default(),
        docs: tag.and_then(|tag| tag.external_docs.as_ref()),
        operations: operations.iter().map(|at| menu::leaf(desk, *at)).collect(),
        count: operations.len(),
    }
}
