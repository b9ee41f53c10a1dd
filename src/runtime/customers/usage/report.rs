//! Reports of usage: how much was used when, by one application or by all on some plans, and who has used the most. Must
//! not know who asks.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::Offset;
use serde::Serialize;

use super::super::periods::{end_of, start_of};
use super::super::{Customers, Error};
use super::Count;
use crate::model::Period;
use crate::runtime::store::{Statement, StoreError, get};

/// Whose use is summed up.
#[derive(Debug, Clone, Copy)]
pub enum Of<'o> {
    /// One application's.
    Application(i64),
    /// That of all applications on any of these plans.
    Plans(&'o [&'o str]),
    /// Everybody's.
    All,
}

/// From when until before when, seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first second.
    pub from: i64,
    /// The second after the last.
    pub until: i64,
}

/// An application that has used much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Busy {
    /// Id of the application.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// System name of its plan.
    pub plan: String,
    /// Id of its account.
    pub account_id: i64,
    /// Name of its account.
    pub account: String,
    /// Units used.
    pub value: i64,
}

/// What a report is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Whose use.
    pub of: Of<'a>,
    /// System name of the metric.
    pub metric: &'a str,
    /// By which periods; those that begin in the span are counted.
    pub period: Period,
    /// When.
    pub span: Span,
}

impl Asked<'_> {
    /// The condition, whose places are filled by [`Asked::bind`].
    fn condition(&self) -> String {
        let of = match self.of {
            Of::Application(_) => "AND applications.id = $5".to_owned(),
            Of::Plans([]) => "AND 1 = 0".to_owned(),
            Of::Plans(plans) => {
                let places: Vec<String> = (0..plans.len()).map(|n| format!("${}", n + 5)).collect();
                format!("AND applications.plan IN ({})", places.join(", "))
            }
            Of::All => String::new(),
        };
        format!(
            "FROM usage_counts JOIN applications ON applications.id = usage_counts.application_id \
             WHERE usage_counts.metric = $1 AND usage_counts.period = $2 \
             AND usage_counts.starts_at >= $3 AND usage_counts.starts_at < $4 {of}"
        )
    }

    fn bind<'q>(&'q self, statement: &'q str) -> Statement<'q> {
        let query = sqlx::query(statement).bind(self.metric).bind(self.period.name());
        let query = query.bind(self.span.from).bind(self.span.until);
        match self.of {
            Of::Application(id) => query.bind(id),
            Of::Plans(plans) => plans.iter().fold(query, |query, plan| query.bind(*plan)),
            Of::All => query,
        }
    }
}

impl Customers {
    /// Units by period, in order. Periods without a count are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sums(&self, asked: &Asked<'_>) -> Result<Vec<Count>, Error> {
        let statement = format!(
            "SELECT usage_counts.starts_at AS starts_at, CAST(SUM(usage_counts.value) AS BIGINT) AS value {} \
             GROUP BY usage_counts.starts_at ORDER BY usage_counts.starts_at",
            asked.condition()
        );
        let rows = asked.bind(&statement).fetch_all(&mut *self.store().read().await?).await?;
        let count = |row| Ok::<_, StoreError>(Count { starts_at: get(row, "starts_at")?, value: get(row, "value")? });
        Ok(rows.iter().map(count).collect::<Result<_, _>>()?)
    }

    /// The applications that have used the most, `most` of them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn busiest(&self, asked: &Asked<'_>, most: u32) -> Result<Vec<Busy>, Error> {
        let condition =
            asked.condition().replace(" WHERE ", " JOIN accounts ON accounts.id = applications.account_id WHERE ");
        let statement = format!(
            "SELECT applications.id AS id, applications.name AS name, applications.plan AS plan, \
             accounts.id AS account_id, accounts.name AS account, CAST(SUM(usage_counts.value) AS BIGINT) AS value \
             {condition} GROUP BY applications.id, applications.name, applications.plan, accounts.id, accounts.name \
             ORDER BY value DESC, applications.id LIMIT {most}"
        );
        let rows = asked.bind(&statement).fetch_all(&mut *self.store().read().await?).await?;
        let busy = |row| {
            Ok::<_, StoreError>(Busy {
                id: get(row, "id")?,
                name: get(row, "name")?,
                plan: get(row, "plan")?,
                account_id: get(row, "account_id")?,
                account: get(row, "account")?,
                value: get(row, "value")?,
            })
        };
        Ok(rows.iter().map(busy).collect::<Result<_, _>>()?)
    }
}

/// Every period that begins in a span, `most` at most, with what was counted in it.
pub fn every(period: Period, span: Span, counts: &[Count], most: usize) -> Vec<Count> {
    let first = match start_of(period, span.from) {
        start if start < span.from => end_of(period, start),
        start => Some(start),
    };
    let starts = std::iter::successors(first, |start| end_of(period, *start));
    let mut counts = counts.iter().peekable();
    let filled = starts.take_while(|start| *start < span.until).take(most).map(|starts_at| {
        while counts.next_if(|count| count.starts_at < starts_at).is_some() {}
        let value = counts.next_if(|count| count.starts_at == starts_at).map_or(0, |count| count.value);
        Count { starts_at, value }
    });
    filled.collect()
}

/// A time as people and 3scale's callers write it: seconds since 1970, `2022-02-01`, `2022-02-01 22:15:31` in UTC, or
/// with `-08:00` behind it.
pub fn time_of(written: &str) -> Option<i64> {
    if let Ok(seconds) = written.parse::<i64>() {
        return Some(seconds);
    }
    if let Ok(time) = Timestamp::strptime("%Y-%m-%d %H:%M:%S %:z", written) {
        return Some(time.as_second());
    }
    let time: DateTime = match strtime::parse("%Y-%m-%d", written).and_then(|date| date.to_date()) {
        Ok(date) => Date::to_datetime(date, jiff::civil::Time::midnight()),
        Err(_) => written
            .parse::<Timestamp>()
            .map(|time| Offset::UTC.to_datetime(time))
            .ok()
            .or_else(|| strtime::parse("%Y-%m-%d %H:%M:%S", written).and_then(|time| time.to_datetime()).ok())?,
    };
    Some(Offset::UTC.to_timestamp(time).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_they_are_written() {
        let noon = Some(1_646_136_000);
        for written in ["1646136000", "2022-03-01 12:00:00", "2022-03-01 04:00:00 -08:00", "2022-03-01T12:00:00Z"] {
            assert_eq!(time_of(written), noon, "{written}");
        }
        assert_eq!(time_of("2022-03-01"), Some(1_646_092_800));
        for wrong in ["", "yesterday", "2022-13-01", "2022-03-01 25:00:00"] {
            assert_eq!(time_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn periods_without_a_count_are_there() {
        let span = Span { from: 1_646_136_000, until: 1_646_136_000 + 3 * 86_400 };
        let counts = [Count { starts_at: 1_646_265_600, value: 7 }];
        let days: Vec<i64> = every(Period::Day, span, &counts, 10).iter().map(|count| count.value).collect();
        assert_eq!(days, [0, 7, 0], "days that begin in the span");
        assert_eq!(every(Period::Eternity, Span { from: 0, until: 1 }, &[], 10).len(), 1);
    }
}
