//! Forms as browsers send them. Must not know what a field means.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};

use super::negotiate::text;
use super::problem::Problem;

/// The largest form, in bytes.
const MOST: usize = 64 * 1024;
/// The most fields.
const MOST_FIELDS: usize = 500;
const TYPE: &str = "application/x-www-form-urlencoded";

/// The fields of a form, in order (URL standard, 5.1).
#[derive(Clone, Default)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// These fields.
    pub fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Reads a query, or a body.
    pub fn parse(bytes: &[u8]) -> Self {
        Self(form_urlencoded::parse(bytes).into_owned().take(MOST_FIELDS).collect())
    }

    /// The value of a field; of one that is given twice, the last, as Rails reads it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field that may be there once.
    ///
    /// # Errors
    /// 400, where it is given twice: two readers of one request might read two values.
    pub fn once(&self, name: &str) -> Result<Option<&str>, Problem> {
        let mut values = self.0.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Problem::bad(format!("`{name}` is given twice"))),
            (value, None) => Ok(value),
        }
    }

    /// The same fields, and behind them those of a query.
    #[must_use]
    pub fn with_query(&self, query: &str) -> Self {
        Self(self.0.iter().cloned().chain(Self::parse(query.as_bytes()).0).collect())
    }

    /// All fields in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        Self::read(request).await
    }
}

impl Form {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// 413, 415.
    pub async fn read(request: Request) -> Result<Self, Problem> {
        let kind = text(request.headers(), header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
        // A button's form without fields has no body, and needs no type.
        let is_form = kind.eq_ignore_ascii_case(TYPE);
        let bytes = to_bytes(request.into_body(), MOST)
            .await
            .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "this is more than a form may have"))?;
        if !is_form && !bytes.is_empty() {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "this is not sent as a form"));
        }
        Ok(Self::parse(&bytes))
    }
}
