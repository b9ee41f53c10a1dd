//! What holds for every request: for which host it may be, how long it may take and how large its head may be; and for
//! every answer: the headers that keep a browser safe, a number for the log, a page instead of a bare sentence.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::negotiate::text;
use super::pages;
use super::problem::Problem;
use crate::runtime::crypto::{hex, random_bytes};
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

/// For readers.
pub(super) async fn guard(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = hex(&random_bytes::<8>());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let (query, headers) = (request.uri().query().map(str::to_owned), request.headers().clone());
    let answer = match refusal(&portal, &request) {
        Some(problem) => problem.into_response(),
        None => match tokio::time::timeout(portal.options().timeout, next.run(request)).await {
            Ok(answer) => answer,
            Err(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "This took too long.").into_response(),
        },
    };
    let mut answer = match answer.extensions().get::<Problem>() {
        Some(problem) if wants_page(&headers) => {
            pages::of_problem(&portal, &method, &path, query.as_deref(), &headers, problem.clone(), answer).await
        }
        _ => answer,
    };
    dress(&portal, &mut answer);
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    portal.metrics().answered(status, took);
    tracing::info!(target: "portal::access", %id, %method, path, status, micros = took.as_micros());
    answer
}

/// For the company's own programs: no pages, and no names of hosts.
pub(super) async fn guard_company(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = hex(&random_bytes::<8>());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut answer = match tokio::time::timeout(portal.options().timeout, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => Problem::new(StatusCode::GATEWAY_TIMEOUT, "This took too long.").into_response(),
    };
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    tracing::info!(target: "portal::access", %id, %method, path, status, micros = took.as_micros(), listener = "admin");
    answer
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

fn wants_page(headers: &HeaderMap) -> bool {
    text(headers, header::ACCEPT).contains("text/html")
}

/// Puts on what keeps a browser safe.
fn dress(portal: &Portal, answer: &mut Response) {
    let is = |kind: &str| text(answer.headers(), header::CONTENT_TYPE).starts_with(kind);
    let policy = if is("text/html") {
        HeaderValue::from_str(&portal.shelf().current().policy).ok()
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
