//! Apis, their versions and the plans that open them.

use super::{SystemName, properties, strings, text, views};
use crate::liquid::Value;
use crate::model::description::{Operation, Tag};
use crate::model::{Api, ApiVersion, Credentials, Limit, Plan, Status};
use crate::render::reference::routes;

/// A link to an api, as stories carry it.
pub struct ApiLink<'m> {
    /// The api's title, with the version where one is named.
    pub title: String,
    /// Its overview.
    pub url: String,
    /// System name.
    pub api: &'m str,
    /// Version, where one is named.
    pub version: Option<&'m str>,
}

impl<'m> ApiLink<'m> {
    /// Reads `api` or `api/version` as written in front matter; `None` where there is no such api.
    pub fn of(written: &'m str, apis: &'m [Api]) -> Option<Self> {
        let (name, version) = written.split_once('/').map_or((written, None), |(name, version)| (name, Some(version)));
        let api = apis.iter().find(|api| api.name == name)?;
        let target = match version {
            Some(version) => api.versions.iter().find(|candidate| candidate.name == version)?,
            None => current_version(api)?,
        };
        Some(Self {
            title: version.map_or_else(|| api.title.clone(), |version| format!("{} {version}", api.title)),
            url: routes::overview(&api.name, &target.name).to_string(),
            api: &api.name,
            version,
        })
    }
}

properties!(ApiLink<'_>, this, {
    "title" => Value::str(&this.title),
    "url" => Value::str(&this.url),
    "api" => this.api,
    "version" => this.version,
});

/// The version that readers are led to: the first current one, else the first.
pub fn current_version(api: &Api) -> Option<&ApiVersion> {
    api.versions.iter().find(|version| version.status == Status::Current).or_else(|| api.versions.first())
}

/// One version.
pub struct VersionView<'m> {
    /// The version.
    pub version: &'m ApiVersion,
    url: String,
    operations_url: String,
    download_url: Option<String>,
}

impl<'m> VersionView<'m> {
    fn new(api: &Api, version: &'m ApiVersion) -> Self {
        Self {
            version,
            url: routes::overview(&api.name, &version.name).to_string(),
            operations_url: routes::operations(&api.name, &version.name).to_string(),
            download_url: (!version.gated).then(|| routes::download(&api.name, version).to_string()),
        }
    }
}

properties!(VersionView<'_>, this, {
    "name" => Value::str(&this.version.name),
    "title" => Value::str(if this.version.content.title.is_empty() { &this.version.name } else { &this.version.content.title }),
    "status" => this.version.status.name(),
    "date" => this.version.date.map_or(Value::Nil, |date| Value::text(date.to_string())),
    "sunset" => this.version.sunset.map_or(Value::Nil, |date| Value::text(date.to_string())),
    "url" => Value::str(&this.url),
    "operations" => i64::try_from(this.version.content.operations.len()).unwrap_or(i64::MAX),
    "schemas" => i64::try_from(this.version.content.named.len()).unwrap_or(i64::MAX),
    "dialect" => Value::str(&this.version.content.dialect),
    "operations_url" => Value::str(&this.operations_url),
    "groups" => groups(this),
    "download_url" => text(&this.download_url),
});

/// Tags with their operations, made when a template asks: most pages do not.
fn groups<'v>(version: &'v VersionView<'_>) -> Value<'v> {
    let content = &*version.version.content;
    let operation = |operation: &'v Operation| {
        let facts = [
            ("method", Value::str(&operation.method)),
            ("path", Value::str(&operation.path)),
            ("summary", Value::str(&operation.summary)),
            ("deprecated", Value::Bool(operation.deprecated)),
            ("url", Value::text(format!("{}{}/", version.operations_url, operation.slug))),
        ];
        Value::map(facts.into_iter().collect())
    };
    let group = |(at, tag): (usize, &'v Tag)| {
        let operations: Vec<Value<'v>> = content.operations_of(at).map(|(_, one)| operation(one)).collect();
        let is_used = !operations.is_empty();
        let facts = [("title", Value::str(&tag.title)), ("operations", Value::array(operations))];
        is_used.then(|| Value::map(facts.into_iter().collect()))
    };
    Value::array(content.tags.iter().enumerate().filter_map(group).collect())
}

/// One api with its versions.
pub struct ApiView<'m> {
    /// The api.
    pub api: &'m Api,
    versions: Vec<VersionView<'m>>,
    plans: Vec<PlanBrief<'m>>,
}

