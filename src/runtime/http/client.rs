//! Where a request comes from, for rates and the log.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::HeaderName;
use axum::http::request::Parts;

use super::negotiate::text;
use super::problem::Problem;
use crate::runtime::portal::Portal;
use crate::runtime::rates::Rate;

/// The other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// Who sent the request: the peer, or whom a trusted proxy names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// Takes a turn.
    ///
    /// # Errors
    /// 429, with how long to wait.
    pub fn take(self, portal: &Portal, rate: Rate) -> Result<(), Problem> {
        portal.rates().take(rate, &self.0.to_string()).map_err(Problem::too_often)
    }

    pub(super) fn of(portal: &Portal, parts: &Parts) -> Self {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
        Self(portal.rates().client(peer, text(&parts.headers, HeaderName::from_static("x-forwarded-for"))))
    }
}

impl FromRequestParts<Portal> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Self::Rejection> {
        Ok(Self::of(portal, parts))
    }
}
