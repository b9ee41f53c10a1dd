//! One request of a program: who asks, what was sent, and the few ways in which an endpoint ends. Must not know any
//! endpoint.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::Form;
use super::access::Bearer;
use super::refusal::Refusal;
use super::shape::{Format, List, Page, Thing};
use crate::model::{Plan, Product, Programme};
use crate::runtime::customers::{Change, Customers, Fields, Part};
use crate::runtime::portal::Portal;

/// Things of a page, where the caller names no other number, and the most that there may be; both are 3scale's.
const PAGE: i64 = 500;

/// One request.
pub(super) struct Ask {
    pub(super) portal: Portal,
    pub(super) customers: Customers,
    pub(super) bearer: Bearer,
    /// Fields of the body, then of the query; none is there twice.
    pub(super) form: Form,
    /// What stands in the places of the path, in order.
    pub(super) values: Vec<String>,
    pub(super) format: Format,
}

/// What came of it.
pub(super) enum Reply {
    /// It was read, or changed.
    Thing(Thing),
    /// It was made.
    Made(Thing),
    List(List),
    /// It is gone.
    Gone,
    /// An answer that is no thing of the API's.
    Other(Response),
}

impl Reply {
    pub(super) fn respond(self, format: Format) -> Response {
        match self {
            Self::Thing(thing) => format.answer(StatusCode::OK, thing.write(format)),
            Self::Made(thing) => format.answer(StatusCode::CREATED, thing.write(format)),
            Self::List(list) => format.answer(StatusCode::OK, list.write(format)),
            Self::Gone => StatusCode::OK.into_response(),
            Self::Other(answer) => answer,
        }
    }
}

impl Ask {
    /// The id at this place of the path.
    pub(super) fn id(&self, at: usize) -> Result<i64, Refusal> {
        self.values.get(at).and_then(|value| number(value)).ok_or(Refusal::NotFound)
    }

    /// The text at this place of the path.
    pub(super) fn value(&self, at: usize) -> &str {
        self.values.get(at).map_or("", String::as_str)
    }

    /// A parameter that says something.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        self.form.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The same, as owned text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.said(name).map(str::to_owned)
    }

    /// A parameter that must be a whole number, however great.
    fn numbered(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.said(name) else { return Ok(None) };
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::wrong(name, "is not a number"));
        }
        let farthest = if digits.len() < text.len() { i64::MIN } else { i64::MAX };
        Ok(Some(text.parse().unwrap_or(farthest)))
    }

    /// A parameter that is one of these words.
    pub(super) fn word<T: Copy>(&self, name: &str, words: &[(&'static str, T)]) -> Result<Option<T>, Refusal> {
        let Some(text) = self.said(name) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| Refusal::wrong(name, "is not included in the list"))
    }

    /// Which part of a list is wanted. Numbers that are out of range are the nearest that are not, as in 3scale.
    pub(super) fn part(&self) -> Result<Part, Refusal> {
        let number = self.numbered("page")?.unwrap_or(1).max(1);
        let size = self.numbered("per_page")?.unwrap_or(PAGE);
        let size = if size < 1 { PAGE } else { size.min(PAGE) };
        Ok(Part { number, size })
    }

    /// The part of a list that is wanted, of one that is in memory.
    pub(super) fn part_of<'t, T>(&self, all: &'t [T]) -> Result<(&'t [T], Page), Refusal> {
        let part = self.part()?;
        let skip = usize::try_from((part.number - 1).saturating_mul(part.size)).unwrap_or(usize::MAX);
        let begin = all.get(skip..).unwrap_or_default();
        let shown = &begin[..begin.len().min(usize::try_from(part.size).unwrap_or(usize::MAX))];
        Ok((shown, (part, i64::try_from(all.len()).unwrap_or(i64::MAX)).into()))
    }

    /// Parameters that are none of `known` are the company's own fields. What has brackets in its name is a part of
    /// something, and none of them.
    pub(super) fn own_fields(&self, known: &[&str]) -> Fields {
        let is_own = |name: &str| !known.contains(&name) && !NO_FIELDS.contains(&name) && !name.contains('[');
        let own = self.form.fields().filter(|(name, _)| is_own(name));
        own.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    pub(super) fn programme(&self) -> &Programme {
        self.customers.programme()
    }

    /// The plan that a parameter names, by number or system name.
    pub(super) fn plan_said(&self, name: &str) -> Result<Option<&Plan>, Refusal> {
        let Some(text) = self.said(name) else { return Ok(None) };
        self.programme().plan_called(text).map(Some).ok_or(Refusal::NotFound)
    }

    /// The plan at this place of the path.
    pub(super) fn plan_at(&self, at: usize) -> Result<&Plan, Refusal> {
        self.programme().plan_called(self.value(at)).ok_or(Refusal::NotFound)
    }

    /// The product at this place of the path.
    pub(super) fn product_at(&self, at: usize) -> Result<&Product, Refusal> {
        self.programme().product_called(self.value(at)).ok_or(Refusal::NotFound)
    }

    /// Begins a change in the caller's name.
    pub(super) async fn change(&self) -> Result<Change, Refusal> {
        Ok(self.customers.change(self.bearer.actor()).await?)
    }

    /// Makes a change true, for the next request of everybody.
    pub(super) async fn commit(&self, change: Change) -> Result<(), Refusal> {
        change.commit().await?;
        self.portal.changed();
        Ok(())
    }
}

/// Parameters that are never kept as fields, whatever is asked for: what opens the API, passwords, which no customer
/// has here, and what an answer says that a program may send back.
const NO_FIELDS: [&str; 13] = [
    "access_token",
    "provider_key",
    "password",
    "password_confirmation",
    "id",
    "created_at",
    "updated_at",
    "state",
    "links",
    "extra_fields",
    "page",
    "per_page",
    "commit",
];

/// A number as ids are written.
fn number(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl From<(Part, i64)> for Page {
    fn from((part, total): (Part, i64)) -> Self {
        Self { number: part.number, size: part.size, total }
    }
}
