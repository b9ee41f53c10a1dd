//! Calls of consoles that a server sends in place of a browser: what is asked for, where it may go, and what comes back.
//! One mechanism for the preview and for a published portal. Must not decide who may ask, nor keep anything of a call.

pub mod address;
mod operation;
mod reach;
mod send;
mod stand_in;
mod turns;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, Uri, header};
use serde::Deserialize;
use serde_json::json;
use tokio_stream::wrappers::ReceiverStream;

pub use operation::{Operation, Refusal};
pub use reach::{Reach, Resolve, Unreachable};
pub use send::{Limits, Parcel};
pub use stand_in::{Filled, stand_in};
pub use turns::{Turn, Turns};

/// Where consoles ask.
pub const PATH: &str = "/_portal/try";
/// A form of another site cannot set it.
pub const MARK: &str = "x-portal-try";
/// The media type of what is asked: a line of JSON, and the body.
pub const TYPE: &str = "application/octet-stream";

/// The first line of a request; the body follows. It may hold secrets and has no `Debug`.
#[derive(Deserialize)]
pub struct Head {
    /// The method of the call.
    pub method: String,
    /// Its whole address.
    pub url: String,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Whether there is a body, though it may be empty.
    pub body: bool,
    /// Path of what the console was told of the operation; the preview needs none.
    #[serde(default)]
    pub operation: String,
}

/// The first line, and the body behind it.
pub fn split(bytes: &Bytes) -> Option<(Head, Bytes)> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((serde_json::from_slice(&bytes[..at]).ok()?, bytes.slice(at + 1..)))
}

/// The request as it goes out: what the console wrote, and nothing of what its browser sent us.
pub fn request(head: &Head, uri: Uri, body: &Bytes) -> Option<ureq::http::Request<Vec<u8>>> {
    let mut request = ureq::http::Request::builder().method(head.method.as_str()).uri(uri);
    for (name, value) in head.headers.iter().filter(|(name, _)| !send::is_hop(name)) {
        request = request.header(name.as_str(), HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    request.body(body.to_vec()).ok()
}

/// Sends a call and hands on what comes back: a line of JSON, and the body as it arrives. Whatever it holds, no browser
/// takes it for a page. `held` is let go when the call has ended.
pub fn stream(parcel: Parcel, held: impl Send + 'static) -> Response<Body> {
    let (sender, receiver) = tokio::sync::mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        // An error says that the browser has gone.
        let mut push = |bytes: Bytes| sender.blocking_send(Ok::<_, std::io::Error>(bytes)).is_ok();
        if let Err(failure) = send::send(parcel, &mut push) {
            push(line(&json!({ "error": failure.title, "hint": failure.hint })));
        }
        drop(held);
    });
    dressed(Body::from_stream(ReceiverStream::new(receiver)))
}

/// The answer where there is no host of that name.
pub fn no_host(host: &str) -> Response<Body> {
    let failure = send::no_host(host);
    dressed(Body::from(line(&json!({ "error": failure.title, "hint": failure.hint }))))
}

fn line(value: &serde_json::Value) -> Bytes {
    Bytes::from(format!("{value}\n"))
}

fn dressed(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
