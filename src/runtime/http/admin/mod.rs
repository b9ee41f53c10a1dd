//! The admin API: what the company's own programs ask for, with access tokens, on a listener of its own. Paths and shapes
//! are 3scale's. Must not be reached by readers.

mod access;
pub(in crate::runtime::http) mod service;
mod sso_tokens;

use axum::Router;
use axum::routing::post;

use crate::runtime::portal::Portal;

/// Its routes.
pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/admin/api/sso_tokens.json", post(sso_tokens::json))
        .route("/admin/api/sso_tokens.xml", post(sso_tokens::xml))
        .merge(service::routes())
}
