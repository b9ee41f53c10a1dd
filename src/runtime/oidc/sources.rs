//! What a provider has said of itself and its keys, and when it is asked again. Must not judge a token.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Refusal;
use super::client::{Call, Client, Object};
use super::jwks::Jwks;
use super::metadata::{self, Metadata};
use crate::runtime::clock::Clock;

/// Seconds after which a provider is asked again who it is.
const METADATA_SECONDS: i64 = 24 * 3600;
/// Seconds after which keys are asked for again, so that one that was withdrawn is not taken for ever.
const KEYS_SECONDS: i64 = 3600;
/// Seconds between two questions for keys that are not known: anybody can make up a key id.
const UNKNOWN_SECONDS: i64 = 60;
/// Seconds for which a provider that was away is not asked.
const PAUSE_SECONDS: i64 = 5;

/// Why a provider cannot be used.
pub(super) enum Failure {
    /// It does not answer; it may later.
    Away(String),
    /// It is not who it should be, or cannot do what a login needs.
    Wrong(String),
}

/// The provider's own documents, as last read.
pub(super) struct Sources {
    issuer: String,
    client: Client,
    clock: Clock,
    metadata: Mutex<AboutIssuer>,
    keys: Mutex<AboutKeys>,
}

#[derive(Default)]
struct AboutIssuer {
    read: Option<(Arc<Metadata>, i64)>,
    failed_at: Option<i64>,
}

#[derive(Default)]
struct AboutKeys {
    read: Option<(Arc<Jwks>, i64)>,
    /// When a key that was not known was last asked for.
    unknown_at: Option<i64>,
}

impl Sources {
    pub(super) fn new(issuer: String, client: Client, clock: Clock) -> Self {
        Self { issuer, client, clock, metadata: Mutex::default(), keys: Mutex::default() }
    }

    /// Asks the provider who it is, now.
    pub(super) async fn ask(&self) -> Result<Arc<Metadata>, Failure> {
        let mut about = self.metadata.lock().await;
        self.ask_into(&mut about).await
    }

    /// Who the provider is. While it is away, what it said before holds.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, Refusal> {
        let now = self.clock.now();
        let mut about = self.metadata.lock().await;
        let known = about.read.as_ref().map(|(metadata, _)| Arc::clone(metadata));
        if let (Some(metadata), Some((_, at))) = (&known, &about.read)
            && now - at < METADATA_SECONDS
        {
            return Ok(Arc::clone(metadata));
        }
        if about.failed_at.is_some_and(|at| now - at < PAUSE_SECONDS) {
            return known.ok_or_else(|| Refusal::Away(format!("the provider `{}` was away just now", self.issuer)));
        }
        match self.ask_into(&mut about).await {
            Ok(metadata) => Ok(metadata),
            Err(Failure::Away(why)) => known.ok_or(Refusal::Away(why)),
            Err(Failure::Wrong(why)) => Err(Refusal::Away(why)),
        }
    }

    async fn ask_into(&self, about: &mut AboutIssuer) -> Result<Arc<Metadata>, Failure> {
        let now = self.clock.now();
        let document =
            self.document(&metadata::address(&self.issuer)).await.inspect_err(|_| about.failed_at = Some(now));
        let metadata = Metadata::read(&self.issuer, &document?).map_err(Failure::Wrong)?;
        let metadata = Arc::new(metadata);
        *about = AboutIssuer { read: Some((Arc::clone(&metadata), now)), failed_at: None };
        Ok(metadata)
    }

    /// The provider's keys, not older than an hour.
    pub(super) async fn keys(&self, metadata: &Metadata) -> Result<Arc<Jwks>, Refusal> {
        let mut about = self.keys.lock().await;
        match &about.read {
            Some((keys, at)) if self.clock.now() - at < KEYS_SECONDS => Ok(Arc::clone(keys)),
            _ => self.keys_into(&mut about, metadata).await,
        }
    }

    /// The provider's keys, asked for again unless that was done within the last minute.
    pub(super) async fn newer_keys(&self, metadata: &Metadata) -> Result<Arc<Jwks>, Refusal> {
        let now = self.clock.now();
        let mut about = self.keys.lock().await;
        match &about.read {
            Some((keys, _)) if about.unknown_at.is_some_and(|at| now - at < UNKNOWN_SECONDS) => Ok(Arc::clone(keys)),
            _ => {
                about.unknown_at = Some(now);
                self.keys_into(&mut about, metadata).await
            }
        }
    }

    async fn keys_into(&self, about: &mut AboutKeys, metadata: &Metadata) -> Result<Arc<Jwks>, Refusal> {
        let document = self.document(&metadata.jwks_uri).await.map_err(|failure| match failure {
            Failure::Away(why) | Failure::Wrong(why) => Refusal::Away(why),
        })?;
        let keys = Arc::new(Jwks::read(&document));
        about.read = Some((Arc::clone(&keys), self.clock.now()));
        Ok(keys)
    }

    async fn document(&self, url: &str) -> Result<Object, Failure> {
        match self.client.call(Call::get(url)).await {
            Ok((200, document)) => Ok(document),
            Ok((status, _)) => Err(Failure::Away(format!("it answers {status} at `{url}`"))),
            Err(refusal) => Err(Failure::Away(refusal.to_string())),
        }
    }
}
