//! What pages that are served from elsewhere ask for: a customer's own parts of one page, in one request. Must not serve
//! a page that the customer may not see.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::path::canonical;
use super::{Caller, Form, Problem, files};
use crate::model::Audience;
use crate::render::views::Late;
use crate::runtime::portal::Portal;
use crate::runtime::visit;

/// Where they ask: `?page=/docs/&build=…`.
pub(super) const PATH: &str = "/_portal/regions";

/// The caller's own parts of a page. 204 where nobody is logged in, 409 where the page is of another build.
pub(super) async fn answer(
    State(portal): State<Portal>,
    caller: Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut answer = match parts(&portal, &caller, query.as_deref().unwrap_or_default()).await {
        Ok(answer) => answer,
        Err(problem) => problem.into_response(),
    };
    allow(&portal, &headers, &mut answer);
    answer
}

async fn parts(portal: &Portal, caller: &Caller, query: &str) -> Result<Response, Problem> {
    let form = Form::parse(query.as_bytes());
    let (page, build) = (form.once("page")?.unwrap_or_default(), form.once("build")?.unwrap_or_default());
    if caller.known.is_none() {
        return Ok(files::private(StatusCode::NO_CONTENT, "application/json", ""));
    }
    let path = canonical(page).ok_or_else(Problem::not_found)?;
    // What is served from elsewhere is the page that everybody gets.
    let entry = caller.release.entry(&Audience::anonymous(), &path).ok_or_else(Problem::not_found)?;
    let regions = entry.regions.as_deref().ok_or_else(Problem::not_found)?;
    let personal = portal.shelf().regions(&caller.release, regions).await.map_err(Problem::internal)?;
    let visit = visit::of(portal, caller, &path, None);
    let parts =
        personal.elements(build, &caller.release.press(visit.now), &Late::of(&visit)).map_err(Problem::internal)?;
    let parts = parts.ok_or_else(|| Problem::new(StatusCode::CONFLICT, "This page is of another release."))?;
    portal.metrics().finished();
    Ok(files::private(StatusCode::OK, "application/json", json!({ "parts": parts }).to_string()))
}

/// Lets pages of the portal's own other origin read the answer, and nobody else's.
fn allow(portal: &Portal, headers: &HeaderMap, answer: &mut Response) {
    let origin = super::negotiate::text(headers, header::ORIGIN);
    let Some(pages) = portal.options().pages.as_deref().filter(|pages| *pages == origin) else { return };
    let own = answer.headers_mut();
    if let Ok(pages) = HeaderValue::from_str(pages) {
        own.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, pages);
        own.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
    own.insert(header::VARY, HeaderValue::from_static("Cookie, Origin"));
    own.insert("cross-origin-resource-policy", HeaderValue::from_static("same-site"));
}
