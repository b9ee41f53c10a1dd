//! The admin API: what the company's own programs ask for, with access tokens, on a listener of its own. Paths,
//! parameters and shapes are 3scale's. One table says of every endpoint its method, its path and the scope that a token
//! needs; one function holds every request against it before the endpoint runs. Must not be reached by readers.

mod access;
mod ask;
mod body;
mod path;
mod refusal;
mod shape;
mod table;

mod accounts;
mod applications;
mod elsewhere;
mod keys;
mod plans;
mod resources;
pub(in crate::runtime::http) mod service;
mod services;
mod signup;
mod sso_tokens;
mod stats;
mod users;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;
use axum::routing::any;

pub use elsewhere::{CONTENT, MISSING};
pub(super) use path::told;
pub use table::{ENDPOINTS, Endpoint};

use super::account::Verb;
use crate::runtime::portal::Portal;
use access::Bearer;
use ask::{Ask, Reply};
use path::Path;
use refusal::Refusal;
use table::Does;

/// Everything below 3scale's two roots.
pub(super) fn routes() -> Router<Portal> {
    let own = Router::new().route("/admin/api/{*rest}", any(answer)).route("/stats/{*rest}", any(answer));
    own.merge(service::routes())
}

async fn answer(State(portal): State<Portal>, request: Request) -> Response {
    let path = Path::of(request.uri().path());
    let format = path.format;
    match run(portal, path, request).await {
        Ok(reply) => reply.respond(format),
        Err(refusal) => refusal.respond(format),
    }
}

async fn run(portal: Portal, path: Path, request: Request) -> Result<Reply, Refusal> {
    let verb = verb(request.method());
    let headers = request.headers().clone();
    let customers = portal.customers(&portal.shelf().current());
    let form = body::read(request).await?;
    let bearer = Bearer::of(&portal, &customers, &headers, &form).await?;
    let (endpoint, values) = table::find(verb, &path)?;
    if !bearer.may(endpoint.scope, endpoint.verb != Verb::Get) {
        return Err(Refusal::OtherScope);
    }
    if let Some(refusal) = body::twice(&form) {
        return Err(refusal);
    }
    let Does::Run(run) = endpoint.does else {
        return Err(match endpoint.does {
            Does::Content => Refusal::Content,
            _ => Refusal::NotCovered(endpoint.name),
        });
    };
    run(Ask { portal, customers, bearer, form, values, format: path.format }).await
}

fn verb(method: &Method) -> Option<Verb> {
    match *method {
        Method::HEAD => Some(Verb::Get),
        Method::PATCH => Some(Verb::Put),
        ref method => Verb::ALL.into_iter().find(|verb| verb.name() == method.as_str()),
    }
}
