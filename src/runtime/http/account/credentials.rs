//! The caller's own credentials as JSON, for the console, for samples, and for what was written for 3scale. For pages of
//! this portal only: no other origin may read them, and nobody keeps them.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value as Json, json};

use super::super::{Caller, Problem, csrf_token, files};
use crate::model::customer::{Application, Plan, Visit};
use crate::model::runtime::Proxy;
use crate::model::{ApplicationState, Mode, Product, Programme};
use crate::runtime::calls::stand_in;
use crate::runtime::portal::Portal;
use crate::runtime::visit;

/// Applications that 3scale's JSON has: the latest.
const LATEST: usize = 5;
const TYPE: &str = "application/json";

pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/_portal/credentials.json", get(credentials))
        .route("/api_docs/account_data.json", get(account_data))
}

/// The live applications of the caller: what identifies each, which apis it opens, and under which names credentials
/// are sent there. The value of a key only where the caller has just asked to see it.
async fn credentials(State(portal): State<Portal>, caller: Caller) -> Result<Response, Problem> {
    let Some(known) = &caller.known else { return Ok(nobody(&json!({ "error": "Log in to see credentials." }))) };
    let programme = &caller.release.programme;
    let reveals = caller.release.settings.keys_revealed;
    let sends = caller.release.settings.console.proxy != Proxy::Nobody;
    let shown = |application: &Application| of_application(application, programme, reveals, sends);
    let applications: Vec<Json> = live(&portal, &caller).iter().map(shown).collect();
    Ok(own(&json!({
        "account": known.member.account.name,
        "csrf_token": csrf_token(portal.secrets(), known),
        "applications": applications,
    })))
}

fn of_application(application: &Application, programme: &Programme, reveals: bool, sends: bool) -> Json {
    let id = application.id.unwrap_or_default();
    let keys = application.keys.iter().map(|key| {
        json!({
            "id": key.id,
            "name": key.name,
            "shown": key.shown(),
            "value": key.value.as_ref().map(|value| value.reveal()),
            "stand_in": (sends && key.is_kept).then(|| stand_in(id, key.id)),
            "reveal_url": (reveals && key.is_kept).then(|| format!("/admin/applications/{id}/keys/{}/reveal", key.id)),
        })
    });
    let opened = opened(&application.plan, programme);
    json!({
        "id": id,
        "name": application.name,
        "plan": { "name": application.plan.system_name, "title": application.plan.title },
        "mode": application.mode.name(),
        "app_id": application.app_id,
        "apis": opened.into_iter().map(of_product).collect::<Vec<_>>(),
        "keys": keys.collect::<Vec<_>>(),
    })
}

/// Products that a plan opens.
fn opened<'p>(plan: &Plan, programme: &'p Programme) -> Vec<&'p Product> {
    let is_opened = |product: &&Product| plan.services.iter().any(|service| service.system_name == product.name);
    programme.products.iter().filter(is_opened).collect()
}

/// Where an api takes credentials, and the company's own names for them.
fn of_product(product: &Product) -> Json {
    let credentials = product.credentials.as_ref();
    let names: Map<String, Json> =
        credentials.iter().flat_map(|found| &found.names).map(|(name, own)| (name.clone(), json!(own))).collect();
    json!({
        "name": product.name,
        "title": product.title,
        "in": credentials.map(|found| &found.location),
        "names": names,
    })
}

/// 3scale's JSON for `x-data-threescale-name` (porta: `ApiDocs::AccountData`). Nobody gets `{"status":401}`.
async fn account_data(State(portal): State<Portal>, caller: Caller) -> Result<Response, Problem> {
    if caller.known.is_none() {
        return Ok(nobody(&json!({ "status": 401 })));
    }
    let mut applications = live(&portal, &caller);
    applications.reverse();
    applications.truncate(LATEST);
    let ids = |mode: Mode| {
        let of = applications.iter().filter(move |application| application.mode == mode);
        of.filter_map(|application| Some(item(application, application.app_id.as_deref()?))).collect::<Vec<_>>()
    };
    let keys = |mode: Mode| {
        let of = applications.iter().filter(move |application| application.mode == mode);
        let keys = of.flat_map(|application| application.keys.iter().map(move |key| (application, key)));
        keys.filter_map(|(application, key)| Some(item(application, key.value.as_ref()?.reveal()))).collect::<Vec<_>>()
    };
    Ok(own(&json!({
        "status": 200,
        "results": {
            "app_keys": keys(Mode::AppIdKey),
            "app_ids": ids(Mode::AppIdKey),
            "user_keys": keys(Mode::UserKey),
            "client_ids": ids(Mode::Oauth),
            "client_secrets": keys(Mode::Oauth),
        },
    })))
}

/// `App - Service`, as 3scale names a value.
fn item(application: &Application, value: &str) -> Json {
    let service = application.plan.services.first().map_or("", |service| service.title.as_str());
    let name = if service.is_empty() { application.name.clone() } else { format!("{} - {service}", application.name) };
    json!({ "name": name, "value": value })
}

/// The caller's live applications, oldest first.
fn live(portal: &Portal, caller: &Caller) -> Vec<Application> {
    let Visit { account, .. } = visit::of(portal, caller, "", None);
    let applications = account.map(|account| account.applications).unwrap_or_default();
    applications.into_iter().filter(|application| application.state == ApplicationState::Live).collect()
}

fn own(body: &Json) -> Response {
    files::private(StatusCode::OK, TYPE, body.to_string())
}

fn nobody(body: &Json) -> Response {
    files::private(StatusCode::UNAUTHORIZED, TYPE, body.to_string())
}
