//! What a provider sends back through the browser (RFC 6749 4.1.2, RFC 9207). Everything in it may be an attacker's. Must
//! not ask the provider anything.

use super::{Metadata, Refusal};

/// The longest value that is looked at.
const MOST_BYTES: usize = 4096;

/// A code or an error, each once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl Callback {
    /// Reads the query of the callback.
    ///
    /// # Errors
    /// When a parameter is given twice (whom would one believe?), is too long, or there is no state.
    pub fn read(query: &str) -> Result<Self, Refusal> {
        let mut found = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut found.code,
                "state" => &mut found.state,
                "iss" => &mut found.iss,
                "error" => &mut found.error,
                _ => continue,
            };
            if place.is_some() {
                return Err(Refusal::Request("a parameter of the answer is given twice"));
            }
            if value.len() > MOST_BYTES {
                return Err(Refusal::Request("a parameter of the answer is too long"));
            }
            *place = Some(value.into_owned());
        }
        if found.state.as_deref().unwrap_or_default().is_empty() {
            return Err(Refusal::Request("the answer has no state"));
        }
        Ok(found)
    }

    /// What binds it to a login.
    pub fn state(&self) -> &str {
        self.state.as_deref().unwrap_or_default()
    }

    /// The code, if this provider answers with one.
    ///
    /// # Errors
    /// When it is the answer of another issuer, an error, or neither.
    pub(super) fn code(&self, provider: &Metadata) -> Result<&str, Refusal> {
        match &self.iss {
            Some(iss) if *iss != provider.issuer => return Err(Refusal::Request("another issuer answers")),
            None if provider.names_issuer => return Err(Refusal::Request("the answer names no issuer")),
            _ => {}
        }
        if let Some(error) = &self.error {
            return Err(Refusal::said(error));
        }
        let code = self.code.as_deref().filter(|code| !code.is_empty());
        code.ok_or(Refusal::Request("the answer has no code"))
    }
}

/// Neither code nor state.
impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Callback").field("iss", &self.iss).finish_non_exhaustive()
    }
}
