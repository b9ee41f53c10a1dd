//! The master secret, and the one before it while it is being replaced. Must not read it from anywhere.

use std::fmt;
use std::sync::Arc;

use super::hex;
use super::keys::Keys;
use super::same;

/// Bytes that a master secret has at least.
pub const MIN_MASTER_BYTES: usize = 32;

/// What a key is for. Each purpose has keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Finding the keys of applications.
    KeysLookup,
    /// Keeping the keys of applications to show them again.
    KeysSeal,
    /// Sessions.
    Session,
    /// A login that is under way.
    LoginState,
    /// Signed links.
    Link,
    /// Tokens of forms.
    Csrf,
    /// Access tokens of the admin API.
    Token,
    /// What a browser keeps for the portal for some minutes.
    Cookie,
}

impl Purpose {
    pub(super) const ALL: [Self; 8] = [
        Self::KeysLookup,
        Self::KeysSeal,
        Self::Session,
        Self::LoginState,
        Self::Link,
        Self::Csrf,
        Self::Token,
        Self::Cookie,
    ];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::KeysLookup => "keys-lookup",
            Self::KeysSeal => "keys-seal",
            Self::Session => "session",
            Self::LoginState => "login-state",
            Self::Link => "link",
            Self::Csrf => "csrf",
            Self::Token => "token",
            Self::Cookie => "cookie",
        }
    }
}

/// Why a master secret is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretError {
    /// It has this many bytes, fewer than [`MIN_MASTER_BYTES`].
    Short(usize),
    /// It is one letter, or a few, over and over.
    Simple,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short(bytes) => {
                write!(f, "the master secret has {bytes} bytes, fewer than the {MIN_MASTER_BYTES} it must have")
            }
            Self::Simple => write!(f, "the master secret has too few different letters to be random"),
        }
    }
}

impl std::error::Error for SecretError {}

/// Signs and seals with the current master secret; verifies and opens with the former one as well. Clones share it.
#[derive(Clone)]
pub struct Secrets {
    current: Arc<Keys>,
    former: Option<Arc<Keys>>,
}

impl Secrets {
    /// Keys of `master`, any text of at least [`MIN_MASTER_BYTES`] bytes from a random source.
    ///
    /// # Errors
    /// When it is too short, or plainly not random.
    pub fn new(master: &[u8]) -> Result<Self, SecretError> {
        Ok(Self { current: Arc::new(keys(master)?), former: None })
    }

    /// The same, which also takes what `master`, the secret before, signed or sealed.
    ///
    /// # Errors
    /// When it is too short, or plainly not random.
    pub fn with_former(self, master: &[u8]) -> Result<Self, SecretError> {
        Ok(Self { former: Some(Arc::new(keys(master)?)), ..self })
    }

    /// Names the current master secret without telling anything of it: eight hexadecimal digits.
    pub fn id(&self) -> String {
        hex(&self.current.id())
    }

    /// HMAC-SHA-256 over `parts`, each with its length.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        self.current.mac(purpose, parts)
    }

    /// What [`Secrets::mac`] gives, and behind it what it gave before the master secret was replaced.
    pub fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.all().map(|keys| keys.mac(purpose, parts)).collect()
    }

    /// Whether `tag` is the HMAC of `parts`, by the current or the former secret, in constant time.
    pub fn verify(&self, purpose: Purpose, parts: &[&[u8]], tag: &[u8]) -> bool {
        // No short cut: the time tells not which secret it was.
        self.all().fold(false, |found, keys| same(&keys.mac(purpose, parts), tag) | found)
    }

    /// Encrypts and authenticates `plain`; `associated` is authenticated and must be given again to open it.
    pub fn seal(&self, purpose: Purpose, plain: &[u8], associated: &[u8]) -> Vec<u8> {
        self.current.seal(purpose, plain, associated)
    }

    /// What [`Secrets::seal`] sealed for the same purpose with the same `associated`; `None` for everything else.
    pub fn open(&self, purpose: Purpose, sealed: &[u8], associated: &[u8]) -> Option<Vec<u8>> {
        self.all().find_map(|keys| keys.open(purpose, sealed, associated))
    }

    /// Whether the current master secret sealed it, and not the former.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        sealed.starts_with(&self.current.id())
    }

    fn all(&self) -> impl Iterator<Item = &Keys> {
        [Some(&self.current), self.former.as_ref()].into_iter().flatten().map(Arc::as_ref)
    }
}

/// Nothing of the secret is shown.
impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

fn keys(master: &[u8]) -> Result<Keys, SecretError> {
    if master.len() < MIN_MASTER_BYTES {
        return Err(SecretError::Short(master.len()));
    }
    let mut seen = [false; 256];
    master.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    // 32 random hexadecimal digits have fewer than 8 different ones once in ten million times.
    if seen.iter().filter(|seen| **seen).count() < 8 {
        return Err(SecretError::Simple);
    }
    Ok(Keys::derive(master))
}
