//! The only access to object stores: objects read, written under a condition, listed, deleted. Must not know what a
//! release is, and shows no credential: not in errors, not in logs.

mod error;
mod objects;
mod transport;

pub use error::BucketError;
pub use objects::{Bucket, Kind, Listed, Read, Where};
