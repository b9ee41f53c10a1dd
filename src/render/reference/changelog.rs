//! What changed from version to version of an api, worst first.

use std::sync::Arc;

use super::Desk;
use super::row::int;
use super::{routes, words};
use crate::liquid::Value;
use crate::model::Comparison;
use crate::model::comparison::{Change, ChangedOperation, Class};
use crate::render::views::{properties, views};

/// Changes of one class that a page lists.
const MOST: usize = 300;
/// Operations that a shared change names.
const MOST_USES: usize = 8;

/// Two versions and what lies between them.
pub struct Compared<'m> {
    /// The older version.
    pub old: &'m str,
    /// The newer version.
    pub new: &'m str,
    /// Day of the newer one, as written in addresses of time.
    pub date: Option<String>,
    /// What changed.
    pub comparison: Comparison,
}

/// One step of an api.
pub(crate) struct StepView {
    old: String,
    new: String,
    url: String,
    date: Option<String>,
    classes: Vec<ClassView>,
}

properties!(StepView, this, {
    "old" => Value::str(&this.old),
    "new" => Value::str(&this.new),
    "url" => Value::str(&this.url),
    "date" => this.date.as_deref(),
    "classes" => views(&this.classes),
});

/// Changes of one class.
pub(crate) struct ClassView {
    class: Class,
    count: usize,
    changes: Vec<ChangeView>,
}

properties!(ClassView, this, {
    "name" => this.class.name(),
    "title" => match this.class {
        Class::Breaking => "Breaking",
        Class::NonBreaking => "New and changed",
        Class::Documentation => "Words only",
    },
    "count" => int(this.count),
    "more" => int(this.count - this.changes.len()),
    "changes" => views(&this.changes),
});

/// One change.
pub(crate) struct ChangeView {
    html: Arc<str>,
    rule: &'static str,
    operation: Option<Target>,
    schema: Option<Target>,
    uses: Vec<Target>,
    more_uses: usize,
}

properties!(ChangeView, this, {
    "html" => Value::html_str(&this.html),
    "rule" => this.rule,
    "operation" => crate::render::views::view(this.operation.as_ref()),
    "schema" => crate::render::views::view(this.schema.as_ref()),
    "uses" => views(&this.uses),
    "more_uses" => int(this.more_uses),
});

/// What a change belongs to, with its page where there still is one.
pub(crate) struct Target {
    method: String,
    name: String,
    url: Option<String>,
}

properties!(Target, this, {
    "method" => Value::str(&this.method),
    "name" => Value::str(&this.name),
    "url" => this.url.as_deref(),
});

/// The steps of an api, newest first.
pub(super) fn of(desk: Desk<'_>, api: &str, steps: &[Compared<'_>]) -> Vec<StepView> {
    let step = |step: &Compared<'_>| StepView {
        old: step.old.to_owned(),
        new: step.new.to_owned(),
        url: routes::overview(api, step.new).to_string(),
        date: step.date.clone(),
        classes: [Class::Breaking, Class::NonBreaking, Class::Documentation]
            .into_iter()
            .filter_map(|class| class_view(desk, api, step, class))
            .collect(),
    };
    steps.iter().map(step).collect()
}

fn class_view(desk: Desk<'_>, api: &str, step: &Compared<'_>, class: Class) -> Option<ClassView> {
    let all = || step.comparison.changes.iter().filter(|change| change.class == class);
    let count = all().count();
    let changes = all().take(MOST).map(|change| view(desk, api, step.new, change)).collect();
    (count > 0).then_some(ClassView { class, count, changes })
}

fn view(desk: Desk<'_>, api: &str, version: &str, change: &Change) -> ChangeView {
    let words = match change.place.is_empty() {
        true => change.message.clone(),
        false => format!("{}: {}", change.place, change.message),
    };
    let operation = |given: &ChangedOperation| Target {
        method: given.method.clone(),
        name: given.path.clone(),
        url: given.slug.as_deref().map(|slug| routes::operation(api, version, slug).to_string()),
    };
    ChangeView {
        html: desk.texts.field(&words::capitalised(&words)),
        rule: change.rule,
        operation: change.operation.as_ref().map(operation),
        schema: change.schema.as_ref().map(|given| Target {
            method: String::new(),
            name: given.name.clone(),
            url: given.slug.as_deref().map(|slug| routes::schema(api, version, slug).to_string()),
        }),
        uses: change.uses.iter().take(MOST_USES).map(operation).collect(),
        more_uses: change.uses.len().saturating_sub(MOST_USES),
    }
}
