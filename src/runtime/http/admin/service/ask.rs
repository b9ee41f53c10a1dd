//! What a gateway sends: parameters, options, and who it is. Must not decide about calls.

use std::borrow::Cow;

use axum::http::HeaderMap;

use super::status::Failure;
use crate::model::Product;
use crate::runtime::customers::Customers;
use crate::runtime::gateway::{Credentials, Refusal};
use crate::runtime::portal::Portal;

/// Extensions of 3scale's API, by the header that asks for them.
const OPTIONS: &str = "3scale-options";

/// Parameters of one request, as they were sent.
pub(super) struct Parameters<'q>(Vec<(Cow<'q, str>, Cow<'q, str>)>);

impl<'q> Parameters<'q> {
    /// Parameters of a query or a form, `most` of them.
    pub(super) fn parse(bytes: &'q [u8], most: usize) -> Self {
        Self(form_urlencoded::parse(bytes).take(most).collect())
    }

    /// A parameter that is not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// A parameter.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(found, _)| found == name).map(|(_, value)| &**value)
    }

    /// Whether a parameter that says who somebody is stands there twice: two readers might read two values.
    fn is_ambiguous(&self) -> bool {
        const ONCE: [&str; 6] = ["service_token", "provider_key", "service_id", "app_id", "app_key", "user_key"];
        let times = |once: &str| self.0.iter().filter(|(name, _)| name == once).count();
        ONCE.into_iter().any(|name| times(name) > 1)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Units of metrics: `usage[hits]=1`.
    pub(super) fn usage(&self) -> Result<Vec<(&str, u64)>, Failure> {
        let metric = |name: &'_ str| name.strip_prefix("usage[").and_then(|rest| rest.strip_suffix(']')).map(str::len);
        let mut usage = Vec::new();
        for (name, value) in self.all() {
            if let Some(length) = metric(name) {
                usage.push(units(&name[6..6 + length], value)?);
            }
        }
        Ok(usage)
    }

    /// How the caller of the API says who it is.
    pub(super) fn credentials(&self) -> Result<Credentials<'_>, Failure> {
        match (self.get("user_key"), self.get("app_id")) {
            (Some(_), Some(_)) => Err(Failure::BothCredentials),
            (Some(key), None) => Ok(Credentials::UserKey(key)),
            (None, id) => Ok(Credentials::AppId(id.unwrap_or_default(), self.given("app_key"))),
        }
    }

    /// The same of an OAuth client.
    pub(super) fn client(&self) -> Credentials<'_> {
        Credentials::Client(self.get("app_id").unwrap_or_default(), self.given("app_key"))
    }
}

/// A metric with its units, which are a whole number.
pub(super) fn units<'m>(metric: &'m str, value: &str) -> Result<(&'m str, u64), Failure> {
    let digits = value.bytes().all(|byte| byte.is_ascii_digit());
    let units = value.parse::<u32>().ok().filter(|_| digits);
    units
        .map(|units| (metric, units.into()))
        .ok_or_else(|| Failure::UsageValueInvalid(metric.to_owned(), value.to_owned()))
}

/// What an answer is wanted to be like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Options {
    /// Without a body.
    pub(super) no_body: bool,
    /// With the reason of a denial in a header.
    pub(super) rejection_reason_header: bool,
    /// With what is left in headers.
    pub(super) limit_headers: bool,
    /// Methods are counted as hits already.
    pub(super) flat_usage: bool,
}

impl Options {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut options = Self::default();
        let Some(given) = headers.get(OPTIONS) else { return options };
        for (name, value) in form_urlencoded::parse(given.as_bytes()) {
            let is_on = value == "1";
            match &*name {
                "no_body" => options.no_body = is_on,
                "rejection_reason_header" => options.rejection_reason_header = is_on,
                "limit_headers" => options.limit_headers = is_on,
                "flat_usage" => options.flat_usage = is_on,
                _ => {}
            }
        }
        options
    }
}

/// The product that is asked about, by somebody who may: `service_token` with `service_id`, or `provider_key`, with
/// which the first product is meant where none is named.
pub(super) async fn product<'p>(
    portal: &Portal,
    customers: &'p Customers,
    version: i64,
    parameters: &Parameters<'_>,
    counts: bool,
) -> Result<&'p Product, Failure> {
    if parameters.is_ambiguous() {
        return Err(Failure::GivenTwice);
    }
    let id = parameters.get("service_id");
    let (token, is_provider) = match (parameters.get("provider_key"), parameters.get("service_token")) {
        (Some(key), _) => (key, true),
        (None, Some(token)) => (token, false),
        (None, None) => return Err(Failure::TokenRequired),
    };
    let is_taken = (is_provider && portal.is_provider_key(token))
        || portal.gateway().is_taken(customers, version, token, counts).await.map_err(Refusal::from)?;
    let id = match id {
        _ if !is_taken => {
            return Err(if is_provider { Failure::ProviderKeyInvalid } else { Failure::ServiceTokenInvalid });
        }
        Some(id) => customers.programme().product_called(id),
        None if is_provider => customers.programme().products.first(),
        None => return Err(Failure::ServiceIdMissing),
    };
    id.ok_or(if is_provider { Failure::ServiceIdInvalid } else { Failure::ServiceTokenInvalid })
}
