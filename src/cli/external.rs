//! Links to other hosts, asked for over the network: only where `check --external` says so. Must not decide which.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ureq::Agent;
use ureq::http::header::LOCATION;
use ureq::http::{Response, StatusCode};

use crate::diag::{Diagnostic, Span};

/// How many are asked at once.
const AT_ONCE: usize = 8;
/// How long one may take, redirects not counted together.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// What came of one link.
enum Answer {
    Alive,
    /// It has moved for good: the new address.
    Moved(String),
    Dead(String),
}

/// Asks for each link once; those that are dead or have moved for good are warnings, in the order of `links`.
pub(super) fn ask(links: &[(String, Option<Span>)]) -> Vec<Diagnostic> {
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("portal-check/", env!("CARGO_PKG_VERSION")))
        .build();
    let agent = Agent::new_with_config(config);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(links.len()) {
            scope.spawn(|| {
                while let Some((at, (url, span))) = take(links, &next) {
                    if let Some(problem) = problem(url, span.as_ref(), &follow(&agent, url)) {
                        found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((at, problem));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, problem)| problem).collect()
}

fn take<'l, T>(links: &'l [T], next: &AtomicUsize) -> Option<(usize, &'l T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, links.get(at)?))
}

fn follow(agent: &Agent, url: &str) -> Answer {
    let mut address = url.split('#').next().unwrap_or(url).to_owned();
    let mut moved = None;
    for _ in 0..=MOST_REDIRECTS {
        let response = match request(agent, &address) {
            Ok(response) => response,
            Err(error) => return Answer::Dead(error.to_string()),
        };
        let status = response.status();
        if !status.is_redirection() {
            return match moved {
                _ if is_dead(status) => Answer::Dead(format!("it answers {status}")),
                Some(target) => Answer::Moved(target),
                None => Answer::Alive,
            };
        }
        let Some(target) = target(&response, &address) else {
            return Answer::Dead(format!("it answers {status} and leads nowhere"));
        };
        if matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT) && moved.is_none() {
            moved = Some(target.clone());
        }
        address = target;
    }
    Answer::Dead(format!("it redirects more than {MOST_REDIRECTS} times"))
}

/// Asks for the head; for the whole where a server does not know heads.
fn request(agent: &Agent, address: &str) -> Result<Response<ureq::Body>, ureq::Error> {
    let response = agent.head(address).call()?;
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::NOT_IMPLEMENTED
        | StatusCode::FORBIDDEN
        | StatusCode::NOT_FOUND => agent.get(address).call(),
        _ => Ok(response),
    }
}

/// Gone, or broken on their side; what asks for a login or for patience is alive.
fn is_dead(status: StatusCode) -> bool {
    matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) || status.is_server_error()
}

/// Where a redirect leads: a whole address, or a path on the same host.
fn target(response: &Response<ureq::Body>, address: &str) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    if location.starts_with("http://") || location.starts_with("https://") {
        return Some(location.to_owned());
    }
    let host_end =
        address.find("://").map(|at| at + 3).and_then(|start| address.get(start..)?.find('/').map(|at| at + start));
    let host = address.get(..host_end.unwrap_or(address.len()))?;
    location.starts_with('/').then(|| format!("{host}{location}"))
}

fn problem(url: &str, span: Option<&Span>, answer: &Answer) -> Option<Diagnostic> {
    let mut problem = match answer {
        Answer::Alive => return None,
        Answer::Moved(target) => {
            Diagnostic::warning("link/moved", format!("`{url}` has moved for good")).hint(format!("link to `{target}`"))
        }
        Answer::Dead(reason) => Diagnostic::warning("link/external", format!("`{url}` cannot be followed: {reason}"))
            .hint("links to other hosts break without notice; link to something that lasts, or take the link out"),
    };
    problem.span = span.cloned();
    Some(problem)
}
