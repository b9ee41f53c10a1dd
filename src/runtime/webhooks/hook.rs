//! One webhook with what signs for it. Must not send.

use std::fmt;
use std::path::Path;

use crate::model::notice::Webhook;
use crate::runtime::crypto::{base64, from_base64, hmac_sha256};
use crate::runtime::reference;

/// Bytes that a secret has at least (Standard Webhooks).
const LEAST: usize = 24;

/// A webhook. Its secret is not shown.
#[derive(Clone)]
pub struct Hook {
    settings: Webhook,
    url: String,
    secret: Vec<u8>,
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hook").field("name", &self.settings.name).finish_non_exhaustive()
    }
}

impl Hook {
    /// Resolves references; files are named from `folder`. What is wrong goes to `wrong`, a sentence each.
    pub fn of(settings: &Webhook, folder: &Path, wrong: &mut Vec<String>) -> Option<Self> {
        let name = &settings.name;
        let mut resolved = |text: &str, what: &str| {
            let value = reference::resolve(text, folder);
            value.map_err(|why| wrong.push(format!("`webhooks.{name}.{what}`: {why}"))).ok()
        };
        let (url, secret) = (resolved(&settings.url, "url"), resolved(&settings.secret, "secret"));
        // Either as Standard Webhooks writes it, or any text.
        let bytes = secret.map(|secret| match secret.strip_prefix("whsec_") {
            Some(encoded) => from_base64(encoded).unwrap_or_default(),
            None => secret.into_bytes(),
        });
        if bytes.as_ref().is_some_and(|bytes| bytes.len() < LEAST) {
            wrong.push(format!(
                "`webhooks.{name}.secret`: it has fewer than {LEAST} bytes; `openssl rand -base64 32` makes a good one"
            ));
        }
        Some(Self { settings: settings.clone(), url: url?, secret: bytes? })
    }

    /// What the company calls it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn wants(&self, event: &str) -> bool {
        self.settings.wants(event)
    }

    /// The value of `webhook-signature`.
    pub(super) fn sign(&self, id: &str, now: i64, body: &str) -> String {
        format!("v1,{}", base64(&hmac_sha256(&self.secret, format!("{id}.{now}.{body}").as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // The example of github.com/standard-webhooks/standard-webhooks, spec, "Signature scheme".
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let settings =
            Webhook { name: "x".to_owned(), url: "https://x.example".to_owned(), secret, ..Webhook::default() };
        let mut wrong = Vec::new();
        let hook = Hook::of(&settings, Path::new("."), &mut wrong).expect("it is right");
        assert_eq!(wrong, Vec::<String>::new());
        let body = r#"{"test": 2432232314}"#;
        let signed = hook.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
