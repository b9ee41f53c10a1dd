//! What is published: a bundle on this machine, or a release that the target keeps. Must not write.

use std::path::{Path, PathBuf};

use axum::body::Bytes;

use super::DeployError;
use super::journal::{object_key, release_key};
use crate::bucket::Bucket;
use crate::disk;
use crate::site::listing::{Listed, Listing, is_listed, release_id};
use crate::site::private::Index;

/// The manifest's name in a bundle.
pub(super) const MANIFEST: &str = "manifest.json";

/// A bundle, with its manifest read.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The name of the release that it makes.
    pub id: String,
    /// Its `manifest.json`, as it is.
    pub(super) manifest: Bytes,
    /// What is in it.
    pub listing: Listing,
    origin: Origin,
}

/// Where its files are.
#[derive(Debug, Clone)]
enum Origin {
    Folder(PathBuf),
    Kept(Bucket),
}

impl Bundle {
    /// The bundle in a folder.
    ///
    /// # Errors
    /// [`DeployError::Bundle`].
    pub fn open(folder: &Path) -> Result<Self, DeployError> {
        let manifest = disk::read(&folder.join(MANIFEST))
            .map_err(|error| DeployError::Bundle(format!("`{}` is no bundle: {error}", folder.display())))?;
        Self::of(manifest.into(), Origin::Folder(folder.to_owned()))
            .map_err(|error| DeployError::Bundle(format!("`{}` is no bundle: {error}", folder.display())))
    }

    /// A release that a store keeps.
    pub(super) async fn kept(private: &Bucket, id: &str) -> Result<Self, DeployError> {
        let Some(read) = private.get(&release_key(id)).await? else {
            return Err(DeployError::NoRelease(format!("the release {id} is kept no more")));
        };
        let broken = |error: String| DeployError::Broken(format!("the manifest of release {id} is broken: {error}"));
        let bundle = Self::of(read.bytes, Origin::Kept(private.clone())).map_err(|error| broken(error.to_string()))?;
        if bundle.id == id { Ok(bundle) } else { Err(broken("it is that of another".to_owned())) }
    }

    fn of(manifest: Bytes, origin: Origin) -> serde_json::Result<Self> {
        Ok(Self { id: release_id(&manifest), listing: Listing::parse(&manifest)?, manifest, origin })
    }

    /// A route that only some readers get, if there is one: no public file stands there.
    ///
    /// # Errors
    /// [`DeployError`] where the bundle cannot be read.
    pub async fn gated(&self) -> Result<Option<String>, DeployError> {
        for (path, listed) in self.listing.files.iter().filter(|(path, _)| path.starts_with("private/view/")) {
            let bytes = self.read(path, listed).await?;
            let index: Index = serde_json::from_slice(&bytes)
                .map_err(|error| DeployError::Bundle(format!("`{path}` is no index of pages: {error}")))?;
            // What begins otherwise is the name of a built-in page, and no address.
            let is_gated =
                |route: &&String| route.starts_with('/') && !self.listing.files.contains_key(&public_file(route));
            if let Some(route) = index.keys().find(is_gated) {
                return Ok(Some(route.clone()));
            }
        }
        Ok(None)
    }

    /// Whether its files are in the target already.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self.origin, Origin::Kept(_))
    }

    /// The bytes of a file, compared with what the manifest says.
    pub(super) async fn read(&self, path: &str, listed: &Listed) -> Result<Bytes, DeployError> {
        let bytes = match &self.origin {
            Origin::Folder(folder) => disk::read(&folder.join(path))
                .map_err(|error| DeployError::Bundle(format!("cannot read `{path}` of the bundle: {error}")))?
                .into(),
            Origin::Kept(bucket) => {
                let read = bucket.get(&object_key(&listed.sha256)).await?;
                read.ok_or_else(|| DeployError::Broken(format!("`{path}` of release {} is gone", self.id)))?.bytes
            }
        };
        if is_listed(&bytes, listed) {
            return Ok(bytes);
        }
        Err(DeployError::Bundle(format!("`{path}` is not the file that `manifest.json` lists")))
    }
}

/// The public file of a route.
fn public_file(route: &str) -> String {
    let index = if route.ends_with('/') { "index.html" } else { "" };
    format!("public{route}{index}")
}