impl<'m> ApiView<'m> {
    /// The api as templates see it, with the plans that open it.
    pub fn new(api: &'m Api, plans: &'m [Plan]) -> Self {
        let opens = |plan: &&Plan| plan.apis.contains(&api.name);
        Self {
            api,
            versions: api.versions.iter().map(|version| VersionView::new(api, version)).collect(),
            plans: plans.iter().filter(opens).map(PlanBrief).collect(),
        }
    }

    /// One of its versions.
    pub fn version(&self, name: &str) -> Option<&VersionView<'m>> {
        self.versions.iter().find(|version| version.version.name == name)
    }

    /// Its versions in the order written.
    pub fn versions(&self) -> &[VersionView<'m>] {
        &self.versions
    }

    fn current(&self) -> Option<&VersionView<'m>> {
        self.version(&current_version(self.api)?.name)
    }
}

impl SystemName for ApiView<'_> {
    fn system_name(&self) -> &str {
        &self.api.name
    }
}

properties!(ApiView<'_>, this, {
    "name" => Value::str(&this.api.name),
    "title" => Value::str(&this.api.title),
    "description" => text(&this.api.description),
    "url" => this.current().map(|version| version.url.as_str()),
    "versions" => views(&this.versions),
    "current" => super::view(this.current()),
    "deprecated?" => this.api.versions.iter().all(|version| version.status != Status::Current),
    "plans" => views(&this.plans),
    "auth" => this.api.credentials.as_ref().map_or(Value::Nil, |credentials| Value::View(credentials)),
});

properties!(Credentials, this, {
    "mode" => Value::str(&this.mode),
    "location" => Value::str(&this.location),
    "names" => strings(this.names.iter().map(|(_, name)| name.as_str())),
    "app_id" => this.names.iter().find(|(role, _)| role == "app_id").map(|(_, name)| name.as_str()),
    "app_key" => this.names.iter().find(|(role, _)| role == "app_key").map(|(_, name)| name.as_str()),
    "user_key" => this.names.iter().find(|(role, _)| role == "user_key").map(|(_, name)| name.as_str()),
});

/// A plan as an api names it: without its apis, which would lead in circles.
pub(super) struct PlanBrief<'m>(&'m Plan);

properties!(PlanBrief<'_>, this, {
    "name" => Value::str(&this.0.name),
    "title" => Value::str(&this.0.title),
});

/// A plan with what it opens.
pub(super) struct PlanView<'m> {
    plan: &'m Plan,
    apis: Vec<&'m ApiView<'m>>,
    limits: Vec<LimitView<'m>>,
}

impl<'m> PlanView<'m> {
    /// The plan as templates see it. `apis` are the site's, `metrics` their system names and titles.
    pub(super) fn new(plan: &'m Plan, apis: &'m [ApiView<'m>]) -> Self {
        let title = |metric: &str| {
            let all = apis.iter().flat_map(|api| &api.api.metrics);
            all.into_iter().find(|(name, _)| name == metric).map(|(_, title)| title.as_str())
        };
        Self {
            plan,
            apis: plan.apis.iter().filter_map(|name| apis.iter().find(|api| api.api.name == *name)).collect(),
            limits: plan.limits.iter().map(|limit| LimitView { limit, title: title(&limit.metric) }).collect(),
        }
    }
}

impl SystemName for PlanView<'_> {
    fn system_name(&self) -> &str {
        &self.plan.name
    }
}

properties!(PlanView<'_>, this, {
    "name" => Value::str(&this.plan.name),
    "system_name" => Value::str(&this.plan.name),
    "title" => Value::str(&this.plan.title),
    "description" => text(&this.plan.description),
    "price" => text(&this.plan.price),
    "apis" => Value::array(this.apis.iter().map(|api| Value::View(*api)).collect()),
    "features" => strings(this.plan.features.iter().map(String::as_str)),
    "limits" => views(&this.limits),
    "disabled_metrics" => strings(this.plan.disabled_metrics.iter().map(String::as_str)),
    "trial_days" => i64::from(this.plan.trial_days),
    "approval_required" => this.plan.approval_required,
});

struct LimitView<'m> {
    limit: &'m Limit,
    title: Option<&'m str>,
}

properties!(LimitView<'_>, this, {
    "metric" => Value::str(&this.limit.metric),
    "metric_title" => Value::str(this.title.unwrap_or(&this.limit.metric)),
    "period" => this.limit.period.name(),
    "value" => i64::try_from(this.limit.value).unwrap_or(i64::MAX),
});
