//! Whom a published portal tells what happens: customers by mail, the company's programs by webhooks. Secrets stand in it
//! as references.

use serde::{Deserialize, Serialize};

/// The events that webhooks may ask for, in the order of the documentation.
pub const EVENTS: [&str; 18] = [
    "account.created",
    "account.updated",
    "account.deleted",
    "user.created",
    "user.updated",
    "user.deleted",
    "application.created",
    "application.updated",
    "application.deleted",
    "key.created",
    "key.rotated",
    "key.revoked",
    "key.revealed",
    "plan.requested",
    "plan.changed",
    "trial.ended",
    "alert.raised",
    "identity.linked",
];

/// How mail is sent (RFC 5321).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailServer {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from others.
    pub tls: Tls,
    /// Who logs in, if anybody does.
    pub user: Option<String>,
    /// The password, as a reference.
    pub password: Option<String>,
    /// The sender, `Name <address>`.
    pub from: String,
}

/// How a connection is kept from others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// It begins in the open and goes on in TLS, or not at all (RFC 3207).
    #[default]
    Starttls,
    /// It begins in TLS (RFC 8314).
    Implicit,
    /// It stays in the open: for a server on this machine.
    None,
}

impl Tls {
    /// Every value with its word in `portal.yaml`.
    pub const ALL: [(&'static str, Self); 3] =
        [("starttls", Self::Starttls), ("implicit", Self::Implicit), ("none", Self::None)];

    /// The port that servers have for it.
    pub fn port(self) -> u16 {
        match self {
            Self::Starttls => 587,
            Self::Implicit => 465,
            Self::None => 25,
        }
    }
}

/// A program of the company that is told of events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Webhook {
    /// What the company calls it.
    pub name: String,
    /// Where events are sent.
    pub url: String,
    /// Names of events; `key.*` stands for all that begin so. Empty: all.
    pub events: Vec<String>,
    /// What signs, as a reference.
    pub secret: String,
}

impl Webhook {
    /// Whether it asks for this event.
    pub fn wants(&self, event: &str) -> bool {
        let is = |asked: &String| match asked.strip_suffix('*') {
            Some(begin) => event.starts_with(begin),
            None => asked == event,
        };
        EVENTS.contains(&event) && (self.events.is_empty() || self.events.iter().any(is))
    }
}
