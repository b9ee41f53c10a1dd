//! HTTP on a loopback address: which request is for what. Must not render or load.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use super::reply::{self, Reply};
use super::session::Session;
use super::viewer::{self, Viewer};
use super::{PreviewError, builtin, calls, emails, live};
use crate::model::Route;
use crate::model::description::origins;

/// How many ports behind a taken one are tried.
const TRIED: u16 = 50;

/// Binds the address, or the next free port behind it.
pub(super) async fn listen(address: SocketAddr, any_port: bool) -> Result<TcpListener, PreviewError> {
    let last = if any_port { address.port().saturating_add(TRIED) } else { address.port() };
    let mut next = address;
    loop {
        match TcpListener::bind(next).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && next.port() < last => {
                next.set_port(next.port() + 1);
            }
            Err(error) => return Err(PreviewError::Listen(next, error)),
        }
    }
}

/// Answers until the process is interrupted.
pub(super) async fn run(listener: TcpListener, session: Arc<Session>) -> io::Result<()> {
    // Open event streams never end by themselves, so nothing is waited for.
    tokio::select! {
        result = async { axum::serve(listener, app(session)).await } => result,
        result = tokio::signal::ctrl_c() => result,
    }
}

fn app(session: Arc<Session>) -> Router {
    Router::new().fallback(answer).with_state(session)
}

async fn answer(State(session): State<Arc<Session>>, request: Request) -> Response<Body> {
    let (method, headers) = (request.method().clone(), request.headers().clone());
    if !is_local(&headers) {
        let text = "the preview answers to names of this machine only\n";
        return Reply::text(StatusCode::FORBIDDEN, text).answer(&method, &headers);
    }
    if method == Method::POST && request.uri().path() == calls::PATH {
        return calls::answer(&session, &headers, request.into_body()).await;
    }
    if method == Method::POST && !request.uri().path().starts_with("/_portal/") {
        let moment = session.fresh().await;
        if moment.shown.whole().config.has_customers() {
            let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
            let target = builtin::after_form(moment.shown.whole(), request.uri().path(), referrer);
            return redirect(StatusCode::SEE_OTHER, &target);
        }
    }
    if method != Method::GET && method != Method::HEAD {
        let mut response =
            Reply::text(StatusCode::METHOD_NOT_ALLOWED, "a preview can only be read\n").answer(&method, &headers);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let Some(path) = decode(request.uri().path()) else {
        return Reply::text(StatusCode::BAD_REQUEST, "this path cannot be read\n").answer(&method, &headers);
    };
    match path.strip_prefix("/_portal/").filter(|own| !own.starts_with("builtin/")) {
        Some(viewer::PATH) => viewer::choose(request.uri()),
        Some("events") if method == Method::GET => live::events(&session).into_response(),
        Some(own) => own_page(&session, own, request.uri()).await.answer(&method, &headers),
        None => site_page(session, path, request.uri(), &method, &headers).await,
    }
}

async fn own_page(session: &Arc<Session>, name: &str, uri: &Uri) -> Reply {
    if name.starts_with("emails") {
        let moment = session.fresh().await;
        let (name, uri) = (name.to_owned(), uri.clone());
        let page = tokio::task::spawn_blocking(move || emails::page(&moment.shown, &name, &uri)).await;
        if let Ok(Some(page)) = page {
            return page;
        }
    }
    live::file(name).unwrap_or_else(|| Reply::text(StatusCode::NOT_FOUND, "the preview has nothing here\n"))
}

async fn site_page(
    session: Arc<Session>,
    path: String,
    uri: &Uri,
    method: &Method,
    headers: &HeaderMap,
) -> Response<Body> {
    let moment = session.fresh().await;
    let target = elsewhere(uri);
    let viewer = Viewer::of(headers);
    let address = uri.clone();
    let rendering = tokio::task::spawn_blocking(move || {
        let bar = viewer.bar(moment.shown.whole(), &path);
        match builtin::answer(&viewer, moment.shown.whole(), &address, &path) {
            Some(builtin::Answer::Page(status, name, visit)) => {
                let shown = session.show_builtin(&moment, &viewer, &name, &visit);
                return Ok(reply::of_site(shown, &bar).with_status(status));
            }
            Some(builtin::Answer::Go(target)) => return Err((StatusCode::SEE_OTHER, target)),
            None => {}
        }
        let shown = session.show(&moment, &viewer, &Route::file(&path));
        if shown.output.is_some() || shown.exists {
            return Ok(reply::of_site(shown, &bar).calling(&origins::sources(moment.shown.site())));
        }
        match elsewhere_route(&path).filter(|route| session.exists(&moment, &viewer, route)) {
            Some(_) => Err((StatusCode::TEMPORARY_REDIRECT, target)),
            None => {
                let page = session.show(&moment, &viewer, &Route::page("/404.html"));
                Ok(reply::not_found(&path, page, &shown.problems, &bar))
            }
        }
    });
    match rendering.await {
        Ok(Ok(reply)) => reply.answer(method, headers),
        Ok(Err((status, target))) => redirect(status, &target),
        Err(_) => {
            let body = "<main><h1>portal failed while it rendered this page</h1>\
                 <p>This is a mistake in portal; please report it with the page's source.</p></main>";
            Reply::page(StatusCode::INTERNAL_SERVER_ERROR, "Failure", body).live("").answer(method, headers)
        }
    }
}

/// The page that a path without its slash, or with its `index.html`, means on a static host.
fn elsewhere_route(path: &str) -> Option<Route> {
    match path.strip_suffix("/index.html") {
        Some(folder) => Some(Route::page(folder)),
        None if !path.ends_with('/') => Some(Route::page(path)),
        None => None,
    }
}

/// The same as an address, with what the browser escaped left escaped.
fn elsewhere(uri: &Uri) -> String {
    let path = uri.path().strip_suffix("index.html").unwrap_or(uri.path());
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    // Two slashes at the start would name another host.
    format!("/{}/{query}", path.trim_matches('/')).replacen("//", "/", 1)
}

fn redirect(status: StatusCode, target: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    if let Ok(target) = HeaderValue::from_str(target) {
        response.headers_mut().insert(header::LOCATION, target);
    }
    response
}

/// Drafts and personas are nobody else's: a web page elsewhere that points its own name at this machine
/// (DNS rebinding) is turned away.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1") || name.ends_with(".localhost")
}

/// The path with its percent escapes read; `None` where it is not text or tries to leave the root.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    let path = String::from_utf8(bytes).ok()?;
    let leaves = path.split('/').any(|part| part == "..") || path.contains(['\0', '\\']);
    (!leaves && path.starts_with('/')).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn paths_that_leave_the_root_are_not_read() {
        assert_eq!(decode("/docs/%C3%A4/").as_deref(), Some("/docs/ä/"));
        for path in ["/../x", "/%2e%2e/x", "/a/..", "/a%00", "/a%5cb", "/%ff", "/%4", "/%zz"] {
            assert_eq!(decode(path), None, "{path}");
        }
    }
}
