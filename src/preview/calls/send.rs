//! One call over the network: out with it, and back in pieces. Must not decide who may be called.

use std::io::{self, Read};
use std::time::Duration;

use axum::body::Bytes;
use serde_json::json;
use ureq::http::{Method, Request, Response};
use ureq::{Agent, Error};

/// How long a server may take to begin its answer.
const PATIENCE: Duration = Duration::from_secs(55);
/// How long an answer may go on: streams of events are long.
const LONGEST: Duration = Duration::from_secs(600);
/// The largest answer.
const MOST: u64 = 256 * 1024 * 1024;

/// Why nothing came back, in words.
pub(super) struct Failure {
    pub(super) title: String,
    pub(super) hint: &'static str,
}

/// Headers that belong to one connection, and those that are ours to write.
pub(super) fn is_hop(name: &str) -> bool {
    const HOPS: [&str; 11] = [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "content-length",
    ];
    HOPS.iter().any(|hop| name.eq_ignore_ascii_case(hop))
}

/// Sends and pushes a line with status and headers, then the body. Redirects are shown, not followed.
pub(super) fn send(
    request: Request<Vec<u8>>,
    has_body: bool,
    push: &mut dyn FnMut(Bytes) -> bool,
) -> Result<(), Failure> {
    let agent = Agent::new_with_config(
        Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(PATIENCE))
            .timeout_recv_body(Some(LONGEST))
            .proxy(None)
            .user_agent(concat!("portal-preview/", env!("CARGO_PKG_VERSION")))
            .build(),
    );
    let host = request.uri().authority().map_or_else(String::new, ToString::to_string);
    let response = run(&agent, request, has_body).map_err(|error| explain(&error, &host))?;
    if !push(Bytes::from(format!("{}\n", head(&response)))) {
        return Ok(());
    }
    let mut body = response.into_body().into_reader().take(MOST);
    let mut buffer = vec![0; 16 * 1024];
    // What breaks off in the middle ends the stream: the console shows what came.
    while let Ok(n_read) = body.read(&mut buffer) {
        if n_read == 0 || !push(Bytes::copy_from_slice(&buffer[..n_read])) {
            break;
        }
    }
    Ok(())
}

fn run(agent: &Agent, request: Request<Vec<u8>>, has_body: bool) -> Result<Response<ureq::Body>, Error> {
    if !has_body && request.body().is_empty() {
        return agent.run(request.map(|_| ()));
    }
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::DELETE | Method::OPTIONS) {
        // Unusual, but some descriptions ask for it.
        let (parts, body) = request.into_parts();
        let mut call = match parts.method {
            Method::GET => agent.get(parts.uri),
            Method::HEAD => agent.head(parts.uri),
            Method::OPTIONS => agent.options(parts.uri),
            _ => agent.delete(parts.uri),
        };
        for (name, value) in &parts.headers {
            call = call.header(name, value);
        }
        return call.force_send_body().send(&body);
    }
    agent.run(request)
}

fn head(response: &Response<ureq::Body>) -> serde_json::Value {
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter(|(name, _)| !is_hop(name.as_str()) || name.as_str() == "content-length")
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let reason = response.status().canonical_reason().unwrap_or_default();
    json!({ "status": response.status().as_u16(), "reason": reason, "headers": headers })
}

fn explain(error: &Error, host: &str) -> Failure {
    let failure = |title: String, hint| Failure { title, hint };
    match error {
        Error::HostNotFound => failure(format!("There is no host `{host}`."), "Is the name right, and are you online?"),
        Error::Timeout(_) => failure(
            format!("`{host}` did not answer in time."),
            "The server may be busy. It may have done what was asked all the same: look before you send it again.",
        ),
        Error::Io(io) if io.kind() == io::ErrorKind::ConnectionRefused => {
            failure(format!("Nothing listens at `{host}`."), "Is the server running, and the port right?")
        }
        Error::ConnectionFailed => failure(format!("`{host}` cannot be reached."), "Is the server running?"),
        Error::Tls(_) | Error::Rustls(_) => failure(
            format!("`{host}` has no certificate that can be trusted: {error}."),
            "The name in it may be another, or whoever signed it is not one of the web's authorities.",
        ),
        Error::Io(io) if io.kind() == io::ErrorKind::InvalidData => failure(
            format!("`{host}` has no certificate that can be trusted: {error}."),
            "The name in it may be another, or whoever signed it is not one of the web's authorities.",
        ),
        error => failure(format!("The call failed: {error}."), "The curl command may tell more."),
    }
}
