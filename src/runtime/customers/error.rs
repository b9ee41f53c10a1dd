//! Why customers' data was not changed. Must not hold a secret: messages are shown to customers.

use std::fmt;

use crate::runtime::store::StoreError;

/// Why nothing was changed.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing, or it belongs to somebody else: `account`, `user`, `application` …
    NotFound(&'static str),
    /// Fields that cannot be taken as they are.
    Invalid(Vec<Wrong>),
    /// There are as many as there may be: of what, and how many.
    Limit(&'static str, usize),
    /// It cannot be done in the state that the thing is in.
    State(String),
    /// The database did not do it.
    Store(StoreError),
}

/// A field and what is wrong with it, in 3scale's words: `org_name`, `can't be blank`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Name of the field.
    pub field: String,
    /// What is wrong, to be read behind the field's name.
    pub message: String,
}

impl Error {
    /// One field that cannot be taken.
    pub fn invalid(field: &str, message: &str) -> Self {
        Self::Invalid(vec![Wrong { field: field.to_owned(), message: message.to_owned() }])
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "there is no such {what}"),
            Self::Invalid(wrong) => {
                let each = wrong.iter().map(|wrong| format!("`{}` {}", wrong.field, wrong.message));
                f.write_str(&each.collect::<Vec<_>>().join("; "))
            }
            Self::Limit(what, limit) => write!(f, "there are {limit} {what} already, and there may be no more"),
            Self::State(why) => f.write_str(why),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}
