//! The keys of signed links: the first signs, both are taken. Must not read them from anywhere.

use std::fmt;

use ring::hmac;

use crate::runtime::crypto::Hidden;

/// Bytes that a key has at least.
pub const MIN_KEY_BYTES: usize = 32;
/// Bytes that name a key in what it signed.
pub(super) const ID_LEN: usize = 4;
/// Bytes of a signature.
pub(super) const TAG_LEN: usize = 32;

/// Why keys are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyError {
    /// There is none.
    None,
    /// One has this many bytes, fewer than [`MIN_KEY_BYTES`].
    Short(usize),
    /// Two cannot be told apart by their ids, as happens to equal ones.
    Alike,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("signed links have no key"),
            Self::Short(bytes) => {
                write!(f, "a key of signed links has {bytes} bytes, fewer than the {MIN_KEY_BYTES} it must have")
            }
            Self::Alike => f.write_str("the two keys of signed links are the same"),
        }
    }
}

impl std::error::Error for KeyError {}

/// Keys in rotation.
#[derive(Clone)]
pub struct Keys(Vec<([u8; ID_LEN], hmac::Key)>);

/// Nothing of them.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// The first signs, the others are still taken.
    ///
    /// # Errors
    /// When there is none, one is too short, or two are the same.
    pub fn new(keys: &[Hidden]) -> Result<Self, KeyError> {
        let mut known: Vec<([u8; ID_LEN], hmac::Key)> = Vec::new();
        for text in keys {
            let bytes = text.reveal().as_bytes();
            if bytes.len() < MIN_KEY_BYTES {
                return Err(KeyError::Short(bytes.len()));
            }
            let key = hmac::Key::new(hmac::HMAC_SHA256, bytes);
            let mut id = [0; ID_LEN];
            id.copy_from_slice(&hmac::sign(&key, b"portal link, 1: key id").as_ref()[..ID_LEN]);
            if known.iter().any(|(other, _)| *other == id) {
                return Err(KeyError::Alike);
            }
            known.push((id, key));
        }
        if known.is_empty() { Err(KeyError::None) } else { Ok(Self(known)) }
    }

    /// The id of the key that signs, and its signature of what `message` makes of that id.
    pub(super) fn sign(&self, message: impl FnOnce([u8; ID_LEN]) -> Vec<u8>) -> Vec<u8> {
        let (id, key) = &self.0[0];
        let mut message = message(*id);
        let tag = hmac::sign(key, &message);
        message.extend_from_slice(tag.as_ref());
        message
    }

    /// Whether the key with this id signed the message. Every key is tried, so that the time tells not which there are.
    pub(super) fn verify(&self, id: &[u8], message: &[u8], tag: &[u8]) -> bool {
        self.0.iter().fold(false, |found, (own, key)| {
            let is_signed = hmac::verify(key, message, tag).is_ok();
            found | (is_signed & (own[..] == *id))
        })
    }
}
