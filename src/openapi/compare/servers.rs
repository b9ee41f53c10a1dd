//! Base URLs and their variables.

use super::report::{Report, join};
use super::rules::Rule;
use crate::model::description::{Server, Variable};

/// Base URLs of the description, or of one operation.
pub(super) fn compare(report: &mut Report<'_>, place: &str, old: &[Server], new: &[Server]) {
    if let ([was], [is]) = (old, new)
        && url(was) != url(is)
    {
        let message = format!("the base URL is `{}` instead of `{}`", is.url, was.url);
        return report.add(Rule::ServerChanged, &named(place, is), &message);
    }
    for server in new {
        match old.iter().find(|known| url(known) == url(server)) {
            Some(known) => both(report, &named(place, server), known, server),
            None => report.add(Rule::ServerAdded, &named(place, server), "the base URL was added"),
        }
    }
    for server in old.iter().filter(|server| !new.iter().any(|known| url(known) == url(server))) {
        report.add(Rule::ServerRemoved, &named(place, server), "the base URL was removed");
    }
}

fn url(server: &Server) -> &str {
    server.url.trim_end_matches('/')
}

fn named(place: &str, server: &Server) -> String {
    join(place, &format!("server `{}`", server.url))
}

fn both(report: &mut Report<'_>, place: &str, old: &Server, new: &Server) {
    if old.description != new.description {
        report.add(Rule::ServerDescriptionChanged, place, "the description changed");
    }
    for variable in &new.variables {
        if let Some(known) = old.variables.iter().find(|known| known.name == variable.name) {
            variables(report, &join(place, &format!("variable `{}`", variable.name)), known, variable);
        }
    }
    for variable in old.variables.iter().filter(|old| !new.variables.iter().any(|new| new.name == old.name)) {
        report.add(Rule::ServerVariableChanged, place, &format!("the variable `{}` was removed", variable.name));
    }
}

fn variables(report: &mut Report<'_>, place: &str, old: &Variable, new: &Variable) {
    if old.default != new.default {
        let message = format!("the default is `{}` instead of `{}`", new.default, old.default);
        report.add(Rule::ServerVariableChanged, place, &message);
    }
    if new.values.is_empty() && !old.values.is_empty() {
        return report.add(Rule::ServerVariableWidened, place, "any value is allowed");
    }
    let gone: Vec<String> = old.values.iter().filter(|value| !new.values.contains(value)).cloned().collect();
    let added: Vec<String> = new.values.iter().filter(|value| !old.values.contains(value)).cloned().collect();
    if !gone.is_empty() || (old.values.is_empty() && !new.values.is_empty()) {
        let message = match gone.is_empty() {
            true => format!("only {} are allowed now", super::operations::quoted(&new.values)),
            false => format!("the values {} were removed", super::operations::quoted(&gone)),
        };
        report.add(Rule::ServerVariableChanged, place, &message);
    } else if !added.is_empty() {
        let message = format!("the values {} were added", super::operations::quoted(&added));
        report.add(Rule::ServerVariableWidened, place, &message);
    }
}
