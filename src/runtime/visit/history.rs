//! What an application has used over time, for the plots of its pages. Must not draw.

use crate::model::Period;
use crate::model::customer::{Application, Metric, Point, Series};
use crate::runtime::customers::{Asked, Customers, Error, Of, Span, every, start_of};

/// Plots of one page.
const MOST: usize = 6;

/// How far back a plot goes, the current period included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Twenty-four hours.
    Hours,
    /// Thirty days.
    #[default]
    Days,
    /// Twelve months.
    Months,
}

impl Reach {
    /// By the name of what a point stands for.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Hours, Self::Days, Self::Months].into_iter().find(|reach| reach.step().name() == name)
    }

    fn step(self) -> Period {
        match self {
            Self::Hours => Period::Hour,
            Self::Days => Period::Day,
            Self::Months => Period::Month,
        }
    }

    /// When it begins at the time `now`.
    fn since(self, now: i64) -> i64 {
        let points = match self {
            Self::Hours => 24,
            Self::Days => 30,
            Self::Months => 12,
        };
        (1..points).fold(start_of(self.step(), now), |start, _| start_of(self.step(), start - 1))
    }
}

/// The use of each metric that the application's plan limits, or where it limits none, that its apis count: point by
/// point, those without use as well.
///
/// # Errors
/// When the database does not answer.
pub async fn history(customers: &Customers, application: &Application, reach: Reach) -> Result<Vec<Series>, Error> {
    let Some(id) = application.id else { return Ok(Vec::new()) };
    let (now, step) = (customers.now(), reach.step());
    let span = Span { from: reach.since(now), until: now + 1 };
    let mut series = Vec::new();
    for metric in metrics(customers, application) {
        let asked = Asked { of: Of::Application(id), metric: &metric.system_name, period: step, span };
        let counts = every(step, span, &customers.sums(&asked).await?, usize::MAX);
        let points = counts
            .into_iter()
            .map(|count| Point { at: count.starts_at, value: u64::try_from(count.value).unwrap_or_default() });
        series.push(Series { step, points: points.collect(), metric });
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
        for (name, _) in products.flat_map(|product| product.counted()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.into_iter().take(MOST).map(|name| Metric::named(programme, name)).collect()
}
