//! Opens a database, brings it to the newest schema, and sets what keeps acknowledged writes.

use std::io;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{ConnectOptions, Executor};
use tokio::sync::Mutex;

use super::address::{Address, public};
use super::{Kind, Store, StoreError, schema};

/// How long a request waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections to a server, and readers of a file.
const CONNECTIONS: u32 = 10;

/// What each connection to SQLite begins with. The log beside the file lets readers read while one writes. `FULL`
/// waits for the disk at every commit: a key that was shown once must be there after a power cut, too.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; \
                       PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON";

impl Store {
    /// Opens `sqlite:FILE`, `sqlite::memory:` or `postgres://…`. A file that is not there is made, readable by its
    /// owner alone; an older schema is brought up to date.
    ///
    /// # Errors
    /// When the address is none, the database cannot be reached or made, or is of a newer version of the program.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let address = Address::parse(url)?;
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::Open(public(url), error);
        if let Address::File(path) = &address {
            create(path).map_err(|error| failed(error.into()))?;
        }
        let kind = if matches!(address, Address::Postgres(_)) { Kind::Postgres } else { Kind::Sqlite };
        let options = AnyConnectOptions::from_str(&address.url())
            .map_err(|error| failed(error.into()))?
            .disable_statement_logging();
        let is_memory = address == Address::Memory;
        let mut pool = AnyPoolOptions::new()
            .max_connections(if is_memory { 1 } else { CONNECTIONS })
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if kind == Kind::Sqlite {
                        connection.execute(PRAGMAS).await?;
                    }
                    Ok(())
                })
            });
        if is_memory {
            // The one connection is the database.
            pool = pool.idle_timeout(None).max_lifetime(None);
        }
        let pool = pool.connect_with(options).await.map_err(|error| failed(error.into()))?;
        let writers = (kind == Kind::Sqlite).then(|| Arc::new(Mutex::new(())));
        let store = Self { pool, kind, writers };
        schema::migrate(&store).await?;
        Ok(store)
    }
}

/// Makes the file, because SQLite would make it readable for everybody.
fn create(path: &Path) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
