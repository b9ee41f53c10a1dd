//! Where bundles are published to, as `deploy:` of `portal.yaml` says it. Credentials of stores are never part of it.

use std::fmt;

/// Seconds that files whose names say what is in them outlive their last release, unless a target says otherwise.
pub const GRACE: u64 = 24 * 60 * 60;

/// A place that a bundle is published to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What the command line calls it.
    pub name: String,
    /// Where releases are kept.
    pub place: Place,
    /// Absolute URL at which readers find the pages, without a slash at the end; empty when not known.
    pub url: String,
    /// Absolute URL of the runtime that follows the target, without a slash at the end; empty where there is none.
    pub runtime: String,
    /// Seconds that files whose names say what is in them stay after the last release that had them.
    pub grace: u64,
}

/// Where releases are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(Shelf),
    /// A store that speaks the protocol of Amazon S3.
    Store(Store),
}

/// A folder with releases side by side, and a link to the current one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Its path, from the site folder.
    pub path: String,
    /// Whether text files lie there in gzip and brotli, too, for a web server that sends them as they lie.
    pub precompress: bool,
}

/// A store and the two places in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    /// Absolute URL of a store that is not Amazon's.
    pub endpoint: Option<String>,
    /// Its region, unless the environment says it.
    pub region: Option<String>,
    /// Whether the bucket stands in the path of a URL, not in its host.
    pub path_style: bool,
    /// What everybody may read: the files of the current release, where a static host serves them; none where the
    /// runtime alone serves the portal.
    pub public: Option<Spot>,
    /// What only the runtime may read: all releases.
    pub private: Spot,
}

/// A place in a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spot {
    /// The bucket.
    pub bucket: String,
    /// What all keys begin with, without slashes at the ends; empty for the whole bucket.
    pub prefix: String,
}

impl Spot {
    /// Whether everything in `other` is in this place, too.
    pub fn holds(&self, other: &Self) -> bool {
        let inside = other.prefix.strip_prefix(self.prefix.as_str());
        let is_inside = |rest: &str| self.prefix.is_empty() || rest.is_empty() || rest.starts_with('/');
        self.bucket == other.bucket && inside.is_some_and(is_inside)
    }
}

/// As people write it: `s3://bucket/prefix`.
impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

impl Spot {
    /// Reads `s3://bucket/prefix`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let Some(rest) = text.strip_prefix("s3://") else { return Err("does not begin with `s3://`".to_owned()) };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        Ok(Self { bucket: checked_bucket(bucket)?, prefix: checked_prefix(prefix)? })
    }
}

/// A bucket's name, as stores allow it.
///
/// # Errors
/// What is wrong with it.
pub fn checked_bucket(name: &str) -> Result<String, String> {
    let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_');
    match name.len() {
        3..=63 if name.bytes().all(is_allowed) => Ok(name.to_owned()),
        3..=63 => Err("has a bucket whose name is not of lower-case letters, digits, `-` and `.`".to_owned()),
        _ => Err("has no bucket with a name of 3 to 63 characters".to_owned()),
    }
}

/// What keys begin with, without slashes at the ends.
///
/// # Errors
/// What is wrong with it.
pub fn checked_prefix(text: &str) -> Result<String, String> {
    let text = text.trim_matches('/');
    let is_wrong = |part: &str| matches!(part, "" | "." | "..");
    if !text.is_empty() && text.split('/').any(is_wrong) {
        return Err("has a part that is empty, `.` or `..`".to_owned());
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    if !text.chars().all(is_plain) {
        return Err("has characters other than letters, digits, `-`, `_`, `.` and `/`".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_what_is_below_it_and_not_what_only_begins_alike() {
        let spot = |text: &str| Spot::parse(text).expect("a place");
        assert!(spot("s3://abc").holds(&spot("s3://abc/private")));
        assert!(spot("s3://abc/site").holds(&spot("s3://abc/site/")));
        assert!(spot("s3://abc/site").holds(&spot("s3://abc/site/private")));
        assert!(!spot("s3://abc/site").holds(&spot("s3://abc/sites")));
        assert!(!spot("s3://abc/site").holds(&spot("s3://abd/site")));
        assert!(!spot("s3://abc/site/private").holds(&spot("s3://abc/site")));
    }
}
