//! What is counted of requests, as Prometheus reads it (text format 0.0.4). Must not name readers or paths.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use super::outbox::Channel;

/// Upper bounds of the classes of times, in microseconds.
const BOUNDS: [(u64, &str); 8] = [
    (500, "0.0005"),
    (1_000, "0.001"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (1_000_000, "1"),
    (10_000_000, "10"),
];
/// Classes of statuses.
const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Counters of one process.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: [AtomicU64; STATUSES.len()],
    times: [AtomicU64; BOUNDS.len()],
    microseconds: AtomicU64,
    connections: AtomicI64,
    personal: AtomicU64,
    swaps: AtomicU64,
    refused: AtomicU64,
    logins: AtomicU64,
    let_through: AtomicU64,
    denied: AtomicU64,
    /// By channel: told, and not told at a try.
    deliveries: [[AtomicU64; 2]; 2],
}

impl Metrics {
    /// A request was answered.
    pub fn answered(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).clamp(1, STATUSES.len()) - 1;
        self.requests[class].fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
        if let Some(at) = BOUNDS.iter().position(|(bound, _)| took <= *bound) {
            self.times[at].fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A connection was opened (1) or closed (-1).
    pub fn connection(&self, by: i64) {
        self.connections.fetch_add(by, Ordering::Relaxed);
    }

    /// A page was finished for one customer.
    pub fn finished(&self) {
        self.personal.fetch_add(1, Ordering::Relaxed);
    }

    /// Another release is served.
    pub fn swapped(&self) {
        self.swaps.fetch_add(1, Ordering::Relaxed);
    }

    /// A new release was refused.
    pub fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Somebody logged in.
    pub fn logged_in(&self) {
        self.logins.fetch_add(1, Ordering::Relaxed);
    }

    /// A gateway was told whether to let a call through.
    pub fn decided(&self, let_through: bool) {
        let counter = if let_through { &self.let_through } else { &self.denied };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// A try to tell somebody of an event has ended.
    pub fn delivered(&self, channel: Channel, is_done: bool) {
        let channel = usize::from(channel == Channel::Webhook);
        self.deliveries[channel][usize::from(!is_done)].fetch_add(1, Ordering::Relaxed);
    }

    /// All of them.
    pub fn text(&self, release: &str) -> String {
        let mut text = String::from("# TYPE portal_requests_total counter\n");
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        for (status, counter) in STATUSES.iter().zip(&self.requests) {
            let _ = writeln!(text, "portal_requests_total{{status=\"{status}\"}} {}", load(counter));
        }
        text.push_str("# TYPE portal_request_seconds histogram\n");
        let mut sum = 0;
        for ((_, bound), counter) in BOUNDS.iter().zip(&self.times) {
            sum += load(counter);
            let _ = writeln!(text, "portal_request_seconds_bucket{{le=\"{bound}\"}} {sum}");
        }
        let all: u64 = self.requests.iter().map(load).sum();
        let microseconds = load(&self.microseconds);
        let (seconds, rest) = (microseconds / 1_000_000, microseconds % 1_000_000);
        let _ = write!(
            text,
            "portal_request_seconds_bucket{{le=\"+Inf\"}} {all}\nportal_request_seconds_sum {seconds}.{rest:06}\n\
             portal_request_seconds_count {all}\n# TYPE portal_connections gauge\nportal_connections {}\n",
            self.connections.load(Ordering::Relaxed)
        );
        for (name, counter) in [
            ("portal_pages_finished_total", &self.personal),
            ("portal_logins_total", &self.logins),
            ("portal_calls_let_through_total", &self.let_through),
            ("portal_calls_denied_total", &self.denied),
            ("portal_releases_total", &self.swaps),
            ("portal_releases_refused_total", &self.refused),
        ] {
            let _ = writeln!(text, "# TYPE {name} counter\n{name} {}", load(counter));
        }
        text.push_str("# TYPE portal_deliveries_total counter\n");
        for (channel, counters) in [Channel::Mail, Channel::Webhook].into_iter().zip(&self.deliveries) {
            for (outcome, counter) in ["done", "failed"].into_iter().zip(counters) {
                let (channel, count) = (channel.name(), load(counter));
                let _ =
                    writeln!(text, "portal_deliveries_total{{channel=\"{channel}\",outcome=\"{outcome}\"}} {count}");
            }
        }
        let _ = writeln!(text, "# TYPE portal_release_info gauge\nportal_release_info{{release=\"{release}\"}} 1");
        text
    }
}
