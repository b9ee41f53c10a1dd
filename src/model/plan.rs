//! Plans: what a customer subscribes to (3scale: application plan).

use serde::{Deserialize, Serialize};

use super::Link;

/// An application plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// System name.
    pub name: String,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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

    /// Its name in `portal.yaml` and in 3scale's API.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, period)| *period == self).map_or("eternity", |(name, _)| name)
    }
}
