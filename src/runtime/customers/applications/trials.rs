//! Trials that are over: each is told of once. Must not move an application to another plan: what follows is the
//! company's to say.

use serde_json::json;
use sqlx::AnyConnection;

use super::{Application, COLUMNS, application};
use crate::runtime::customers::{Actor, Customers, Error};
use crate::runtime::store::StoreError;

/// Seconds after which the end of a trial is no news.
const STALE: i64 = 3 * 86_400;

impl Customers {
    /// Leaves an event for each live application whose trial has ended, once; says how many.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn end_trials(&self) -> Result<usize, Error> {
        let now = self.now();
        if due(&mut *self.store().read().await?, now).await?.is_empty() {
            return Ok(0);
        }
        let mut change = self.change(Actor::System).await?;
        // Another runtime may have been first.
        let ended = due(change.connection(), now).await?;
        for application in &ended {
            let detail = json!({ "name": application.name, "plan": application.plan });
            change.record("trial.ended", application.account_id, ("application", application.id), detail).await?;
        }
        change.commit().await?;
        Ok(ended.len())
    }
}

async fn due(connection: &mut AnyConnection, now: i64) -> Result<Vec<Application>, StoreError> {
    let query = format!(
        "SELECT {COLUMNS} FROM applications WHERE state = 'live' AND trial_ends_at <= $1 AND trial_ends_at > $2 \
         AND NOT EXISTS (SELECT 1 FROM audit WHERE audit.account_id = applications.account_id \
         AND audit.action = 'trial.ended' AND audit.subject = 'application:' || applications.id) \
         ORDER BY applications.id LIMIT 100"
    );
    let rows = sqlx::query(&query).bind(now).bind(now - STALE).fetch_all(connection).await?;
    rows.iter().map(application).collect()
}
