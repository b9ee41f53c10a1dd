//! Calls of the console, sent by the preview so that no CORS stops an author. Only pages of this preview may ask, and
//! only servers that a description names are called. Must not keep anything of a call.

mod send;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header};
use serde::Deserialize;
use serde_json::json;
use tokio_stream::wrappers::ReceiverStream;

use super::reply::Reply;
use super::session::Session;
use crate::model::Site;
use crate::model::description::origins;

/// Where the console asks; pages name it in the tag of the reload script.
pub(super) const PATH: &str = "/_portal/try";
/// The largest request.
const MOST: usize = 64 * 1024 * 1024;
/// A form of another site cannot set it.
const MARK: &str = "x-portal-try";

/// The first line of a request; the body follows.
#[derive(Deserialize)]
struct Head {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    /// Whether there is a body, though it may be empty.
    body: bool,
}

/// Sends a call and hands on what comes back: a line of JSON, and the body as it arrives.
pub(super) async fn answer(session: &Session, headers: &HeaderMap, body: Body) -> Response<Body> {
    if !is_own(headers) {
        return refuse(headers, StatusCode::FORBIDDEN, "Only pages of this preview may send calls.");
    }
    let Ok(bytes) = axum::body::to_bytes(body, MOST).await else {
        return refuse(headers, StatusCode::PAYLOAD_TOO_LARGE, "The preview sends at most 64 MB.");
    };
    let Some((head, body)) = split(&bytes) else {
        return refuse(headers, StatusCode::BAD_REQUEST, "This is no call of a console.");
    };
    let Ok(uri) = head.url.parse::<Uri>() else {
        return refuse(headers, StatusCode::BAD_REQUEST, &format!("`{}` is no address.", head.url));
    };
    if !is_named(session.moment().shown.site(), &uri) {
        let said = format!(
            "No description of this site names a server at `{}`. The preview calls servers of descriptions only: add it to `servers`.",
            uri.authority().map_or("", |authority| authority.as_str()),
        );
        return refuse(headers, StatusCode::FORBIDDEN, &said);
    }
    match request(&head, uri, body) {
        Some(request) => stream(request, head.body),
        None => refuse(headers, StatusCode::BAD_REQUEST, "The method or a header cannot be sent."),
    }
}

fn refuse(headers: &HeaderMap, status: StatusCode, text: &str) -> Response<Body> {
    Reply::text(status, text).answer(&Method::POST, headers)
}

/// Whether a script of one of our own pages asks.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(host), Some(origin)) = (text("host"), text("origin")) else { return false };
    headers.contains_key(MARK)
        && origin == format!("http://{host}")
        && text("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

fn split(bytes: &Bytes) -> Option<(Head, Bytes)> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((serde_json::from_slice(&bytes[..at]).ok()?, bytes.slice(at + 1..)))
}

fn is_named(site: &Site, uri: &Uri) -> bool {
    let (Some(scheme), Some(host)) = (uri.scheme_str(), uri.host()) else { return false };
    let has_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
    !has_user && origins::is_named(site, scheme, host, uri.port_u16())
}

/// The request as it goes out: what the console wrote, and nothing of what its browser sent us.
fn request(head: &Head, uri: Uri, body: Bytes) -> Option<ureq::http::Request<Vec<u8>>> {
    let mut request = ureq::http::Request::builder().method(head.method.as_str()).uri(uri);
    for (name, value) in head.headers.iter().filter(|(name, _)| !send::is_hop(name)) {
        request = request.header(name.as_str(), HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    request.body(body.to_vec()).ok()
}

fn stream(request: ureq::http::Request<Vec<u8>>, has_body: bool) -> Response<Body> {
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        // An error says that the browser has gone.
        let mut push = |bytes: Bytes| sender.blocking_send(Ok::<_, std::io::Error>(bytes)).is_ok();
        if let Err(failure) = send::send(request, has_body, &mut push) {
            push(Bytes::from(format!("{}\n", json!({ "error": failure.title, "hint": failure.hint }))));
        }
    });
    let mut response = Response::new(Body::from_stream(ReceiverStream::new(receiver)));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
