//! What is decided about a call, with what is used of each limit, and in which words 3scale says so. Must not say a key:
//! what was presented may be somebody's.

use std::sync::Arc;

use super::callers::Caller;
use crate::model::Limit;
use crate::runtime::customers::{Error, end_of, start_of};

/// Why a caller that is known is not let through (409).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// No key came with the `app_id`.
    KeyMissing,
    /// The key is none of the application's, or is taken no more.
    KeyInvalid,
    /// The application waits for approval or is suspended, or its account is.
    NotActive,
    /// The application is no OAuth client.
    OauthNotEnabled,
    /// The client wants to be sent back elsewhere.
    RedirectInvalid,
    /// The plan allows no more.
    LimitsExceeded,
}

impl Denial {
    /// 3scale's code of it.
    pub fn code(self) -> &'static str {
        match self {
            Self::KeyMissing | Self::KeyInvalid => "application_key_invalid",
            Self::NotActive => "application_not_active",
            Self::OauthNotEnabled => "oauth_not_enabled",
            Self::RedirectInvalid => "redirect_uri_invalid",
            Self::LimitsExceeded => "limits_exceeded",
        }
    }

    /// 3scale's words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::KeyMissing => "application key is missing",
            Self::KeyInvalid => "application key is invalid",
            Self::NotActive => "application is not active",
            Self::OauthNotEnabled => "oauth is not enabled",
            Self::RedirectInvalid => "redirect_uri is invalid",
            Self::LimitsExceeded => "usage limits are exceeded",
        }
    }
}

/// Why nothing was decided.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such application, or its plan does not open what is called.
    ApplicationNotFound(String),
    /// The same of a user key.
    UserKeyInvalid,
    /// What is called has no such metric.
    MetricInvalid(String),
    /// The counters or the database do not answer.
    Data(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Data(error)
    }
}

/// What is decided about a call.
pub struct Verdict {
    caller: Arc<Caller>,
    denial: Option<Denial>,
    used: Vec<u64>,
    /// Units that the call has asked for.
    asked: Vec<(String, u64)>,
    at: i64,
}

/// What is used of one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report<'v> {
    /// The limit.
    pub limit: &'v Limit,
    /// When the current period began, seconds since 1970.
    pub starts_at: i64,
    /// When the next begins; none for `eternity`.
    pub ends_at: Option<i64>,
    /// Units used.
    pub used: u64,
}

impl Report<'_> {
    /// Whether more was used than is allowed.
    pub fn is_exceeded(&self) -> bool {
        self.used > self.limit.value
    }
}

/// How much of a plan is left to calls like this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Calls of the same kind that would be let through; none where nothing limits them.
    pub remaining: Option<u64>,
    /// Seconds until the tightest limit is counted anew; none for never.
    pub reset: Option<i64>,
    /// Units that the tightest limit allows; none where nothing limits them.
    pub most: Option<u64>,
}

impl Verdict {
    pub(super) fn new(
        caller: Arc<Caller>,
        denial: Option<Denial>,
        used: Vec<u64>,
        asked: Vec<(String, u64)>,
        at: i64,
    ) -> Self {
        Self { caller, denial, used, asked, at }
    }

    /// Who calls.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Why the caller is not let through; none where it is.
    pub fn denial(&self) -> Option<Denial> {
        self.denial
    }

    /// What is used of each limit of the plan.
    pub fn reports(&self) -> impl Iterator<Item = Report<'_>> {
        self.caller.limits().iter().zip(&self.used).map(|(limit, used)| {
            let starts_at = start_of(limit.period, self.at);
            Report { limit, starts_at, ends_at: end_of(limit.period, starts_at), used: *used }
        })
    }

    /// How much is left, by the tightest of the limits that the call has asked for; of two that leave as much, that of
    /// the longer period counts.
    pub fn left(&self) -> Left {
        let is_asked =
            |limit: &Limit| self.asked.is_empty() || self.asked.iter().any(|(name, _)| *name == limit.metric);
        let tightest = self
            .reports()
            .filter(|report| is_asked(report.limit))
            .map(|report| {
                let units = self.units_of(report.limit).max(1);
                (report.limit.value.saturating_sub(report.used) / units, report)
            })
            .min_by_key(|(remaining, report)| (*remaining, std::cmp::Reverse(report.limit.period)));
        let Some((remaining, report)) = tightest else { return Left { remaining: None, reset: None, most: None } };
        let reset = report.ends_at.map(|end| end - self.at);
        Left { remaining: Some(remaining), reset, most: Some(report.limit.value) }
    }

    /// Seconds after which a call like this one may be let through, where a limit has denied it that will be counted
    /// anew: none where a metric may not be used at all.
    pub fn retry_after(&self) -> Option<i64> {
        let Left { reset, most, .. } = self.left();
        reset.filter(|_| self.denial == Some(Denial::LimitsExceeded) && most.is_some_and(|most| most > 0))
    }

    fn units_of(&self, limit: &Limit) -> u64 {
        self.asked.iter().find(|(metric, _)| *metric == limit.metric).map_or(0, |(_, units)| *units)
    }
}
