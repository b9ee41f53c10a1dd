//! Alerts: an application has used a part of a limit that its owner should know of. At most one of each level in each
//! period.

use serde::Serialize;
use serde_json::json;

use super::usage::of_limits;
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

impl Customers {
    /// Raises the alerts that are due after units of these metrics were counted.
    pub(super) async fn alert(&self, application: &Application, units: &[(&str, u32)], at: i64) -> Result<(), Error> {
        let limits: Vec<Limit> = self.programme().plan(&application.plan).map_or_else(Vec::new, |plan| {
            let counted = |limit: &&Limit| limit.value > 0 && units.iter().any(|(metric, _)| *metric == limit.metric);
            plan.limits.iter().filter(counted).cloned().collect()
        });
        let used = of_limits(&mut *self.store().read().await?, application.id, &limits, at).await?;
        for usage in used {
            let Some(level) = LEVELS.iter().rev().find(|level| usage.percent() >= **level) else { continue };
            let known = sqlx::query(
                "SELECT id FROM alerts WHERE application_id = $1 AND metric = $2 AND period = $3 AND starts_at = $4 \
                 AND level >= $5",
            )
            .bind(application.id)
            .bind(&usage.metric)
            .bind(usage.period.name())
            .bind(usage.starts_at)
            .bind(level)
            .fetch_optional(&mut *self.store().read().await?)
            .await?;
            if known.is_some() {
                continue;
            }
            let mut change = self.change(Actor::System).await?;
            let row = sqlx::query(
                "INSERT INTO alerts (application_id, metric, period, starts_at, level, limit_value, value, state, at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                 ON CONFLICT (application_id, metric, period, starts_at, level) DO NOTHING RETURNING id",
            )
            .bind(application.id)
            .bind(&usage.metric)
            .bind(usage.period.name())
            .bind(usage.starts_at)
            .bind(level)
            .bind(usage.limit)
            .bind(usage.value)
            .bind(AlertState::Unread.name())
            .bind(at)
            .fetch_optional(change.connection())
            .await?;
            // Somebody else was first, and tells it.
            let Some(row) = row else { continue };
            let detail = json!({
                "application": application.name, "metric": usage.metric, "period": usage.period, "level": level,
                "value": usage.value, "limit": usage.limit,
            });
            let id = get(&row, "id")?;
            change.record("alert.raised", application.account_id, ("alert", id), detail).await?;
            change.commit().await?;
        }
        Ok(())
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
