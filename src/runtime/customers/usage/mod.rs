//! Usage: how much of each metric an application has used in each period, exactly. Must not decide who is served.

mod report;
mod write;

use std::collections::HashMap;

use serde::Serialize;
use sqlx::AnyConnection;

use super::periods::start_of;
use super::{Customers, Error};
use crate::model::{HITS, Limit, Period, Plan, Programme};
use crate::runtime::store::{StoreError, get};

pub use report::{Asked, Busy, Of, Span, every, time_of};
pub use write::{Delta, Tally, Within};

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

/// Units of metrics with those that are counted along: a method's uses are hits as well, as in 3scale. Each metric
/// stands once, in the order of names.
pub fn with_hits<'u>(programme: &Programme, plan: Option<&Plan>, units: &[(&'u str, u64)]) -> Vec<(&'u str, u64)> {
    let mut all: Vec<(&'u str, u64)> = Vec::with_capacity(units.len() + 1);
    let mut add = |metric: &'u str, more: u64| match all.iter_mut().find(|(name, _)| *name == metric) {
        Some((_, units)) => *units = units.saturating_add(more),
        None => all.push((metric, more)),
    };
    for (metric, more) in units {
        add(metric, *more);
        if plan.is_some_and(|plan| programme.is_method(plan, metric)) {
            add(HITS, *more);
        }
    }
    all.sort_unstable();
    all
}

impl Customers {
    /// Counts units of metrics for an application at the time `at`, in every period, and raises alerts that are due.
    /// Exact: of many that count at the same time, none is lost.
    ///
    /// # Errors
    /// When there is no such application, or the database does not answer: then nothing was counted.
    pub async fn count(&self, application: i64, units: &[(&str, u64)], at: i64) -> Result<(), Error> {
        let found = self.application(application).await?.ok_or(Error::NotFound("application"))?;
        let plan = self.programme().plan(&found.plan);
        let units = with_hits(self.programme(), plan, units);
        let limits = plan.map(|plan| plan.limits.as_slice()).unwrap_or_default();
        self.take(application, &Within { limits, units: &units, refuse: false }, at).await.map(drop)
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

    /// What an application has used of each limit in the period that holds `at`, in the order of the limits.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn used(&self, application: i64, limits: &[Limit], at: i64) -> Result<Vec<Usage>, Error> {
        Ok(of_limits(&mut *self.store().read().await?, application, limits, at).await?)
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
    if limits.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> =
        (0..limits.len()).map(|n| n * 3).map(|n| format!("(${}, ${}, ${})", n + 2, n + 3, n + 4)).collect();
    let statement = format!(
        "SELECT metric, period, value FROM usage_counts WHERE application_id = $1 AND (metric, period, starts_at) IN \
         (VALUES {})",
        places.join(", ")
    );
    let mut query = sqlx::query(&statement).bind(application);
    for limit in limits {
        query = query.bind(&limit.metric).bind(limit.period.name()).bind(start_of(limit.period, at));
    }
    let mut values: HashMap<(String, String), i64> = HashMap::new();
    for row in query.fetch_all(connection).await? {
        values.insert((get(&row, "metric")?, get(&row, "period")?), get(&row, "value")?);
    }
    let usage = |limit: &Limit| Usage {
        metric: limit.metric.clone(),
        period: limit.period,
        starts_at: start_of(limit.period, at),
        value: values.get(&(limit.metric.clone(), limit.period.name().to_owned())).copied().unwrap_or(0),
        limit: i64::try_from(limit.value).unwrap_or(i64::MAX),
    };
    Ok(limits.iter().map(usage).collect())
}
