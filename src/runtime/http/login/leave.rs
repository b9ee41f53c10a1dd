//! The way out: the session ends here, and at the provider where it has a place for that. Nobody is logged out by
//! following a link.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::{Caller, Form, Problem, check_csrf, check_origin, redirect};
use super::cookies;
use crate::model::customer::{Flash, FlashKind};
use crate::runtime::portal::{Known, Portal};
use crate::runtime::store::sessions;
use crate::runtime::visit;

/// Where a logout ends, here and at providers.
const LEFT: &str = "/logged_out";
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// The page that asks whether to log out.
pub(super) async fn page(State(portal): State<Portal>, caller: Caller) -> Response {
    if caller.known.is_none() {
        return redirect(StatusCode::SEE_OTHER, LEFT);
    }
    let visit = visit::of(&portal, &caller, "/logout", None);
    super::page(&portal, &caller, StatusCode::OK, "session/destroy", &visit).await
}

/// Ends the session, or with `everywhere` all sessions of the user.
pub(super) async fn leave(
    State(portal): State<Portal>,
    caller: Caller,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (Some(known), Some(id)) = (&caller.known, &caller.session_id) else {
        // It has ended already; what is left of it is the cookie.
        check_origin(&portal, &headers)?;
        let mut response = redirect(StatusCode::SEE_OTHER, LEFT);
        cookies::no_session(&mut response);
        return Ok(response);
    };
    check_csrf(&portal, &caller, &headers, &form)?;
    let elsewhere = at_provider(&portal, &caller, known).await?;
    let customers = portal.customers(&caller.release);
    if form.get("everywhere").is_some_and(|value| value == "1") {
        sessions::delete_by_user(customers.store(), known.member.user.id).await?;
    } else {
        sessions::delete(customers.store(), id).await?;
    }
    portal.changed();
    tracing::info!(target: "portal::login", user = known.member.user.id, "logged out");
    let mut response = match elsewhere {
        // A form may only be answered by this portal (`form-action`), so the browser goes on from a page of it.
        Some(address) => {
            let nobody = Caller { known: None, session_id: None, ..caller };
            let mut response = farewell(&portal, &nobody).await;
            if let Ok(value) = HeaderValue::from_str(&format!("0; url={address}")) {
                response.headers_mut().insert(REFRESH, value);
            }
            response
        }
        None => redirect(StatusCode::SEE_OTHER, LEFT),
    };
    cookies::no_session(&mut response);
    Ok(response)
}

/// The logout at the provider that the session began at.
async fn at_provider(portal: &Portal, caller: &Caller, known: &Known) -> Result<Option<String>, Problem> {
    let Some(party) = portal.logins().party(&known.session.provider) else { return Ok(None) };
    let customers = portal.customers(&caller.release);
    let hint = sessions::id_token(customers.store(), customers.secrets(), &known.session).await?;
    Ok(party.logout(hint.as_deref(), &format!("{}{LEFT}", portal.options().origin)).await)
}

/// Where a logout ends.
pub(super) async fn left(State(portal): State<Portal>, caller: Caller) -> Response {
    if caller.known.is_some() {
        return redirect(StatusCode::SEE_OTHER, "/");
    }
    farewell(&portal, &caller).await
}

async fn farewell(portal: &Portal, nobody: &Caller) -> Response {
    let mut visit = visit::of(portal, nobody, LEFT, None);
    visit.flash.push(Flash { kind: FlashKind::Success, text: "You are logged out.".to_owned() });
    let mut response = super::page(portal, nobody, StatusCode::OK, "login/new", &visit).await;
    // The address of the provider's logout names the login.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
