//! `POST /transactions.xml`: calls that a gateway has let through already, up to a thousand at once, all or none. Must
//! not refuse what is over a limit: it has happened.

use std::collections::BTreeMap;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::super::negotiate::text;
use super::ask::{Options, Parameters, product, units};
use super::status::Failure;
use crate::runtime::customers::time_of;
use crate::runtime::gateway::{Call, Credentials};
use crate::runtime::portal::Portal;

/// The largest report, in bytes, and its transactions, as in 3scale.
const MOST_BYTES: usize = 1024 * 1024;
const MOST: usize = 1_000;
const MOST_FIELDS: usize = 30 * MOST;
/// How long ago something may have happened, and how early it may be reported, in seconds.
const OLDEST: i64 = 24 * 3_600;
const NEWEST: i64 = 3_600;
const FORM: &str = "application/x-www-form-urlencoded";

pub(super) async fn report(State(portal): State<Portal>, request: Request) -> Response {
    let options = Options::of(request.headers());
    let kind = text(request.headers(), header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(FORM) {
        return Failure::ContentTypeInvalid.into_response();
    }
    let query = request.uri().query().unwrap_or_default().to_owned();
    let Ok(body) = to_bytes(request.into_body(), MOST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let sent = [query.as_bytes(), &body].join(&b'&');
    match counted(&portal, &sent, options.flat_usage).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(failure) => failure.into_response(),
    }
}

async fn counted(portal: &Portal, sent: &[u8], is_flat: bool) -> Result<(), Failure> {
    let parameters = Parameters::parse(sent, MOST_FIELDS);
    let customers = portal.customers(&portal.shelf().current());
    let version = portal.version().await?;
    let product = product(portal, &customers, version, &parameters, true).await?;
    let transactions = transactions(&parameters)?;
    let now = portal.now();
    let mut calls = Vec::with_capacity(transactions.len());
    for transaction in &transactions {
        let call = Call {
            product,
            credentials: transaction.credentials()?,
            usage: &transaction.usage,
            is_flat,
            redirect_url: None,
        };
        calls.push((call, transaction.at(now)?));
    }
    Ok(portal.gateway().report(&customers, version, &calls).await?)
}

/// One call that was let through.
#[derive(Default)]
struct Transaction<'p> {
    app_id: Option<&'p str>,
    user_key: Option<&'p str>,
    timestamp: Option<&'p str>,
    usage: Vec<(&'p str, u64)>,
}

/// `transactions[0][app_id]=…&transactions[0][usage][hits]=1`, in the order of the numbers.
fn transactions<'p>(parameters: &'p Parameters<'_>) -> Result<Vec<Transaction<'p>>, Failure> {
    let mut found: BTreeMap<u64, Transaction<'p>> = BTreeMap::new();
    for (name, value) in parameters.all() {
        let Some(rest) = name.strip_prefix("transactions") else { continue };
        let (number, rest) = bracketed(rest).ok_or(Failure::TransactionsFormatInvalid)?;
        let number: u64 = number.parse().map_err(|_| Failure::TransactionsFormatInvalid)?;
        let (field, rest) = bracketed(rest).ok_or(Failure::TransactionsFormatInvalid)?;
        let transaction = found.entry(number).or_default();
        match field {
            "app_id" => transaction.app_id = Some(value),
            "user_key" => transaction.user_key = Some(value),
            "timestamp" => transaction.timestamp = Some(value).filter(|value| !value.is_empty()),
            "usage" => {
                let (metric, _) = bracketed(rest).ok_or(Failure::TransactionsFormatInvalid)?;
                transaction.usage.push(units(metric, value)?);
            }
            // What the API has answered is not kept.
            _ => {}
        }
        if found.len() > MOST {
            return Err(Failure::TransactionsFormatInvalid);
        }
    }
    if found.is_empty() { Err(Failure::TransactionsIsBlank) } else { Ok(found.into_values().collect()) }
}

/// `[name]rest`.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('[')?.split_once(']')
}

impl<'p> Transaction<'p> {
    fn credentials(&self) -> Result<Credentials<'p>, Failure> {
        match (self.user_key, self.app_id) {
            (Some(_), Some(_)) => Err(Failure::BothCredentials),
            (Some(key), None) => Ok(Credentials::UserKey(key)),
            (None, id) => Ok(Credentials::AppId(id.unwrap_or_default(), None)),
        }
    }

    /// When it happened. What is said to happen soon happens now.
    fn at(&self, now: i64) -> Result<i64, Failure> {
        let Some(written) = self.timestamp else { return Ok(now) };
        let at = time_of(written).ok_or(Failure::TimestampNotWithinRange)?;
        if (now - OLDEST..=now + NEWEST).contains(&at) {
            Ok(at.min(now))
        } else {
            Err(Failure::TimestampNotWithinRange)
        }
    }
}
