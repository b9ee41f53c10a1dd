//! Whether the portal lives and can serve, and what it counts, for whoever watches it.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::runtime::portal::Portal;

/// The process answers.
pub(super) async fn live() -> &'static str {
    "ok\n"
}

/// The database answers, too. Names the release, so that a deployment can see that it has arrived.
pub(super) async fn ready(State(portal): State<Portal>) -> Response {
    let release = portal.shelf().current();
    match portal.customers(&release).store().ping().await {
        Ok(()) => axum::response::Response::new(format!("ready {}\n", release.id()).into()),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
        }
    }
}

/// For Prometheus.
pub(super) async fn metrics(State(portal): State<Portal>) -> impl IntoResponse {
    let text = portal.metrics().text(portal.shelf().current().id());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
