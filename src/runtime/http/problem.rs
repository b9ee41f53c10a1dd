//! Why a request gets no page: a status and a sentence for its reader. The guard makes a page of it where a page is
//! asked for. Must not say what only the log may know.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::runtime::customers;
use crate::runtime::store::StoreError;

/// A request that gets no page.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// For the reader.
    pub message: String,
    /// Seconds until it is worth to ask again.
    retry_after: Option<u64>,
}

impl Problem {
    /// Any.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), retry_after: None }
    }

    /// The request is not one that a page or a program of ours sends.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// The caller may not do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// There is no such thing, or none that the caller may know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no page here.")
    }

    /// Only a customer who is logged in may ask.
    pub fn log_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Log in to see this.")
    }

    /// The caller asked too often.
    pub fn too_often(wait: Duration) -> Self {
        let seconds = wait.as_secs() + 1;
        let problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "This was asked for too often. Wait a little, and try again.");
        Self { retry_after: Some(seconds), ..problem }
    }

    /// Something of ours failed. The log says what, the reader is told that it did.
    pub fn internal(error: impl fmt::Display) -> Self {
        tracing::error!(%error, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something failed here. It is not your mistake; try again in a while.",
        )
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database does not answer");
        let problem = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Customers' data cannot be read for the moment. Try again in a while.",
        );
        Self { retry_after: Some(5), ..problem }
    }
}

impl From<customers::Error> for Problem {
    fn from(error: customers::Error) -> Self {
        match error {
            customers::Error::Store(error) => error.into(),
            customers::Error::NotFound(_) => Self::not_found(),
            error => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
        }
    }
}

/// The sentence alone; the problem itself goes along for the guard.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, format!("{}\n", self.message)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
