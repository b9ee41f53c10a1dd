//! Parameters of requests, headers of answers. Must not look into schemas.

use super::facets::same_words;
use super::pairs::Ways;
use super::report::{Report, join};
use super::rules::Rule;
use crate::model::description::{Description, Location, Operation, Parameter, Style, Type};

/// The parameters of an operation.
pub(super) fn compare(report: &mut Report<'_>, old: &Operation, new: &Operation) {
    let (before, after) = (in_path(&old.path), in_path(&new.path));
    // A path parameter is its place in the path.
    let renamed = |name: &str| -> Option<&str> {
        let at = after.iter().position(|known| *known == name)?;
        (before.len() == after.len()).then(|| before[at])
    };
    let mut left: Vec<&Parameter> = old.parameters.iter().collect();
    let mut unknown = Vec::new();
    for parameter in &new.parameters {
        let name = match parameter.location {
            Location::Path => renamed(&parameter.name).unwrap_or(&parameter.name),
            _ => &parameter.name,
        };
        match left.iter().position(|known| known.location == parameter.location && same_name(known, name)) {
            Some(at) => both(report, left.remove(at), parameter),
            None => unknown.push(parameter),
        }
    }
    for parameter in unknown {
        let place = place(parameter);
        if let Some(at) = left.iter().position(|known| known.name == parameter.name) {
            let known = left.remove(at);
            let message = format!("it stands in {} instead of {}", within(parameter.location), within(known.location));
            report.add(Rule::ParameterMoved, &place, &message);
            both(report, known, parameter);
        } else if parameter.required {
            report.add(Rule::RequiredParameterAdded, &place, "the required parameter was added");
        } else {
            report.add(Rule::ParameterAdded, &place, "the parameter was added (optional)");
        }
    }
    for parameter in left {
        report.add(Rule::ParameterRemoved, &place(parameter), "the parameter was removed");
    }
}

fn same_name(parameter: &Parameter, name: &str) -> bool {
    match parameter.location {
        Location::Header => parameter.name.eq_ignore_ascii_case(name),
        _ => parameter.name == name,
    }
}

fn in_path(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

fn within(location: Location) -> String {
    match location {
        Location::Header => "a header".to_owned(),
        Location::Cookie => "a cookie".to_owned(),
        other => format!("the {}", other.name()),
    }
}

fn place(parameter: &Parameter) -> String {
    format!("{} parameter `{}`", parameter.location.name(), parameter.name)
}

fn both(report: &mut Report<'_>, old: &Parameter, new: &Parameter) {
    let place = place(new);
    if old.location == Location::Path && new.location == Location::Path && old.name != new.name {
        report.add(Rule::PathParameterRenamed, &place, &format!("it was called `{}`", old.name));
    }
    match (old.required, new.required) {
        (false, true) => report.add(Rule::ParameterBecameRequired, &place, "it is required now"),
        (true, false) => report.add(Rule::ParameterBecameOptional, &place, "it is optional now"),
        _ => {}
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => report.add(Rule::ParameterDeprecated, &place, "it is deprecated now"),
        (true, false) => report.add(Rule::ParameterUndeprecated, &place, "it is not deprecated any more"),
        _ => {}
    }
    match (old.allow_empty, new.allow_empty) {
        (true, false) => report.add(Rule::ParameterEmptyRefused, &place, "it can no longer be sent without a value"),
        (false, true) => report.add(Rule::ParameterEmptyAccepted, &place, "it can be sent without a value"),
        _ => {}
    }
    // Where a list became one value, or the other way, its type says so.
    if old.location == new.location && is_scalar(report.pairs.old, old) == is_scalar(report.pairs.new, new) {
        let (was, is) = (written(report.pairs.old, old), written(report.pairs.new, new));
        if was != is {
            report.add(Rule::ParameterStyleChanged, &place, &format!("it is written as {is} instead of {was}"));
        }
    }
    if !same_words(&old.description, &new.description) {
        report.add(Rule::ParameterDescriptionChanged, &place, "the description changed");
    }
    if let (Some(old), Some(new)) = (old.schema, new.schema) {
        report.schema(&place, old, new, Ways::REQUEST);
    }
}

/// Whether a value is neither a list nor a mapping.
fn is_scalar(description: &Description, parameter: &Parameter) -> bool {
    let types = parameter.schema.map(|id| description.schemas[id].types).unwrap_or_default();
    !types.is_any() && !types.has(Type::Array) && !types.has(Type::Object)
}

/// How a value is written, where that makes a difference.
fn written(description: &Description, parameter: &Parameter) -> String {
    if let Some(media_type) = &parameter.media_type {
        return format!("`{media_type}`");
    }
    let is_scalar = is_scalar(description, parameter);
    let style = match parameter.style {
        // Cookies of OpenAPI 3.2 and of older ones differ in their lists only.
        Style::Cookie if is_scalar => Style::Form,
        other => other,
    };
    let explode = if parameter.explode && !is_scalar && style != Style::DeepObject { ", exploded" } else { "" };
    let reserved = if parameter.allow_reserved { ", reserved characters as they are" } else { "" };
    format!("`{}`{explode}{reserved}", style.name())
}

/// Headers of what the api sends, and parameters of webhooks.
pub(super) fn headers(report: &mut Report<'_>, place: &str, old: &[Parameter], new: &[Parameter], ways: Ways) {
    let named = |header: &Parameter| join(place, &format!("header `{}`", header.name));
    for header in new {
        let place = named(header);
        let Some(known) = old.iter().find(|known| known.name.eq_ignore_ascii_case(&header.name)) else {
            report.add(Rule::HeaderAdded, &place, "the header was added");
            continue;
        };
        match (known.required, header.required) {
            (true, false) => report.add(Rule::HeaderBecameOptional, &place, "it is optional now"),
            (false, true) => report.add(Rule::HeaderBecameRequired, &place, "it is always there now"),
            _ => {}
        }
        if !same_words(&known.description, &header.description) {
            report.add(Rule::ParameterDescriptionChanged, &place, "the description changed");
        }
        if let (Some(old), Some(new)) = (known.schema, header.schema) {
            report.schema(&place, old, new, ways);
        }
    }
    for header in old.iter().filter(|old| !new.iter().any(|new| new.name.eq_ignore_ascii_case(&old.name))) {
        report.add(Rule::HeaderRemoved, &named(header), "the header was removed");
    }
}
