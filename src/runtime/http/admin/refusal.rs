//! Why a request of a program is not done, with 3scale's statuses, words and shapes. Must not say what only the log may
//! know.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value as Json, json};

use super::super::Problem;
use super::shape::{Format, escaped};
use crate::runtime::customers::{self, Wrong};

/// Why it is not done.
#[derive(Debug)]
pub(super) enum Refusal {
    /// No token, or none that is taken (401).
    Unknown,
    /// A token for something else, or for reading (403).
    OtherScope,
    /// There is no such thing (404).
    NotFound,
    /// It cannot be asked for in this way; in these it can (405).
    Method(String),
    /// It is written in the site, and nowhere else (405).
    Content,
    /// Parameters that cannot be taken, or a state that does not allow it (422).
    Wrong(Vec<Wrong>),
    /// 3scale has it and this portal has not: its name (501).
    NotCovered(&'static str),
    /// What has nothing to do with the API.
    Other(Problem),
}

/// What is wrong with the whole, and not with one parameter.
const BASE: &str = "base";

impl Refusal {
    /// One parameter that cannot be taken.
    pub(super) fn wrong(field: &str, message: &str) -> Self {
        Self::Wrong(vec![Wrong { field: field.to_owned(), message: message.to_owned() }])
    }

    /// A change of state that cannot be made from where the thing is, in the words of 3scale's state machine.
    pub(super) fn transition(event: &str) -> Self {
        Self::wrong("state", &format!("cannot transition via \"{event}\""))
    }

    /// The answer.
    pub(super) fn respond(self, format: Format) -> Response {
        let (status, message) = match self {
            Self::Unknown => (StatusCode::UNAUTHORIZED, "Access denied".to_owned()),
            Self::OtherScope => {
                (StatusCode::FORBIDDEN, "Your access token does not have the correct permissions".to_owned())
            }
            Self::NotFound => return not_found(format),
            Self::Method(allowed) => {
                let mut answer = error(format, StatusCode::METHOD_NOT_ALLOWED, "This cannot be asked for in this way");
                if let Ok(allowed) = HeaderValue::from_str(&allowed) {
                    answer.headers_mut().insert(header::ALLOW, allowed);
                }
                return answer;
            }
            Self::Content => {
                let message = "This is part of the site: change `portal.yaml`, build and deploy it";
                let mut answer = error(format, StatusCode::METHOD_NOT_ALLOWED, message);
                answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET"));
                return answer;
            }
            Self::Wrong(wrong) => return unprocessable(format, &wrong),
            Self::NotCovered(name) => (StatusCode::NOT_IMPLEMENTED, format!("This portal does not do \"{name}\"")),
            Self::Other(problem) => {
                let (status, message) = (problem.status, problem.message.clone());
                let mut answer = error(format, status, &message);
                // When to ask again goes along.
                if let Some(after) = problem.into_response().headers().get(header::RETRY_AFTER) {
                    answer.headers_mut().insert(header::RETRY_AFTER, after.clone());
                }
                return answer;
            }
        };
        error(format, status, &message)
    }
}

fn error(format: Format, status: StatusCode, message: &str) -> Response {
    let text = match format {
        Format::Json => json!({ "error": message }).to_string(),
        Format::Xml => format!("{XML}<error>{}</error>", escaped(message)),
    };
    format.answer(status, text)
}

/// 3scale says so in JSON, and nothing in XML.
fn not_found(format: Format) -> Response {
    let text = if format == Format::Json { json!({ "status": "Not found" }).to_string() } else { String::new() };
    format.answer(StatusCode::NOT_FOUND, text)
}

/// Messages by parameter in JSON, sentences in XML.
fn unprocessable(format: Format, wrong: &[Wrong]) -> Response {
    let text = match format {
        Format::Json => {
            let mut errors = Map::new();
            for Wrong { field, message } in wrong {
                let list = errors.entry(field.clone()).or_insert_with(|| json!([]));
                list.as_array_mut().into_iter().for_each(|list| list.push(json!(message)));
            }
            json!({ "errors": Json::Object(errors) }).to_string()
        }
        Format::Xml => {
            let each = wrong.iter().map(|wrong| format!("<error>{}</error>", escaped(&sentence(wrong))));
            format!("{XML}<errors>{}</errors>", each.collect::<String>())
        }
    };
    format.answer(StatusCode::UNPROCESSABLE_ENTITY, text)
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn sentence(wrong: &Wrong) -> String {
    if wrong.field == BASE {
        return wrong.message.clone();
    }
    let name = wrong.field.replace('_', " ");
    let mut letters = name.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{} {}", letters.as_str(), wrong.message)
}

impl Format {
    /// An answer in this format, which no cache keeps.
    pub(super) fn answer(self, status: StatusCode, text: String) -> Response {
        let kind = match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
        };
        (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

impl From<customers::Error> for Refusal {
    fn from(error: customers::Error) -> Self {
        match error {
            customers::Error::NotFound(_) => Self::NotFound,
            customers::Error::Invalid(wrong) => Self::Wrong(wrong),
            customers::Error::Limit(..) | customers::Error::State(_) => Self::wrong(BASE, &error.to_string()),
            customers::Error::Store(error) => Self::Other(error.into()),
        }
    }
}
