//! `/stats/…`: how much was used when, and by whom the most, with the parameters and shapes of 3scale's Analytics API.
//! Times are in UTC. Must not change anything.

use axum::http::StatusCode;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value as Json, json};

use super::super::Problem;
use super::ask::{Ask, Reply};
use super::refusal::Refusal;
use super::shape::{Format, escaped};
use crate::model::{Period, Plan, Product, rfc3339};
use crate::runtime::customers::{Asked, Of, Span, end_of, every, start_of, time_of};

/// Applications of a list of the biggest, as in 3scale.
const MOST: u32 = 10;
const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// `GET /stats/applications/{id}/usage`.
pub(super) async fn of_application(ask: Ask) -> Result<Reply, Refusal> {
    let application = ask.customers.application(ask.id(0)?).await?.ok_or(Refusal::NotFound)?;
    let account = ask.customers.account(application.account_id).await?.ok_or(Refusal::NotFound)?;
    let programme = ask.programme();
    let plan = programme.plan(&application.plan);
    let products: Vec<&Product> = plan.map(|plan| programme.products_of(plan).collect()).unwrap_or_default();
    let (product, metric) = metric(&ask, &products)?;
    let range = Range::of(&ask)?;
    let mut report = usage(&ask, Of::Application(application.id), product, metric, &range).await?;
    report["application"] = json!({
        "id": application.id, "name": application.name, "state": application.state, "description": application.description,
        "plan": { "id": plan.map(Plan::id), "name": plan.map(|plan| &plan.title) },
        "account": { "id": account.id, "name": account.name },
        "service": { "id": product.id() },
    });
    Ok(answer(ask.format, "usage", &report))
}

/// `GET /stats/services/{id}/usage`.
pub(super) async fn of_service(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let (_, metric) = metric(&ask, &[product])?;
    let range = Range::of(&ask)?;
    let plans = plans(&ask, product);
    let report = usage(&ask, Of::Plans(&plans), product, metric, &range).await?;
    Ok(answer(ask.format, "usage", &report))
}

/// `GET /stats/services/{id}/top_applications`.
pub(super) async fn top_applications(ask: Ask) -> Result<Reply, Refusal> {
    let product = ask.product_at(0)?;
    let (_, metric) = metric(&ask, &[product])?;
    let range = Range::of(&ask)?;
    let plans = plans(&ask, product);
    let period = if range.grain == Grain::Eternity { Period::Eternity } else { Period::Hour };
    let most = Asked { of: Of::Plans(&plans), metric: metric.0, period, span: range.span };
    let found = ask.customers.busiest(&most, MOST).await?;
    let application = |busy: &crate::runtime::customers::Busy| {
        let plan = ask.programme().plan(&busy.plan);
        json!({
            "name": busy.name, "id": busy.id, "value": busy.value,
            "account": { "id": busy.account_id, "name": busy.account },
            "plan": { "id": plan.map(Plan::id), "name": plan.map(|plan| &plan.title) },
            "service": { "id": product.id() },
        })
    };
    let applications: Vec<Json> = found.iter().map(application).collect();
    let report =
        json!({ "applications": applications, "metric": described(product, metric), "period": range.described() });
    Ok(answer(ask.format, "top_applications", &report))
}

/// The metric that is asked about, with the first of these products that has it.
fn metric<'a>(ask: &Ask, products: &[&'a Product]) -> Result<(&'a Product, (&'a str, &'a str)), Refusal> {
    let asked = ask.said("metric_name").unwrap_or_default();
    let found = products.iter().find_map(|product| Some((*product, product.metric_called(asked)?)));
    found.ok_or_else(|| bad(format!("metric {asked} not found")))
}

/// Plans that open a product.
fn plans<'a>(ask: &'a Ask, product: &Product) -> Vec<&'a str> {
    let opens = |plan: &&Plan| plan.apis.contains(&product.name);
    ask.programme().plans.iter().filter(opens).map(|plan| plan.name.as_str()).collect()
}

async fn usage(ask: &Ask, of: Of<'_>, product: &Product, metric: (&str, &str), range: &Range) -> Result<Json, Refusal> {
    let values = values(ask, of, metric.0, range, range.span).await?;
    let total: i64 = values.iter().sum();
    let mut report = json!({
        "metric": described(product, metric), "period": range.described(), "total": total, "values": values,
    });
    if ask.said("skip_change") == Some("false") {
        let length = range.span.until - range.span.from;
        let before = Span { from: range.span.from - length, until: range.span.from };
        let before: i64 = self::values(ask, of, metric.0, range, before).await?.iter().sum();
        let change = if before == 0 { 0.0 } else { (total - before) as f64 * 100.0 / before as f64 };
        report["previous_total"] = json!(before);
        report["change"] = json!((change * 100.0).round() / 100.0);
    }
    Ok(report)
}

async fn values(ask: &Ask, of: Of<'_>, metric: &str, range: &Range, span: Span) -> Result<Vec<i64>, Refusal> {
    let period = range.grain.period();
    let counts = ask.customers.sums(&Asked { of, metric, period, span }).await?;
    let all: Vec<i64> = every(period, span, &counts, usize::MAX).iter().map(|count| count.value).collect();
    Ok(match range.grain {
        Grain::SixHours => all.chunks(6).map(|some| some.iter().sum()).collect(),
        _ => all,
    })
}

fn described(product: &Product, (name, title): (&str, &str)) -> Json {
    json!({ "id": product.metric_id(name), "name": title, "system_name": name, "unit": "hit" })
}

/// What one value of a report stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grain {
    Hour,
    SixHours,
    Day,
    Month,
    Eternity,
}

