//! Bodies and responses: media types, statuses, headers. Must not look into schemas.

use super::facets::same_words;
use super::pairs::Ways;
use super::parameters;
use super::report::{Report, join};
use super::rules::Rule;
use crate::model::description::{Body, Encoding, Media, Response};

/// What callers send.
pub(super) fn request(report: &mut Report<'_>, old: Option<&Body>, new: Option<&Body>) {
    const PLACE: &str = "request body";
    let (old, new) = match (old, new) {
        (None, None) => return,
        (None, Some(new)) if new.required => {
            return report.add(Rule::RequiredBodyAdded, PLACE, "the body was added (required)");
        }
        (None, Some(_)) => return report.add(Rule::BodyAdded, PLACE, "the body was added (optional)"),
        (Some(_), None) => return report.add(Rule::BodyRemoved, PLACE, "the body was removed"),
        (Some(old), Some(new)) => (old, new),
    };
    match (old.required, new.required) {
        (false, true) => report.add(Rule::BodyBecameRequired, PLACE, "it is required now"),
        (true, false) => report.add(Rule::BodyBecameOptional, PLACE, "it is optional now"),
        _ => {}
    }
    if !same_words(&old.description, &new.description) {
        report.add(Rule::BodyDescriptionChanged, PLACE, "the description changed");
    }
    let rules = (Rule::RequestMediaAdded, Rule::RequestMediaRemoved);
    content(report, PLACE, rules, &old.content, &new.content, Ways::REQUEST);
}

/// What the api sends to addresses of callers.
pub(super) fn sent(report: &mut Report<'_>, place: &str, old: Option<&Body>, new: Option<&Body>) {
    let place = join(place, "body");
    let rules = (Rule::ResponseMediaAdded, Rule::ResponseMediaRemoved);
    content(report, &place, rules, content_of(old), content_of(new), Ways::RESPONSE);
}

fn content_of(body: Option<&Body>) -> &[Media] {
    body.map_or(&[], |body| &body.content)
}

/// Answers. `ways` says who reads them.
pub(super) fn responses(report: &mut Report<'_>, place: &str, old: &[Response], new: &[Response], ways: Ways) {
    let named = |response: &Response| join(place, &format!("response {}", response.status));
    let is_success = |response: &Response| response.status.starts_with('2');
    for response in new {
        let known = old.iter().find(|known| same_status(&known.status, &response.status));
        match known.or_else(|| old.iter().find(|known| is_within(&response.status, &known.status))) {
            Some(known) => both(report, &named(response), known, response, ways),
            None => report.add(Rule::ResponseAdded, &named(response), "the response was added"),
        }
    }
    for response in old {
        let stays =
            |new: &Response| same_status(&new.status, &response.status) || is_within(&response.status, &new.status);
        if !new.iter().any(stays) {
            let rule = if is_success(response) { Rule::SuccessRemoved } else { Rule::ResponseRemoved };
            report.add(rule, &named(response), "the response was removed");
        }
    }
}

fn same_status(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether a status belongs to a range such as `2XX`.
fn is_within(status: &str, range: &str) -> bool {
    range.len() == 3 && range[1..].eq_ignore_ascii_case("xx") && status.get(..1) == range.get(..1)
}

fn both(report: &mut Report<'_>, place: &str, old: &Response, new: &Response, ways: Ways) {
    if !same_words(&old.description, &new.description) {
        report.add(Rule::ResponseDescriptionChanged, place, "the description changed");
    }
    parameters::headers(report, place, &old.headers, &new.headers, ways);
    let rules = match ways.has(Ways::RESPONSE) {
        true => (Rule::ResponseMediaAdded, Rule::ResponseMediaRemoved),
        false => (Rule::RequestMediaAdded, Rule::RequestMediaRemoved),
    };
    content(report, place, rules, &old.content, &new.content, ways);
}

fn content(
    report: &mut Report<'_>,
    place: &str,
    (added, removed): (Rule, Rule),
    old: &[Media],
    new: &[Media],
    ways: Ways,
) {
    let is_one = old.len() == 1 && new.len() == 1;
    let mut left: Vec<&Media> = old.iter().collect();
    for media in new {
        let exact = left.iter().position(|known| known.media_type.eq_ignore_ascii_case(&media.media_type));
        let at = exact.or_else(|| left.iter().position(|known| essence(known) == essence(media)));
        let Some(at) = at else {
            report.add(added, place, &format!("the media type `{}` was added", media.media_type));
            continue;
        };
        let known = left.remove(at);
        // Where there is one media type on both sides, it goes without saying.
        let within = if is_one { place.to_owned() } else { join(place, &format!("`{}`", media.media_type)) };
        if let (Some(old), Some(new)) = (known.schema, media.schema) {
            report.schema(&within, old, new, ways);
        }
        if let (Some(old), Some(new)) = (known.item_schema, media.item_schema) {
            report.schema(&join(&within, "items of the stream"), old, new, ways);
        }
        if ways.has(Ways::REQUEST) {
            encodings(report, &within, &known.encoding, &media.encoding);
        }
    }
    for media in left {
        report.add(removed, place, &format!("the media type `{}` was removed", media.media_type));
    }
}

fn essence(media: &Media) -> String {
    media.media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

fn encodings(report: &mut Report<'_>, place: &str, old: &[Encoding], new: &[Encoding]) {
    let written = |encoding: &Encoding| {
        (encoding.content_type.clone(), encoding.style, encoding.explode, encoding.allow_reserved)
    };
    for encoding in new {
        let known = old.iter().find(|known| known.property == encoding.property);
        if known.is_some_and(|known| written(known) != written(encoding)) {
            let place = join(place, &format!("`{}`", encoding.property));
            report.add(Rule::RequestEncodingChanged, &place, "it is written in another way");
        }
    }
}
