//! Files of a bundle as answers: type, version, coding, part, and how long they may be kept. Must not decide who may
//! have one.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;

use super::negotiate::{coding, has};
use super::range::{Asked, asked};
use crate::runtime::bundle::{BundleError, Coding, Listed, Release, Shelf};

/// Digits of the digest that a version is named by.
const DIGITS: usize = 32;

/// What is asked for.
pub(super) struct Wanted<'r> {
    pub(super) path: &'r str,
    pub(super) method: &'r Method,
    pub(super) headers: &'r HeaderMap,
    /// Whether other readers get something else at the same address.
    pub(super) varies: bool,
}

/// A file that whoever asks may have.
pub(super) async fn public(
    shelf: &Shelf,
    release: &Arc<Release>,
    listed: &Arc<Listed>,
    wanted: &Wanted<'_>,
) -> Result<Response, BundleError> {
    let coding = match *wanted.method {
        // A part is one of the file as it is.
        _ if wanted.headers.contains_key(header::RANGE) => Coding::Identity,
        _ => coding(wanted.headers, &listed.content_type, listed.size),
    };
    let digest = listed.sha256.get(..DIGITS).unwrap_or(&listed.sha256);
    let etag = match coding.name() {
        Some(name) => format!("\"{digest}-{name}\""),
        None => format!("\"{digest}\""),
    };
    let is_known = has(wanted.headers, &etag);
    let bytes = if is_known { Bytes::new() } else { shelf.bytes(release, wanted.path, listed, coding).await? };
    let (status, bytes, part) =
        if is_known { (StatusCode::NOT_MODIFIED, bytes, None) } else { cut(bytes, wanted, &etag) };
    let mut response =
        Response::new(if *wanted.method == Method::HEAD { Body::empty() } else { Body::from(bytes.clone()) });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    describe(headers, listed, wanted, coding);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if !is_known {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    }
    if let Some(part) = part {
        headers.insert(header::CONTENT_RANGE, part);
    }
    Ok(response)
}

/// The part that is asked for.
fn cut(bytes: Bytes, wanted: &Wanted<'_>, etag: &str) -> (StatusCode, Bytes, Option<HeaderValue>) {
    let size = bytes.len();
    match asked(wanted.headers, size, etag) {
        Asked::Whole => (StatusCode::OK, bytes, None),
        Asked::Part(range) => {
            let said = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            (StatusCode::PARTIAL_CONTENT, bytes.slice(range), HeaderValue::from_str(&said).ok())
        }
        Asked::Beyond => {
            let said = HeaderValue::from_str(&format!("bytes */{size}")).ok();
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new(), said)
        }
    }
}

fn describe(headers: &mut HeaderMap, listed: &Listed, wanted: &Wanted<'_>, coding: Coding) {
    if let Ok(kind) = HeaderValue::from_str(&listed.content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(name) = coding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(listed.cache.control()));
    let vary = if wanted.varies { "Accept-Encoding, Cookie" } else { "Accept-Encoding" };
    headers.insert(header::VARY, HeaderValue::from_static(vary));
}

/// What is made for one customer: nobody keeps it, and it has no version that anybody could ask for.
pub(super) fn private(status: StatusCode, content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    response
}
