//! Calls of the console, sent by the portal for a customer who is logged in, or for everybody where the site says so.
//! What may be called is what the console was told of the operation, read with the caller's own eyes from the bundle.
//! Must not send (`runtime::calls`), and puts no key in but the caller's own.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{StatusCode, Uri, header};
use axum::response::Response;

use super::negotiate::text;
use super::path::canonical;
use super::{Caller, Client, Form, Problem, check_csrf, check_origin};
use crate::model::runtime::Proxy;
use crate::model::{ApplicationState, Mode, Route};
use crate::runtime::bundle::Coding;
use crate::runtime::calls::{self, Head, Limits, MARK, Operation, Parcel, Refusal, Turn, Unreachable};
use crate::runtime::crypto::{Hidden, Secrets};
use crate::runtime::portal::{Known, Portal};
use crate::runtime::rates::Rate;

/// The largest request.
const MOST: usize = 10 * 1024 * 1024;
/// What the files end with that consoles are told operations by.
const END: &str = "/console.json";
/// Calls, by address and by account.
const CALL: Rate = Rate { name: "try", burst: 60, pause: Duration::from_secs(1) };
/// When it is worth to try again while all turns are taken.
const BREATH: Duration = Duration::from_secs(1);

/// Sends a call and hands on what comes back.
pub(super) async fn answer(
    State(portal): State<Portal>,
    client: Client,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    if !headers.contains_key(MARK) || !headers.contains_key(header::ORIGIN) {
        return Err(Problem::forbidden("Only pages of this portal may send calls."));
    }
    check_origin(&portal, headers)?;
    if text(headers, header::CONTENT_TYPE) != calls::TYPE {
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "This is no call of a console."));
    }
    let caller = Caller::of(&portal, headers).await?;
    match caller.release.settings.console.proxy {
        Proxy::Nobody => return Err(Problem::not_found()),
        Proxy::Customers if caller.known.is_none() => return Err(Problem::log_in()),
        Proxy::Customers | Proxy::Everyone => {}
    }
    if caller.known.is_some() {
        check_csrf(&portal, &caller, headers, &Form::default())?;
    }
    let turn = turn(&portal, &caller, client)?;
    let bytes = axum::body::to_bytes(request.into_body(), MOST).await;
    let bytes =
        bytes.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The portal sends at most 10 MB at once."))?;
    let (head, body) = calls::split(&bytes).ok_or_else(|| Problem::bad("This is no call of a console."))?;
    let operation = operation(&portal, &caller, &head.operation).await?;
    let call = called(&caller, portal.secrets(), &operation, head)?;
    send(&portal, call, &body, turn).await
}

/// How often and how many at once: by address, and by user.
fn turn(portal: &Portal, caller: &Caller, client: Client) -> Result<Turn, Problem> {
    client.take(portal, CALL)?;
    let who = match &caller.known {
        Some(known) => {
            let account = format!("account {}", known.member.account.id);
            portal.rates().take(CALL, &account).map_err(Problem::too_often)?;
            format!("user {}", known.member.user.id)
        }
        None => client.0.to_string(),
    };
    portal.turns().take(&who).ok_or_else(|| Problem::too_often(BREATH))
}

/// The operation behind the path of what its console was told, if the caller may see it.
async fn operation(portal: &Portal, caller: &Caller, path: &str) -> Result<Operation, Problem> {
    let path = canonical(path).filter(|path| path.ends_with(END)).ok_or_else(Problem::not_found)?;
    let release = &caller.release;
    let own = release.entry(caller.audience(), &path).and_then(|entry| entry.text.clone());
    let file = own.unwrap_or_else(|| format!("public/{}", Route::file(&path).output()));
    let listed = release.listed(&file).ok_or_else(Problem::not_found)?;
    let bytes = portal.shelf().bytes(release, &file, listed, Coding::Identity).await.map_err(Problem::internal)?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::not_found())
}

/// The call as it goes out: with its keys, and to one of the operation's servers.
fn called(caller: &Caller, secrets: &Secrets, operation: &Operation, head: Head) -> Result<Call, Problem> {
    if matches!(&*head.method, "TRACE" | "TRACK" | "CONNECT")
        || head.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("upgrade"))
    {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "The portal does not send this."));
    }
    let uri = head.url.parse::<Uri>().map_err(|_| Problem::bad("This is no address."))?;
    operation.check(&head, &uri).map_err(refused)?;
    let known = caller.known.as_deref();
    let find = |application: i64, key: i64, credential: &str| {
        let plans =
            |plan: &str| caller.release.programme.plan(plan).is_some_and(|plan| plan.apis.contains(&operation.api));
        own_key(known?, secrets, application, key, credential, &plans)
    };
    let target = uri.path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
    let filled = operation.fill(&head, &target, &find).map_err(refused)?;
    let mut parts = uri.into_parts();
    parts.path_and_query = Some(filled.target.parse().map_err(|_| Problem::bad("This is no address."))?);
    let uri = Uri::from_parts(parts).map_err(|_| Problem::bad("This is no address."))?;
    Ok(Call { head: Head { headers: filled.headers, ..head }, uri })
}

/// A call that may go out.
struct Call {
    head: Head,
    uri: Uri,
}

async fn send(portal: &Portal, call: Call, body: &Bytes, turn: Turn) -> Result<Response, Problem> {
    let Call { head, uri } = call;
    let request = calls::request(&head, uri.clone(), body)
        .ok_or_else(|| Problem::bad("The method or a header cannot be sent."))?;
    let host = uri.authority().map_or_else(String::new, ToString::to_string);
    let reach = portal.options().reach.clone();
    let found = tokio::task::spawn_blocking(move || reach.find(&uri)).await.map_err(Problem::internal)?;
    match found {
        Ok(addresses) => {
            Ok(calls::stream(Parcel { request, has_body: head.body, addresses, limits: Limits::PORTAL }, turn))
        }
        Err(Unreachable::NotFound) => Ok(calls::no_host(&host)),
        Err(Unreachable::Forbidden) => {
            let said = format!("`{host}` is in a network that the portal does not call.");
            Err(Problem::forbidden(said))
        }
    }
}

/// The value of a key that the caller's account has, is kept, opens the api, and is what the credential means.
fn own_key(
    known: &Known,
    secrets: &Secrets,
    application: i64,
    key: i64,
    credential: &str,
    opens: &dyn Fn(&str) -> bool,
) -> Option<Hidden> {
    let found = known.dossier.applications.iter().find(|found| found.application.id == application)?;
    let means = match found.application.mode {
        Mode::AppIdKey => "app_keys",
        Mode::UserKey => "user_keys",
        Mode::Oauth => "client_secrets",
    };
    let is_fit =
        credential == means && found.application.state == ApplicationState::Live && opens(&found.application.plan);
    let key = found.keys.iter().find(|found| found.id == key).filter(|_| is_fit)?;
    key.value(secrets)
}

fn refused(refusal: Refusal) -> Problem {
    let status = match refusal {
        Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
        _ => StatusCode::FORBIDDEN,
    };
    Problem::new(status, refusal.to_string())
}
