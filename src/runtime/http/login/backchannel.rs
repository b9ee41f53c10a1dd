//! A provider tells that somebody has logged out there (OpenID Connect Back-Channel Logout 1.0, 2.5 and 2.8).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::files::private;
use super::super::{Client, Form, Problem};
use super::BACKCHANNEL;
use crate::runtime::oidc::{Refusal, end_sessions};
use crate::runtime::portal::Portal;

/// 200 when the sessions have ended; 400 for whatever is no logout of theirs.
pub(super) async fn logout(
    State(portal): State<Portal>,
    client: Client,
    Path(provider): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let party = portal.logins().party(&provider).ok_or_else(Problem::not_found)?;
    client.take(&portal, BACKCHANNEL)?;
    let customers = portal.customers(&portal.shelf().current());
    let token = form.once("logout_token")?.ok_or_else(|| Problem::bad("there is no logout token"))?;
    let status = match end_sessions(customers.store(), party, token).await {
        Ok(ended) => {
            portal.changed();
            tracing::info!(target: "portal::login", provider, ended, "logged out at the provider");
            StatusCode::OK
        }
        Err(refusal) => {
            tracing::warn!(target: "portal::login", provider, reason = %refusal, "a logout was refused");
            match refusal {
                Refusal::Away(_) => StatusCode::SERVICE_UNAVAILABLE,
                Refusal::Data(_) => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::BAD_REQUEST,
            }
        }
    };
    Ok(private(status, "text/plain; charset=utf-8", ""))
}
