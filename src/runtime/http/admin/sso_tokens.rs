//! `POST /admin/api/sso_tokens.json|xml`: a signed link for a customer, with 3scale's parameters and answers.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::{Form, Problem};
use super::access::{Denied, writer};
use crate::runtime::links::{Asked, NotIssued};
use crate::runtime::portal::Portal;

/// How it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

pub(super) async fn json(
    State(portal): State<Portal>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    create(&portal, query.as_deref(), &headers, &form, Format::Json).await
}

pub(super) async fn xml(
    State(portal): State<Portal>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    create(&portal, query.as_deref(), &headers, &form, Format::Xml).await
}

async fn create(
    portal: &Portal,
    query: Option<&str>,
    headers: &HeaderMap,
    form: &Form,
    format: Format,
) -> Result<Response, Problem> {
    let links = portal.logins().links().ok_or_else(Problem::not_found)?;
    let customers = portal.customers(&portal.shelf().current());
    let fields = form.with_query(query.unwrap_or_default());
    let token = match writer(&customers, headers, &fields, "sso").await {
        Ok(token) => token,
        Err(Denied::Data(error)) => return Err(error.into()),
        Err(Denied::Unknown) => return Ok(format.error(StatusCode::UNAUTHORIZED, "Access denied")),
        Err(Denied::OtherScope) => {
            let message = "Your access token does not have the correct permissions";
            return Ok(format.error(StatusCode::FORBIDDEN, message));
        }
    };
    let mut asked = Asked::default();
    for (name, value) in fields.fields() {
        let is_known = matches!(name, "user_id" | "username" | "expires_in" | "redirect_url" | "protocol");
        if is_known && !asked.take(name, value) {
            return Ok(format.error(StatusCode::BAD_REQUEST, "A parameter is given twice"));
        }
    }
    match asked.issue(links, &customers).await {
        Ok(issued) => {
            tracing::info!(target: "portal::login", token = token.id, user = issued.user.id, "a link was made");
            Ok(format.answer(StatusCode::CREATED, if format == Format::Json { issued.json() } else { issued.xml() }))
        }
        Err(NotIssued::Data(error)) => Err(error.into()),
        Err(refused) => {
            let text = if format == Format::Json { refused.json() } else { refused.xml() };
            Ok(format.answer(StatusCode::UNPROCESSABLE_ENTITY, text.unwrap_or_default()))
        }
    }
}

impl Format {
    fn answer(self, status: StatusCode, text: String) -> Response {
        let kind = match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
        };
        (status, [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
    }

    fn error(self, status: StatusCode, message: &str) -> Response {
        match self {
            Self::Json => self.answer(status, serde_json::json!({ "error": message }).to_string()),
            Self::Xml => {
                let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><error>{message}</error>");
                self.answer(status, text)
            }
        }
    }
}
