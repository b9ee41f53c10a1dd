//! Who asks: a customer with a session, or nobody that is known. Must not begin or end sessions.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::notes::Notes;
use super::problem::Problem;
use crate::model::Audience;
use crate::runtime::bundle::Release;
use crate::runtime::portal::{Known, Portal};

/// Holds the id of the session.
pub const SESSION_COOKIE: &str = "__Host-portal";

/// The length that the id of a session has at most.
const LONGEST: usize = 128;

/// Who asks, and the release that answers.
#[derive(Clone)]
pub struct Caller {
    /// The release that the whole request is answered from.
    pub release: Arc<Release>,
    /// The customer.
    pub known: Option<Arc<Known>>,
    /// The id of the session, as the cookie has it, whether or not there is such a session.
    pub session_id: Option<String>,
    /// What the browser keeps.
    pub notes: Notes,
}

impl Caller {
    /// Who sent these headers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(portal: &Portal, headers: &HeaderMap) -> Result<Self, Problem> {
        let release = portal.shelf().current();
        let session_id = cookie(headers, SESSION_COOKIE).filter(|id| id.len() <= LONGEST).map(str::to_owned);
        let known = match &session_id {
            Some(id) => portal.known(&release, id).await?,
            None => None,
        };
        let notes = known.as_ref().map(|known| Notes::of(portal.secrets(), known, headers, portal.now()));
        Ok(Self { notes: notes.unwrap_or_default(), release, known, session_id })
    }

    /// Somebody of whom nothing is known.
    pub fn nobody(portal: &Portal) -> Self {
        Self { release: portal.shelf().current(), known: None, session_id: None, notes: Notes::default() }
    }

    /// What `access:` is asked with.
    pub fn audience(&self) -> &Audience {
        self.known.as_ref().map_or(&Audience::ANONYMOUS, |known| &known.audience)
    }
}

impl FromRequestParts<Portal> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Self::Rejection> {
        Self::of(portal, &parts.headers).await
    }
}

/// The value of a cookie; of two of one name, the first (RFC 6265, 5.4: that of the longer path).
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    cookies(headers).find(|(found, _)| *found == name).map(|(_, value)| value)
}

/// All cookies by name.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}
