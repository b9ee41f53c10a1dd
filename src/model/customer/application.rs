//! An application of a customer: its credentials, its plan, what it has used. Must not hold the value of a key that may
//! not be shown.

use std::collections::BTreeMap;

use super::{Errors, Metric, Plan, Secret};
use crate::model::{AlertState, ApplicationState, Mode, Period};

/// Live keys that one application has at most, as in 3scale.
const KEYS_LIMIT: usize = 5;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What holds credentials (3scale: application, contract, cinstance).
#[derive(Clone)]
pub struct Application {
    /// Never given twice; `None` before it is made.
    pub id: Option<i64>,
    /// What its owner calls it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its plan.
    pub plan: Plan,
    /// How it identifies itself.
    pub mode: Mode,
    /// Where it is in its life.
    pub state: ApplicationState,
    /// The `app_id`, or the client id; none in `user_key` mode.
    pub app_id: Option<String>,
    /// Where an OAuth client is sent back to.
    pub redirect_url: Option<String>,
    /// The company's own fields.
    pub fields: BTreeMap<String, String>,
    /// When its trial ends, seconds since 1970.
    pub trial_ends_at: Option<i64>,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Keys that are taken now, oldest first.
    pub keys: Vec<Key>,
    /// How many of them it may have.
    pub keys_limit: usize,
    /// Whether the last of them may be taken away.
    pub last_key_may_go: bool,
    /// Whether each of them may be shown, when asked for.
    pub can_reveal_keys: bool,
    /// What was used in the current periods, beside the limits of the plan.
    pub usage: Vec<Usage>,
    /// What was used over time, where the page plots it.
    pub history: Vec<Series>,
    /// Alerts, latest first.
    pub alerts: Vec<Alert>,
    /// What is wrong with the values that a form was sent with.
    pub errors: Errors,
}

impl Default for Application {
    fn default() -> Self {
        Self {
            id: None,
            name: String::new(),
            description: String::new(),
            plan: Plan::default(),
            mode: Mode::default(),
            state: ApplicationState::default(),
            app_id: None,
            redirect_url: None,
            fields: BTreeMap::new(),
            trial_ends_at: None,
            created_at: 0,
            keys: Vec::new(),
            keys_limit: KEYS_LIMIT,
            last_key_may_go: false,
            can_reveal_keys: false,
            usage: Vec::new(),
            history: Vec::new(),
            alerts: Vec::new(),
            errors: Errors::default(),
        }
    }
}

impl Application {
    /// Days of trial that are left at this time, begun ones included; 0 without a trial.
    pub fn trial_days_left(&self, now: i64) -> i64 {
        self.trial_ends_at.map_or(0, |end| (end - now + DAY - 1).div_euclid(DAY).max(0))
    }
}

/// A key (3scale: application key).
#[derive(Clone, Default)]
pub struct Key {
    /// Never given twice.
    pub id: i64,
    /// Id of its application.
    pub application_id: i64,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// The key itself, only where the site shows keys again or it was made just now.
    pub value: Option<Secret>,
    /// Whether its value is kept, so that it can be shown again.
    pub is_kept: bool,
    /// Its first letters.
    pub prefix: String,
    /// Its last letters.
    pub last_four: String,
    /// Seconds since 1970.
    pub created_at: i64,
    /// Seconds since 1970, to the minute.
    pub last_used_at: Option<i64>,
    /// When it stops to be taken, seconds since 1970.
    pub expires_at: Option<i64>,
}

impl Key {
    /// A key with its value and, where it is long enough, what may always be shown of it.
    pub fn of_value(id: i64, application_id: i64, value: &str) -> Self {
        let n_letters = value.chars().count();
        let shown = |from: usize, least: usize| -> String {
            let is_long = n_letters >= least;
            value.chars().skip(from).take(if is_long { 4 } else { 0 }).collect()
        };
        Self {
            id,
            application_id,
            value: Some(Secret::new(value)),
            is_kept: true,
            prefix: shown(0, 20),
            last_four: shown(n_letters.saturating_sub(4), 16),
            ..Self::default()
        }
    }

    /// What may always be shown of it: `3f0c…9a1b`.
    pub fn shown(&self) -> String {
        format!("{}…{}", self.prefix, self.last_four)
    }
}

/// What was used in the current period, beside the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// What is counted.
    pub metric: Metric,
    /// The period that the count restarts with.
    pub period: Period,
    /// Units used.
    pub value: u64,
    /// Units that the plan allows; 0 disables the metric.
    pub limit: u64,
    /// When the next period begins, seconds since 1970; none for `eternity`.
    pub resets_at: Option<i64>,
}

impl Usage {
    /// Percent of the limit that is used; a limit of 0 is used up.
    pub fn percent(&self) -> u64 {
        self.value.saturating_mul(100).checked_div(self.limit).unwrap_or(100)
    }
}

/// What was used of one metric over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// What was counted.
    pub metric: Metric,
    /// What a point stands for: an hour, a day, a month.
    pub step: Period,
    /// Points in order, those without use as well.
    pub points: Vec<Point>,
}

/// One point of a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// When it began, seconds since 1970.
    pub at: i64,
    /// Units.
    pub value: u64,
}

/// The application has used a part of a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Never given twice.
    pub id: i64,
    /// Id of its application.
    pub application_id: i64,
    /// What is limited.
    pub metric: Metric,
    /// The period of the limit.
    pub period: Period,
    /// Percent of the limit that was reached: 50, 80, 90, 100 …
    pub level: i64,
    /// Units used when it was raised.
    pub value: u64,
    /// Units that the plan allowed then.
    pub limit: u64,
    /// Whether somebody has seen it.
    pub state: AlertState,
    /// When it was raised, seconds since 1970.
    pub at: i64,
}

impl Alert {
    /// What it says: `Requests per day: 90 of 100`.
    pub fn message(&self) -> String {
        used_of(&self.metric.title, self.period, self.value, self.limit)
    }
}

/// How much of a limit was used, as people read it.
pub fn used_of(metric: &str, period: Period, value: u64, limit: u64) -> String {
    let per = period.per().map(|per| format!(" {per}")).unwrap_or_default();
    format!("{metric}{per}: {} of {}", grouped(value), grouped(limit))
}

/// A number with commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_are_read_in_thousands() {
        let all = [0, 999, 1_000, 90_412, 1_000_000].map(grouped);
        assert_eq!(["0", "999", "1,000", "90,412", "1,000,000"].map(str::to_owned), all);
    }
}
