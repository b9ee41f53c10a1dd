//! `GET /transactions/authrep.xml` and its kin: whether one call of an API is let through, and where it is, counts it.

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::ask::{Options, Parameters, product};
use super::status::{Failure, answer};
use crate::runtime::gateway::{Call, Counting};
use crate::runtime::portal::Portal;

/// The most parameters.
const MOST: usize = 200;

pub(super) async fn authrep(State(portal): State<Portal>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    decide(&portal, query, &headers, Counting::IfLetThrough, false).await
}

pub(super) async fn authorize(State(portal): State<Portal>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    decide(&portal, query, &headers, Counting::Not, false).await
}

pub(super) async fn oauth_authrep(
    State(portal): State<Portal>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    decide(&portal, query, &headers, Counting::IfLetThrough, true).await
}

pub(super) async fn oauth_authorize(
    State(portal): State<Portal>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    decide(&portal, query, &headers, Counting::Not, true).await
}

async fn decide(
    portal: &Portal,
    query: Option<String>,
    headers: &HeaderMap,
    counting: Counting,
    is_oauth: bool,
) -> Response {
    let query = query.unwrap_or_default();
    let decided = decided(portal, &query, headers, counting, is_oauth).await;
    decided.unwrap_or_else(IntoResponse::into_response)
}

async fn decided(
    portal: &Portal,
    query: &str,
    headers: &HeaderMap,
    counting: Counting,
    is_oauth: bool,
) -> Result<Response, Failure> {
    let parameters = Parameters::parse(query.as_bytes(), MOST);
    let options = Options::of(headers);
    let customers = portal.customers(&portal.shelf().current());
    let version = portal.version().await?;
    let counts = counting == Counting::IfLetThrough;
    let product = product(portal, &customers, version, &parameters, counts).await?;
    let usage = parameters.usage()?;
    let call = Call {
        product,
        credentials: if is_oauth { parameters.client() } else { parameters.credentials()? },
        usage: &usage,
        is_flat: options.flat_usage,
        redirect_url: parameters.get("redirect_uri").or_else(|| parameters.get("redirect_url")).filter(|_| is_oauth),
    };
    let verdict = portal.gateway().decide(&customers, version, &call, counting).await?;
    portal.metrics().decided(verdict.denial().is_none());
    Ok(answer(&verdict, options, is_oauth))
}
