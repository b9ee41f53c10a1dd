//! Answers to gateways, in 3scale's XML and headers. Must not say a key or a token that was sent.

use std::fmt::Write as _;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::ask::Options;
use crate::model::Date;
use crate::runtime::customers::Error;
use crate::runtime::gateway::{Refusal, Verdict};

const KIND: &str = "application/vnd.3scale-v2.0+xml";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const REASON: HeaderName = HeaderName::from_static("3scale-rejection-reason");
const REMAINING: HeaderName = HeaderName::from_static("3scale-limit-remaining");
const RESET: HeaderName = HeaderName::from_static("3scale-limit-reset");
const MOST: HeaderName = HeaderName::from_static("3scale-limit-max-value");

/// Why a request is not answered.
#[derive(Debug)]
pub(super) enum Failure {
    /// Neither a service token nor a provider key.
    TokenRequired,
    /// A token that is not taken, or a product that there is not.
    ServiceTokenInvalid,
    /// A provider key that is not taken.
    ProviderKeyInvalid,
    /// A product that there is not.
    ServiceIdInvalid,
    /// No product.
    ServiceIdMissing,
    /// Something that says who somebody is, twice.
    GivenTwice,
    /// A user key and an `app_id`.
    BothCredentials,
    /// Units of a metric that are no number.
    UsageValueInvalid(String, String),
    /// What was reported is not a list of transactions.
    TransactionsFormatInvalid,
    /// Nothing was reported.
    TransactionsIsBlank,
    /// What was reported is longer ago than a day, or in the future.
    TimestampNotWithinRange,
    /// What was reported is not sent as a form.
    ContentTypeInvalid,
    /// The call cannot be decided about.
    Refused(Refusal),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(Refusal::Data(error))
    }
}

