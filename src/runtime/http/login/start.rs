//! Where a login begins: the page with the providers, and the way to one of them. Must not change anything but the
//! browser's own cookies.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::pages::with_return;
use super::super::{Caller, Client, Form, Problem, redirect};
use super::{START, cookies};
use crate::runtime::oidc::Pending;
use crate::runtime::portal::Portal;
use crate::runtime::visit;

/// The page with the providers. Whoever is on the way to a page is led on at once where there is one way only, and
/// whoever is logged in already to the page.
pub(super) async fn page(
    State(portal): State<Portal>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let wanted = wanted(&portal, query.as_deref())?;
    let mut visit = visit::of(&portal, &caller, "/login", query.as_deref());
    if let Some(to) = &wanted {
        if caller.known.is_some() {
            return Ok(redirect(StatusCode::SEE_OTHER, to));
        }
        for provider in &mut visit.providers {
            provider.authorize_url = with_return(&provider.authorize_url, to);
        }
        if let [only] = &visit.providers[..] {
            return Ok(redirect(StatusCode::SEE_OTHER, &only.authorize_url));
        }
    }
    visit.return_to = wanted;
    Ok(super::page(&portal, &caller, StatusCode::OK, "login/new", &visit).await)
}

/// Where the reader is to come back to; a page of this portal whatever was asked for.
fn wanted(portal: &Portal, query: Option<&str>) -> Result<Option<String>, Problem> {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    Ok(form.once("return_to")?.map(|wanted| portal.options().way_back(wanted)))
}

/// The way to a provider.
pub(super) async fn begin(
    State(portal): State<Portal>,
    client: Client,
    caller: Caller,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let party = portal.logins().party(&provider).ok_or_else(Problem::not_found)?;
    client.take(&portal, START)?;
    let wanted = wanted(&portal, query.as_deref())?.unwrap_or_else(|| "/".to_owned());
    let pending = Pending::begin(&provider, &wanted, portal.now());
    match party.start(&pending).await {
        Ok(address) => {
            let mut response = redirect(StatusCode::SEE_OTHER, &address);
            cookies::keep(&mut response, &headers, portal.secrets(), &pending);
            Ok(response)
        }
        Err(refusal) => Ok(super::callback::refused(&portal, &caller, &provider, &refusal, &wanted).await),
    }
}
