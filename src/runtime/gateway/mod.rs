//! Whether a call of the company's API is let through: who calls, by which key, and what the plan still allows. Answers
//! from memory; what it knows of an application holds as long as nobody changes customers' data. Must not know HTTP.

mod callers;
mod tokens;
mod verdict;

use std::sync::Arc;

use super::counters::{Counters, Redis, Used};
use super::customers::{Customers, Error, Presented, SERVICE_MANAGEMENT, Within, with_hits};
use super::store::Kind;
use crate::model::{Mode, Product};
use callers::Callers;
use tokens::Tokens;

pub use callers::Caller;
pub use verdict::{Denial, Left, Refusal, Report, Verdict};

/// Decides about calls.
pub struct Gateway {
    counters: Counters,
    callers: Callers,
    tokens: Tokens,
}

/// How a caller says who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Credentials<'c> {
    /// An `app_id`, with the key that came with it.
    AppId(&'c str, Option<&'c str>),
    /// A user key.
    UserKey(&'c str),
    /// A client id that somebody else has authenticated, or that comes with the client's secret.
    Client(&'c str, Option<&'c str>),
}

/// One call.
#[derive(Clone, Copy)]
pub struct Call<'c> {
    /// What is called.
    pub product: &'c Product,
    /// Who calls.
    pub credentials: Credentials<'c>,
    /// Units of metrics, as they were sent.
    pub usage: &'c [(&'c str, u64)],
    /// Whether whoever asks has counted methods as hits already.
    pub is_flat: bool,
    /// Where an OAuth client wants to be sent back to.
    pub redirect_url: Option<&'c str>,
}

/// What of the units becomes true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// They are only asked about.
    Not,
    /// They are counted where the call is let through.
    IfLetThrough,
}

impl Gateway {
    /// Decides beside a database of this kind, with counters in this Redis.
    pub fn new(kind: Kind, redis: Option<Redis>) -> Self {
        Self { counters: Counters::new(kind, redis), callers: Callers::default(), tokens: Tokens::default() }
    }

    /// What is counted.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// Whether an access token may ask about calls, and where `counts`, count them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_taken(
        &self,
        customers: &Customers,
        version: i64,
        token: &str,
        counts: bool,
    ) -> Result<bool, Error> {
        let found = self.tokens.find(customers, version, token).await?;
        Ok(found.is_some_and(|token| token.is_for(SERVICE_MANAGEMENT) && (token.may_write || !counts)))
    }

    /// Decides about a call. `version` is that of customers' data.
    ///
    /// # Errors
    /// The call cannot be decided about, or the database does not answer.
    pub async fn decide(
        &self,
        customers: &Customers,
        version: i64,
        call: &Call<'_>,
        counting: Counting,
    ) -> Result<Verdict, Refusal> {
        let caller = self.caller(customers, version, call).await?;
        let units = self.units(customers, &caller, call)?;
        let denial = self.denial(customers, &caller, call).await?;
        let at = customers.now();
        let within = Within { limits: caller.limits(), units: &units, refuse: true };
        let id = caller.application().id;
        let taken = match (denial, counting) {
            (None, Counting::IfLetThrough) => self.counters.take(customers, id, &within, at).await?,
            _ => self.counters.peek(customers, id, &within, at).await?,
        };
        let denial = denial.or_else(|| (!taken.allowed).then_some(Denial::LimitsExceeded));
        let asked = units.iter().map(|(metric, units)| ((*metric).to_owned(), *units)).collect();
        Ok(Verdict::new(caller, denial, taken.used, asked, at))
    }

    /// Counts units that were used already, whatever the limits are: of several callers all or none.
    ///
    /// # Errors
    /// One of them cannot be counted, or the database does not answer.
    pub async fn report(&self, customers: &Customers, version: i64, calls: &[(Call<'_>, i64)]) -> Result<(), Refusal> {
        let mut known = Vec::with_capacity(calls.len());
        for (call, at) in calls {
            let caller = self.caller(customers, version, call).await?;
            let units = self.units(customers, &caller, call)?;
            known.push((caller, units, *at));
        }
        let used = known.iter().map(|(caller, units, at)| Used {
            application: caller.application().id,
            limits: caller.limits(),
            units,
            at: *at,
        });
        Ok(self.counters.add(customers, &used.collect::<Vec<_>>()).await?)
    }

    /// The application of a call, whose plan opens what is called.
    async fn caller(&self, customers: &Customers, version: i64, call: &Call<'_>) -> Result<Arc<Caller>, Refusal> {
        let found = match call.credentials {
            Credentials::AppId(id, _) | Credentials::Client(id, _) => {
                self.callers.of_app_id(customers, version, id).await?
            }
            Credentials::UserKey(key) => self.callers.of_user_key(customers, version, key).await?,
        };
        found.filter(|caller| caller.is_of(call.product)).ok_or_else(|| match call.credentials {
            Credentials::UserKey(_) => Refusal::UserKeyInvalid,
            Credentials::AppId(id, _) | Credentials::Client(id, _) => Refusal::ApplicationNotFound(id.to_owned()),
        })
    }

    /// What is to be counted.
    fn units<'c>(
        &self,
        customers: &Customers,
        caller: &Caller,
        call: &Call<'c>,
    ) -> Result<Vec<(&'c str, u64)>, Refusal> {
        if let Some((unknown, _)) = call.usage.iter().find(|(metric, _)| !call.product.has(metric)) {
            return Err(Refusal::MetricInvalid((*unknown).to_owned()));
        }
        let plan = if call.is_flat { None } else { customers.programme().plan(&caller.application().plan) };
        Ok(with_hits(customers.programme(), plan, call.usage))
    }

    /// Why a caller is not let through, whatever it has used.
    async fn denial(&self, customers: &Customers, caller: &Caller, call: &Call<'_>) -> Result<Option<Denial>, Error> {
        let application = caller.application();
        let now = customers.now();
        let presented = match call.credentials {
            Credentials::UserKey(key) => Some(Presented::UserKey(key)),
            Credentials::AppId(_, None | Some("")) => return Ok(Some(Denial::KeyMissing)),
            Credentials::AppId(id, Some(key)) if application.mode == Mode::Oauth => Some(Presented::Oauth(id, key)),
            Credentials::AppId(id, Some(key)) => Some(Presented::AppIdKey(id, key)),
            Credentials::Client(..) if application.mode != Mode::Oauth => return Ok(Some(Denial::OauthNotEnabled)),
            Credentials::Client(_, None) => None,
            Credentials::Client(id, Some(secret)) => Some(Presented::Oauth(id, secret)),
        };
        if let Some(presented) = presented {
            let tags = customers.tags(presented);
            let Some(tag) = caller.key(&tags, now) else { return Ok(Some(Denial::KeyInvalid)) };
            if !tag.is_among(&tags[..1]) {
                // It was made with the former master secret. From now on it is found with the current one.
                customers.verify(presented).await?;
                self.callers.forget(caller);
            }
            if tag.is_use_news(now) {
                self.counters.used(tag.key, now);
            }
        }
        if !caller.is_served() {
            return Ok(Some(Denial::NotActive));
        }
        let is_elsewhere = |url: &str| application.redirect_url.as_deref() != Some(url);
        Ok(call.redirect_url.is_some_and(is_elsewhere).then_some(Denial::RedirectInvalid))
    }
}
