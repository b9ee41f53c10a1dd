//! This portal as a client of one provider: the way there, the way back, the way out. Must not know cookies, sessions or
//! customers.

use std::fmt;
use std::sync::Arc;

use super::authorize::{Authorization, authorization};
use super::client::{Call, Client};
use super::id_token::{self, Expected};
use super::jwks::{Bad, Signed};
use super::logout_token::{self, Logout};
use super::metadata::Metadata;
use super::person::{self, Person};
use super::sources::Sources;
use super::{Callback, Pending, Refusal, token};
use crate::model::sso::Provider;
use crate::runtime::clock::Clock;
use crate::runtime::crypto::Hidden;

/// The longest ID token that an address has room for.
const MOST_HINT: usize = 4096;

/// A client of one provider. Clones share what the provider has said.
#[derive(Clone)]
pub struct RelyingParty(Arc<Parts>);

struct Parts {
    provider: Provider,
    secret: Option<Hidden>,
    redirect_uri: String,
    clock: Clock,
    client: Client,
    sources: Sources,
}

/// A login that the provider has confirmed.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// Who it is.
    pub person: Person,
    /// The ID token, for the logout at the provider.
    pub id_token: Hidden,
}

impl RelyingParty {
    /// A client of `provider`, whose references are resolved by now, for the portal at `origin`.
    pub fn new(provider: Provider, secret: Option<Hidden>, origin: &str, clock: Clock) -> Self {
        let redirect_uri = format!("{origin}/auth/{}/callback", provider.name);
        let client = Client::new();
        let sources = Sources::new(provider.issuer.clone(), client.clone(), clock.clone());
        Self(Arc::new(Parts { provider, secret, redirect_uri, clock, client, sources }))
    }

    /// What the configuration says of the provider.
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Asks the provider who it is, before anybody logs in: what the operator should know.
    ///
    /// # Errors
    /// When it is another issuer than configured, or unfit: then the portal must not start. A provider that is away is
    /// a warning; it is asked again at the first login.
    pub async fn check(&self) -> Result<Vec<String>, String> {
        let name = &self.0.provider.name;
        match self.0.sources.ask().await {
            Ok(metadata) if !metadata.lists_s256 => Ok(vec![format!(
                "the provider `{name}` does not say that it checks PKCE with S256; it is sent all the same"
            )]),
            Ok(_) => Ok(Vec::new()),
            Err(super::sources::Failure::Away(why)) => Ok(vec![format!("the provider `{name}` is away: {why}")]),
            Err(super::sources::Failure::Wrong(why)) => Err(why),
        }
    }

    /// Where the browser goes to log in.
    ///
    /// # Errors
    /// When the provider is away.
    pub async fn start(&self, pending: &Pending) -> Result<String, Refusal> {
        let metadata = self.0.sources.metadata().await?;
        Ok(authorization(&Authorization {
            endpoint: &metadata.authorization_endpoint,
            client: &self.0.provider.client_id,
            redirect_uri: &self.0.redirect_uri,
            scopes: &self.0.provider.scopes,
            pending,
        }))
    }

    /// Confirms an answer of the provider to `pending`, which was begun in the same browser and is used this once.
    ///
    /// # Errors
    /// When anything about the answer is not as it must be, or the provider is away.
    pub async fn finish(&self, pending: &Pending, callback: &Callback) -> Result<Confirmed, Refusal> {
        if !pending.is_answered_by(callback.state()) || pending.provider() != self.0.provider.name {
            return Err(Refusal::Stale("the answer is of another login"));
        }
        let metadata = self.0.sources.metadata().await?;
        let code = callback.code(&metadata)?;
        let exchange = token::Exchange {
            client_id: &self.0.provider.client_id,
            secret: self.0.secret.as_ref(),
            code,
            verifier: &pending.verifier(),
            redirect_uri: &self.0.redirect_uri,
        };
        let tokens = token::read(self.0.client.call(exchange.call(&metadata)).await?)?;
        let mut claims = self.verified(&metadata, tokens.id_token.reveal()).await?.claims;
        let sub = id_token::check(&claims, &self.expected(), &pending.nonce())?;
        if let (Some(endpoint), Some(access)) = (&metadata.userinfo_endpoint, &tokens.access_token)
            && person::is_missing_some(&claims, &self.0.provider.claims)
        {
            let call = Call { authorization: Some(format!("Bearer {}", access.reveal())), ..Call::get(endpoint) };
            let more = token::user_info(self.0.client.call(call).await?, &sub)?;
            // What was signed is not overwritten by what was not.
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        let person = Person::of(&metadata.issuer, sub, &claims, &self.0.provider.claims);
        Ok(Confirmed { person, id_token: tokens.id_token })
    }

    /// Where the browser goes to log out at the provider (RP-Initiated Logout 1.0); `None` where the provider has no
    /// such place.
    pub async fn logout(&self, id_token: Option<&str>, back: &str) -> Option<String> {
        let metadata = self.0.sources.metadata().await.ok()?;
        let endpoint = metadata.end_session_endpoint.as_deref()?;
        // An address that is too long is refused by servers; without the hint the provider asks who it is.
        let id_token = id_token.filter(|token| token.len() <= MOST_HINT);
        Some(super::authorize::logout(endpoint, &self.0.provider.client_id, id_token, back))
    }

    /// Whose sessions a logout token ends.
    pub(super) async fn logged_out(&self, token: &str) -> Result<Logout, Refusal> {
        let metadata = self.0.sources.metadata().await?;
        let signed = self.verified(&metadata, token).await?;
        logout_token::check(&signed, &self.expected())
    }

    fn expected(&self) -> Expected<'_> {
        Expected { issuer: &self.0.provider.issuer, client: &self.0.provider.client_id, now: self.0.clock.now() }
    }

    /// A token with a right signature. A key that is not known is asked for, at most once a minute.
    async fn verified(&self, metadata: &Metadata, token: &str) -> Result<Signed, Refusal> {
        let mut verified = self.0.sources.keys(metadata).await?.verify(token);
        if verified.as_ref().is_err_and(|bad| *bad == Bad::UnknownKey) {
            verified = self.0.sources.newer_keys(metadata).await?.verify(token);
        }
        verified.map_err(|bad| match bad {
            Bad::UnknownKey => Refusal::Token("a token is signed with a key that the provider does not have"),
            Bad::Token(why) => Refusal::Token(why),
        })
    }
}

/// The provider's name.
impl fmt::Debug for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RelyingParty").field(&self.0.provider.name).finish()
    }
}
