//! The order in which a release is written to a store, so that whoever reads meanwhile, and wherever it is cut, sees the
//! old or the new release (docs/content/decisions/0013-deploy.md): files of the runtime, assets, pages, the step, deletes.

use std::sync::Arc;

use super::bundle::Bundle;
use super::difference::{Difference, public_key};
use super::journal::{JOURNAL, Record, object_key, release_key};
use super::lease::{Held, Lease};
use super::store::StoreTarget;
use super::target::Deployed;
use super::upload::upload;
use super::watch::{Event, Stage, Watch};
use super::{DeployError, now};
use crate::bucket::Kind;
use crate::site::listing::Listing;

/// What a manifest is in a store.
const KIND: Kind<'_> = Kind { content_type: "application/json", cache_control: "private, no-store" };

impl StoreTarget {
    /// Publishes a bundle.
    pub(super) async fn deploy(&self, bundle: Bundle, watch: Watch<'_>) -> Result<Deployed, DeployError> {
        let held = Held::read(&self.private).await?;
        let journal = &held.journal;
        let is_settled = journal.pending.is_none() && journal.unsettled.is_empty();
        if journal.current == bundle.id && is_settled && journal.public == self.public_spot() {
            return Ok(Deployed { before: bundle.id.clone(), id: bundle.id, ..Deployed::default() });
        }
        let lease = Lease::take(&self.private, held, &bundle.id, self.patience, watch).await?;
        let publishing = Publishing { target: self, lease: &lease, bundle: Arc::new(bundle), watch };
        let done = tokio::select! {
            done = publishing.run() => done,
            lost = lease.live() => Err(lost),
        };
        if done.as_ref().is_err_and(|error| !matches!(error, DeployError::Lost)) {
            lease.give_up().await;
        }
        done
    }
}

/// One release on its way.
struct Publishing<'p> {
    target: &'p StoreTarget,
    lease: &'p Lease<'p>,
    bundle: Arc<Bundle>,
    watch: Watch<'p>,
}

impl Publishing<'_> {
    async fn run(&self) -> Result<Deployed, DeployError> {
        self.must_be_hidden().await?;
        let journal = self.lease.journal().await;
        let (current, unsettled) = self.target.standing(&journal).await?;
        let shown = self.target.shown(&journal);
        let mut difference = Difference::of(&current, &unsettled, &self.bundle.listing, shown);
        if self.bundle.is_kept() {
            difference.objects.clear();
        } else {
            if !unsettled.is_empty() {
                self.skip_held(&mut difference).await?;
            }
            self.target.private.put(&release_key(&self.bundle.id), self.bundle.manifest.clone(), &KIND).await?;
        }
        self.write(&difference).await?;
        let gone = self.switch(&difference, journal.current.clone()).await?;
        if !gone.is_empty() {
            self.delete(&gone).await?;
        }
        Ok(Deployed {
            id: self.bundle.id.clone(),
            before: journal.current,
            written: difference.count() - difference.removed.len(),
            bytes: difference.bytes(),
            deleted: gone.len(),
        })
    }

    /// What everybody can read would hold gated pages.
    async fn must_be_hidden(&self) -> Result<(), DeployError> {
        match self.target.stranger.get(JOURNAL).await {
            Ok(Some(_)) => Err(DeployError::Exposed(self.target.private.spot().to_string())),
            _ => Ok(()),
        }
    }

    /// A deploy that was cut has written some files already.
    async fn skip_held(&self, difference: &mut Difference) -> Result<(), DeployError> {
        let held = self.target.private.list("objects").await?;
        difference.objects.retain(|_, listed| held.get(&object_key(&listed.sha256)) != Some(&listed.size));
        Ok(())
    }

    async fn write(&self, difference: &Difference) -> Result<(), DeployError> {
        let begun = |stage, count| {
            if count > 0 {
                (self.watch)(Event::Begun(stage, count))
            }
        };
        begun(Stage::Files, difference.objects.len());
        let private = &self.target.private;
        let by_content = |_: &str, listed: &crate::site::listing::Listed| object_key(&listed.sha256);
        upload(&self.bundle, &difference.objects, private, by_content, Stage::Files, self.watch).await?;
        let Some(public) = &self.target.public else { return Ok(()) };
        let by_path = |path: &str, _: &crate::site::listing::Listed| public_key(path).to_owned();
        begun(Stage::Assets, difference.assets.len());
        upload(&self.bundle, &difference.assets, public, by_path, Stage::Assets, self.watch).await?;
        begun(Stage::Pages, difference.added.len() + difference.changed.len());
        for pages in [&difference.added, &difference.changed] {
            upload(&self.bundle, pages, public, by_path, Stage::Pages, self.watch).await?;
        }
        Ok(())
    }

    /// The step to the release; what is to be deleted after it.
    async fn switch(&self, difference: &Difference, before: String) -> Result<Vec<String>, DeployError> {
        let now = now();
        let Bundle { id, listing, .. } = &*self.bundle;
        let record = Record { id: id.clone(), at: now, files: listing.files.len(), bytes: listing.bytes() };
        let mut gone = Vec::new();
        self.lease
            .write(|journal| {
                journal.switch(record);
                journal.public = self.target.public_spot();
                journal.retire(difference.retired.iter().map(String::as_str), now);
                journal.retired.retain(|path, _| !is_public_file(listing, path));
                gone.extend(difference.removed.iter().cloned());
                gone.extend(journal.expired(self.target.grace, now));
                if gone.is_empty() {
                    journal.pending = None;
                    journal.unsettled.clear();
                } else if !before.is_empty() && before != *id && !journal.unsettled.contains(&before) {
                    journal.unsettled.push(before);
                }
            })
            .await?;
        (self.watch)(Event::Switched(id.clone()));
        Ok(gone)
    }

    async fn delete(&self, gone: &[String]) -> Result<(), DeployError> {
        (self.watch)(Event::Begun(Stage::Deletes, gone.len()));
        if let Some(public) = &self.target.public {
            public.delete(gone).await?;
        }
        self.lease
            .write(|journal| {
                journal.pending = None;
                journal.unsettled.clear();
                journal.retired.retain(|path, _| !gone.contains(path));
            })
            .await
    }
}

fn is_public_file(listing: &Listing, path: &str) -> bool {
    listing.files.contains_key(&format!("public/{path}"))
}