impl Failure {
    /// Status, 3scale's code, and words that hold nothing secret of what was sent.
    fn said(&self) -> (StatusCode, &'static str, String) {
        use StatusCode as S;
        let say = |status, code, words: &str| (status, code, words.to_owned());
        match self {
            Self::TokenRequired => {
                let words = "Provider key or service token are required";
                say(S::FORBIDDEN, "provider_key_or_service_token_required", words)
            }
            Self::ServiceTokenInvalid => {
                say(S::FORBIDDEN, "service_token_invalid", "service token or service id is invalid")
            }
            Self::ProviderKeyInvalid => say(S::FORBIDDEN, "provider_key_invalid", "provider key is invalid"),
            Self::ServiceIdInvalid => say(S::FORBIDDEN, "service_id_invalid", "service id is invalid"),
            Self::ServiceIdMissing => say(S::UNPROCESSABLE_ENTITY, "service_id_missing", "Service ID is missing"),
            Self::GivenTwice => say(S::BAD_REQUEST, "bad_request", "a parameter is given twice"),
            Self::BothCredentials => {
                say(S::FORBIDDEN, "authentication_error", "either app_id or user_key is allowed, not both")
            }
            Self::UsageValueInvalid(metric, value) if value.is_empty() => {
                (S::FORBIDDEN, "usage_value_invalid", format!("usage value for metric \"{metric}\" can not be empty"))
            }
            Self::UsageValueInvalid(metric, value) => (
                S::FORBIDDEN,
                "usage_value_invalid",
                format!("usage value \"{value}\" for metric \"{metric}\" is invalid"),
            ),
            Self::TransactionsFormatInvalid => {
                say(S::BAD_REQUEST, "transactions_format_invalid", "transactions format is invalid")
            }
            Self::TransactionsIsBlank => {
                say(S::BAD_REQUEST, "transactions_is_blank", "transactions parameter is blank")
            }
            Self::TimestampNotWithinRange => {
                let words = "transactions are reported within 24 hours, and not more than one hour before they happen";
                say(S::FORBIDDEN, "transaction_timestamp_not_within_range", words)
            }
            Self::ContentTypeInvalid => say(S::BAD_REQUEST, "content_type_invalid", "invalid Content-Type"),
            Self::Refused(Refusal::ApplicationNotFound(id)) => {
                (S::NOT_FOUND, "application_not_found", format!("application with id=\"{id}\" was not found"))
            }
            Self::Refused(Refusal::UserKeyInvalid) => say(S::FORBIDDEN, "user_key_invalid", "user key is invalid"),
            Self::Refused(Refusal::MetricInvalid(metric)) => {
                (S::NOT_FOUND, "metric_invalid", format!("metric \"{metric}\" is invalid"))
            }
            Self::Refused(Refusal::Data(_)) => {
                say(S::SERVICE_UNAVAILABLE, "storage_unavailable", "the counters cannot be reached")
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Refused(Refusal::Data(error)) = &self {
            tracing::error!(%error, "a call could not be decided about");
        }
        let (status, code, words) = self.said();
        let mut text = format!("{HEAD}<error code=\"{code}\">");
        escape(&mut text, &words);
        text.push_str("</error>");
        (status, [(header::CONTENT_TYPE, KIND)], text).into_response()
    }
}

/// What is decided, as it is wanted.
pub(super) fn answer(verdict: &Verdict, options: Options, is_oauth: bool) -> Response {
    let body = if options.no_body { String::new() } else { status(verdict, is_oauth) };
    let mut answer = axum::response::Response::new(body.into());
    if verdict.denial().is_some() {
        *answer.status_mut() = StatusCode::CONFLICT;
    }
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
    if let Some(denial) = verdict.denial().filter(|_| options.rejection_reason_header) {
        headers.insert(REASON, HeaderValue::from_static(denial.code()));
    }
    if options.limit_headers {
        let left = verdict.left();
        // What is not limited is said with a negative number.
        let number = |value: Option<u64>| value.map_or(HeaderValue::from_static("-1"), HeaderValue::from);
        headers.insert(REMAINING, number(left.remaining));
        headers.insert(RESET, left.reset.map_or(HeaderValue::from_static("-1"), HeaderValue::from));
        headers.insert(MOST, number(left.most));
        if let Some(seconds) = verdict.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
    answer
}

fn status(verdict: &Verdict, is_oauth: bool) -> String {
    let mut xml = String::with_capacity(512);
    xml.push_str(HEAD);
    match verdict.denial() {
        None => xml.push_str("<status><authorized>true</authorized>"),
        Some(denial) => {
            let _ = write!(xml, "<status><authorized>false</authorized><reason>{}</reason>", denial.words());
        }
    }
    if is_oauth {
        let application = verdict.caller().application();
        xml.push_str("<application><id>");
        escape(&mut xml, application.app_id.as_deref().unwrap_or_default());
        xml.push_str("</id><redirect_url>");
        escape(&mut xml, application.redirect_url.as_deref().unwrap_or_default());
        xml.push_str("</redirect_url></application>");
    }
    xml.push_str("<plan>");
    escape(&mut xml, verdict.caller().plan());
    xml.push_str("</plan>");
    let mut reports = verdict.reports().peekable();
    if reports.peek().is_some() {
        xml.push_str("<usage_reports>");
        for report in reports {
            xml.push_str("<usage_report metric=\"");
            escape(&mut xml, &report.limit.metric);
            let exceeded = if report.is_exceeded() { " exceeded=\"true\"" } else { "" };
            let _ = write!(xml, "\" period=\"{}\"{exceeded}>", report.limit.period.name());
            // All time has neither beginning nor end.
            if let Some(end) = report.ends_at {
                let _ = write!(xml, "<period_start>{}</period_start>", Time(report.starts_at));
                let _ = write!(xml, "<period_end>{}</period_end>", Time(end));
            }
            let _ = write!(xml, "<max_value>{}</max_value>", report.limit.value);
            let _ = write!(xml, "<current_value>{}</current_value></usage_report>", report.used);
        }
        xml.push_str("</usage_reports>");
    }
    xml.push_str("</status>");
    xml
}

/// `2026-01-02 00:00:00 +0000`.
struct Time(i64);

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(Date { year, month, day }) = Date::of_seconds(self.0) else { return Ok(()) };
        let second = self.0.rem_euclid(86_400);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} +0000")
    }
}

/// Text of an element, or of an attribute in double quotes (XML 1.0, 2.4). What XML cannot hold is left out.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(letter),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(letter),
        }
    }
}
