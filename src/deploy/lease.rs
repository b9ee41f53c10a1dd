//! Who publishes: one at a time. The journal names the deploy that runs, with a count that rises while it lives; a count
//! that stands still is that of a deploy that was killed, and is taken over. No clock of another machine is believed.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use tokio::sync::Mutex;

use super::journal::{JOURNAL, Journal, Pending};
use super::watch::{Event, Watch};
use super::{DeployError, now};
use crate::bucket::{Bucket, BucketError, Kind};

/// What the journal is in a store.
const KIND: Kind<'_> = Kind { content_type: "application/json", cache_control: "no-store" };

/// How long a deploy that shows no life is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Without life for so long it is dead; a third of it passes between two signs of life.
    pub lease: Duration,
    /// Whether it is known to be dead.
    pub takes_over: bool,
}

impl Default for Patience {
    fn default() -> Self {
        Self { lease: Duration::from_secs(30), takes_over: false }
    }
}

/// The journal of a store as it was read.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    pub(super) journal: Journal,
    version: Option<String>,
}

impl Held {
    /// Reads the journal; an empty one where there is none.
    pub(super) async fn read(private: &Bucket) -> Result<Self, DeployError> {
        let Some(read) = private.get(JOURNAL).await? else {
            return Ok(Self { journal: Journal::new(), version: None });
        };
        let journal = serde_json::from_slice(&read.bytes)
            .map_err(|error| DeployError::Broken(format!("`{JOURNAL}` of the target is broken: {error}")))?;
        Ok(Self { journal, version: read.version })
    }

    async fn write(&mut self, private: &Bucket, journal: Journal) -> Result<(), BucketError> {
        let bytes = serde_json::to_vec(&journal).map_err(|error| BucketError::Other(error.to_string()))?;
        let version = private.put_if(JOURNAL, Bytes::from(bytes), &KIND, self.version.as_deref()).await?;
        *self = Self { journal, version };
        Ok(())
    }
}

/// The right to publish, until it is given back or lost.
pub(super) struct Lease<'b> {
    private: &'b Bucket,
    token: String,
    patience: Patience,
    held: Mutex<Held>,
}

impl<'b> Lease<'b> {
    /// Takes the right to publish release `id`.
    ///
    /// # Errors
    /// [`DeployError::Busy`] where another deploy lives.
    pub(super) async fn take(
        private: &'b Bucket,
        mut held: Held,
        id: &str,
        patience: Patience,
        watch: Watch<'_>,
    ) -> Result<Self, DeployError> {
        let random = RandomState::new().build_hasher().finish();
        let token = format!("{random:016x}-{}", std::process::id());
        loop {
            let mut journal = held.journal.clone();
            if let Some(pending) = journal.pending.take() {
                held = wait(private, held, &pending, patience, watch).await?;
                if held.journal.pending.as_ref() != Some(&pending) {
                    continue;
                }
                if !journal.unsettled.contains(&pending.id) {
                    journal.unsettled.push(pending.id.clone());
                }
                watch(Event::Resumed(pending.id));
            }
            journal.pending = Some(Pending { id: id.to_owned(), token: token.clone(), since: now(), beat: 0 });
            match held.write(private, journal).await {
                Ok(()) => {}
                Err(BucketError::Conflict) => {
                    held = Held::read(private).await?;
                    // An answer that was lost on its way is a conflict with oneself.
                    if !is_of(&held.journal, &token) {
                        continue;
                    }
                }
                Err(error) => return Err(error.into()),
            }
            return Ok(Self { private, token, patience, held: Mutex::new(held) });
        }
    }

    /// The journal as it is held.
    pub(super) async fn journal(&self) -> Journal {
        self.held.lock().await.journal.clone()
    }

    /// Changes the journal.
    ///
    /// # Errors
    /// [`DeployError::Lost`] where another deploy has taken over.
    pub(super) async fn write(&self, change: impl FnOnce(&mut Journal)) -> Result<(), DeployError> {
        let mut held = self.held.lock().await;
        let mut journal = held.journal.clone();
        change(&mut journal);
        match held.write(self.private, journal.clone()).await {
            Ok(()) => Ok(()),
            Err(BucketError::Conflict) => {
                let found = Held::read(self.private).await?;
                if found.journal == journal {
                    *held = found;
                    return Ok(());
                }
                Err(DeployError::Lost)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Shows life for ever; comes back when the right is lost.
    pub(super) async fn live(&self) -> DeployError {
        loop {
            tokio::time::sleep(self.patience.lease / 3).await;
            let beat = |journal: &mut Journal| {
                if let Some(pending) = &mut journal.pending {
                    pending.beat += 1;
                }
            };
            if let Err(DeployError::Lost) = self.write(beat).await {
                return DeployError::Lost;
            }
        }
    }

    /// Gives the right back after something went wrong. What was written may stand among the pages.
    pub(super) async fn give_up(&self) {
        let token = self.token.clone();
        let settled = self.write(|journal| {
            if let Some(pending) = journal.pending.take_if(|pending| pending.token == token)
                && !journal.unsettled.contains(&pending.id)
            {
                journal.unsettled.push(pending.id);
            }
        });
        // Where that cannot be written either, the next deploy finds out by itself.
        drop(settled.await);
    }
}

fn is_of(journal: &Journal, token: &str) -> bool {
    journal.pending.as_ref().is_some_and(|pending| pending.token == token)
}

/// Watches a deploy that is listed as running. Comes back with the journal when it has ended, or shows no life.
async fn wait(
    private: &Bucket,
    held: Held,
    pending: &Pending,
    patience: Patience,
    watch: Watch<'_>,
) -> Result<Held, DeployError> {
    if patience.takes_over {
        return Ok(held);
    }
    watch(Event::Waiting(pending.id.clone()));
    let began = Instant::now();
    while began.elapsed() < patience.lease {
        tokio::time::sleep(patience.lease / 8).await;
        let found = Held::read(private).await?;
        match &found.journal.pending {
            Some(other) if other == pending => {}
            Some(other) => return Err(DeployError::Busy(other.id.clone(), now().saturating_sub(other.since))),
            None => return Ok(found),
        }
    }
    Ok(held)
}
