//! What the runtime of a published portal is told by `portal.yaml`, as the bundle carries it. References to the
//! environment and to files stand in it as written: a bundle holds no secret.

use serde::{Deserialize, Serialize};

use super::Sso;
use super::notice::{MailServer, Webhook};

/// What the address of a Redis may begin with, in `counters` and on the command line. `rediss` is TLS.
pub const REDIS_SCHEMES: [&str; 4] = ["redis://", "rediss://", "redis+unix://", "unix://"];

/// Everything that the runtime is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Absolute URL of the published portal, without a slash at the end; empty when not known yet.
    pub url: String,
    /// The portal's name.
    pub title: String,
    /// Listeners and their limits.
    pub server: Server,
    /// How long sessions last.
    pub sessions: Sessions,
    /// Where customers are kept, as written.
    pub store: Option<String>,
    /// The Redis that several runtimes count in, as written.
    pub counters: Option<String>,
    /// Whether keys of applications are shown again.
    pub keys_revealed: bool,
    /// How customers log in.
    pub sso: Option<Sso>,
    /// Whether strangers may sign up.
    pub signup: Signup,
    /// Origins that scripts of pages may call: servers of descriptions.
    pub callable: Vec<String>,
    /// For whom the portal sends calls of consoles.
    pub console: Console,
    /// How customers are written to.
    pub mail: Option<MailServer>,
    /// Programs of the company that are told of events.
    pub webhooks: Vec<Webhook>,
}

/// Whether whoever can log in at a provider may make an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signup {
    /// Accounts are made by the company.
    #[default]
    Closed,
    /// Everybody may.
    Open,
    /// Everybody may, and the company approves each account before its users log in.
    Approval,
}

impl Signup {
    /// Whether anybody may at all.
    pub fn is_open(self) -> bool {
        self != Self::Closed
    }
}

/// For whom the portal sends calls of consoles, and where to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Console {
    /// For whom.
    pub proxy: Proxy,
    /// Networks of special use, such as `10.0.0.0/8`, whose servers may be called all the same.
    pub networks: Vec<String>,
}

/// Who may have calls sent by the portal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proxy {
    /// Customers who are logged in.
    #[default]
    Customers,
    /// Every reader.
    Everyone,
    /// Nobody: browsers call for themselves.
    Nobody,
}

impl Proxy {
    /// Every value with its word in `portal.yaml`.
    pub const ALL: [(&'static str, Self); 3] =
        [("customers", Self::Customers), ("everyone", Self::Everyone), ("nobody", Self::Nobody)];

    /// Its word in `portal.yaml`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, proxy)| *proxy == self).map_or("nobody", |(name, _)| name)
    }
}

/// Listeners and their limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Server {
    /// Absolute URL of the runtime, where pages are served from another origin than it; else empty.
    pub url: String,
    /// Address and port for readers.
    pub listen: String,
    /// Address and port for the company's own programs and for monitoring.
    pub admin: String,
    /// A key that the admin API takes for everything, as written: 3scale's provider key, for programs that send one.
    pub provider_key: Option<String>,
    /// Addresses, or networks such as `10.0.0.0/8`, whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<String>,
    /// Connections at once; more wait.
    pub connections: usize,
    /// Seconds that a request may take to arrive, and an answer to be made.
    pub timeout: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            url: String::new(),
            listen: "127.0.0.1:8080".to_owned(),
            admin: "127.0.0.1:8081".to_owned(),
            provider_key: None,
            trusted_proxies: Vec::new(),
            connections: 1024,
            timeout: 30,
        }
    }
}

/// How long sessions last, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sessions {
    /// From the last request.
    pub idle: u64,
    /// From the login.
    pub absolute: u64,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle: 30 * 60, absolute: 12 * 60 * 60 }
    }
}
