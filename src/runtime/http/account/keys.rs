//! Keys of an application: made, replaced, revoked, shown again. The value of a new key stands in the answer to the
//! request that made it and nowhere else: in no cookie and in no second answer.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::super::files;
use super::super::notes::{REVEAL_SECONDS, leave_revealed};
use super::super::pages::with_return;
use super::super::{Problem, csrf_token, redirect};
use super::applications::{about, is_live, path, refused};
use super::ask::{Ask, refusal};
use super::wants_json;
use crate::model::customer::{Flash, FlashKind};
use crate::runtime::customers::{Application, Change, Error, FreshKey, NewKey};
use crate::runtime::visit;

/// Hours that a key is taken after it was replaced, where the form says nothing; and the most that it may say.
const OVERLAP_HOURS: i64 = 24;
const MOST_HOURS: i64 = 168;

/// Makes another key.
pub(super) async fn create(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    let name = ask.sent("application_key", "name").unwrap_or_default().trim().to_owned();
    let made = match is_live(&application) {
        Ok(()) => change.create_key(&application, NewKey { name, ..NewKey::default() }).await,
        Err(error) => Err(error),
    };
    fresh(ask, change, made, None).await
}

/// Makes a key in place of another, which is taken for some time more.
pub(super) async fn regenerate(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    let key = ask.id(1)?;
    replace(ask, change, &application, key).await
}

/// The same for the one key of an application that has one.
pub(super) async fn regenerate_only(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    match change.lasting_key(&application).await {
        Ok(key) => replace(ask, change, &application, key.id).await,
        Err(error) => fresh(ask, change, Err(error), None).await,
    }
}

async fn replace(ask: Ask, mut change: Change, application: &Application, key: i64) -> Result<Response, Problem> {
    let hours = ask.sent("application_key", "overlap").and_then(|hours| hours.trim().parse().ok());
    let hours: i64 = hours.unwrap_or(OVERLAP_HOURS).clamp(0, MOST_HOURS);
    let made = match is_live(application) {
        Ok(()) => change.rotate_key(application, key, hours * 3600).await,
        Err(error) => Err(error),
    };
    let told = match hours {
        0 => "The former key is not taken any more.".to_owned(),
        1 => "The former key is taken for one more hour.".to_owned(),
        hours => format!("The former key is taken for {hours} more hours."),
    };
    fresh(ask, change, made, Some(told)).await
}

/// The page of the application with a key that was made now, in a session with another id.
async fn fresh(
    ask: Ask,
    change: Change,
    made: Result<FreshKey, Error>,
    told: Option<String>,
) -> Result<Response, Problem> {
    let key = match made {
        Ok(key) => key,
        Err(error) => {
            drop(change);
            return refused(&ask, error).await;
        }
    };
    let renewed = ask.commit_renewed(change).await?;
    let ask = &renewed.ask;
    let mut visit = about(ask).await?;
    visit.fresh_key = Some(visit::fresh_key(&key, ask.secrets()));
    visit.flash.extend(told.map(|text| Flash { kind: FlashKind::Info, text }));
    Ok(renewed.page(StatusCode::CREATED, "applications/show", &visit).await)
}

/// Takes a key away.
pub(super) async fn revoke(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    match change.revoke_key(&application, ask.id(1)?).await {
        Ok(key) => {
            ask.commit(change).await?;
            let name = if key.name.is_empty() { key.shown() } else { key.name };
            Ok(ask.done(&path(application.id), format!("The key {name} was revoked. It is not taken any more.")))
        }
        Err(error) => {
            drop(change);
            refused(&ask, error).await
        }
    }
}

/// Lets pages of this session show a key that is kept, for some minutes; asks for a login that is as recent, and leaves
/// an audit entry.
pub(super) async fn reveal(ask: Ask) -> Result<Response, Problem> {
    let mut change = ask.change().await?;
    let application = change.application_of(ask.account(), ask.id(0)?).await?;
    let (key, json) = (ask.id(1)?, wants_json(&ask.headers));
    // The page that asked: that of the application, or one with samples.
    let asked = ask.asked("return_to");
    let to = asked.map_or_else(|| path(application.id), |asked| ask.portal.options().way_back(&asked));
    if ask.portal.now() - ask.known.session.created > REVEAL_SECONDS {
        drop(change);
        return again(&ask, &to, json);
    }
    let value = match change.reveal_key(&application, key).await {
        Ok(value) => value,
        Err(error) => {
            drop(change);
            return if json { refused_as_json(error) } else { refused(&ask, error).await };
        }
    };
    let renewed = ask.commit_renewed(change).await?;
    let ask = &renewed.ask;
    let mut answer = if json {
        let body = json!({ "value": value.reveal(), "csrf_token": csrf_token(ask.secrets(), &ask.known) });
        files::private(StatusCode::OK, "application/json", body.to_string())
    } else {
        redirect(StatusCode::SEE_OTHER, &to)
    };
    let earlier = ask.caller.notes.revealed.iter().copied().filter(|id| *id != key);
    let keys: Vec<i64> = earlier.chain([key]).collect();
    leave_revealed(&mut answer, ask.secrets(), &ask.known, &keys, ask.portal.now());
    Ok(renewed.with_session(answer))
}

fn refused_as_json(error: Error) -> Result<Response, Problem> {
    let body = json!({ "error": refusal(error)?.text });
    Ok(files::private(StatusCode::UNPROCESSABLE_ENTITY, "application/json", body.to_string()))
}

/// To a login, and back.
fn again(ask: &Ask, to: &str, json: bool) -> Result<Response, Problem> {
    let login = login(ask, to);
    if json {
        let body = json!({ "error": "Log in again to see a key.", "login": login });
        return Ok(files::private(StatusCode::FORBIDDEN, "application/json", body.to_string()));
    }
    match login {
        Some(login) => Ok(redirect(StatusCode::SEE_OTHER, &login)),
        None => {
            let text = "Log in again to see a key: your login is more than ten minutes old.";
            Ok(ask.told(&path(ask.id(0)?), FlashKind::Warning, text))
        }
    }
}

/// Where the caller logged in, if it was at a provider that there still is.
fn login(ask: &Ask, to: &str) -> Option<String> {
    let provider = &ask.known.session.provider;
    ask.portal.logins().party(provider)?;
    Some(with_return(&format!("/auth/{provider}"), to))
}
