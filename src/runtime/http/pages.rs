//! Pages: the public file, or what this reader gets instead of it, finished with the reader's values. Who may not see a
//! page gets what somebody gets who asks for none.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::Caller;
use super::files::{self, Wanted};
use super::guard::Asked;
use super::path::{canonical, meant};
use super::problem::Problem;
use crate::model::Route;
use crate::model::customer::Visit;
use crate::render::views::Late;
use crate::runtime::bundle::{BundleError, Coding};
use crate::runtime::portal::Portal;
use crate::runtime::visit;
use crate::site::private::Entry;

const HTML: &str = "text/html; charset=utf-8";
/// The page of the site for what is not there.
const NOT_FOUND: &str = "/404.html";

/// What is asked for and by whom.
struct Ask<'r> {
    portal: &'r Portal,
    caller: &'r Caller,
    method: &'r Method,
    headers: &'r HeaderMap,
    uri: &'r Uri,
}

/// Everything that has no route of its own is a page or a file of the bundle.
pub(super) async fn answer(State(portal): State<Portal>, request: Request) -> Response {
    let (method, headers, uri) = (request.method(), request.headers(), request.uri());
    let path = canonical(uri.path());
    if !matches!(*method, Method::GET | Method::HEAD) {
        let mut answer = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This page can only be read.").into_response();
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return answer;
    }
    let mut caller = match Caller::of(&portal, headers).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let Some(path) = path else { return Problem::not_found().into_response() };
    // Where the bundle has changed under the request, the next release answers.
    for _ in 0..2 {
        let ask = Ask { portal: &portal, caller: &caller, method, headers, uri };
        match ask.page(&path).await {
            Ok(answer) => return answer,
            Err(error) => {
                tracing::warn!(%error, "a file of the release is gone; looking for the next release");
                renew(&portal).await;
                caller.release = portal.shelf().current();
            }
        }
    }
    Problem::internal("the bundle is not whole").into_response()
}

/// Steps to the next release, if there is one.
pub(super) async fn renew(portal: &Portal) {
    let shelf = portal.clone();
    match tokio::task::spawn_blocking(move || shelf.shelf().renew()).await {
        Ok(Ok(true)) => {
            portal.metrics().swapped();
            tracing::info!(release = portal.shelf().current().id(), "another release is served");
        }
        Ok(Ok(false)) => {}
        Ok(Err(error @ BundleError::Away(..))) => {
            tracing::warn!(%error, "the next release cannot be looked for, and the one before is served on");
        }
        Ok(Err(error)) => {
            portal.metrics().refused();
            tracing::error!(%error, "the new bundle is refused, and the release before it is served on");
        }
        Err(error) => tracing::error!(%error, "looking for the next release failed"),
    }
}

/// The page of a built-in name, such as `dashboards/show`, for the caller.
///
/// # Errors
/// 404 where the bundle has no such page, 500 where it cannot be finished.
pub async fn builtin(
    portal: &Portal,
    caller: &Caller,
    status: StatusCode,
    name: &str,
    visit: &Visit,
) -> Result<Response, Problem> {
    let entry = caller.release.entry(caller.audience(), name).ok_or_else(Problem::not_found)?;
    let text = entry.text.as_deref().ok_or_else(Problem::not_found)?;
    let html = finished(portal, caller, text, entry, visit).await.map_err(Problem::internal)??;
    Ok(files::private(status, HTML, html))
}

