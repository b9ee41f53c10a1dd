//! Where bundles come from: a folder, a store, or a web server in front of one. Must not know what is in a bundle.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use tokio::runtime::Handle;
use ureq::Agent;

use super::BundleError;
use crate::bucket::{Bucket, BucketError, Read, Where};
use crate::deploy::{JOURNAL, Journal, object_key, release_key};
use crate::disk::{self, Stamp};
use crate::model::deploy::Spot;
use crate::site::listing::Listed;

/// The largest file that is fetched from a web server.
const MOST: u64 = 1024 * 1024 * 1024;
/// How long a web server may take for one.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a folder, and how often a store is looked at.
const LOOK: Duration = Duration::from_secs(1);
const LOOK_FAR: Duration = Duration::from_secs(5);

/// Where the releases of a portal come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A bundle in a folder, which another may take the place of.
    Folder(PathBuf),
    /// The private place of a target of `portal deploy`. Its requests are made on the runtime, and waited for by threads
    /// that may wait.
    Store(Bucket, Handle),
    /// The same behind a web server.
    Web(Agent, String),
}

/// Tells what stood in a source from what stands there later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    Stamp(Stamp),
    Version(Option<String>),
}

/// One release in a source.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The folder itself, whatever a link to it leads to later.
    Folder(PathBuf),
    /// Its id.
    Far(Source, String),
}

impl Source {
    /// What `--bundle` names: `s3://BUCKET/PREFIX`, a URL, or a folder. Must be called on the runtime.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn open(text: &str) -> Result<Self, String> {
        if text.starts_with("s3://") {
            let spot = Spot::parse(text).map_err(|wrong| format!("`{text}` {wrong}"))?;
            let bucket = Bucket::open(&Where::default(), &spot).map_err(|error| error.to_string())?;
            return Ok(Self::Store(bucket, Handle::current()));
        }
        if let Some(rest) = text.strip_prefix("http://") {
            let host = rest.split(['/', ':']).next().unwrap_or_default();
            // Whoever is on the way could put another portal in its place.
            if !matches!(host, "localhost" | "127.0.0.1") {
                return Err(format!("`{text}` is not `https`; `http` is for this machine only"));
            }
        }
        if text.starts_with("https://") || text.starts_with("http://") {
            let config = Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .timeout_global(Some(PATIENCE))
                .user_agent(concat!("portal/", env!("CARGO_PKG_VERSION")))
                .build();
            return Ok(Self::Web(Agent::new_with_config(config), text.trim_end_matches('/').to_owned()));
        }
        Ok(Self::Folder(PathBuf::from(text)))
    }

    /// How often it is looked at.
    pub fn pace(&self) -> Duration {
        if matches!(self, Self::Folder(_)) { LOOK } else { LOOK_FAR }
    }

    /// The release that stands there, unless nothing has changed since `seen`.
    ///
    /// # Errors
    /// [`BundleError::Away`] where it cannot be asked.
    pub(super) fn look(&self, seen: Option<&Mark>) -> Result<Option<(Mark, Place)>, BundleError> {
        if let Self::Folder(folder) = self {
            let stamp = disk::stamp(&folder.join("manifest.json")).map(Mark::Stamp);
            // Between the two folders of a switch there may be none.
            let is_new = |mark: &Mark| seen != Some(mark);
            return Ok(stamp.filter(is_new).map(|mark| (mark, Place::Folder(disk::behind_links(folder)))));
        }
        let known = match seen {
            Some(Mark::Version(version)) => version.as_deref(),
            _ => None,
        };
        let Some(read) = self.fetch(JOURNAL, known)? else { return Ok(None) };
        let journal: Journal =
            serde_json::from_slice(&read.bytes).map_err(|error| BundleError::Format(JOURNAL.to_owned(), error))?;
        if journal.current.is_empty() {
            return Err(BundleError::Io(JOURNAL.to_owned(), io::ErrorKind::NotFound.into()));
        }
        Ok(Some((Mark::Version(read.version), Place::Far(self.clone(), journal.current))))
    }

    /// An object by its key, unless it is the `known` version.
    fn fetch(&self, key: &str, known: Option<&str>) -> Result<Option<Read>, BundleError> {
        let missing = || BundleError::Io(key.to_owned(), io::ErrorKind::NotFound.into());
        match self {
            Self::Folder(_) => Err(missing()),
            Self::Store(bucket, runtime) => match runtime.block_on(bucket.get_unless(key, known)) {
                Ok(None) => Ok(None),
                Ok(Some(read)) => read.ok_or_else(missing).map(Some),
                Err(error) => Err(BundleError::Away(key.to_owned(), error)),
            },
            Self::Web(agent, base) => {
                let away = |why: String| BundleError::Away(key.to_owned(), BucketError::Away(why));
                let mut request = agent.get(format!("{base}/{key}"));
                if let Some(version) = known {
                    request = request.header("If-None-Match", version);
                }
                let mut answer = request.call().map_err(|error| away(error.to_string()))?;
                let header = answer.headers().get("etag").and_then(|value| value.to_str().ok());
                let version = header.map(str::to_owned);
                match answer.status().as_u16() {
                    304 => Ok(None),
                    200 => {
                        let bytes = answer.body_mut().with_config().limit(MOST).read_to_vec();
                        let bytes = bytes.map_err(|error| away(error.to_string()))?.into();
                        Ok(Some(Read { bytes, version }))
                    }
                    404 => Err(missing()),
                    status => Err(away(format!("it answers {status}"))),
                }
            }
        }
    }
}

/// As the operator names it.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Store(bucket, _) => bucket.spot().fmt(f),
            Self::Web(_, url) => f.write_str(url),
        }
    }
}

impl From<PathBuf> for Source {
    fn from(folder: PathBuf) -> Self {
        Self::Folder(folder)
    }
}

impl Place {
    /// The id that the source gives the release, where it gives one.
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Folder(_) => None,
            Self::Far(_, id) => Some(id),
        }
    }

    /// The bytes of the manifest.
    pub(super) fn manifest(&self) -> Result<Vec<u8>, BundleError> {
        match self {
            Self::Folder(folder) => read(folder, "manifest.json"),
            Self::Far(source, id) => fetched(source, &release_key(id)),
        }
    }

    /// Whether a file is there, as far as that can be told without reading it.
    pub(super) fn has(&self, path: &str, listed: &Listed) -> bool {
        match self {
            Self::Folder(folder) => disk::size(&folder.join(path)).ok() == Some(listed.size),
            // Whoever published it has written all files before it was the current one.
            Self::Far(..) => true,
        }
    }

    /// The bytes of a file, whatever they are.
    pub(super) fn read(&self, path: &str, listed: &Listed) -> Result<Vec<u8>, BundleError> {
        match self {
            Self::Folder(folder) => read(folder, path),
            Self::Far(source, _) => fetched(source, &object_key(&listed.sha256)),
        }
    }
}

fn read(folder: &std::path::Path, path: &str) -> Result<Vec<u8>, BundleError> {
    disk::read(&folder.join(path)).map_err(|error| BundleError::Io(path.to_owned(), error))
}

fn fetched(source: &Source, key: &str) -> Result<Vec<u8>, BundleError> {
    let read = source.fetch(key, None)?;
    Ok(read.map(|read| read.bytes.into()).unwrap_or_default())
}
