//! The bundle that a portal is served from: a release read whole, its files as they are asked for, and the step to the
//! next release between two requests. Must not know requests or customers.

mod coding;
mod error;
mod release;
mod shelf;
mod source;

pub use coding::Coding;
pub use error::BundleError;
pub use release::Release;
pub use shelf::Shelf;
pub use source::Source;

pub use crate::site::listing::Listed;
