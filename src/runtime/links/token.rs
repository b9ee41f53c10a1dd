//! The token of a signed link. In base64url, after a version byte: the id of the key (4 bytes), and with two bytes of
//! length each: the portal's origin, the user's id, the username, the target, the expiry, a nonce; at last
//! HMAC-SHA-256 of all that (32 bytes). Must not look up a user.

use std::fmt;

use super::fields;
use super::keys::{ID_LEN, Keys, TAG_LEN};
use super::target::{MOST_TARGET, target};
use crate::model::sso::LINK_LIFETIME_MOST;
use crate::runtime::clock::Clock;
use crate::runtime::crypto::{Hidden, base64url, from_base64url, hex, random_bytes};
use crate::runtime::store::{Store, StoreError, used_tokens};

/// The first byte of a token.
const VERSION: u8 = 1;
/// Seconds by which clocks may differ.
const SKEW: i64 = 30;
/// Random bytes of a token.
const NONCE_LEN: usize = 16;
/// The longest token that is looked at, in letters.
const MOST_LETTERS: usize = 4096;
/// The longest username.
const MOST_NAME: usize = 255;

/// Whom a link logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The user with this id.
    Id(i64),
    /// The user with this username.
    Name(String),
}

/// What a link says.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    /// Whom it logs in.
    pub who: Who,
    /// Where it leads: a path of this portal.
    pub target: String,
    /// Seconds since 1970.
    pub expires: i64,
    nonce: [u8; NONCE_LEN],
}

/// Why a link is not taken. All of them look the same from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLink {
    /// It is none, or nobody here signed it.
    Forged,
    /// It is for another portal.
    Elsewhere,
    /// It has expired, or would live longer than links may.
    Expired,
    /// It says what its signer never should: a target outside of the portal.
    Strange,
}

impl fmt::Display for BadLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forged => "a link is not signed with a key of this portal",
            Self::Elsewhere => "a link is for another portal",
            Self::Expired => "a link has expired",
            Self::Strange => "a link says what none should",
        })
    }
}

impl std::error::Error for BadLink {}

/// Makes and reads links of one portal. Clones share its keys.
#[derive(Clone)]
pub struct Links {
    keys: Keys,
    origin: String,
    lifetime: i64,
    clock: Clock,
}

impl Links {
    /// Links of the portal at `origin`, which live for `lifetime` seconds unless said otherwise.
    pub fn new(keys: Keys, origin: &str, lifetime: i64, clock: Clock) -> Self {
        Self { keys, origin: origin.to_owned(), lifetime, clock }
    }

    /// Seconds that a link lives unless its maker says otherwise.
    pub fn lifetime(&self) -> i64 {
        self.lifetime
    }

    /// The portal's origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A link for a user of this portal, to a path that [`target`] has let through, and its token.
    pub fn make(&self, who: Who, target: &str, lifetime: i64) -> (Link, Hidden) {
        let link = Link { who, target: target.to_owned(), expires: self.clock.now() + lifetime, nonce: random_bytes() };
        let token = self.sign(&link);
        (link, token)
    }

    fn sign(&self, link: &Link) -> Hidden {
        let (id, name) = match &link.who {
            Who::Id(id) => (id.to_string(), ""),
            Who::Name(name) => (String::new(), name.as_str()),
        };
        let signed = self.keys.sign(|key| {
            let mut message = vec![VERSION];
            message.extend_from_slice(&key);
            for field in [&self.origin, &id, name, &link.target, link.expires.to_string().as_str()] {
                fields::push(&mut message, field.as_bytes());
            }
            fields::push(&mut message, &link.nonce);
            message
        });
        Hidden::new(base64url(&signed))
    }

    /// What a token says, if this portal's key signed it and it has not expired. It may have been used: see
    /// [`Link::claim`].
    ///
    /// # Errors
    /// When it is not to be taken.
    pub fn read(&self, token: &str) -> Result<Link, BadLink> {
        if token.len() > MOST_LETTERS {
            return Err(BadLink::Forged);
        }
        let bytes = from_base64url(token).ok_or(BadLink::Forged)?;
        let (message, tag) = bytes.split_last_chunk::<TAG_LEN>().ok_or(BadLink::Forged)?;
        let (head, rest) = message.split_first_chunk::<{ 1 + ID_LEN }>().ok_or(BadLink::Forged)?;
        if !self.keys.verify(&head[1..], message, tag) || head[0] != VERSION {
            return Err(BadLink::Forged);
        }
        // From here on the signer is known; what is wrong is wrong of the signer.
        let [origin, id, name, to, expires, nonce] = fields::read::<6>(rest).ok_or(BadLink::Strange)?;
        if origin != self.origin.as_bytes() {
            return Err(BadLink::Elsewhere);
        }
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| BadLink::Strange);
        let expires: i64 = text(expires)?.parse().map_err(|_| BadLink::Strange)?;
        let now = self.clock.now();
        if now > expires.saturating_add(SKEW) || expires > now + LINK_LIFETIME_MOST + SKEW {
            return Err(BadLink::Expired);
        }
        let who = match (text(id)?, text(name)?) {
            (id, "") => Who::Id(id.parse().map_err(|_| BadLink::Strange)?),
            ("", name) if name.len() <= MOST_NAME => Who::Name(name.to_owned()),
            _ => return Err(BadLink::Strange),
        };
        let to = text(to)?;
        if to.len() > MOST_TARGET || target(to, &self.origin) != to {
            return Err(BadLink::Strange);
        }
        let nonce = nonce.try_into().map_err(|_| BadLink::Strange)?;
        Ok(Link { who, target: to.to_owned(), expires, nonce })
    }
}

impl Link {
    /// Uses the link: true once, however many ask at the same time.
    ///
    /// # Errors
    /// When the database does not answer: then it was not used.
    pub async fn claim(&self, store: &Store) -> Result<bool, StoreError> {
        let id = format!("link:{}", hex(&self.nonce));
        used_tokens::claim(store, &id, self.expires + 2 * SKEW).await
    }
}

/// Nothing that could be used.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Nothing of the keys.
impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("origin", &self.origin).finish_non_exhaustive()
    }
}
