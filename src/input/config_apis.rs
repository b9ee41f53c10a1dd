//! The `apis` and `plans` of `portal.yaml`: what the company sells and what customers subscribe to.

use std::collections::BTreeSet;

use super::config::link;
use super::fields::Fields;
use super::page::access;
use super::reader::Reader;
use crate::diag::Diagnostic;
use crate::model::{Api, ApiVersion, Credentials, Limit, Period, Plan, Status};
use crate::tree::{Key, Node};

/// Reads `apis`. `descriptions` are the paths below `apis/` that exist.
pub(super) fn apis(fields: &mut Fields<'_, '_>, descriptions: &BTreeSet<&str>) -> Vec<Api> {
    let reader = fields.reader();
    let named = fields.named("apis");
    let apis: Vec<Api> = named.iter().filter_map(|(key, node)| api(reader, key, node, descriptions)).collect();
    numbers_differ(reader, "apis", named, apis.iter().map(|api| (api.name.as_str(), api.number)));
    apis
}

fn api(reader: &Reader<'_>, key: &Key<'_>, node: &Node<'_>, descriptions: &BTreeSet<&str>) -> Option<Api> {
    system_name(reader, key);
    let mut fields = reader.fields(node, "an api")?;
    let name = key.name.to_string();
    let mut api = Api {
        title: fields.string("title").unwrap_or_else(|| name.clone()),
        description: fields.string("description"),
        access: access(&mut fields),
        credentials: credentials(&mut fields),
        number: number(&mut fields),
        ..Api::default()
    };
    let folder = format!("apis/{name}/");
    for node in fields.list("versions") {
        if let Some(version) = version(reader, node, &folder, descriptions) {
            api.versions.push(version);
        }
    }
    api.metrics.extend(fields.list("metrics").iter().filter_map(|node| metric(reader, node)));
    let methods: Vec<_> = fields.list("methods").iter().filter_map(|node| metric(reader, node)).collect();
    api.methods.extend(methods.iter().map(|(name, _)| name.clone()));
    api.metrics.extend(methods);
    fields.finish();
    api.name = name;
    Some(api)
}

/// Names that become paths and keys: lower-case letters, digits, `-` and `_`.
pub(super) fn system_name(reader: &Reader<'_>, key: &Key<'_>) {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    if key.name.is_empty() || !key.name.bytes().all(fits) {
        let problem = Diagnostic::error("config/name", format!("`{}` is no system name", key.name))
            .at(reader.span(&key.range()))
            .hint("use lower-case letters, digits, `-` and `_`; what people read is the `title`");
        reader.report(problem);
    }
}

fn credentials(fields: &mut Fields<'_, '_>) -> Option<Credentials> {
    const MODES: [(&str, &str); 4] =
        [("app_id_key", "app_id_key"), ("user_key", "user_key"), ("oauth", "oauth"), ("none", "none")];
    let mut auth = fields.fields("auth", "`auth`")?;
    let reader = auth.reader();
    let mode = auth.one_of("mode", &MODES).unwrap_or("app_id_key");
    let location = auth.one_of("in", &[("query", "query"), ("header", "header")]).unwrap_or("query");
    let credentials: &[&str] = match mode {
        "app_id_key" => &["app_id", "app_key"],
        "user_key" => &["user_key"],
        _ => &[],
    };
    let mut names: Vec<(String, String)> =
        credentials.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect();
    for (key, node) in auth.named("names") {
        let Some(given) = reader.text(node, &key.name) else { continue };
        match names.iter_mut().find(|(name, _)| *name == key.name) {
            Some((_, theirs)) => *theirs = given,
            None => {
                let message = format!("the mode `{mode}` has no credential `{}`", key.name);
                reader.wrong_value(&key.range(), message, &key.name, credentials.iter().copied());
            }
        }
    }
    auth.finish();
    (mode != "none").then(|| Credentials { mode: mode.to_owned(), location: location.to_owned(), names })
}

fn version(reader: &Reader<'_>, node: &Node<'_>, folder: &str, descriptions: &BTreeSet<&str>) -> Option<ApiVersion> {
    const STATUS: [(&str, Status); 3] =
        [("current", Status::Current), ("deprecated", Status::Deprecated), ("retired", Status::Retired)];
    if let Some(name) = node.text() {
        let file = description_file(reader, node, folder, name, descriptions)?;
        return Some(ApiVersion { name: name.to_owned(), file, ..ApiVersion::default() });
    }
    let mut fields = reader.fields(node, "a version")?;
    let name = fields.required("version");
    let status = fields.one_of("status", &STATUS).unwrap_or_default();
    let (date, sunset) = (fields.parsed("date"), fields.parsed("sunset"));
    let given = fields.value("file");
    let file = match (given, &name) {
        (Some(node), _) => existing(reader, node, descriptions),
        (None, Some(name)) => {
            let place = node.get("version").unwrap_or(node);
            description_file(reader, place, folder, name, descriptions)
        }
        (None, None) => None,
    };
    fields.finish();
    Some(ApiVersion { name: name?, file: file?, status, date, sunset, ..ApiVersion::default() })
}

/// The description of a version that names no file: the one called like it.
fn description_file(
    reader: &Reader<'_>,
    place: &Node<'_>,
    folder: &str,
    version: &str,
    descriptions: &BTreeSet<&str>,
) -> Option<String> {
    let candidates = ["yaml", "yml", "json"].map(|extension| format!("{folder}{version}.{extension}"));
    let found = candidates.iter().find(|path| descriptions.contains(path.as_str())).cloned();
    if found.is_none() {
        let problem = Diagnostic::error("api/missing-description", format!("there is no `{folder}{version}.yaml`"))
            .at(reader.span(&place.range()))
            .hint(format!("put the description there (`.yaml`, `.yml` or `.json`), or name it: `file: {folder}…`"));
        reader.report(problem);
    }
    found
}

