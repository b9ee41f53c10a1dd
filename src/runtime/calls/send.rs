//! One call over the network: out with it, and back in pieces. Must not decide who may be called.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Bytes;
use flate2::read::MultiGzDecoder;
use serde_json::json;
use ureq::config::Config;
use ureq::http::{Method, Request, Response, Uri};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};

/// How long a server may take to be reached.
const CONNECT: Duration = Duration::from_secs(10);
/// Headers of an answer that tell a browser what to do with it; as data of a console they say nothing.
const STRIPPED: [&str; 5] =
    ["set-cookie", "clear-site-data", "content-security-policy", "content-security-policy-report-only", "refresh"];

/// How long and how large an answer may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a server may take to begin its answer.
    pub begin: Duration,
    /// How long all may take.
    pub whole: Duration,
    /// Bytes of the answer, after decoding.
    pub most: u64,
    /// Whether headers that are meant for browsers are left out.
    pub strips: bool,
}

impl Limits {
    /// Of an author, who tries everything: streams of events are long.
    pub const PREVIEW: Self = Self {
        begin: Duration::from_secs(55),
        whole: Duration::from_secs(600),
        most: 256 * 1024 * 1024,
        strips: false,
    };
    /// Of a published portal, which sends for strangers.
    pub const PORTAL: Self =
        Self { begin: Duration::from_secs(30), whole: Duration::from_secs(30), most: 5 * 1024 * 1024, strips: true };
}

/// A call that is ready to go: what is sent, and where the connection goes.
pub struct Parcel {
    /// The request.
    pub request: Request<Vec<u8>>,
    /// Whether there is a body, though it may be empty.
    pub has_body: bool,
    /// Addresses of the host, looked at before.
    pub addresses: Vec<SocketAddr>,
    /// How long and how large the answer may be.
    pub limits: Limits,
}

/// Connects to what was looked at before, whatever the name means by now.
#[derive(Debug)]
struct Pinned(Vec<SocketAddr>);

impl Resolver for Pinned {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut found = self.empty();
        // As many as it takes.
        self.0.iter().take(16).for_each(|address| found.push(*address));
        Ok(found)
    }
}

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
pub(super) fn send(parcel: Parcel, push: &mut dyn FnMut(Bytes) -> bool) -> Result<(), Failure> {
    let limits = parcel.limits;
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(limits.whole))
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(limits.begin))
        .proxy(None)
        .user_agent(concat!("portal-console/", env!("CARGO_PKG_VERSION")))
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), Pinned(parcel.addresses));
    let host = parcel.request.uri().authority().map_or_else(String::new, ToString::to_string);
    let response = run(&agent, parcel.request, parcel.has_body).map_err(|error| explain(&error, &host))?;
    let coding = response.headers().get("content-encoding");
    let is_gzip = coding.is_some_and(|coding| coding.as_bytes().eq_ignore_ascii_case(b"gzip"));
    if !push(Bytes::from(format!("{}\n", head(&response, limits, is_gzip)))) {
        return Ok(());
    }
    let plain = response.into_body().into_reader();
    // Nobody asks for it, some send it all the same. What it becomes counts, not what it was.
    let body: Box<dyn Read> = if is_gzip { Box::new(MultiGzDecoder::new(plain)) } else { Box::new(plain) };
    let mut body = body.take(limits.most);
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

fn head(response: &Response<ureq::Body>, limits: Limits, is_decoded: bool) -> serde_json::Value {
    let is_told = |name: &str| match name {
        "content-length" | "content-encoding" => !is_decoded,
        name => !(is_hop(name) || (limits.strips && STRIPPED.contains(&name))),
    };
    let headers: Vec<(String, String)> = response
        .headers()
        .iter()
        .filter(|(name, _)| is_told(name.as_str()))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let reason = response.status().canonical_reason().unwrap_or_default();
    json!({ "status": response.status().as_u16(), "reason": reason, "headers": headers, "most": limits.most })
}

/// There is no host of this name.
pub(super) fn no_host(host: &str) -> Failure {
    Failure { title: format!("There is no host `{host}`."), hint: "Is the name right, and are you online?" }
}

fn explain(error: &Error, host: &str) -> Failure {
    let failure = |title: String, hint| Failure { title, hint };
    match error {
        Error::HostNotFound => no_host(host),
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
