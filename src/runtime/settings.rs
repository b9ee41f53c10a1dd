//! What the runtime works by: the bundle's settings, what the command line says instead, and what references stand for.
//! Finds all that is wrong at once. Must not open anything.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use super::calls::Reach;
use super::counters::Redis;
use super::crypto::{MIN_MASTER_BYTES, sha256};
use super::links::target;
use super::logins::Ways;
use super::mail::Post;
use super::reference;
use super::webhooks::Hook;
use crate::model::runtime::Settings;

/// Where customers are kept when nothing says where.
pub const STORE: &str = "sqlite:portal.db";

/// What the command line and the environment say instead of the bundle.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Absolute URL of the portal.
    pub url: Option<String>,
    /// Origin of pages that are served from elsewhere.
    pub pages: Option<String>,
    /// Address and port for readers.
    pub listen: Option<String>,
    /// Address and port of the admin listener.
    pub admin: Option<String>,
    /// Where customers are kept.
    pub store: Option<String>,
    /// The Redis that several runtimes count in.
    pub counters: Option<String>,
}

/// What the runtime works by.
#[derive(Clone)]
pub struct Options {
    /// Scheme, host and port that readers see: `https://developers.example.com`.
    pub origin: String,
    /// The origin of pages that are served from elsewhere and ask for what is a customer's own.
    pub pages: Option<String>,
    /// Address for readers.
    pub listen: SocketAddr,
    /// Address of the admin listener.
    pub admin: SocketAddr,
    /// The digest of the key that the admin API takes for everything.
    pub provider_key: Option<[u8; 32]>,
    /// Address of the database; it may hold a password.
    pub store: String,
    /// The Redis that several runtimes count in.
    pub counters: Option<Redis>,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted: Vec<Network>,
    /// Connections at once.
    pub connections: usize,
    /// How long a request may take.
    pub timeout: Duration,
    /// Seconds that a session lasts without a request.
    pub idle: i64,
    /// Seconds that a session lasts.
    pub absolute: i64,
    /// How customers log in.
    pub ways: Ways,
    /// Where calls of consoles may go.
    pub reach: Reach,
    /// How customers are written to.
    pub post: Option<Post>,
    /// Programs that are told of events.
    pub hooks: Vec<Hook>,
}

impl Options {
    /// Where somebody who asked for `wanted` may be sent: a path of this portal, or a page that is served from its other
    /// origin. What is neither is the front page.
    pub fn way_back(&self, wanted: &str) -> String {
        match self.pages.as_deref().and_then(|pages| Some((pages, wanted.strip_prefix(pages)?))) {
            Some((pages, path)) if path.starts_with('/') => format!("{pages}{}", target(path, &self.origin)),
            _ => target(wanted, &self.origin),
        }
    }

    /// Puts all together. Files of references are named from `folder`.
    ///
    /// # Errors
    /// Everything that is wrong, a sentence each.
    pub fn of(settings: &Settings, overrides: &Overrides, folder: &Path) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let own = if settings.server.url.is_empty() { &settings.url } else { &settings.server.url };
        let mut checked = |url: &str| {
            origin(url).unwrap_or_else(|why| {
                wrong.push(why);
                String::new()
            })
        };
        let is_apart = !settings.server.url.is_empty() && settings.server.url != settings.url;
        let pages = is_apart.then(|| checked(overrides.pages.as_deref().unwrap_or(&settings.url)));
        let origin = checked(overrides.url.as_deref().unwrap_or(own));
        let mut address = |given: &Option<String>, written: &str, what: &str| {
            let text = given.as_deref().unwrap_or(written);
            text.parse().unwrap_or_else(|_| {
                wrong.push(format!("`{text}` is no address and port for `{what}`: write it like `127.0.0.1:8080`"));
                SocketAddr::from(([127, 0, 0, 1], 0))
            })
        };
        let listen = address(&overrides.listen, &settings.server.listen, "listen");
        let admin = address(&overrides.admin, &settings.server.admin, "admin");
        let written = overrides.store.as_ref().or(settings.store.as_ref()).map_or(STORE, String::as_str);
        let store = reference::resolve(written, folder).unwrap_or_else(|why| {
            wrong.push(format!("`store`: {why}"));
            String::new()
        });
        let provider_key = provider_key(settings.server.provider_key.as_deref(), folder).unwrap_or_else(|why| {
            wrong.push(format!("`server.provider_key`: {why}"));
            None
        });
        let counters = overrides.counters.as_ref().or(settings.counters.as_ref());
        let counters = counters.and_then(|written| counters_of(written, folder, &mut wrong));
        let mut networks = |name: &str, written: &[String]| {
            let network = |text: &String| {
                let network = Network::parse(text);
                if network.is_none() {
                    wrong.push(format!("`{name}`: `{text}` is neither an address nor a network"));
                }
                network
            };
            written.iter().filter_map(network).collect::<Vec<_>>()
        };
        let trusted = networks("trusted_proxies", &settings.server.trusted_proxies);
        let reach = Reach::public_and(networks("console.networks", &settings.console.networks));
        let ways = settings.sso.as_ref().map(|sso| Ways::of(sso, folder, &mut wrong)).unwrap_or_default();
        let post = settings.mail.as_ref().and_then(|mail| Post::of(mail, folder, &mut wrong));
        let hooks = settings.webhooks.iter().filter_map(|hook| Hook::of(hook, folder, &mut wrong)).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Self {
            origin,
            pages,
            listen,
            admin,
            provider_key,
            store,
            counters,
            trusted,
            connections: settings.server.connections.max(1),
            timeout: Duration::from_secs(settings.server.timeout.max(1)),
            idle: i64::try_from(settings.sessions.idle).unwrap_or(i64::MAX),
            absolute: i64::try_from(settings.sessions.absolute).unwrap_or(i64::MAX),
            ways,
            reach,
            post,
            hooks,
        })
    }

    /// Host and port as requests name them.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// Whether readers come by TLS.
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

