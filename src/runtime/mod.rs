//! The HTTP application of a published portal: it reads a bundle and finishes it for each customer.
//!
//! Owns sessions, SSO, customers' data, keys and the serving of bundles. Must not read a site folder or build anything.

pub mod clock;
pub mod crypto;
pub mod customers;
pub mod oidc;
pub mod reference;
pub mod store;
