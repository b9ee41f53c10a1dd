//! Usage: how much of each metric an application has used in each period, exactly. Must not decide who is served.

use serde::Serialize;
use sqlx::AnyConnection;

use super::periods::start_of;
use super::{Customers, Error};
use crate::model::{Limit, Period};
use crate::runtime::store::{StoreError, get};

/// What was counted in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// When the period began, seconds since 1970.
    pub starts_at: i64,
    /// Units.
    pub value: i64,
}

/// What was used in the current period, beside the limit of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// System name of the metric.
    pub metric: String,
    /// The period that the count restarts with.
    pub period: Period,
    /// When the current one began, seconds since 1970.
    pub starts_at: i64,
    /// Units used.
    pub value: i64,
    /// Units that the plan allows.
    pub limit: i64,
}

impl Usage {
    /// Percent of the limit that is used; a limit of 0 is used up.
    pub fn percent(&self) -> i64 {
        if self.limit == 0 { 100 } else { self.value.saturating_mul(100) / self.limit }
    }
}

impl Customers {
    /// Counts units of metrics for an application at the time `at`, in every period, and raises alerts that are due.
    /// Exact: of many that count at the same time, none is lost.
    ///
    /// # Errors
    /// When there is no such application, or the database does not answer: then nothing was counted.
    pub async fn count(&self, application: i64, units: &[(&str, u32)], at: i64) -> Result<(), Error> {
        let found = self.application(application).await?.ok_or(Error::NotFound("application"))?;
        let mut units = units.to_vec();
        // Always in the same order: two that count the same metrics then never wait for each other in a circle.
        units.sort_unstable();
        let mut write = self.store().begin().await?;
        for (metric, more) in &units {
            for (name, period) in Period::ALL {
                sqlx::query(
                    "INSERT INTO usage_counts (application_id, metric, period, starts_at, value) \
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (application_id, metric, period, starts_at) \
                     DO UPDATE SET value = usage_counts.value + excluded.value",
                )
                .bind(application)
                .bind(*metric)
                .bind(name)
                .bind(start_of(period, at))
                .bind(i64::from(*more))
                .execute(write.connection())
                .await?;
            }
        }
        write.commit().await?;
        self.alert(&found, &units, at).await
    }

    /// Counts of a metric by period, for periods that began from `from` until before `until`. Periods without a count
    /// are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn counts(
        &self,
        application: i64,
        metric: &str,
        period: Period,
        from: i64,
        until: i64,
    ) -> Result<Vec<Count>, Error> {
        let rows = sqlx::query(
            "SELECT starts_at, value FROM usage_counts WHERE application_id = $1 AND metric = $2 AND period = $3 \
             AND starts_at >= $4 AND starts_at < $5 ORDER BY starts_at",
        )
        .bind(application)
        .bind(metric)
        .bind(period.name())
        .bind(from)
        .bind(until)
        .fetch_all(&mut *self.store().read().await?)
        .await?;
        let count = |row| Ok::<_, StoreError>(Count { starts_at: get(row, "starts_at")?, value: get(row, "value")? });
        Ok(rows.iter().map(count).collect::<Result<_, _>>()?)
    }

    /// Forgets counts of minutes that are two days old and of hours that are ninety; says how many. Longer periods
    /// stay.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sweep_counts(&self) -> Result<u64, Error> {
        let mut forgotten = 0;
        for (period, days) in [(Period::Minute, 2), (Period::Hour, 90)] {
            let statement = sqlx::query("DELETE FROM usage_counts WHERE period = $1 AND starts_at < $2")
                .bind(period.name())
                .bind(self.now() - days * 86_400);
            forgotten += self.store().execute(statement).await?.rows_affected();
        }
        Ok(forgotten)
    }
}

/// What an application has used of each limit in the period that holds `at`.
pub(super) async fn of_limits(
    connection: &mut AnyConnection,
    application: i64,
    limits: &[Limit],
    at: i64,
) -> Result<Vec<Usage>, StoreError> {
    let mut found = Vec::with_capacity(limits.len());
    for limit in limits {
        let starts_at = start_of(limit.period, at);
        let row = sqlx::query(
            "SELECT value FROM usage_counts WHERE application_id = $1 AND metric = $2 AND period = $3 AND \
             starts_at = $4",
        )
        .bind(application)
        .bind(&limit.metric)
        .bind(limit.period.name())
        .bind(starts_at)
        .fetch_optional(&mut *connection)
        .await?;
        found.push(Usage {
            metric: limit.metric.clone(),
            period: limit.period,
            starts_at,
            value: row.map_or(Ok(0), |row| get(&row, "value"))?,
            limit: i64::try_from(limit.value).unwrap_or(i64::MAX),
        });
    }
    Ok(found)
}
