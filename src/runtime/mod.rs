//! The HTTP application of a published portal: it reads a bundle and finishes it for each customer.
//!
//! Owns sessions, SSO, customers' data, keys and the serving of bundles. Must not read a site folder or build anything.

pub mod bundle;
pub mod calls;
pub mod clock;
pub mod counters;
pub mod crypto;
pub mod customers;
pub mod gateway;
pub mod http;
pub mod links;
pub mod logins;
pub mod mail;
mod metrics;
pub mod oidc;
pub mod outbox;
pub mod policy;
pub mod portal;
pub mod rates;
pub mod reference;
pub mod settings;
pub mod store;
pub mod visit;
pub mod webhooks;
