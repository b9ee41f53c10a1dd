//! Alerts: an application has used a part of a limit that its owner should know of. At most one of each level in each
//! period.

use serde::Serialize;
use serde_json::json;

use super::periods::start_of;
use super::words::word;
use super::{Actor, Application, Change, Customers, Error};
use crate::model::{AlertState, Limit, Period};
use crate::runtime::store::{Row, StoreError, get};

/// Percent of a limit at which its owner is told, as in 3scale.
const LEVELS: [i64; 8] = [50, 80, 90, 100, 120, 150, 200, 300];

/// An application has used a part of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// Never given twice.
    pub id: i64,
    /// Id of the application.
    pub application_id: i64,
    /// System name of the metric.
    pub metric: String,
    /// The period of the limit.
    pub period: Period,
    /// Percent of the limit that was reached: 50, 80, 90, 100 …
    pub level: i64,
    /// Units used when it was raised.
    pub value: i64,
    /// Units that the plan allowed then.
    pub limit: i64,
    /// Whether somebody has seen it.
    pub state: AlertState,
    /// When it was raised, seconds since 1970.
    pub at: i64,
}

pub(super) const COLUMNS: &str = "alerts.id, alerts.application_id, alerts.metric, alerts.period, alerts.level, \
                                  alerts.value, alerts.limit_value, alerts.state, alerts.at";

pub(super) fn alert(row: &Row) -> Result<Alert, StoreError> {
    Ok(Alert {
        id: get(row, "id")?,
        application_id: get(row, "application_id")?,
        metric: get(row, "metric")?,
        period: word(row, "period", &Period::ALL)?,
        level: get(row, "level")?,
        value: get(row, "value")?,
        limit: get(row, "limit_value")?,
        state: word(row, "state", &AlertState::ALL)?,
        at: get(row, "at")?,
    })
}

/// The highest level that so many units of a limit have reached; 0 below all.
fn level(used: u64, limit: u64) -> i64 {
    let percent = u128::from(used) * 100 / u128::from(limit.max(1));
    LEVELS.iter().rev().find(|level| u128::try_from(**level).is_ok_and(|level| percent >= level)).copied().unwrap_or(0)
}

/// A count has crossed a level of a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// Id of the application.
    pub application: i64,
    /// The limit.
    pub limit: Limit,
    /// Units used.
    pub used: u64,
    /// The level that was reached, in percent.
    pub level: i64,
    /// When, seconds since 1970.
    pub at: i64,
}

impl Crossing {
    /// The level that a count has crossed on its way from `before` to `after`; none for what a plan does not open.
    pub fn of(application: i64, limit: &Limit, before: u64, after: u64, at: i64) -> Option<Self> {
        let reached = level(after, limit.value);
        let is_new = limit.value > 0 && reached > level(before, limit.value);
        is_new.then(|| Self { application, limit: limit.clone(), used: after, level: reached, at })
    }

    /// Whether both are of the same limit in the same period.
    pub fn is_beside(&self, other: &Self) -> bool {
        let period = self.limit.period;
        let same = self.application == other.application && self.limit.metric == other.limit.metric;
        same && period == other.limit.period && start_of(period, self.at) == start_of(period, other.at)
    }
}

impl Customers {
    /// Raises alerts, unless one of the same level or a higher one was raised in the period. Of those whose application
    /// is gone nobody is told.
    ///
    /// # Errors
    /// When the database does not answer: then some may have been raised. To raise one again does nothing.
    pub async fn raise(&self, crossings: Vec<Crossing>) -> Result<(), Error> {
        for crossing in crossings {
            if let Some(application) = self.application(crossing.application).await? {
                self.alert(&application, &crossing).await?;
            }
        }
        Ok(())
    }

    async fn alert(&self, application: &Application, crossing: &Crossing) -> Result<(), Error> {
        let Crossing { limit, level, at, .. } = crossing;
        let starts_at = start_of(limit.period, *at);
        let known = sqlx::query(
            "SELECT id FROM alerts WHERE application_id = $1 AND metric = $2 AND period = $3 AND starts_at = $4 \
             AND level >= $5",
        )
        .bind(application.id)
        .bind(&limit.metric)
        .bind(limit.period.name())
        .bind(starts_at)
        .bind(level)
        .fetch_optional(&mut *self.store().read().await?)
        .await?;
        if known.is_some() {
            return Ok(());
        }
        let (most, used) =
            (i64::try_from(limit.value).unwrap_or(i64::MAX), i64::try_from(crossing.used).unwrap_or(i64::MAX));
        let mut change = self.change(Actor::System).await?;
        let row = sqlx::query(
            "INSERT INTO alerts (application_id, metric, period, starts_at, level, limit_value, value, state, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (application_id, metric, period, starts_at, level) DO NOTHING RETURNING id",
        )
        .bind(application.id)
        .bind(&limit.metric)
        .bind(limit.period.name())
        .bind(starts_at)
        .bind(level)
        .bind(most)
        .bind(used)
        .bind(AlertState::Unread.name())
        .bind(at)
        .fetch_optional(change.connection())
        .await?;
        // Somebody else was first, and tells it.
        let Some(row) = row else { return Ok(()) };
        let detail = json!({
            "application": application.name, "metric": limit.metric, "period": limit.period, "level": level,
            "value": used, "limit": most,
        });
        change.record("alert.raised", application.account_id, ("alert", get(&row, "id")?), detail).await?;
        change.commit().await
    }
}

impl Change {
    /// Marks one alert of an application as read, or all of them.
    ///
    /// # Errors
    /// When there is no such alert.
    pub async fn read_alerts(&mut self, application: &Application, id: Option<i64>) -> Result<u64, Error> {
        let statement = "UPDATE alerts SET state = 'read' WHERE application_id = $1 AND ($2 = 0 OR id = $2)";
        self.on_alerts(statement, application, id).await
    }

    /// Deletes one alert of an application, or all of them.
    ///
    /// # Errors
    /// When there is no such alert.
    pub async fn delete_alerts(&mut self, application: &Application, id: Option<i64>) -> Result<u64, Error> {
        let statement = "DELETE FROM alerts WHERE application_id = $1 AND ($2 = 0 OR id = $2)";
        self.on_alerts(statement, application, id).await
    }

    async fn on_alerts(&mut self, statement: &str, application: &Application, id: Option<i64>) -> Result<u64, Error> {
        let done = sqlx::query(statement)
            .bind(application.id)
            .bind(id.unwrap_or_default())
            .execute(self.connection())
            .await?
            .rows_affected();
        if id.is_some() && done == 0 { Err(Error::NotFound("alert")) } else { Ok(done) }
    }
}
