//! What a program sent: a form, or JSON as clients of 3scale's API send it, with any method; and the query behind it.
//! Must not know what a parameter means.

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use serde_json::Value as Json;

use super::super::negotiate::text;
use super::super::{Form, Problem};
use super::refusal::Refusal;
use crate::runtime::customers::Wrong;

/// The largest body, in bytes.
const MOST: usize = 64 * 1024;

/// The parameters of a request. None is there twice: two readers of one request might read two values.
pub(super) async fn read(request: Request) -> Result<Form, Refusal> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let kind = text(request.headers(), header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let form = if kind.eq_ignore_ascii_case("application/json") {
        let bytes = to_bytes(request.into_body(), MOST)
            .await
            .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "this is more than a request may have"))?;
        of_json(&bytes)?
    } else {
        Form::read(request).await?
    };
    Ok(form.with_query(&query))
}

/// What is given twice. Names that end with `[]` are those of lists.
pub(super) fn twice(form: &Form) -> Option<Refusal> {
    let mut seen = Vec::new();
    let mut wrong: Vec<Wrong> = Vec::new();
    for (name, _) in form.fields().filter(|(name, _)| !name.ends_with("[]")) {
        if seen.contains(&name) && !wrong.iter().any(|wrong| wrong.field == name) {
            wrong.push(Wrong { field: name.to_owned(), message: "is given twice".to_owned() });
        }
        seen.push(name);
    }
    (!wrong.is_empty()).then_some(Refusal::Wrong(wrong))
}

/// Members of an object as fields: texts, numbers and truths as they are, lists of them by `name[]`. Objects are what
/// an answer had in it, and are left out, as nothing is.
fn of_json(bytes: &[u8]) -> Result<Form, Refusal> {
    if bytes.is_empty() {
        return Ok(Form::default());
    }
    let members = match serde_json::from_slice::<Json>(bytes) {
        Ok(Json::Object(members)) => members,
        Ok(Json::Null) => return Ok(Form::default()),
        _ => return Err(Problem::bad("this is no JSON object").into()),
    };
    let mut fields = Vec::new();
    for (name, value) in members {
        match value {
            Json::Array(values) => {
                let each = values.iter().filter_map(plain);
                fields.extend(each.map(|value| (format!("{name}[]"), value)));
            }
            value => fields.extend(plain(&value).map(|value| (name, value))),
        }
    }
    Ok(Form::of(fields))
}

fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}
