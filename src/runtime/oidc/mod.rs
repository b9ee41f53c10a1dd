//! Logging in with OpenID Connect: code flow with PKCE, state and nonce, at any provider that follows OpenID Connect Core.
//! Owns the protocol; must not know cookies, pages or how long a session lives.

mod admit;
mod authorize;
mod backchannel;
mod callback;
mod client;
mod error;
mod id_token;
mod jwks;
mod logout_token;
mod metadata;
mod pending;
mod person;
mod relying_party;
mod sources;
mod token;

pub use admit::{admit, names};
pub use backchannel::end_sessions;
pub use callback::Callback;
pub use error::Refusal;
pub use jwks::Jwks;
pub use metadata::Metadata;
pub use pending::{LOGIN_SECONDS, Pending};
pub use person::Person;
pub use relying_party::{Confirmed, RelyingParty};
