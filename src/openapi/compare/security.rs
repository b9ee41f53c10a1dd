//! How callers authenticate: the schemes of a description, and what each operation asks for.

use super::operations::quoted;
use super::report::Report;
use super::rules::Rule;
use crate::model::description::{Description, Flow, Operation, Requirement, SecurityKind, SecurityScheme};

/// The security schemes.
pub(super) fn schemes(report: &mut Report<'_>) {
    let (old, new) = (report.pairs.old, report.pairs.new);
    for scheme in &new.security_schemes {
        let place = format!("security scheme `{}`", scheme.name);
        match old.security_schemes.iter().find(|known| same(old, new, known, scheme)) {
            Some(known) => both(report, &place, known, scheme),
            None => report.add(Rule::SchemeAdded, &place, "the security scheme was added"),
        }
    }
    let is_used = |at: usize| {
        let asks = |requirement: &Requirement| requirement.0.iter().any(|(scheme, _)| *scheme == at);
        old.operations.iter().any(|operation| operation.security.iter().any(asks))
    };
    for (at, scheme) in old.security_schemes.iter().enumerate() {
        if !is_used(at) && !new.security_schemes.iter().any(|known| same(old, new, scheme, known)) {
            let place = format!("security scheme `{}`", scheme.name);
            report.add(Rule::SchemeRemoved, &place, "the security scheme was removed; no operation asked for it");
        }
    }
}

/// The same name, or the same thing under a name that the other side does not have.
fn same(before: &Description, after: &Description, old: &SecurityScheme, new: &SecurityScheme) -> bool {
    let has = |description: &Description, name: &str| description.security_schemes.iter().any(|one| one.name == name);
    old.name == new.name || (!has(before, &new.name) && !has(after, &old.name) && is_alike(&old.kind, &new.kind))
}

fn is_alike(old: &SecurityKind, new: &SecurityKind) -> bool {
    match (old, new) {
        (SecurityKind::Http { scheme: old, .. }, SecurityKind::Http { scheme: new, .. }) => {
            old.eq_ignore_ascii_case(new)
        }
        (SecurityKind::OAuth2 { .. }, SecurityKind::OAuth2 { .. }) => true,
        _ => old == new,
    }
}

fn both(report: &mut Report<'_>, place: &str, old: &SecurityScheme, new: &SecurityScheme) {
    if !is_alike(&old.kind, &new.kind) {
        let message = format!("it is {} instead of {}", words(&new.kind), words(&old.kind));
        return report.add(Rule::SchemeChanged, place, &message);
    }
    if old.description.trim() != new.description.trim() {
        report.add(Rule::SchemeDescriptionChanged, place, "the description changed");
    }
    if new.deprecated && !old.deprecated {
        report.add(Rule::SchemeDeprecated, place, "it is deprecated now");
    }
    let (SecurityKind::OAuth2 { flows: was, .. }, SecurityKind::OAuth2 { flows: is, .. }) = (&old.kind, &new.kind)
    else {
        return;
    };
    for flow in is {
        match was.iter().find(|known| known.kind == flow.kind) {
            Some(known) => flows(report, place, known, flow),
            None => report.add(Rule::FlowAdded, place, &format!("the flow `{}` was added", flow.kind.name())),
        }
    }
    for flow in was.iter().filter(|flow| !is.iter().any(|known| known.kind == flow.kind)) {
        report.add(Rule::FlowRemoved, place, &format!("the flow `{}` was removed", flow.kind.name()));
    }
}

fn words(kind: &SecurityKind) -> String {
    match kind {
        SecurityKind::ApiKey { location, parameter } => {
            format!("a key in the {} parameter `{parameter}`", location.name())
        }
        SecurityKind::Http { scheme, .. } => format!("`Authorization` with `{scheme}`"),
        SecurityKind::OAuth2 { .. } => "OAuth 2".to_owned(),
        SecurityKind::OpenId { url } => format!("OpenID Connect of `{url}`"),
        SecurityKind::MutualTls => "a client certificate".to_owned(),
        SecurityKind::Other(kind) => format!("`{kind}`"),
    }
}

