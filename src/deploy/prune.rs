//! Takes releases away that nobody will go back to, with the files that only they had.

use std::collections::BTreeSet;

use super::bundle::Bundle;
use super::journal::{object_key, release_key};
use super::lease::{Held, Lease};
use super::store::StoreTarget;
use super::target::Pruned;
use super::watch::{Event, Stage, Watch};
use super::{DeployError, now};

impl StoreTarget {
    /// Keeps the latest `keep` releases, and the current one.
    pub(super) async fn prune(&self, keep: usize, watch: Watch<'_>) -> Result<Pruned, DeployError> {
        let held = Held::read(&self.private).await?;
        if held.journal.current.is_empty() {
            return Ok(Pruned::default());
        }
        let id = held.journal.current.clone();
        let lease = Lease::take(&self.private, held, &id, self.patience, watch).await?;
        let done = tokio::select! {
            done = self.sweep(&lease, keep, watch) => done,
            lost = lease.live() => Err(lost),
        };
        if done.as_ref().is_err_and(|error| !matches!(error, DeployError::Lost)) {
            lease.give_up().await;
        }
        done
    }

    async fn sweep(&self, lease: &Lease<'_>, keep: usize, watch: Watch<'_>) -> Result<Pruned, DeployError> {
        let journal = lease.journal().await;
        let outgoing = journal.outgoing(keep);
        let mut held = BTreeSet::new();
        let stays = |id: &&String| !outgoing.contains(*id);
        let ids = journal.releases.iter().map(|record| &record.id).chain(&journal.unsettled).filter(stays);
        let ids: BTreeSet<&String> = ids.collect();
        for id in ids {
            match Bundle::kept(&self.private, id).await {
                Ok(bundle) => held.extend(bundle.listing.files.values().map(|listed| object_key(&listed.sha256))),
                // One that was cut before its manifest was written.
                Err(DeployError::NoRelease(_)) => continue,
                Err(error) => return Err(error),
            }
            held.insert(release_key(id));
        }
        // From here on nobody goes back to them, whatever of them is still there.
        lease.write(|journal| journal.releases.retain(|record| !outgoing.contains(&record.id))).await?;
        let mut found = self.private.list("releases").await?;
        found.extend(self.private.list("objects").await?);
        found.retain(|key, _| !held.contains(key));
        let expired = journal.expired(self.grace, now());
        watch(Event::Begun(Stage::Deletes, found.len() + expired.len()));
        self.private.delete(&found.keys().cloned().collect::<Vec<_>>()).await?;
        if let Some(public) = &self.public {
            public.delete(&expired).await?;
        }
        lease
            .write(|journal| {
                journal.pending = None;
                journal.retired.retain(|path, _| !expired.contains(path));
            })
            .await?;
        let pruned =
            Pruned { releases: outgoing.len(), files: found.len() + expired.len(), bytes: found.values().sum() };
        Ok(pruned)
    }
}
