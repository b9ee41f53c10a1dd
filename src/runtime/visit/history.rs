//! What an application has used day by day, for the plot of its page. Must not draw.

use crate::model::Period;
use crate::model::customer::{Application, Metric, Point, Series};
use crate::runtime::customers::{Customers, Error, start_of};

/// Days of a plot, today included.
const DAYS: i64 = 30;
const DAY: i64 = 86_400;
/// Plots of one page.
const MOST: usize = 6;

/// The use of each metric that the application's plan limits, or where it limits none, that its apis count: day by day,
/// days without use as well.
///
/// # Errors
/// When the database does not answer.
pub async fn history(customers: &Customers, application: &Application) -> Result<Vec<Series>, Error> {
    let Some(id) = application.id else { return Ok(Vec::new()) };
    let today = start_of(Period::Day, customers.now());
    let from = today - (DAYS - 1) * DAY;
    let mut series = Vec::new();
    for metric in metrics(customers, application) {
        let counts = customers.counts(id, &metric.system_name, Period::Day, from, today + DAY).await?;
        let value = |at: i64| counts.iter().find(|count| count.starts_at == at).map_or(0, |count| count.value);
        let point = |day: i64| {
            let at = from + day * DAY;
            Point { at, value: u64::try_from(value(at)).unwrap_or_default() }
        };
        series.push(Series { metric, points: (0..DAYS).map(point).collect() });
    }
    Ok(series)
}

fn metrics(customers: &Customers, application: &Application) -> Vec<Metric> {
    let programme = customers.programme();
    let mut names: Vec<&str> = Vec::new();
    let limited = application.plan.limits.iter().filter(|limit| limit.value > 0);
    for name in limited.map(|limit| limit.metric.system_name.as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        let is_opened = |name: &str| application.plan.services.iter().any(|service| service.system_name == name);
        let products = programme.products.iter().filter(|product| is_opened(&product.name));
        names.extend(products.flat_map(|product| &product.metrics).map(|(name, _)| name.as_str()));
    }
    names.into_iter().take(MOST).map(|name| Metric::named(programme, name)).collect()
}
