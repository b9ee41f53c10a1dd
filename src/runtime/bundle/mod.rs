//! The bundle that a portal is served from: a release read whole, its files as they are asked for, and the step to the
//! next release between two requests. Must not know requests or customers.

mod coding;
mod error;
mod listing;
mod release;
mod shelf;

pub use coding::Coding;
pub use error::BundleError;
pub use listing::Listed;
pub use release::Release;
pub use shelf::Shelf;
