//! A target in a store: the private place keeps releases by content, the public place is a copy of the current one for
//! static hosts. Must not decide the order in which things are written (`publish`).

use super::DeployError;
use super::bundle::Bundle;
use super::difference::{Difference, Public};
use super::journal::{Journal, release_key};
use super::lease::{Held, Patience};
use crate::bucket::{Bucket, Where};
use crate::model::deploy;
use crate::site::listing::Listing;

/// A target in a store.
#[derive(Debug, Clone)]
pub struct StoreTarget {
    pub(super) private: Bucket,
    pub(super) public: Option<Bucket>,
    /// The private place as anybody sees it.
    pub(super) stranger: Bucket,
    pub(super) grace: u64,
    pub(super) patience: Patience,
}

impl StoreTarget {
    pub(super) fn open(store: &deploy::Store, grace: u64, patience: Patience) -> Result<Self, DeployError> {
        let place = Where::from(store);
        let public = store.public.as_ref().map(|spot| Bucket::open(&place, spot)).transpose()?;
        Ok(Self {
            private: Bucket::open(&place, &store.private)?,
            public,
            stranger: Bucket::anonymous(&place, &store.private)?,
            grace,
            patience,
        })
    }

    /// What stands there: the current release, and those that a deploy may have left pages of.
    pub(super) async fn standing(&self, journal: &Journal) -> Result<(Listing, Vec<Listing>), DeployError> {
        let current = match journal.current.as_str() {
            "" => Listing::default(),
            id => Bundle::kept(&self.private, id).await?.listing,
        };
        let mut unsettled = Vec::new();
        for id in &journal.unsettled {
            // A deploy that was cut before its manifest was written has touched no page.
            if let Some(read) = self.private.get(&release_key(id)).await?
                && let Ok(listing) = Listing::parse(&read.bytes)
            {
                unsettled.push(listing);
            }
        }
        Ok((current, unsettled))
    }

    /// Where the public files of the current release are; empty where they are nowhere.
    pub(super) fn public_spot(&self) -> String {
        self.public.as_ref().map(|public| public.spot().to_string()).unwrap_or_default()
    }

    /// What the public place shows.
    pub(super) fn shown(&self, journal: &Journal) -> Public {
        match &self.public {
            None => Public::Absent,
            Some(_) if journal.public == self.public_spot() => Public::Current,
            Some(_) => Public::New,
        }
    }

    /// What publishing would change.
    pub(super) async fn difference(&self, bundle: &Bundle) -> Result<Difference, DeployError> {
        let mut journal = Held::read(&self.private).await?.journal;
        journal.unsettled.extend(journal.pending.take().map(|pending| pending.id));
        let (current, unsettled) = self.standing(&journal).await?;
        Ok(Difference::of(&current, &unsettled, &bundle.listing, self.shown(&journal)))
    }
}