/// The digest of what `server.provider_key` stands for: the key itself is needed nowhere.
fn provider_key(written: Option<&str>, folder: &Path) -> Result<Option<[u8; 32]>, String> {
    let Some(written) = written else { return Ok(None) };
    let key = reference::resolve(written, folder)?;
    if key.len() < MIN_MASTER_BYTES {
        return Err(format!("it has {} bytes, fewer than the {MIN_MASTER_BYTES} that a secret needs", key.len()));
    }
    Ok(Some(sha256(key.as_bytes())))
}

/// The Redis at an address, which may be a reference.
fn counters_of(written: &str, folder: &Path, wrong: &mut Vec<String>) -> Option<Redis> {
    let read = reference::resolve(written, folder).and_then(|address| Redis::parse(&address));
    read.map_err(|why| wrong.push(format!("`counters`: {why}"))).ok()
}

/// The origin of an absolute URL. Without TLS it must be this machine: cookies of logins would be readable on the way.
fn origin(url: &str) -> Result<String, String> {
    const HINT: &str = "write `url` in `portal.yaml` or give `--url`, such as `https://developers.example.com`";
    let url = url.trim_end_matches('/').to_ascii_lowercase();
    if url.is_empty() {
        return Err(format!("the portal's URL is not known: {HINT}"));
    }
    let Some((scheme, host)) = url.split_once("://") else { return Err(format!("`{url}` is no URL: {HINT}")) };
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err(format!("`{url}` is not a scheme with a host: {HINT}"));
    }
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let is_here = name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match scheme {
        "https" => {}
        "http" if is_here => {}
        _ => return Err(format!("`{url}` is not `https`: logins are not sent in the open, except to this machine")),
    }
    let standard = if scheme == "https" { ":443" } else { ":80" };
    Ok(url.strip_suffix(standard).unwrap_or(&url).to_owned())
}

/// A network, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    length: u8,
}

impl Network {
    /// `10.0.0.0/8` (RFC 4632), `fd00::/8` (RFC 4291) or one address.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.parse::<IpAddr>().ok()?, Some(length.parse::<u8>().ok()?)),
            None => (text.parse::<IpAddr>().ok()?, None),
        };
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { address, length })
    }

    /// Whether `address` lies in it.
    pub fn contains(self, address: IpAddr) -> bool {
        let begin = |bits: u128, width: u32| bits.checked_shr(width - u32::from(self.length)).unwrap_or_default();
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                begin(own.to_bits().into(), 32) == begin(other.to_bits().into(), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => begin(own.to_bits(), 128) == begin(other.to_bits(), 128),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_without_tls_is_on_this_machine() {
        assert_eq!(origin("https://Developers.example.com:443/").as_deref(), Ok("https://developers.example.com"));
        assert_eq!(origin("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        assert_eq!(origin("http://[::1]:80").as_deref(), Ok("http://[::1]"));
        assert_eq!(origin("http://portal.localhost:3000").as_deref(), Ok("http://portal.localhost:3000"));
        for refused in
            ["http://developers.example.com", "", "ftp://localhost", "https://a@b", "https://a/b", "localhost"]
        {
            assert!(origin(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn networks_contain_their_addresses() {
        let contains = |network: &str, address: &str| {
            Network::parse(network).expect("a network").contains(address.parse().expect("an address"))
        };
        assert!(contains("10.0.0.0/8", "10.255.0.1") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("127.0.0.1", "127.0.0.1") && !contains("127.0.0.1", "127.0.0.2"));
        assert!(contains("127.0.0.1", "::ffff:127.0.0.1"), "mapped");
        assert!(contains("fd00::/8", "fd12::1") && !contains("fd00::/8", "fe80::1"));
        assert!(contains("0.0.0.0/0", "8.8.8.8") && contains("::/0", "fe80::1"));
        assert_eq!((Network::parse("10.0.0.0/33"), Network::parse("x")), (None, None));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let overrides = Overrides {
            url: Some("http://portal.example".to_owned()),
            listen: Some("8080".to_owned()),
            store: Some("postgres://${env:NOT_THERE_4711}".to_owned()),
            ..Overrides::default()
        };
        let wrong = Options::of(&Settings::default(), &overrides, Path::new(".")).err().expect("three problems");
        assert_eq!(wrong.len(), 3, "{wrong:?}");
    }
}
