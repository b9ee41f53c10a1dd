//! The way back from a provider: the login that it answers is looked for in the browser, used once, and becomes a
//! session. Must not tell a reader more than the class of what went wrong.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;

use super::super::{Caller, Client, Problem};
use super::enter::{Proof, enter};
use super::{CALLBACK, cookies, signup};
use crate::runtime::oidc::{Callback, LOGIN_SECONDS, Pending, Refusal, RelyingParty, admit, names};
use crate::runtime::portal::Portal;
use crate::runtime::store::used_tokens;
use crate::runtime::visit;

/// Seconds for which a state is remembered behind the end of its login.
const MEMORY: i64 = 60;

/// The answer of a provider.
pub(super) async fn finish(
    State(portal): State<Portal>,
    client: Client,
    caller: Caller,
    method: Method,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let party = portal.logins().party(&provider).ok_or_else(Problem::not_found)?;
    if method == Method::HEAD {
        return Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "A login cannot be looked at."));
    }
    client.take(&portal, CALLBACK)?;
    let callback = match Callback::read(query.as_deref().unwrap_or_default()) {
        Ok(callback) => callback,
        Err(refusal) => return Ok(refused(&portal, &caller, &provider, &refusal, "/").await),
    };
    let is_asked = |pending: &Pending| pending.provider() == provider && pending.is_answered_by(callback.state());
    let Some((slot, pending)) = cookies::pending(&headers, portal.secrets(), is_asked) else {
        let refusal = Refusal::Stale("no login of this browser is answered");
        return Ok(refused(&portal, &caller, &provider, &refusal, "/").await);
    };
    let mut response = match confirmed(&portal, &caller, party, &pending, &callback).await {
        Ok(response) => response,
        Err(refusal) => refused(&portal, &caller, &provider, &refusal, pending.return_to()).await,
    };
    cookies::forget(&mut response, slot);
    Ok(response)
}

async fn confirmed(
    portal: &Portal,
    caller: &Caller,
    party: &RelyingParty,
    pending: &Pending,
    callback: &Callback,
) -> Result<Response, Refusal> {
    let customers = portal.customers(&caller.release);
    if pending.is_stale(customers.now()) {
        return Err(Refusal::Stale("the login has taken too long"));
    }
    let id = format!("login:{}", pending.state());
    let until = pending.started() + LOGIN_SECONDS + MEMORY;
    if !used_tokens::claim(customers.store(), &id, until).await? {
        return Err(Refusal::Stale("the answer was used before"));
    }
    let login = party.finish(pending, callback).await?;
    let provider = party.provider();
    let member = match admit(&customers, provider, &login.person).await {
        Err(refusal @ Refusal::Newcomer(_)) => {
            let led = signup::lead(portal, caller, &provider.name, &login.person, pending.return_to()).await?;
            return led.ok_or(refusal);
        }
        admitted => admitted?,
    };
    let names = names(&customers, provider, portal.logins().groups(), &login.person);
    let proof = Proof::Provider(&provider.name, &login.person, &login.id_token, names);
    enter(portal, caller, &member, proof, pending.return_to()).await.map_err(|problem| Refusal::Away(problem.message))
}

/// The page for a login that came to nothing. Why is in the log.
pub(super) async fn refused(
    portal: &Portal,
    caller: &Caller,
    provider: &str,
    refusal: &Refusal,
    return_to: &str,
) -> Response {
    tracing::warn!(target: "portal::login", provider, reason = %refusal, "a login was refused");
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (name, message) = match refusal {
        Refusal::Stale(_) => ("errors/expired", None),
        Refusal::Unknown(_) | Refusal::Newcomer(_) => (
            "errors/forbidden",
            Some("You are logged in at your company, but nobody here is known by that login. Ask your administrator."),
        ),
        Refusal::Waiting => {
            ("errors/forbidden", Some("Your account waits for approval. Come back when it is approved."))
        }
        Refusal::Provider(_) => ("login/new", Some("The login was not completed. You can start it again.")),
        Refusal::Request(_) | Refusal::Token(_) => {
            ("login/new", Some("The answer of the login could not be trusted, so nobody was logged in. Start again."))
        }
        Refusal::Away(_) => ("login/new", Some("The login does not answer for the moment. Try again in a while.")),
        Refusal::Data(_) => ("errors/internal_server_error", None),
    };
    let mut visit = visit::of(portal, caller, "/login", None);
    visit.message = message.map(str::to_owned);
    visit.return_to = Some(return_to.to_owned()).filter(|to| to != "/");
    super::page(portal, caller, status, name, &visit).await
}
