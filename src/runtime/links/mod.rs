//! Signed links: what logs in a customer who is logged in to the company's own product (3scale: SSO tokens). Owns the
//! token, its keys, what a request for one may say, and where somebody may be sent after a login. Must not know HTTP or
//! sessions.

mod asked;
mod fields;
mod keys;
mod target;
mod token;

pub use asked::{Asked, Issued, NotIssued};
pub use keys::{KeyError, Keys, MIN_KEY_BYTES};
pub use target::target;
pub use token::{BadLink, Link, Links, Who};
