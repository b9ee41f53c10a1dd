//! Plans: what a customer subscribes to (3scale: application plan).

use serde::{Deserialize, Serialize};

use super::{Date, Link};

/// An application plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// System name.
    pub name: String,
    /// The number that callers of the admin API know it by, where `portal.yaml` gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// What is shown.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Price as shown; the portal bills nobody.
    pub price: Option<String>,
    /// System names of the apis it opens.
    pub apis: Vec<String>,
    /// Features, as shown.
    pub features: Vec<String>,
    /// Metrics that may not be used at all.
    pub disabled_metrics: Vec<String>,
    /// Limits per metric and period.
    pub limits: Vec<Limit>,
    /// Days of trial; 0 means none.
    pub trial_days: u32,
    /// Whether the company approves each application.
    pub approval_required: bool,
    /// Whether it is the one that the portal recommends.
    pub recommended: bool,
    /// What a reader may do next: "Talk to us".
    pub action: Option<Link>,
}

/// At most `value` units of `metric` in each `period`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// System name of the metric or method.
    pub metric: String,
    /// The period that the count restarts with.
    pub period: Period,
    /// Units; 0 disables the metric, as in 3scale.
    pub value: u64,
}

/// 3scale's periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Period {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
    Eternity,
}

impl Period {
    /// Every period with its name, shortest first.
    pub const ALL: [(&'static str, Self); 7] = [
        ("minute", Self::Minute),
        ("hour", Self::Hour),
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("year", Self::Year),
        ("eternity", Self::Eternity),
    ];

    /// The period of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, period)| *period)
    }

    /// Its name in `portal.yaml` and in 3scale's API.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, period)| *period == self).map_or("eternity", |(name, _)| name)
    }

    /// "per month", and nothing for what is never counted anew.
    pub fn per(self) -> Option<String> {
        (self != Self::Eternity).then(|| format!("per {}", self.name()))
    }

    /// When the period that holds `at` is over and the next begins, at boundaries of the calendar in UTC; never for
    /// `eternity`. Both are seconds since 1970; weeks begin on Monday.
    pub fn next(self, at: i64) -> Option<i64> {
        let after = |length: i64, offset: i64| at - (at + offset).rem_euclid(length) + length;
        let day = || Date::of_seconds(at);
        Some(match self {
            Self::Minute => after(60, 0),
            Self::Hour => after(3_600, 0),
            Self::Day => after(86_400, 0),
            // 1970 began on a Thursday.
            Self::Week => after(7 * 86_400, 3 * 86_400),
            Self::Month => {
                let Date { year, month, .. } = day()?;
                let (year, month) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month + 1) };
                Date::new(year, month, 1)?.seconds()
            }
            Self::Year => Date::new(day()?.year.checked_add(1)?, 1, 1)?.seconds(),
            Self::Eternity => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Period};

    #[test]
    fn periods_end_at_the_calendar() {
        // Thursday, 26 November 2026, 13:37:05.
        let next = |period: Period| Date::of_seconds(period.next(1_795_700_225)?).map(|day| day.to_string());
        for (period, day) in [(Period::Hour, "2026-11-26"), (Period::Day, "2026-11-27"), (Period::Week, "2026-11-30")]
            .into_iter()
            .chain([(Period::Month, "2026-12-01"), (Period::Year, "2027-01-01")])
        {
            assert_eq!(next(period).as_deref(), Some(day), "{period:?}");
        }
        assert_eq!((Period::Minute.next(60), Period::Eternity.next(60)), (Some(120), None));
    }
}
