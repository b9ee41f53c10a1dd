//! Counts that are written: one call within its limits, or what many calls have counted since the last time. Must not
//! know how the limits came about.

use sqlx::Row as _;

use super::super::alerts::Crossing;
use super::super::periods::start_of;
use super::super::{Customers, Error};
use super::of_limits;
use crate::model::{Limit, Period};
use crate::runtime::store::{StoreError, Write, get};

/// Rows of one statement that writes many.
const ROWS: usize = 64;

/// Units to be counted, and what they must stay within.
#[derive(Debug, Clone, Copy)]
pub struct Within<'w> {
    /// Limits of the plan.
    pub limits: &'w [Limit],
    /// Units of each metric, each metric once. Without any, a call asks whether all limits hold.
    pub units: &'w [(&'w str, u64)],
    /// Whether units that exceed a limit are refused; otherwise they are counted all the same.
    pub refuse: bool,
}

impl Within<'_> {
    /// Units that count against a limit.
    pub fn units_of(&self, limit: &Limit) -> u64 {
        self.units.iter().find(|(metric, _)| *metric == limit.metric).map_or(0, |(_, units)| *units)
    }

    /// Whether a limit says something about these units.
    pub fn is_asked(&self, limit: &Limit) -> bool {
        self.units.is_empty() || self.units.iter().any(|(metric, _)| *metric == limit.metric)
    }

    /// Whether a limit holds where so many units are used already. Where units are given, limits of other metrics
    /// say nothing, as in 3scale.
    pub fn holds(&self, limit: &Limit, used: u64) -> bool {
        !self.is_asked(limit) || used.saturating_add(self.units_of(limit)) <= limit.value
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Whether the units were counted.
    pub allowed: bool,
    /// Units used of each limit, with those that were counted now.
    pub used: Vec<u64>,
}

/// Units that were counted in one period.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Delta {
    /// Id of the application.
    pub application: i64,
    /// System name of the metric.
    pub metric: Box<str>,
    /// The period.
    pub period: Period,
    /// When it began, seconds since 1970.
    pub starts_at: i64,
    /// Units that come on top.
    pub more: i64,
}

impl Customers {
    /// Counts units in the database itself, all or none, and raises alerts that are due. Of many calls at the same
    /// time exactly so many are let through as the limits allow.
    ///
    /// # Errors
    /// When the database does not answer: then nothing was counted.
    pub async fn take(&self, application: i64, within: &Within<'_>, at: i64) -> Result<Tally, Error> {
        let mut taken = self.peek(application, within, at).await?;
        if !taken.allowed || within.units.is_empty() {
            return Ok(taken);
        }
        let mut rows = Vec::with_capacity(within.units.len() * Period::ALL.len());
        for (metric, more) in within.units {
            for (_, period) in Period::ALL {
                let more = i64::try_from(*more).unwrap_or(i64::MAX);
                rows.push(Delta {
                    application,
                    metric: (*metric).into(),
                    period,
                    starts_at: start_of(period, at),
                    more,
                });
            }
        }
        // Always in the same order: two that count the same metrics then never wait for each other in a circle.
        rows.sort_unstable();
        let mut write = self.store().begin().await?;
        let values = upsert(&mut write, &rows).await?;
        let mut crossings = Vec::new();
        for (limit, used) in within.limits.iter().zip(&mut taken.used) {
            let new =
                values.iter().find(|(metric, period, _)| *metric == limit.metric && *period == limit.period.name());
            let Some((_, _, new)) = new else { continue };
            let new = u64::try_from(*new).unwrap_or_default();
            if within.refuse && new > limit.value {
                // Others were faster. What was written is taken back with the transaction.
                drop(write);
                return self.peek(application, within, at).await.map(|seen| Tally { allowed: false, ..seen });
            }
            crossings.extend(Crossing::of(application, limit, new - within.units_of(limit).min(new), new, at));
            *used = new;
        }
        write.commit().await?;
        self.raise(crossings).await?;
        Ok(taken)
    }

    /// Whether units would be counted, and what is used now. Counts nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn peek(&self, application: i64, within: &Within<'_>, at: i64) -> Result<Tally, Error> {
        let used = of_limits(&mut *self.store().read().await?, application, within.limits, at).await?;
        let used: Vec<u64> = used.iter().map(|one| u64::try_from(one.value).unwrap_or_default()).collect();
        let holds = within.limits.iter().zip(&used).all(|(limit, used)| within.holds(limit, *used));
        Ok(Tally { allowed: !within.refuse || holds, used })
    }

    /// Adds what was counted, all of it or nothing. Each row must stand once. Applications that are gone are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn add_counts(&self, mut rows: Vec<Delta>) -> Result<(), Error> {
        rows.sort_unstable();
        let mut write = self.store().begin().await?;
        for some in rows.chunks(ROWS) {
            upsert_padded(&mut write, some).await?;
        }
        Ok(write.commit().await?)
    }
}

/// Adds rows, and gives what is counted then: metric, period, units.
async fn upsert(write: &mut Write, rows: &[Delta]) -> Result<Vec<(String, String, i64)>, StoreError> {
    let statement = statement(rows.len(), "RETURNING metric, period, value");
    let rows = bound(&statement, rows, rows.len()).fetch_all(write.connection()).await?;
    rows.iter().map(|row| Ok((get(row, "metric")?, get(row, "period")?, row.try_get("value")?))).collect()
}

/// The same with a statement of always the same length, so that it is prepared once.
async fn upsert_padded(write: &mut Write, rows: &[Delta]) -> Result<(), StoreError> {
    let statement = statement(ROWS, "");
    bound(&statement, rows, ROWS).execute(write.connection()).await?;
    Ok(())
}

fn statement(rows: usize, end: &str) -> String {
    let place = |n: usize| format!("(${}, ${}, ${}, ${}, ${})", n + 1, n + 2, n + 3, n + 4, n + 5);
    let places: Vec<String> = (0..rows).map(|n| place(n * 5)).collect();
    format!(
        "INSERT INTO usage_counts (application_id, metric, period, starts_at, value) \
         SELECT column1, column2, column3, column4, column5 FROM (VALUES {}) AS counted \
         WHERE EXISTS (SELECT 1 FROM applications WHERE id = column1) \
         ON CONFLICT (application_id, metric, period, starts_at) \
         DO UPDATE SET value = usage_counts.value + excluded.value {end}",
        places.join(", ")
    )
}

/// Rows that are missing stand for an application that nobody has.
fn bound<'q>(statement: &'q str, rows: &'q [Delta], length: usize) -> crate::runtime::store::Statement<'q> {
    let mut query = sqlx::query(statement);
    for row in rows {
        query =
            query.bind(row.application).bind(&*row.metric).bind(row.period.name()).bind(row.starts_at).bind(row.more);
    }
    for _ in rows.len()..length {
        query = query.bind(0_i64).bind("").bind("").bind(0_i64).bind(0_i64);
    }
    query
}