fn existing(reader: &Reader<'_>, node: &Node<'_>, descriptions: &BTreeSet<&str>) -> Option<String> {
    let path = reader.text(node, "file")?;
    if descriptions.contains(path.as_str()) {
        return Some(path);
    }
    let problem = Diagnostic::error("api/missing-description", format!("there is no file `{path}`"))
        .at(reader.span(&node.range()))
        .suggest(&path, descriptions.iter().copied());
    let problem =
        if problem.hints.is_empty() { problem.hint("descriptions stand below `apis/` of the site") } else { problem };
    reader.report(problem);
    None
}

fn metric(reader: &Reader<'_>, node: &Node<'_>) -> Option<(String, String)> {
    if let Some(name) = node.text() {
        return Some((name.to_owned(), name.to_owned()));
    }
    let mut fields = reader.fields(node, "a metric")?;
    let name = fields.required("system_name");
    let title = fields.string("title");
    fields.accept(&["unit", "description"]);
    fields.finish();
    name.map(|name| (name.clone(), title.unwrap_or(name)))
}

/// Reads `plans`, whose apis and metrics must be there.
pub(super) fn plans(fields: &mut Fields<'_, '_>, apis: &[Api]) -> Vec<Plan> {
    let reader = fields.reader();
    let named = fields.named("plans");
    let plans: Vec<Plan> = named.iter().filter_map(|(key, node)| plan(reader, key, node, apis)).collect();
    numbers_differ(reader, "plans", named, plans.iter().map(|plan| (plan.name.as_str(), plan.number)));
    plans
}

/// `id`: the number that callers of the admin API know the thing by.
fn number(fields: &mut Fields<'_, '_>) -> Option<i64> {
    let node = fields.value("id")?;
    let number = fields.count("id")?;
    if (1..1 << 53).contains(&number) {
        return i64::try_from(number).ok();
    }
    let reader = fields.reader();
    let problem = Diagnostic::error("yaml/value", format!("`id` is {number}, expected 1 to 9007199254740991"));
    reader.report(problem.at(reader.span(&node.range())));
    None
}

/// No two plans, and no two apis, are known by one number.
fn numbers_differ<'n>(
    reader: &Reader<'_>,
    what: &str,
    named: &[(Key<'_>, Node<'_>)],
    numbers: impl Iterator<Item = (&'n str, Option<i64>)>,
) {
    let mut known = std::collections::BTreeMap::new();
    for (name, number) in numbers.filter_map(|(name, number)| Some((name, number?))) {
        let Some(other) = known.insert(number, name) else { continue };
        let node = named.iter().find(|(key, _)| key.name == name).and_then(|(_, node)| node.get("id"));
        let problem = Diagnostic::error("config/number", format!("two {what} have the id {number}"));
        let problem = match node {
            Some(node) => problem.at(reader.span(&node.range())),
            None => problem,
        };
        reader.report(problem.hint(format!("`{other}` has it already: give `{name}` another, or none")));
    }
}

fn plan(reader: &Reader<'_>, key: &Key<'_>, node: &Node<'_>, apis: &[Api]) -> Option<Plan> {
    system_name(reader, key);
    let mut fields = reader.fields(node, "a plan")?;
    let name = key.name.to_string();
    let metrics: Vec<&str> = apis.iter().flat_map(|api| api.metrics.iter().map(|(name, _)| name.as_str())).collect();
    let plan = Plan {
        number: number(&mut fields),
        title: fields.string("title").unwrap_or_else(|| name.clone()),
        description: fields.string("description"),
        price: fields.string("price"),
        apis: known_names(&mut fields, "apis", "api", apis.iter().map(|api| api.name.as_str())),
        features: fields.strings("features"),
        disabled_metrics: known_names(&mut fields, "disabled_metrics", "metric", metrics.iter().copied()),
        limits: fields.list("limits").iter().filter_map(|node| limit(reader, node, &metrics)).collect(),
        trial_days: fields.count("trial_days").and_then(|days| u32::try_from(days).ok()).unwrap_or_default(),
        approval_required: fields.flag("approval_required").unwrap_or_default(),
        recommended: fields.flag("recommended").unwrap_or_default(),
        action: fields.value("action").and_then(|node| link(reader, node)),
        name,
    };
    fields.finish();
    Some(plan)
}

/// The strings of a list that must each be one of `known`.
fn known_names<'k>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    what: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) -> Vec<String> {
    let reader = fields.reader();
    let mut names = Vec::new();
    for (name, range) in fields.placed_strings(key) {
        if known.clone().any(|other| other == name) {
            names.push(name);
        } else {
            reader.wrong_value(&range, format!("there is no {what} `{name}`"), &name, known.clone());
        }
    }
    names
}

fn limit(reader: &Reader<'_>, node: &Node<'_>, metrics: &[&str]) -> Option<Limit> {
    let mut fields = reader.fields(node, "a limit")?;
    let metric = fields.required("metric");
    if let (Some(name), Some(place)) = (&metric, node.get("metric"))
        && !metrics.contains(&name.as_str())
    {
        reader.wrong_value(&place.range(), format!("there is no metric `{name}`"), name, metrics.iter().copied());
    }
    let missing_period = fields.value("period").is_none();
    let period =
        if missing_period { fields.required("period").and(None) } else { fields.one_of("period", &Period::ALL) };
    let missing_value = fields.value("value").is_none();
    let value = if missing_value { fields.required("value").and(None) } else { fields.count("value") };
    fields.finish();
    Some(Limit { metric: metric?, period: period?, value: value? })
}