/// The page for a problem, where somebody reads it in a browser. `plain` is the answer without a page.
pub(super) async fn of_problem(portal: &Portal, asked: &Asked, problem: Problem, plain: Response) -> Response {
    let (path, query) = (asked.uri.path(), asked.uri.query());
    if problem.status == StatusCode::UNAUTHORIZED && asked.method == Method::GET {
        return to_login(path, query);
    }
    // Where the database does not answer, the page is nobody's.
    let caller = Caller::of(portal, &asked.cookies).await.unwrap_or_else(|_| Caller::nobody(portal));
    let mut visit = visit::of(portal, &caller, path, query);
    visit.message = Some(problem.message.clone());
    let name = match problem.status {
        StatusCode::NOT_FOUND => "errors/not_found",
        status if status.is_server_error() => "errors/internal_server_error",
        _ => "errors/forbidden",
    };
    let mut page = builtin(portal, &caller, problem.status, name, &visit).await;
    if page.is_err() && problem.status == StatusCode::NOT_FOUND {
        page = own_not_found(portal, &caller, &visit).await;
    }
    let Ok(mut page) = page else { return plain };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = plain.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// The site's own page for what is not there.
async fn own_not_found(portal: &Portal, caller: &Caller, visit: &Visit) -> Result<Response, Problem> {
    let nothing = Entry::default();
    let entry = caller.release.entry(caller.audience(), NOT_FOUND).unwrap_or(&nothing);
    let text = entry.text.as_deref().unwrap_or("public/404.html");
    let html = finished(portal, caller, text, entry, visit).await.map_err(Problem::internal)??;
    Ok(files::private(StatusCode::NOT_FOUND, HTML, html))
}

fn to_login(path: &str, query: Option<&str>) -> Response {
    let back = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    redirect(StatusCode::SEE_OTHER, &with_return("/login", &back))
}

/// The address of a login that leads back.
pub(super) fn with_return(login: &str, to: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", to).finish();
    format!("{login}?{query}")
}

/// An answer that leads to a path of this portal.
pub fn redirect(status: StatusCode, to: &str) -> Response {
    let mut response = files::private(status, "text/plain; charset=utf-8", "");
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// A page with the caller's values in it; where nothing in it is the caller's, as it is.
async fn finished(
    portal: &Portal,
    caller: &Caller,
    path: &str,
    entry: &Entry,
    visit: &Visit,
) -> Result<Result<String, Problem>, BundleError> {
    let (release, shelf) = (&caller.release, portal.shelf());
    let listed = release.listed(path).ok_or_else(|| BundleError::Changed(path.to_owned()))?;
    let text = shelf.bytes(release, path, listed, Coding::Identity).await?;
    let text = String::from_utf8_lossy(&text);
    let Some(regions) = &entry.regions else { return Ok(Ok(text.into_owned())) };
    let personal = shelf.regions(release, regions).await?;
    let page = personal.finish(&text, &release.press(visit.now), &Late::of(visit));
    portal.metrics().finished();
    Ok(page.map_err(Problem::internal))
}

impl Ask<'_> {
    async fn page(&self, path: &str) -> Result<Response, BundleError> {
        let release = &self.caller.release;
        let entry = release.entry(self.caller.audience(), path);
        if path.ends_with("/index.html") {
            return Ok(self.elsewhere(path));
        }
        let public = format!("public/{}", Route::file(path).output());
        let listed = self.portal.shelf().listed(release, &public);
        let text = entry.and_then(|entry| entry.text.as_deref());
        match (text, listed) {
            (None, None) => Ok(self.elsewhere(path)),
            (Some(text), _) => self.own(text, entry).await,
            (None, Some(_)) if self.caller.known.is_some() && entry.is_some_and(|entry| entry.regions.is_some()) => {
                self.own(&public, entry).await
            }
            (None, Some(listed)) => {
                let varies = release.varies(path);
                let wanted = Wanted { path: &public, method: self.method, headers: self.headers, varies };
                files::public(self.portal.shelf(), release, &listed, &wanted).await
            }
        }
    }

    /// What this reader alone gets.
    async fn own(&self, text: &str, entry: Option<&Entry>) -> Result<Response, BundleError> {
        let release = &self.caller.release;
        let listed = release.listed(text).ok_or_else(|| BundleError::Changed(text.to_owned()))?;
        let Some(entry) = entry.filter(|entry| entry.regions.is_some()) else {
            let bytes = self.portal.shelf().bytes(release, text, listed, Coding::Identity).await?;
            return Ok(files::private(StatusCode::OK, &listed.content_type, bytes));
        };
        let visit = visit::of(self.portal, self.caller, self.uri.path(), self.uri.query());
        Ok(match finished(self.portal, self.caller, text, entry, &visit).await? {
            Ok(html) => files::private(StatusCode::OK, &listed.content_type, html),
            Err(problem) => problem.into_response(),
        })
    }

    /// Where the path without its slash, or with its `index.html`, leads to; else there is nothing.
    fn elsewhere(&self, path: &str) -> Response {
        let release = &self.caller.release;
        let is_there = |route: &Route| {
            release.listed(&format!("public/{}", route.output())).is_some()
                || release.entry(self.caller.audience(), route.as_str()).is_some()
        };
        if self.caller.known.is_none() && release.asks_login(path) {
            return Problem::log_in().into_response();
        }
        let Some(route) = meant(path).filter(is_there) else { return Problem::not_found().into_response() };
        let raw = self.uri.path();
        let raw = raw.strip_suffix("index.html").unwrap_or(raw).trim_end_matches('/');
        let query = self.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let target = if route.as_str() == "/" { format!("/{query}") } else { format!("{raw}/{query}") };
        redirect(StatusCode::PERMANENT_REDIRECT, &target)
    }
}
