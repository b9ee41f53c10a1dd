//! The master secret, from the environment. Must not show it.

use super::failure::Failure;
use crate::runtime::crypto::Secrets;

/// Holds the master secret.
pub(super) const SECRET: &str = "PORTAL_SECRET";
/// Holds the master secret before it, while that is being replaced.
pub(super) const FORMER: &str = "PORTAL_SECRET_FORMER";

/// The secrets that the environment holds.
pub(super) fn secrets() -> Result<Secrets, Failure> {
    let wrong = |name: &str, why: String| {
        Failure::new(format!("`{name}`: {why}"))
            .hint("`openssl rand -base64 32` makes one; the portal runs with the same")
    };
    let current = std::env::var(SECRET).map_err(|_| wrong(SECRET, "the master secret is not set".to_owned()))?;
    let secrets = Secrets::new(current.as_bytes()).map_err(|error| wrong(SECRET, error.to_string()))?;
    match std::env::var(FORMER) {
        Ok(former) => secrets.with_former(former.as_bytes()).map_err(|error| wrong(FORMER, error.to_string())),
        Err(_) => Ok(secrets),
    }
}
