//! A target by its name in `portal.yaml`: one interface for folders and stores.

use std::path::Path;

use super::DeployError;
use super::bundle::Bundle;
use super::difference::Difference;
use super::folder::FolderTarget;
use super::journal::Journal;
use super::lease::{Held, Patience};
use super::store::StoreTarget;
use super::watch::Watch;
use crate::model::deploy;

/// A place that bundles are published to.
#[derive(Debug, Clone)]
pub enum Target {
    /// A folder.
    Folder(FolderTarget),
    /// A store.
    Store(StoreTarget),
}

/// What publishing did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployed {
    /// The release that is served now.
    pub id: String,
    /// The one before; empty for the first.
    pub before: String,
    /// Files that were written.
    pub written: usize,
    /// Bytes of them.
    pub bytes: u64,
    /// Public files that were deleted.
    pub deleted: usize,
}

impl Deployed {
    /// Whether the release was served already.
    pub fn is_nothing(&self) -> bool {
        self.id == self.before && self.written == 0 && self.deleted == 0
    }
}

/// What taking releases away did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Releases that are kept no more.
    pub releases: usize,
    /// Files that went with them.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
}

impl Target {
    /// Opens a target; paths are taken from `root`. Credentials of a store come from the environment.
    ///
    /// # Errors
    /// [`DeployError`].
    pub fn open(target: &deploy::Target, root: &Path, patience: Patience) -> Result<Self, DeployError> {
        Ok(match &target.place {
            deploy::Place::Folder(shelf) => Self::Folder(FolderTarget {
                root: root.join(&shelf.path),
                grace: target.grace,
                precompress: shelf.precompress,
            }),
            deploy::Place::Store(store) => Self::Store(StoreTarget::open(store, target.grace, patience)?),
        })
    }

    /// What the target knows of itself.
    ///
    /// # Errors
    /// [`DeployError`].
    pub async fn journal(&self) -> Result<Journal, DeployError> {
        match self {
            Self::Folder(folder) => folder.journal(),
            Self::Store(store) => Ok(Held::read(&store.private).await?.journal),
        }
    }

    /// What publishing a bundle would change.
    ///
    /// # Errors
    /// [`DeployError`].
    pub async fn difference(&self, bundle: &Bundle) -> Result<Difference, DeployError> {
        match self {
            Self::Folder(folder) => folder.difference(bundle),
            Self::Store(store) => store.difference(bundle).await,
        }
    }

    /// Publishes a bundle.
    ///
    /// # Errors
    /// [`DeployError`]; readers then see the release before.
    pub async fn deploy(&self, bundle: Bundle, watch: Watch<'_>) -> Result<Deployed, DeployError> {
        match self {
            Self::Folder(folder) => folder.deploy(&bundle, watch).await,
            Self::Store(store) => store.deploy(bundle, watch).await,
        }
    }

    /// Goes back to the release before, or to the one that is named by the beginning of its id.
    ///
    /// # Errors
    /// [`DeployError`].
    pub async fn rollback(&self, named: Option<&str>, watch: Watch<'_>) -> Result<Deployed, DeployError> {
        self.deploy(self.earlier(named).await?, watch).await
    }

    /// The release before, or the one that is named by the beginning of its id.
    ///
    /// # Errors
    /// [`DeployError::NoRelease`] where there is none.
    pub async fn earlier(&self, named: Option<&str>) -> Result<Bundle, DeployError> {
        let id = self.journal().await?.earlier(named).map_err(DeployError::NoRelease)?.id.clone();
        self.release(&id).await
    }

    /// A release that is kept.
    ///
    /// # Errors
    /// [`DeployError`].
    pub async fn release(&self, id: &str) -> Result<Bundle, DeployError> {
        match self {
            Self::Folder(folder) => Bundle::open(&folder.release(id)),
            Self::Store(store) => Bundle::kept(&store.private, id).await,
        }
    }

    /// Keeps the latest `keep` releases, and the current one.
    ///
    /// # Errors
    /// [`DeployError`].
    pub async fn prune(&self, keep: usize, watch: Watch<'_>) -> Result<Pruned, DeployError> {
        match self {
            Self::Folder(folder) => folder.prune(keep, watch),
            Self::Store(store) => store.prune(keep, watch).await,
        }
    }
}
