//! The mail server as the runtime knows it, with what references stand for. Must not connect.

use std::fmt;
use std::path::Path;

use lettre::message::Mailbox;

use crate::model::notice::{MailServer, Tls};
use crate::runtime::crypto::Hidden;
use crate::runtime::reference;

/// The mail server, and who writes.
#[derive(Clone)]
pub struct Post {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept from others.
    pub tls: Tls,
    /// Who logs in, with the password.
    pub login: Option<(String, Hidden)>,
    /// The sender.
    pub from: Mailbox,
}

/// The password is not shown.
impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Post {
    /// Resolves references; files are named from `folder`. What is wrong goes to `wrong`, a sentence each.
    pub fn of(settings: &MailServer, folder: &Path, wrong: &mut Vec<String>) -> Option<Self> {
        let mut resolved = |text: &str, what: &str| {
            let value = reference::resolve(text, folder)
                .and_then(|value| if value.is_empty() { Err("it is empty".to_owned()) } else { Ok(value) });
            value.map_err(|why| wrong.push(format!("`mail.{what}`: {why}"))).ok()
        };
        let host = resolved(&settings.host, "host");
        let user = settings.user.as_ref().map(|user| resolved(user, "user"));
        let password = settings.password.as_ref().map(|password| resolved(password, "password").map(Hidden::new));
        let from = resolved(&settings.from, "from");
        let from = from.and_then(|from| match from.parse() {
            Ok(from) => Some(from),
            Err(_) => {
                wrong.push(format!("`mail.from`: `{from}` is no sender: write `Name <address@example.com>`"));
                None
            }
        });
        Some(Self {
            host: host?,
            port: settings.port,
            tls: settings.tls,
            login: match (user, password) {
                (Some(user), Some(password)) => Some((user?, password?)),
                _ => None,
            },
            from: from?,
        })
    }
}