fn flows(report: &mut Report<'_>, place: &str, old: &Flow, new: &Flow) {
    let urls = [
        ("authorization", &old.authorization_url, &new.authorization_url),
        ("token", &old.token_url, &new.token_url),
        ("refresh", &old.refresh_url, &new.refresh_url),
        ("device", &old.device_url, &new.device_url),
    ];
    for (name, was, is) in urls {
        if was.is_some() && was != is {
            let text = |url: &Option<String>| url.as_ref().map_or("gone".to_owned(), |url| format!("`{url}`"));
            let message = format!("the {name} URL of `{}` is {} instead of {}", new.kind.name(), text(is), text(was));
            report.add(Rule::FlowUrlChanged, place, &message);
        }
    }
    let missing = |from: &Flow, other: &Flow| -> Vec<String> {
        let is_missing = |name: &&String| !other.scopes.iter().any(|(known, _)| known == *name);
        from.scopes.iter().map(|(name, _)| name).filter(is_missing).cloned().collect()
    };
    let (gone, added) = (missing(old, new), missing(new, old));
    if !gone.is_empty() {
        let message = format!("scopes of `{}` were removed: {}", new.kind.name(), quoted(&gone));
        report.add(Rule::ScopeRemoved, place, &message);
    }
    if !added.is_empty() {
        let message = format!("scopes of `{}` were added: {}", new.kind.name(), quoted(&added));
        report.add(Rule::ScopeAdded, place, &message);
    }
}

/// One way to authenticate: schemes by the names of the newer description, with their scopes.
type Alternative = Vec<(String, Vec<String>)>;

/// What an operation asks for.
pub(super) fn operation(report: &mut Report<'_>, old: &Operation, new: &Operation) {
    const PLACE: &str = "security";
    let (before, after) = (report.pairs.old, report.pairs.new);
    let (was_open, mut was) = alternatives(old, |at| {
        let scheme = before.security_schemes.get(at)?;
        let partner = after.security_schemes.iter().find(|known| same(before, after, scheme, known));
        Some(partner.unwrap_or(scheme).name.clone())
    });
    let (is_open, mut is) = alternatives(new, |at| Some(after.security_schemes.get(at)?.name.clone()));
    match (was_open, is_open) {
        (true, false) => {
            let asked: Vec<String> = is.iter().map(title).collect();
            let message = format!("authentication is needed now: {}", asked.join(", or "));
            report.add(Rule::SecurityIntroduced, PLACE, &message);
            is.retain(|alternative| was.contains(alternative));
            was.retain(|alternative| is.contains(alternative));
        }
        (false, true) => {
            report.add(Rule::SecurityDropped, PLACE, "no authentication is needed any more");
            return;
        }
        _ => {}
    }
    let same: Vec<Alternative> = was.iter().filter(|alternative| is.contains(alternative)).cloned().collect();
    was.retain(|alternative| !same.contains(alternative));
    is.retain(|alternative| !same.contains(alternative));
    let schemes = |one: &Alternative| one.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    is.retain(|alternative| {
        let Some(at) = was.iter().position(|known| schemes(known) == schemes(alternative)) else { return true };
        let known = was.remove(at);
        scopes(report, PLACE, &known, alternative);
        false
    });
    for alternative in is {
        report.add(Rule::SecurityAlternativeAdded, PLACE, &format!("{} is accepted", title(&alternative)));
    }
    for alternative in was {
        report.add(Rule::SecurityAlternativeRemoved, PLACE, &format!("{} is no longer accepted", title(&alternative)));
    }
}

/// Whether an operation can be called without authentication, and the ways to authenticate.
fn alternatives(operation: &Operation, name: impl Fn(usize) -> Option<String>) -> (bool, Vec<Alternative>) {
    let is_open = operation.security.is_empty() || operation.security.iter().any(|one| one.0.is_empty());
    let alternative = |requirement: &Requirement| -> Alternative {
        let mut all: Alternative = requirement
            .0
            .iter()
            .filter_map(|(scheme, scopes)| {
                let mut scopes = scopes.clone();
                scopes.sort();
                Some((name(*scheme)?, scopes))
            })
            .collect();
        all.sort();
        all
    };
    (is_open, operation.security.iter().filter(|one| !one.0.is_empty()).map(alternative).collect())
}

fn title(alternative: &Alternative) -> String {
    let scheme = |(name, scopes): &(String, Vec<String>)| match scopes.is_empty() {
        true => format!("`{name}`"),
        false => format!("`{name}` with {}", quoted(scopes)),
    };
    alternative.iter().map(scheme).collect::<Vec<_>>().join(" and ")
}

fn scopes(report: &mut Report<'_>, place: &str, old: &Alternative, new: &Alternative) {
    for ((name, was), (_, is)) in old.iter().zip(new) {
        let missing = |from: &[String], other: &[String]| -> Vec<String> {
            from.iter().filter(|scope| !other.contains(scope)).cloned().collect()
        };
        let (gone, added) = (missing(was, is), missing(is, was));
        if !added.is_empty() {
            report.add(Rule::SecurityScopeAdded, place, &format!("`{name}` needs {} as well", quoted(&added)));
        }
        if !gone.is_empty() {
            report.add(Rule::SecurityScopeRemoved, place, &format!("`{name}` no longer needs {}", quoted(&gone)));
        }
    }
}
