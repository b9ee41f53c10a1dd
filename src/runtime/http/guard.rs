//! What holds for every request: for which host it may be, how long it may take and how large its head may be; and for
//! every answer: the headers that keep a browser safe, a number for the log, a page instead of a bare sentence.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::admin;
use super::admin::service;
use super::negotiate::text;
use super::pages;
use super::problem::Problem;
use crate::runtime::portal::Portal;

/// The most that all cookies of a request may have, in bytes, and their number.
const MOST_COOKIES: usize = 8 * 1024;
const MOST_COOKIE_PAIRS: usize = 60;
/// Where monitoring asks, by whatever name of the machine.
const WATCHED: &str = "/_portal/";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What every answer carries.
const HEADERS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];
/// Two years (RFC 6797), where readers come by TLS.
const TRANSPORT: &str = "max-age=63072000; includeSubDomains";
/// The policy of an image that could be a page.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// What of a request is needed after its answer.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) uri: Uri,
    /// The cookies alone.
    pub(super) cookies: HeaderMap,
    wants_page: bool,
}

/// For readers.
pub(super) async fn guard(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let asked = Asked::of(&request);
    let answer = match refusal(&portal, &request) {
        Some(problem) => problem.into_response(),
        None => in_time(&portal, request, next).await,
    };
    let mut answer = match answer.extensions().get::<Problem>() {
        Some(problem) if asked.wants_page => pages::of_problem(&portal, &asked, problem.clone(), answer).await,
        _ => answer,
    };
    dress(&portal, &mut answer);
    portal.metrics().answered(answer.status().as_u16(), began.elapsed());
    asked.log(&portal, &mut answer, began, "readers");
    answer
}

/// For the company's own programs: no pages, and no names of hosts.
pub(super) async fn guard_company(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let asked = Asked::of(&request);
    let mut answer = in_time(&portal, request, next).await;
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    // A line for each call of the API would say nothing that the counters do not.
    if !asked.uri.path().starts_with(service::PREFIX) || answer.status().is_server_error() {
        asked.log(&portal, &mut answer, began, "company");
    }
    answer
}

/// The answer, or that it took too long.
async fn in_time(portal: &Portal, request: Request, next: Next) -> Response {
    match tokio::time::timeout(portal.options().timeout, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "This took too long.").into_response(),
    }
}

/// Why a request is not looked at.
fn refusal(portal: &Portal, request: &Request) -> Option<Problem> {
    if matches!(*request.method(), Method::TRACE | Method::CONNECT) {
        return Some(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This cannot be asked for."));
    }
    let headers = request.headers();
    let cookies = headers.get_all(header::COOKIE);
    let (bytes, pairs) = cookies.iter().fold((0, 0), |(bytes, pairs), line| {
        let line = line.as_bytes();
        (bytes + line.len(), pairs + 1 + line.iter().filter(|byte| **byte == b';').count())
    });
    if bytes > MOST_COOKIES || pairs > MOST_COOKIE_PAIRS {
        return Some(Problem::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "These are more cookies than this portal has set.",
        ));
    }
    let host = request.uri().authority().map_or_else(|| text(headers, header::HOST), |authority| authority.as_str());
    let is_ours =
        host.eq_ignore_ascii_case(portal.options().host()) && headers.get_all(header::HOST).iter().count() <= 1;
    if !is_ours && !request.uri().path().starts_with(WATCHED) {
        return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, "This portal has another name."));
    }
    None
}

impl Asked {
    fn of(request: &Request) -> Self {
        let mut cookies = HeaderMap::new();
        for line in request.headers().get_all(header::COOKIE) {
            cookies.append(header::COOKIE, line.clone());
        }
        let wants_page = text(request.headers(), header::ACCEPT).contains("text/html");
        Self { method: request.method().clone(), uri: request.uri().clone(), cookies, wants_page }
    }

    /// Numbers the answer, and writes a line about it: never a query, a cookie or another header.
    fn log(&self, portal: &Portal, answer: &mut Response, began: Instant, listener: &str) {
        let id = portal.request_id();
        let status = answer.status().as_u16();
        // What readers ask for has no secret in its path.
        let path = self.uri.path();
        let path = if path.starts_with("/admin/api/") { admin::told(path) } else { path.into() };
        tracing::info!(
            target: "portal::access", id, method = %self.method, path = &*path, status,
            micros = began.elapsed().as_micros(), listener
        );
        if let Ok(id) = HeaderValue::from_str(&id) {
            answer.headers_mut().insert(REQUEST_ID, id);
        }
    }
}

/// Puts on what keeps a browser safe.
fn dress(portal: &Portal, answer: &mut Response) {
    let is = |kind: &str| text(answer.headers(), header::CONTENT_TYPE).starts_with(kind);
    let policy = if is("text/html") {
        Some(portal.shelf().current().policy.clone())
    } else if is("image/svg") {
        Some(HeaderValue::from_static(SANDBOX))
    } else {
        None
    };
    let headers = answer.headers_mut();
    if let Some(policy) = policy {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if portal.options().is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
    }
}
