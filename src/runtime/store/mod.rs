//! The database of customers and sessions: SQLite in a file, or PostgreSQL, behind one set of queries. Owns opening,
//! migrations, transactions, the change version, and the rows that are about requests and not about customers. Must
//! not know the rules of customers (`runtime::customers`) nor hold a secret.

mod address;
mod error;
mod open;
mod row;
mod schema;
pub mod sessions;
pub mod used_tokens;
mod write;

use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyArguments, AnyQueryResult};
use sqlx::pool::PoolConnection;
use sqlx::query::Query;
use sqlx::{Any, AnyPool, Transaction};
use tokio::sync::Mutex;

pub use error::StoreError;
pub(super) use row::{Row, get, json};
pub use write::Write;

/// A statement with its values.
pub(super) type Statement<'q> = Query<'q, Any, AnyArguments<'q>>;

/// How often, and how long each time, the end of a store waits for what is still running: two seconds in all.
const CLOSE_TRIES: u32 = 1000;
const CLOSE_PAUSE: Duration = Duration::from_millis(2);

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SQLite, in a file or in memory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// An open database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    kind: Kind,
    /// SQLite has one writer. Within the process they queue here, fairly, instead of trying again and again.
    writers: Option<Arc<Mutex<()>>>,
}

impl Store {
    /// Which database it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// A number that every change of customers' data has raised. What was read when it was the same is still true.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn version(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT version FROM versions").fetch_one(&self.pool).await?;
        get(&row, "version")
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.version().await.map(drop)
    }

    /// Lets go of all connections; SQLite puts its log into the file.
    pub async fn close(&self) {
        // The pool waits for connections that it holds, not for one that is on its way back.
        let is_back = || self.pool.num_idle() >= usize::try_from(self.pool.size()).unwrap_or(usize::MAX);
        for _ in 0..CLOSE_TRIES {
            if is_back() {
                break;
            }
            tokio::time::sleep(CLOSE_PAUSE).await;
        }
        self.pool.close().await;
    }

    /// A connection for reading.
    pub(super) async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// A transaction whose reads all see the database at one moment.
    pub(super) async fn snapshot(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let begin = match self.kind {
            Kind::Sqlite => "BEGIN DEFERRED",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(self.pool.begin_with(begin).await?)
    }

    /// Runs one statement that writes, in a transaction of its own, without raising the version.
    pub(super) async fn execute(&self, statement: Statement<'_>) -> Result<AnyQueryResult, StoreError> {
        let _turn = self.turn().await;
        Ok(statement.execute(&self.pool).await?)
    }

    /// A turn to write, where the database has one writer.
    async fn turn(&self) -> Option<tokio::sync::OwnedMutexGuard<()>> {
        match &self.writers {
            Some(writers) => Some(Arc::clone(writers).lock_owned().await),
            None => None,
        }
    }
}
