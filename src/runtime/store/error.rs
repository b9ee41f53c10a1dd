//! Why the database did not do what it was asked. Messages hold no password and no value of a row.

use std::fmt;

/// What went wrong with the database.
#[derive(Debug)]
pub enum StoreError {
    /// The address is none that the store knows.
    Address(String),
    /// It cannot be opened: its address without the password, and why.
    Open(String, Box<dyn std::error::Error + Send + Sync>),
    /// It was written by a newer version of the program: its schema, and the last one that is known.
    Newer {
        /// The schema of the database.
        found: i64,
        /// The last that this program knows.
        known: i64,
    },
    /// It refused a statement, or the connection broke.
    Failed(sqlx::Error),
    /// The counters that stand beside it do not answer.
    Counters(Box<dyn std::error::Error + Send + Sync>),
    /// A row holds what the program never writes: table or column.
    Strange(&'static str),
}

impl StoreError {
    /// Whether trying again later may help: the database is away, or too busy.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Failed(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed))
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "`{address}` is no address of a database"),
            Self::Open(address, source) => write!(f, "cannot open the database `{address}`: {source}"),
            Self::Newer { found, known } => {
                write!(f, "the database has schema {found}, newer than the {known} that this version knows")
            }
            Self::Failed(sqlx::Error::PoolTimedOut) => write!(f, "the database gave no connection in time"),
            Self::Failed(error) => write!(f, "the database failed: {error}"),
            Self::Counters(error) => write!(f, "the counters do not answer: {error}"),
            Self::Strange(what) => write!(f, "the database holds a strange value in `{what}`"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}
