//! The first page of a customer.

use axum::http::StatusCode;
use axum::response::Response;

use super::super::{Problem, redirect};
use super::ask::Ask;

/// `dashboards/show`.
pub(super) async fn show(ask: Ask) -> Result<Response, Problem> {
    ask.page(StatusCode::OK, "dashboards/show", &ask.visit()).await
}

/// 3scale's page of the credentials: that of the only application, else all of them.
pub(super) async fn access_details(ask: Ask) -> Result<Response, Problem> {
    let to = match ask.known.dossier.applications.as_slice() {
        [only] => format!("/admin/applications/{}", only.application.id),
        _ => "/admin/applications".to_owned(),
    };
    Ok(redirect(StatusCode::SEE_OTHER, &to))
}
