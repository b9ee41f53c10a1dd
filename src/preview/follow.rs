//! The thread that follows the files: waits for changes, loads the site again, tells server and browsers.
//! Must not render: what is asked for is rendered when it is asked for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use super::Event;
use super::findings::Checker;
use super::session::{Change, Moment, Session};
use crate::diag::{Diagnostic, Severity};
use crate::disk::{Changes, Watcher};
use crate::input::Files;
use crate::site::{Cache, Settings, Snapshot};

/// Follows the files of a site.
pub(super) struct Follower {
    watcher: Watcher,
    settings: Settings,
    cache: Cache,
    session: Arc<Session>,
    checker: Checker,
    tell: Arc<dyn Fn(Event) + Send + Sync>,
}

impl Follower {
    /// Loads the site for the first time.
    pub(super) fn start(
        watcher: Watcher,
        settings: Settings,
        tell: Arc<dyn Fn(Event) + Send + Sync>,
    ) -> (Self, Arc<Session>) {
        let mut cache = Cache::default();
        let files: Arc<dyn Files> = watcher.files();
        let snapshot = Arc::new(Snapshot::load(files, &settings, &mut cache));
        let problems = problems(&watcher, &snapshot);
        let moment = Moment::new(Arc::clone(&snapshot), None, problems.clone());
        let session = Arc::new(Session::new(watcher.touches(), moment));
        let checker = Checker::start(Arc::clone(&session), Arc::clone(&tell));
        checker.check(snapshot, problems);
        (Self { watcher, settings, cache, session: Arc::clone(&session), checker, tell }, session)
    }

    /// Follows until the process ends.
    pub(super) fn run(mut self) {
        loop {
            let changes = self.watcher.wait();
            if changes.paths.is_empty() {
                self.session.publish(changes.upto, None);
            } else {
                self.load(changes);
            }
        }
    }

    fn load(&mut self, changes: Changes) {
        let started = Instant::now();
        self.checker.stop();
        let files: Arc<dyn Files> = self.watcher.files();
        // A mistake of ours must not end the preview: the last site stays up.
        let loaded = catch_unwind(AssertUnwindSafe(|| Snapshot::load(files, &self.settings, &mut self.cache)));
        let last = self.session.moment();
        let moment = match loaded {
            Ok(snapshot) => {
                let problems = problems(&self.watcher, &snapshot);
                self.moment(&last, Arc::new(snapshot), problems)
            }
            Err(_) => {
                self.cache = Cache::default();
                let problem = Diagnostic::error("portal/internal", "portal failed while it loaded the site")
                    .hint("this is a mistake in portal; please report it with what you just saved");
                Moment::new(Arc::clone(&last.shown), last.before.clone(), vec![problem])
            }
        };
        let problems = moment.problems.clone();
        let shown = Arc::clone(&moment.shown);
        self.session.forget_findings(&changes.paths);
        self.session.publish(changes.upto, Some(moment));
        self.session.tell(Change { paths: changes.paths.clone() });
        (self.tell)(Event::Changed { paths: changes.paths, took: started.elapsed(), problems: problems.clone() });
        self.checker.check(shown, problems);
    }

    /// While the configuration is broken there is no site to show: the last one stays.
    fn moment(&self, last: &Moment, snapshot: Arc<Snapshot>, problems: Vec<Diagnostic>) -> Moment {
        let is_broken = |problem: &Diagnostic| {
            problem.severity == Severity::Error
                && problem.span.as_ref().is_none_or(|span| span.source.name() == "portal.yaml")
        };
        if problems.iter().any(is_broken) {
            return Moment::new(Arc::clone(&last.shown), last.before.clone(), problems);
        }
        let before = if last.problems.iter().any(|problem| problem.severity == Severity::Error) {
            last.before.clone().or_else(|| Some(Arc::clone(&last.shown)))
        } else {
            Some(Arc::clone(&last.shown))
        };
        Moment::new(snapshot, before, problems)
    }
}

fn problems(watcher: &Watcher, snapshot: &Snapshot) -> Vec<Diagnostic> {
    watcher.problems().iter().chain(snapshot.diagnostics()).cloned().collect()
}
