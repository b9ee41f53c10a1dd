//! A place in a store: its objects by key. Must not know what they hold.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error, GetOptions, ObjectStore, PutMode, PutOptions,
    PutPayload, RetryConfig, UpdateVersion,
};
use tokio_stream::StreamExt;

use super::BucketError;
use super::transport::Connector;
use crate::model::deploy::{Spot, Store};

/// Where a store is, and how it is spoken to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Where {
    /// Absolute URL of a store that is not Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether the bucket stands in the path; what the environment says, where nothing is said.
    pub path_style: Option<bool>,
}

impl From<&Store> for Where {
    fn from(store: &Store) -> Self {
        Self { endpoint: store.endpoint.clone(), region: store.region.clone(), path_style: Some(store.path_style) }
    }
}

/// What a store says of an object when it hands it out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kind<'k> {
    /// Media type.
    pub content_type: &'k str,
    /// Value of `Cache-Control`.
    pub cache_control: &'k str,
}

/// An object's bytes, and the version they are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The bytes.
    pub bytes: Bytes,
    /// The entity tag, for conditions.
    pub version: Option<String>,
}

/// Objects by key, with their sizes.
pub type Listed = BTreeMap<String, u64>;

/// A place in a store. Clones share connections.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    spot: Spot,
}

/// Without what the store was opened with.
impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({})", self.spot)
    }
}

impl Bucket {
    /// Opens a place with the credentials of the environment: keys, a web identity, a container's or a machine's role.
    ///
    /// # Errors
    /// When something is no URL, or no name.
    pub fn open(place: &Where, spot: &Spot) -> Result<Self, BucketError> {
        Self::build(place, spot, AmazonS3Builder::from_env())
    }

    /// Opens a place as anybody does: without credentials.
    ///
    /// # Errors
    /// As [`Bucket::open`].
    pub fn anonymous(place: &Where, spot: &Spot) -> Result<Self, BucketError> {
        Self::build(place, spot, AmazonS3Builder::from_env().with_skip_signature(true))
    }

    fn build(place: &Where, spot: &Spot, builder: AmazonS3Builder) -> Result<Self, BucketError> {
        let retry = RetryConfig {
            backoff: BackoffConfig {
                init_backoff: Duration::from_millis(100),
                max_backoff: Duration::from_secs(5),
                base: 2.0,
            },
            max_retries: 6,
            retry_timeout: Duration::from_secs(60),
        };
        let mut builder = builder
            .with_bucket_name(&spot.bucket)
            .with_client_options(ClientOptions::new().with_allow_http(true))
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_retry(retry)
            .with_http_connector(Connector);
        if let Some(region) = &place.region {
            builder = builder.with_region(region);
        }
        if let Some(path_style) = place.path_style {
            builder = builder.with_virtual_hosted_style_request(!path_style);
        }
        if let Some(endpoint) = &place.endpoint {
            let is_in_host = place.path_style == Some(false);
            builder = builder.with_endpoint(match endpoint.split_once("://") {
                Some((scheme, host)) if is_in_host => format!("{scheme}://{}.{host}", spot.bucket),
                _ => endpoint.clone(),
            });
        }
        let store = builder.build().map_err(|error| BucketError::of(&error, ""))?;
        Ok(Self { store: Arc::new(store), spot: spot.clone() })
    }

    /// Where it is.
    pub fn spot(&self) -> &Spot {
        &self.spot
    }

    fn path(&self, key: &str) -> Result<Path, BucketError> {
        let whole = if self.spot.prefix.is_empty() { key.to_owned() } else { format!("{}/{key}", self.spot.prefix) };
        Path::parse(&whole).map_err(|_| BucketError::Other(format!("`{whole}` cannot be the key of an object")))
    }

    /// An object; none where there is none.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn get(&self, key: &str) -> Result<Option<Read>, BucketError> {
        self.get_unless(key, None).await.map(|read| read.flatten())
    }

    /// An object, unless it is still the `known` version: then nothing. An object that is not there is `Some(None)`.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn get_unless(&self, key: &str, known: Option<&str>) -> Result<Option<Option<Read>>, BucketError> {
        let options = GetOptions { if_none_match: known.map(str::to_owned), ..GetOptions::default() };
        let found = match self.store.get_opts(&self.path(key)?, options).await {
            Ok(found) => found,
            Err(Error::NotModified { .. }) => return Ok(None),
            Err(error) => {
                return match BucketError::of(&error, key) {
                    other if !matches!(error, Error::NotFound { .. }) => Err(other),
                    other @ BucketError::NoBucket(_) => Err(other),
                    _ => Ok(Some(None)),
                };
            }
        };
        let version = found.meta.e_tag.clone();
        let bytes = found.bytes().await.map_err(|error| BucketError::of(&error, key))?;
        Ok(Some(Some(Read { bytes, version })))
    }

    /// Writes an object.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn put(&self, key: &str, bytes: Bytes, kind: &Kind<'_>) -> Result<(), BucketError> {
        self.write(key, bytes, kind, PutMode::Overwrite).await.map(drop)
    }

    /// Writes an object if it is still of the `known` version, or still not there; gives the new version.
    ///
    /// # Errors
    /// [`BucketError::Conflict`] where it is not.
    pub async fn put_if(
        &self,
        key: &str,
        bytes: Bytes,
        kind: &Kind<'_>,
        known: Option<&str>,
    ) -> Result<Option<String>, BucketError> {
        let mode = match known {
            Some(version) => PutMode::Update(UpdateVersion { e_tag: Some(version.to_owned()), version: None }),
            None => PutMode::Create,
        };
        self.write(key, bytes, kind, mode).await
    }

    async fn write(
        &self,
        key: &str,
        bytes: Bytes,
        kind: &Kind<'_>,
        mode: PutMode,
    ) -> Result<Option<String>, BucketError> {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, kind.content_type.to_owned().into());
        attributes.insert(Attribute::CacheControl, kind.cache_control.to_owned().into());
        let options = PutOptions { mode, attributes, ..PutOptions::default() };
        let put = self.store.put_opts(&self.path(key)?, PutPayload::from_bytes(bytes), options).await;
        put.map(|put| put.e_tag).map_err(|error| BucketError::of(&error, key))
    }

    /// All objects whose keys begin with `folder/`.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn list(&self, folder: &str) -> Result<Listed, BucketError> {
        let prefix = self.path(folder)?;
        let own = if self.spot.prefix.is_empty() { 0 } else { self.spot.prefix.len() + 1 };
        let mut found = Listed::new();
        let mut stream = self.store.list(Some(&prefix));
        while let Some(meta) = stream.next().await {
            let meta = meta.map_err(|error| BucketError::of(&error, folder))?;
            found.insert(meta.location.as_ref().get(own..).unwrap_or_default().to_owned(), meta.size);
        }
        Ok(found)
    }

    /// Deletes objects, many at a time. Those that are not there are no error.
    ///
    /// # Errors
    /// [`BucketError`].
    pub async fn delete(&self, keys: &[String]) -> Result<(), BucketError> {
        if keys.is_empty() {
            return Ok(());
        }
        let paths: Vec<_> = keys.iter().map(|key| self.path(key)).collect::<Result<_, _>>()?;
        let mut stream = self.store.delete_stream(Box::pin(tokio_stream::iter(paths.into_iter().map(Ok))));
        while let Some(done) = stream.next().await {
            match done {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(BucketError::of(&error, &keys[0])),
            }
        }
        Ok(())
    }
}
