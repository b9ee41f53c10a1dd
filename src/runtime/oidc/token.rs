//! Asking for tokens with a code (OpenID Connect Core 3.1.3, RFC 7636 4.5), and for claims with a token (5.3). Must not
//! judge an ID token.

use serde_json::Value as Json;

use super::client::{Call, Object};
use super::{Metadata, Refusal};
use crate::runtime::crypto::{Hidden, base64, same};

/// The second half of a login.
pub(super) struct Exchange<'a> {
    pub(super) client_id: &'a str,
    pub(super) secret: Option<&'a Hidden>,
    pub(super) code: &'a str,
    pub(super) verifier: &'a str,
    pub(super) redirect_uri: &'a str,
}

/// What comes of it.
#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) id_token: Hidden,
    pub(super) access_token: Option<Hidden>,
}

impl Exchange<'_> {
    /// The call, with the secret where the provider wants it.
    pub(super) fn call(&self, provider: &Metadata) -> Call {
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", self.code.to_owned()),
            ("redirect_uri", self.redirect_uri.to_owned()),
            ("code_verifier", self.verifier.to_owned()),
        ];
        let mut authorization = None;
        match self.secret {
            Some(secret) if !provider.secret_in_form => {
                authorization = Some(basic(self.client_id, secret.reveal()));
            }
            Some(secret) => {
                form.push(("client_id", self.client_id.to_owned()));
                form.push(("client_secret", secret.reveal().to_owned()));
            }
            None => form.push(("client_id", self.client_id.to_owned())),
        }
        Call { url: provider.token_endpoint.clone(), authorization, form: Some(form) }
    }
}

/// Both halves are encoded before they are joined (RFC 6749, 2.3.1).
fn basic(client: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", base64(format!("{}:{}", encoded(client), encoded(secret)).as_bytes()))
}

/// Reads the answer of the token endpoint.
pub(super) fn read((status, answer): (u16, Object)) -> Result<Tokens, Refusal> {
    let text = |name: &str| answer.get(name).and_then(Json::as_str);
    if status != 200 {
        return Err(Refusal::said(text("error").unwrap_or_default()));
    }
    let id_token = text("id_token").ok_or(Refusal::Token("the provider gave no ID token"))?;
    Ok(Tokens { id_token: Hidden::new(id_token), access_token: text("access_token").map(Hidden::new) })
}

/// More claims of the same subject, from the provider itself over TLS.
pub(super) fn user_info((status, answer): (u16, Object), sub: &str) -> Result<Object, Refusal> {
    if status != 200 {
        return Err(Refusal::Away(format!("the provider answers {status} when asked about the user")));
    }
    // Without this an answer about somebody else could be slipped in (Core, 5.3.2).
    let is_same = answer.get("sub").and_then(Json::as_str).is_some_and(|other| same(other.as_bytes(), sub.as_bytes()));
    if is_same { Ok(answer) } else { Err(Refusal::Token("the provider speaks of somebody else")) }
}
