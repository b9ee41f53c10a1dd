//! Why a login or a logout was refused. Must not hold a token, a code or anything a provider wrote about a person:
//! reasons are for the log, and readers get the class only.

use std::fmt;

use crate::runtime::customers;
use crate::runtime::store::StoreError;

/// Why somebody was not let in.
#[derive(Debug)]
pub enum Refusal {
    /// The request is none that a login makes: what is wrong with it.
    Request(&'static str),
    /// The login has expired, was used, or began in another browser: it must be started again.
    Stale(&'static str),
    /// The provider ended the login with this error, in its own word.
    Provider(String),
    /// A token of the provider is not to be trusted: why.
    Token(&'static str),
    /// The provider is right, but nobody here is whom it names, or they may not log in: why.
    Unknown(&'static str),
    /// The provider is right, and nobody here is whom it names yet.
    Newcomer(&'static str),
    /// The account of whom it names waits for the company's approval.
    Waiting,
    /// The provider does not answer as it should.
    Away(String),
    /// The customers' data could not be read or changed.
    Data(customers::Error),
}

impl Refusal {
    /// The status of the answer (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            Self::Request(_) | Self::Stale(_) | Self::Provider(_) => 400,
            Self::Token(_) => 401,
            Self::Unknown(_) | Self::Newcomer(_) | Self::Waiting => 403,
            Self::Away(_) => 503,
            Self::Data(_) => 500,
        }
    }

    /// A refusal in a word that a provider sent: only what RFC 6749 lets an error be is kept of it.
    pub(super) fn said(word: &str) -> Self {
        let is_plain =
            !word.is_empty() && word.len() <= 64 && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        Self::Provider(if is_plain { word } else { "an error without a name" }.to_owned())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(why) | Self::Stale(why) | Self::Token(why) | Self::Unknown(why) | Self::Newcomer(why) => {
                f.write_str(why)
            }
            Self::Waiting => f.write_str("the account is not approved yet"),
            Self::Provider(word) => write!(f, "the provider says `{word}`"),
            Self::Away(why) => f.write_str(why),
            Self::Data(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<customers::Error> for Refusal {
    fn from(error: customers::Error) -> Self {
        Self::Data(error)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Data(customers::Error::Store(error))
    }
}
