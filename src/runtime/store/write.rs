//! A transaction that writes. What is not committed when it is dropped never happened.

use sqlx::{Any, AnyConnection, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::{Kind, Store, StoreError};

/// A transaction that writes.
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Any>,
    /// Given back after the transaction has ended.
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Begins to write rows that are about requests: sessions, used tokens, counters.
    pub(in crate::runtime) async fn begin(&self) -> Result<Write, StoreError> {
        let turn = self.turn().await;
        let transaction = match self.kind {
            // It takes the lock now: a reader that turns into a writer could be refused.
            Kind::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => self.pool.begin().await?,
        };
        Ok(Write { transaction, _turn: turn })
    }

    /// Begins to change customers' data: raises the version first, whose row makes all such changes wait for each
    /// other. A check and the write behind it are therefore one step on both databases.
    pub(in crate::runtime) async fn begin_change(&self) -> Result<Write, StoreError> {
        let mut write = self.begin().await?;
        sqlx::query("UPDATE versions SET version = version + 1").execute(write.connection()).await?;
        Ok(write)
    }
}

impl Write {
    /// The connection, within the transaction.
    pub(in crate::runtime) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Makes all of it true. When this returns, it is on the disk.
    pub(in crate::runtime) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}