impl Grain {
    const ALL: [(&'static str, Self); 5] = [
        ("hour", Self::Hour),
        ("21600", Self::SixHours),
        ("day", Self::Day),
        ("month", Self::Month),
        ("eternity", Self::Eternity),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, grain)| *grain)
    }

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, grain)| *grain == self).map_or("", |(name, _)| name)
    }

    /// The period that is counted in.
    fn period(self) -> Period {
        match self {
            Self::Hour | Self::SixHours => Period::Hour,
            Self::Day => Period::Day,
            Self::Month => Period::Month,
            Self::Eternity => Period::Eternity,
        }
    }

    fn start(self, at: i64) -> i64 {
        match self {
            Self::SixHours => at - at.rem_euclid(6 * HOUR),
            _ => start_of(self.period(), at),
        }
    }

    fn end(self, start: i64) -> i64 {
        match self {
            Self::SixHours => start + 6 * HOUR,
            _ => end_of(self.period(), start).unwrap_or(i64::MAX),
        }
    }

    /// The longest span, as in 3scale.
    fn longest(self) -> i64 {
        match self {
            Self::Hour => 90 * DAY,
            Self::SixHours => 184 * DAY,
            Self::Day => 366 * DAY,
            Self::Month => 3_660 * DAY,
            Self::Eternity => i64::MAX,
        }
    }
}

/// Which part of time a report is about.
#[derive(Debug)]
struct Range {
    name: Option<String>,
    grain: Grain,
    span: Span,
}

impl Range {
    /// `period` with `since`, or `since` with `until` and `granularity`.
    fn of(ask: &Ask) -> Result<Self, Refusal> {
        if !matches!(ask.said("timezone"), None | Some("UTC" | "Etc/UTC")) {
            return Err(bad("timezone is not UTC, and counts are kept in UTC alone"));
        }
        let time = |name: &str| match ask.said(name) {
            Some(text) => {
                time_of(text).map(Some).ok_or_else(|| bad(format!("{name} is no time, such as 2026-01-02 00:00:00")))
            }
            None => Ok(None),
        };
        let grain = match ask.said("granularity") {
            Some(name) => Some(Grain::named(name).ok_or_else(|| bad(format!("granularity {name} is not supported")))?),
            None => None,
        };
        let (since, until) = (time("since")?, time("until")?);
        let name = ask.text("period");
        if name.as_deref() == Some("eternity") {
            return Ok(Self { name, grain: Grain::Eternity, span: Span { from: 0, until: 1 } });
        }
        let since = since.ok_or_else(|| bad("since is missing"))?;
        let usual = match name.as_deref() {
            Some("year") => Some(Grain::Month),
            Some("month") => Some(Grain::Day),
            Some("week") => Some(Grain::SixHours),
            Some("day") => Some(Grain::Hour),
            Some(other) => return Err(bad(format!("period {other} is not supported"))),
            None => None,
        };
        let grain = grain.or(usual).ok_or_else(|| bad("granularity is missing"))?;
        let from = grain.start(since);
        let until = match (name.as_deref(), until) {
            (Some(period), _) => after(from, period).ok_or_else(|| bad("since is out of range"))?,
            (None, Some(until)) => grain.end(grain.start(until)),
            (None, None) => return Err(bad("until or period is missing")),
        };
        if until <= from || until - from > grain.longest() {
            let why = format!("the range is too long, or ends before it begins, for granularity {}", grain.name());
            return Err(bad(why));
        }
        Ok(Self { name, grain, span: Span { from, until } })
    }

    fn described(&self) -> Json {
        let grain = match self.grain {
            Grain::SixHours => json!(6 * HOUR),
            grain => json!(grain.name()),
        };
        json!({
            "name": self.name, "since": rfc3339(self.span.from), "until": rfc3339(self.span.until - 1),
            "timezone": "Etc/UTC", "granularity": grain,
        })
    }
}

/// One period of the calendar later.
fn after(at: i64, period: &str) -> Option<i64> {
    let span = match period {
        "year" => 1.year(),
        "month" => 1.month(),
        "week" => 1.week(),
        _ => 1.day(),
    };
    let time: DateTime = Offset::UTC.to_datetime(Timestamp::from_second(at).ok()?);
    Some(Offset::UTC.to_timestamp(time.checked_add(span).ok()?).ok()?.as_second())
}

/// A request that asks for what cannot be answered.
fn bad(why: impl Into<String>) -> Refusal {
    Problem::bad(why).into()
}

fn answer(format: Format, name: &str, report: &Json) -> Reply {
    let text = match format {
        Format::Json => report.to_string(),
        Format::Xml => xml(name, report),
    };
    Reply::Other(format.answer(StatusCode::OK, text))
}

fn xml(name: &str, report: &Json) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned();
    element(&mut out, name, report);
    out
}

/// Members are elements, values of a series one text with commas, things of a list elements with the list's name without
/// its `s`.
fn element(out: &mut String, name: &str, value: &Json) {
    out.push_str(&format!("<{name}>"));
    match value {
        Json::Object(members) => members.iter().for_each(|(name, value)| element(out, name, value)),
        Json::Array(items) if items.iter().all(Json::is_number) => {
            let items: Vec<String> = items.iter().map(Json::to_string).collect();
            out.push_str(&items.join(","));
        }
        Json::Array(items) => items.iter().for_each(|item| element(out, name.trim_end_matches('s'), item)),
        Json::String(text) => out.push_str(&escaped(text)),
        Json::Null => {}
        other => out.push_str(&other.to_string()),
    }
    out.push_str(&format!("</{name}>"));
}
