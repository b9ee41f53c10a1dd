//! The thread that renders the whole site in the background to find every problem. It stops at once when the
//! site changes, and keeps to one core, so that it does not delay what an author is waiting for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::Event;
use super::session::{Change, Session};
use crate::check;
use crate::diag::{self, Diagnostic};
use crate::site::Snapshot;

/// Editing comes in bursts: checking begins when there was none for this long.
const PAUSE: Duration = Duration::from_millis(250);

struct Request {
    number: u64,
    snapshot: Arc<Snapshot>,
    problems: Vec<Diagnostic>,
}

/// Checks whole sites, the newest only.
pub(super) struct Checker {
    requests: Sender<Request>,
    /// The number of the check that is wanted; a running one with another number ends itself.
    wanted: Arc<AtomicU64>,
}

impl Checker {
    pub(super) fn start(session: Arc<Session>, tell: Arc<dyn Fn(Event) + Send + Sync>) -> Self {
        let (requests, receiver) = channel();
        let wanted = Arc::new(AtomicU64::new(0));
        let mine = Arc::clone(&wanted);
        std::thread::spawn(move || run(&receiver, &mine, &session, &*tell));
        Self { requests, wanted }
    }

    /// Ends the running check.
    pub(super) fn stop(&self) {
        self.wanted.fetch_add(1, Ordering::SeqCst);
    }

    /// Asks for a check; `problems` are known already.
    pub(super) fn check(&self, snapshot: Arc<Snapshot>, problems: Vec<Diagnostic>) {
        let number = self.wanted.fetch_add(1, Ordering::SeqCst) + 1;
        // The thread ends with the process.
        let _ = self.requests.send(Request { number, snapshot, problems });
    }
}

fn run(requests: &Receiver<Request>, wanted: &AtomicU64, session: &Session, tell: &(dyn Fn(Event) + Send + Sync)) {
    let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else { return };
    let Ok(mut request) = requests.recv() else { return };
    loop {
        match requests.recv_timeout(PAUSE) {
            Ok(newer) => {
                request = newer;
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let started = Instant::now();
        // A mistake of ours in one page must not end all checking.
        let found = catch_unwind(AssertUnwindSafe(|| pool.install(|| problems(&request, wanted)))).unwrap_or_default();
        if let Some(problems) = found {
            if session.replace_findings(&problems) {
                session.tell(Change { paths: Vec::new() });
            }
            tell(Event::Checked { problems, took: started.elapsed() });
        }
        match requests.recv() {
            Ok(newer) => request = newer,
            Err(_) => return,
        }
    }
}

/// Every problem of the site; `None` when a newer site came meanwhile.
fn problems(request: &Request, wanted: &AtomicU64) -> Option<Vec<Diagnostic>> {
    let is_wanted = || wanted.load(Ordering::SeqCst) == request.number;
    let mut problems = check::run_while(&request.snapshot, &is_wanted)?.build.diagnostics;
    for known in &request.problems {
        if !problems.contains(known) {
            problems.push(known.clone());
        }
    }
    diag::sort(&mut problems);
    Some(problems)
}
