//! `portal usage`: how much of the company's API is used, when and by whom. All rules are those of `runtime::customers`.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::account::{Desk, Place, application};
use super::failure::{Failure, Outcome};
use super::globals::{Format, Globals};
use super::terminal::Terminal;
use crate::model::{Date, HITS, Period};
use crate::runtime::customers::{Asked, Count, Customers, Of, Span, every, start_of, time_of};

/// Rows of a report at most.
const MOST: usize = 10_000;
const DAY: i64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Arguments of `portal usage`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The application: id or `app_id` [default: all of them]
    #[arg(conflicts_with = "top")]
    application: Option<String>,
    /// Show the applications that have used the most, so many of them
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, default_missing_value = "10", conflicts_with = "busiest")]
    top: Option<u32>,
    /// Show at which hours of the day, and on which days of the week, the most was used
    #[arg(long)]
    busiest: bool,
    /// The metric or method
    #[arg(long, value_name = "METRIC", default_value = HITS)]
    metric: String,
    /// What a line stands for: minute, hour, day, week, month, year or eternity
    #[arg(long, value_name = "PERIOD", default_value = "day", value_parser = super::account::one_of(&Period::ALL))]
    period: Period,
    /// From when on, in UTC: `2026-11-01` or `2026-11-01 12:00:00` [default: 30 periods ago]
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<i64>,
    /// Until before when [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<i64>,
    #[command(flatten)]
    place: Place,
}

fn time(text: &str) -> Result<i64, String> {
    time_of(text).ok_or_else(|| "is no time such as `2026-11-01` or `2026-11-01 12:00:00`".to_owned())
}

/// A table with numbers in its last column.
struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<Json>>,
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    let table = runtime.block_on(async {
        let desk = Desk::open(&arguments.place, globals, false).await?;
        let table = report(&arguments, &desk.customers).await;
        desk.customers.store().close().await;
        table
    })?;
    let text = match terminal.format() {
        Format::Json => table.json(),
        Format::Csv => table.csv()?,
        _ => table.text(),
    };
    terminal.data(&text)?;
    Ok(Outcome::Done)
}

async fn report(arguments: &Arguments, customers: &Customers) -> Result<Table, Failure> {
    let products = &customers.programme().products;
    if !products.is_empty() && !products.iter().any(|product| product.has(&arguments.metric)) {
        let known: Vec<&str> =
            products.iter().flat_map(|product| &product.metrics).map(|(name, _)| name.as_str()).collect();
        let failure = Failure::new(format!("there is no metric `{}`", arguments.metric));
        return Err(failure.hint(format!("there are {HITS} and: {}", known.join(", "))));
    }
    let of = match &arguments.application {
        None => Of::All,
        Some(text) => Of::Application(application(customers, text).await?.id),
    };
    let period = if arguments.busiest { Period::Hour } else { arguments.period };
    let span = span(arguments, customers.now());
    let asked = Asked { of, metric: &arguments.metric, period, span };
    if let Some(most) = arguments.top {
        let found = customers.busiest(&asked, most).await?;
        let row = |busy: crate::runtime::customers::Busy| {
            vec![json!(busy.id), json!(busy.name), json!(busy.account), json!(busy.plan), json!(busy.value)]
        };
        let head = vec!["application", "name", "account", "plan", "units"];
        return Ok(Table { head, rows: found.into_iter().map(row).collect() });
    }
    let counts = customers.sums(&asked).await?;
    if arguments.busiest {
        return Ok(busiest(&counts));
    }
    let row = |count: Count| vec![json!(written(period, count.starts_at)), json!(count.value)];
    let rows = every(period, span, &counts, MOST).into_iter().map(row).collect();
    Ok(Table { head: vec!["since", "units"], rows })
}

/// What was asked for, else thirty periods, the current one included.
fn span(arguments: &Arguments, now: i64) -> Span {
    let period = if arguments.busiest { Period::Day } else { arguments.period };
    let until = arguments.until.unwrap_or(now + 1);
    let from = arguments.since.unwrap_or_else(|| {
        (1..30).fold(start_of(period, until - 1), |start, _| if start <= 0 { 0 } else { start_of(period, start - 1) })
    });
    Span { from, until }
}

/// Units by hour of the day, then by day of the week, in UTC.
fn busiest(counts: &[Count]) -> Table {
    let (mut hours, mut days) = ([0_i64; 24], [0_i64; 7]);
    for count in counts {
        let add = |all: &mut [i64], at: i64| {
            if let Some(sum) = usize::try_from(at).ok().and_then(|at| all.get_mut(at)) {
                *sum = sum.saturating_add(count.value);
            }
        };
        add(&mut hours, count.starts_at.rem_euclid(DAY) / 3_600);
        // 1970 began on a Thursday.
        add(&mut days, (count.starts_at.div_euclid(DAY) + 3).rem_euclid(7));
    }
    let hour = |(hour, units): (usize, &i64)| vec![json!("hour"), json!(format!("{hour:02}:00")), json!(units)];
    let day = |(day, units): (&str, &i64)| vec![json!("weekday"), json!(day), json!(units)];
    let rows = hours.iter().enumerate().map(hour).chain(WEEKDAYS.into_iter().zip(&days).map(day)).collect();
    Table { head: vec!["of", "when", "units"], rows }
}

/// When a period began, as exactly as it says something.
fn written(period: Period, at: i64) -> String {
    let day = Date::of_seconds(at).map(|date| date.to_string()).unwrap_or_default();
    let (hour, minute) = (at.rem_euclid(DAY) / 3_600, at.rem_euclid(3_600) / 60);
    match period {
        Period::Minute | Period::Hour => format!("{day} {hour:02}:{minute:02}"),
        Period::Day | Period::Week => day,
        Period::Month => day.get(..7).unwrap_or_default().to_owned(),
        Period::Year => day.get(..4).unwrap_or_default().to_owned(),
        Period::Eternity => "ever".to_owned(),
    }
}

impl Table {
    fn json(&self) -> String {
        let row = |row: &Vec<Json>| self.head.iter().map(|name| (*name).to_owned()).zip(row.iter().cloned()).collect();
        let rows: Vec<serde_json::Map<String, Json>> = self.rows.iter().map(row).collect();
        format!("{}\n", json!({ "rows": rows }))
    }

    /// RFC 4180.
    fn csv(&self) -> Result<String, Failure> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let failed = |error: csv::Error| Failure::new(format!("cannot write CSV: {error}"));
        writer.write_record(&self.head).map_err(failed)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(plain)).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|error| Failure::new(format!("cannot write CSV: {error}")))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn text(&self) -> String {
        let cells = |at: usize| self.rows.iter().map(move |row| row.get(at).map(plain).unwrap_or_default());
        let width = |at: usize| {
            let head = self.head.get(at).map_or(0, |head| head.len());
            cells(at).map(|cell| cell.chars().count()).max().unwrap_or(0).max(head)
        };
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let heads = self.head.iter().map(|head| (*head).to_owned()).collect();
        let mut text = String::new();
        for row in std::iter::once(heads).chain(self.rows.iter().map(|row| row.iter().map(plain).collect::<Vec<_>>())) {
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let gap = if at == 0 { "" } else { "  " };
                // Numbers stand in the last column.
                let _ = if at + 1 == row.len() {
                    write!(text, "{gap}{cell:>width$}")
                } else {
                    write!(text, "{gap}{cell:width$}")
                };
            }
            text.push('\n');
        }
        text
    }
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
