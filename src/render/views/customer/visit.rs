//! What belongs to a visit as a whole: messages, the token of forms, the request, pages of lists, ways to log in.

use super::super::{properties, views};
use super::{map, number};
use crate::liquid::{Moment, Value};
use crate::model::customer::{Flash, Pagination, Provider, Request, Secret, SignedLink};

/// The name of the field that the token of forms is sent in.
pub(in crate::render) const TOKEN_FIELD: &str = "authenticity_token";

/// `flash`: only `messages`.
pub(super) fn flash(messages: &[Flash]) -> Value<'_> {
    map([("messages", views(messages))])
}

/// `csrf`: what `{% csrf %}` and every form is made of.
pub(super) fn csrf(token: &Secret) -> Value<'_> {
    map([("param", Value::str(TOKEN_FIELD)), ("token", Value::str(token.reveal()))])
}

/// `today`.
pub(super) fn today(now: i64) -> Value<'static> {
    let (year, month, day) = Moment::utc(now).date();
    let begin = Moment::utc(now - i64::from(day - 1) * 86_400 - now.rem_euclid(86_400));
    map([
        ("year", Value::Int(year)),
        ("month", Value::Int(i64::from(month))),
        ("day", Value::Int(i64::from(day))),
        ("beginning_of_month", Value::Date(begin)),
    ])
}

properties!(Flash, this, {
    "type" => this.kind.name(),
    "text" => Value::str(&this.text),
});

properties!(Request, this, {
    "path" => Value::str(&this.path),
    "request_uri" => if this.query.is_empty() { this.path.clone() } else { format!("{}?{}", this.path, this.query) },
    "original_url" => format!("{}{}{}{}", this.origin, this.path, if this.query.is_empty() { "" } else { "?" }, this.query),
    "host_with_port" => Value::str(host(&this.origin)),
    "host" => Value::str(host(&this.origin).rsplit_once(':').map_or(host(&this.origin), |(host, _)| host)),
    "xhr?" => Value::Nil,
});

fn host(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, host)| host)
}

properties!(Pagination, this, {
    "page_size" => number(this.page_size),
    "current_page" => number(this.current_page),
    "current_offset" => number(u64::from(this.current_page.saturating_sub(1)) * u64::from(this.page_size)),
    "pages" => number(this.pages()),
    "items" => number(this.items),
    "previous" => (this.current_page > 1).then(|| i64::from(this.current_page) - 1),
    "next" => (this.current_page < this.pages()).then(|| i64::from(this.current_page) + 1),
    "parts" => parts(*this),
});

/// The links of a list: back, each page, on. Of many pages, those around the current one.
fn parts(pagination: Pagination) -> Value<'static> {
    let (current, pages) = (pagination.current_page, pagination.pages());
    let part = |page: u32, title: String, rel: Option<&'static str>| {
        map([
            ("url", Value::text(format!("?page={page}"))),
            ("title", Value::text(title)),
            ("rel", rel.into()),
            ("current?", Value::Bool(page == current && rel.is_none())),
            ("is_link", Value::Bool(page != current)),
        ])
    };
    let mut parts = Vec::new();
    if current > 1 {
        parts.push(part(current - 1, "Previous".to_owned(), Some("prev")));
    }
    let near = current.saturating_sub(3).max(1)..=current.saturating_add(3).min(pages);
    parts.extend(near.map(|page| part(page, page.to_string(), None)));
    if current < pages {
        parts.push(part(current + 1, "Next".to_owned(), Some("next")));
    }
    Value::array(parts)
}

properties!(Provider, this, {
    "name" => Value::str(&this.title),
    "system_name" => Value::str(&this.system_name),
    "kind" => "oidc",
    "authorize_url" => Value::str(&this.authorize_url),
});

properties!(SignedLink, this, {
    "account" => Value::str(&this.account),
    "user" => Value::str(&this.user),
    "token" => Value::str(this.token.reveal()),
    "parameters" => Value::array(this.parameters.iter().map(parameter).collect()),
});

fn parameter((name, value): &(String, String)) -> Value<'_> {
    map([("name", Value::str(name)), ("value", Value::str(value))])
}
