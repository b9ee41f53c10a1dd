//! What customers do on their pages, on 3scale's paths. One table says of every action its method, its path, who may do
//! it and how often; one function holds every request against it before the action runs. Must not know how customers'
//! data is kept, and shows nothing but the caller's own.

mod alerts;
mod applications;
mod ask;
mod audit;
mod credentials;
mod dashboard;
mod keys;
mod organisation;
mod personal;
mod plan;
mod stats;
mod table;
mod users;

use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

pub(super) use ask::{some, wrong};
pub use table::{ACTIONS, Action, Verb, Who};

use super::negotiate::text;
use super::{Caller, Client, Form, Problem, check_csrf, check_origin};
use crate::model::Role;
use crate::runtime::portal::Portal;
use ask::Ask;

/// The field by which a form asks for a method that browsers do not send (Rails').
const METHOD_FIELD: &str = "_method";

/// Every path of the table, with and without a slash at its end.
pub(super) fn routes() -> Router<Portal> {
    let mut paths: Vec<&'static str> = ACTIONS.iter().map(|action| action.path).collect();
    paths.sort_unstable();
    paths.dedup();
    let add = |router: Router<Portal>, path: &'static str| {
        let run = move |state: State<Portal>, params: RawPathParams, client: Client, request: Request| {
            answer(path, state, params, client, request)
        };
        router.route(path, any(run)).route(&format!("{path}/"), any(run))
    };
    paths.into_iter().fold(Router::new(), add).merge(credentials::routes())
}

async fn answer(
    path: &'static str,
    State(portal): State<Portal>,
    params: RawPathParams,
    client: Client,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let caller = Caller::of(&portal, &headers).await?;
    let Some(known) = caller.known.clone() else { return Err(Problem::log_in()) };
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let is_read = matches!(method, Method::GET | Method::HEAD);
    if !is_read {
        check_origin(&portal, &headers)?;
    }
    let form = if is_read { Form::default() } else { Form::read(request).await? };
    let Some(action) = verb(&method, &form).and_then(|verb| find(verb, path)) else { return Ok(not_allowed(path)) };
    if !is_read {
        check_csrf(&portal, &caller, &headers, &form)?;
    }
    if action.who == Who::Admin && known.member.user.role != Role::Admin {
        return Err(Problem::forbidden("Only administrators of your account may do this."));
    }
    if let Some(rate) = action.rate {
        client.take(&portal, rate)?;
        let account = format!("account {}", known.member.account.id);
        portal.rates().take(rate, &account).map_err(Problem::too_often)?;
    }
    let ids: Option<Vec<i64>> = params.iter().map(|(_, id)| number(id)).collect();
    let ids = ids.ok_or_else(Problem::not_found)?;
    (action.run)(Ask { portal, caller, known, headers, uri, form, ids }).await
}

/// What is asked for. Forms ask for what browsers cannot; nothing but a form that is posted does.
fn verb(method: &Method, form: &Form) -> Option<Verb> {
    let named = |name: &str| Verb::ALL.into_iter().find(|verb| verb.name().eq_ignore_ascii_case(name));
    match (method, form.get(METHOD_FIELD)) {
        (&Method::HEAD, _) => Some(Verb::Get),
        (&Method::PATCH, _) => Some(Verb::Put),
        (&Method::POST, Some("patch")) => Some(Verb::Put),
        (&Method::POST, Some(wanted)) => named(wanted).filter(|verb| *verb != Verb::Get),
        (method, _) => named(method.as_str()),
    }
}

fn find(verb: Verb, path: &str) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.verb == verb && action.path == path)
}

fn not_allowed(path: &str) -> Response {
    let verbs: Vec<&str> =
        ACTIONS.iter().filter(|action| action.path == path).map(|action| action.verb.name()).collect();
    let mut answer = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done here.").into_response();
    if let Ok(verbs) = HeaderValue::from_str(&verbs.join(", ")) {
        answer.headers_mut().insert(header::ALLOW, verbs);
    }
    answer
}

/// An id as links write it.
fn number(id: &str) -> Option<i64> {
    id.bytes().all(|byte| byte.is_ascii_digit()).then(|| id.parse().ok()).flatten()
}

/// Whether a program asks, and not a page.
fn wants_json(headers: &HeaderMap) -> bool {
    text(headers, header::ACCEPT).starts_with("application/json")
}
