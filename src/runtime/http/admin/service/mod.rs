//! 3scale's Service Management API: what gateways ask before they let a call through, and what they report. One place
//! says who may ask and about which product. Must not decide about calls itself.

mod ask;
mod authrep;
mod status;
mod transactions;

use axum::Router;
use axum::routing::{get, post};

use crate::runtime::portal::Portal;

/// Paths of what a gateway asks for: for each call of an API one line more would say nothing.
pub(in crate::runtime::http) const PREFIX: &str = "/transactions";

/// Its routes.
pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/transactions/authrep.xml", get(authrep::authrep))
        .route("/transactions/authorize.xml", get(authrep::authorize))
        .route("/transactions/oauth_authrep.xml", get(authrep::oauth_authrep))
        .route("/transactions/oauth_authorize.xml", get(authrep::oauth_authorize))
        .route("/transactions.xml", post(transactions::report))
}
