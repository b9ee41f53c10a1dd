//! Texts from other hosts: where `import-swagger` is given an address, or told to bundle references to some. Must not
//! decide which. Addresses that a description names lead to public machines only: a file from elsewhere must not make
//! this machine ask its own network.

use std::io;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::http::header::LOCATION;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::openapi;
use crate::runtime::calls::address::is_public;

/// How long one may take in all.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// Who named an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// The one who started the command: it may lead anywhere.
    User,
    /// A description: it leads to public machines only.
    Description,
}

/// The bytes behind an address.
pub(super) fn fetch(address: &str, by: NamedBy) -> io::Result<Vec<u8>> {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("portal-import/", env!("CARGO_PKG_VERSION")));
    let agent = match by {
        NamedBy::User => Agent::new_with_config(config.build()),
        // Without a proxy, which would resolve names for itself.
        NamedBy::Description => {
            Agent::with_parts(config.proxy(None).build(), DefaultConnector::default(), PublicOnly::default())
        }
    };
    let mut address = address.to_owned();
    for _ in 0..=MOST_REDIRECTS {
        let mut response = agent.get(&address).call().map_err(|error| match error {
            ureq::Error::Io(error) => error,
            other => io::Error::other(other.to_string()),
        })?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            address = joined(&address, target.ok_or_else(|| io::Error::other("it redirects nowhere"))?);
            if !crate::openapi::is_remote(&address) {
                return Err(io::Error::other("it redirects to something that is no `http` address"));
            }
            continue;
        }
        if !status.is_success() {
            return Err(io::Error::other(format!("it answers {status}")));
        }
        let body = response.body_mut().with_config().limit(openapi::MOST_BYTES);
        return body.read_to_vec().map_err(|error| io::Error::other(error.to_string()));
    }
    Err(io::Error::other(format!("it redirects more than {MOST_REDIRECTS} times")))
}

fn joined(base: &str, target: &str) -> String {
    let host_end = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash));
    let host = &base[..host_end.unwrap_or(base.len())];
    if target.contains("://") {
        target.to_owned()
    } else if target.starts_with('/') {
        format!("{host}{target}")
    } else {
        let folder = base.rfind('/').filter(|at| *at >= host.len()).map_or(base.len(), |at| at);
        format!("{}/{target}", &base[..folder])
    }
}

/// Resolves names, and leaves out every address that is not public. The connection goes to what was checked here.
#[derive(Debug, Default)]
struct PublicOnly(DefaultResolver);

impl Resolver for PublicOnly {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            let host = uri.host().unwrap_or_default();
            let words = format!("`{host}` is on this machine or its own network");
            return Err(ureq::Error::Io(io::Error::new(io::ErrorKind::Unsupported, words)));
        }
        Ok(public)
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn redirects_are_relative_to_where_they_come_from() {
        assert_eq!(joined("https://h/a/b", "/c"), "https://h/c");
        assert_eq!(joined("https://h/a/b", "c"), "https://h/a/c");
        assert_eq!(joined("https://h", "c"), "https://h/c");
        assert_eq!(joined("https://h/a", "https://i/c"), "https://i/c");
    }
}
