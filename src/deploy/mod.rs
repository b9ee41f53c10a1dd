//! Publishing a bundle: what differs from what is there, the order in which it is written, the step to the new release,
//! and the way back. Must not build anything, nor say anything to people: it tells what happens through a [`Watch`].

mod bundle;
mod difference;
mod error;
mod folder;
mod journal;
mod lease;
mod prune;
mod publish;
mod store;
mod target;
mod upload;
mod variants;
mod visit;
mod watch;

pub use bundle::Bundle;
pub use difference::Difference;
pub use error::DeployError;
pub use journal::{JOURNAL, Journal, Record, object_key, release_key};
pub use lease::Patience;
pub use target::{Deployed, Pruned, Target};
pub use visit::{Found, Look, look};
pub use watch::{Event, Stage, Watch};

/// Seconds since 1970.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map(|since| since.as_secs()).unwrap_or_default()
}
