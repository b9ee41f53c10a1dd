//! Where a call may go: names are resolved once, every address is looked at, and the connection goes to these addresses
//! and no others. Must not send.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use axum::http::Uri;

use super::address::{is_odd, is_public};
use crate::runtime::settings::Network;

/// Turns names into addresses.
pub trait Resolve: Send + Sync {
    /// The addresses of a host.
    ///
    /// # Errors
    /// When there are none.
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>>;
}

/// The resolver of the system.
struct System;

impl Resolve for System {
    fn resolve(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        Ok((host, port).to_socket_addrs()?.collect())
    }
}

/// Why a host is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreachable {
    /// There is none of that name.
    NotFound,
    /// It is none that may be called from here.
    Forbidden,
}

/// Where calls may go.
#[derive(Clone)]
pub struct Reach {
    resolver: Arc<dyn Resolve>,
    /// Networks that are not public and may be called all the same; `None`: everything may be called.
    allowed: Option<Vec<Network>>,
}

impl Reach {
    /// Everywhere: for a preview, whose author calls the own machine.
    pub fn everywhere() -> Self {
        Self { resolver: Arc::new(System), allowed: None }
    }

    /// The public internet and these networks.
    pub fn public_and(allowed: Vec<Network>) -> Self {
        Self { resolver: Arc::new(System), allowed: Some(allowed) }
    }

    /// The same with another resolver.
    #[must_use]
    pub fn with_resolver(self, resolver: Arc<dyn Resolve>) -> Self {
        Self { resolver, ..self }
    }

    /// Where to connect for this address. One that may not be called among several forbids them all: whoever names it
    /// hopes that it is tried. Blocks while names are resolved.
    ///
    /// # Errors
    /// [`Unreachable`].
    pub fn find(&self, uri: &Uri) -> Result<Vec<SocketAddr>, Unreachable> {
        let host = uri.host().ok_or(Unreachable::NotFound)?;
        if self.allowed.is_some() && is_odd(host) {
            return Err(Unreachable::Forbidden);
        }
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        let found = self.resolver.resolve(host, port).map_err(|_| Unreachable::NotFound)?;
        if found.is_empty() {
            return Err(Unreachable::NotFound);
        }
        if found.iter().all(|address| self.allows(address.ip())) { Ok(found) } else { Err(Unreachable::Forbidden) }
    }

    fn allows(&self, ip: IpAddr) -> bool {
        let Some(allowed) = &self.allowed else { return true };
        is_public(ip) || allowed.iter().any(|network| network.contains(ip))
    }
}
