//! What the preview holds in memory: the site as it is now, what was wrong with it, the last good pages.
//! Must not wait for files or speak HTTP.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{broadcast, watch};

use crate::diag::{Diagnostic, Severity};
use crate::disk::Touches;
use crate::model::Route;
use crate::model::customer::Visit;
use crate::site::{Job, Output, Snapshot};

use super::viewer::{self, Viewer};

/// How many pages are kept as they were when they were last good.
const KEPT: usize = 500;
/// How many readers the site is kept for at once.
const MOST_VIEWERS: usize = 8;
/// A load that takes longer than this is not waited for: better an old page than none.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The site at one moment.
pub(super) struct Moment {
    /// What pages are rendered from. While `portal.yaml` is broken, the last site that had a good one.
    pub(super) shown: Arc<Snapshot>,
    /// The site before, for pages that can no longer be shown.
    pub(super) before: Option<Arc<Snapshot>>,
    /// What loading found, and the folder itself.
    pub(super) problems: Vec<Diagnostic>,
    /// `shown` as other readers see it, made when one first asks.
    views: Mutex<BTreeMap<Viewer, Arc<Snapshot>>>,
}

impl Moment {
    pub(super) fn new(shown: Arc<Snapshot>, before: Option<Arc<Snapshot>>, problems: Vec<Diagnostic>) -> Self {
        Self { shown, before, problems, views: Mutex::default() }
    }

    /// The site as `viewer` sees it.
    pub(super) fn seen_by(&self, viewer: &Viewer) -> Arc<Snapshot> {
        if *viewer == Viewer::Anonymous {
            return Arc::clone(&self.shown);
        }
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        // Who looks is what a browser says: no more of them are kept than a site has customers to try.
        if views.len() >= MOST_VIEWERS && !views.contains_key(viewer) {
            views.pop_first();
        }
        let seen = || Arc::new(self.shown.seen_by(&viewer.audience(self.shown.whole())));
        Arc::clone(views.entry(viewer.clone()).or_insert_with(seen))
    }
}

/// What browsers are told.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// Which files; none when only findings changed.
    pub(super) paths: Vec<String>,
}

#[derive(Clone)]
struct Published {
    upto: u64,
    moment: Arc<Moment>,
}

/// Shared by the server, the thread that follows the files and the one that checks.
pub(super) struct Session {
    touches: Arc<Touches>,
    published: watch::Sender<Published>,
    changes: broadcast::Sender<Change>,
    good: Mutex<BTreeMap<Route, Output>>,
    /// What rendering everything found, by source.
    findings: Mutex<BTreeMap<String, Vec<Diagnostic>>>,
}

/// A page as it is shown.
pub(super) struct Shown {
    /// What to show; `None` where there never was anything.
    pub(super) output: Option<Output>,
    /// Whether the route exists.
    pub(super) exists: bool,
    /// What is wrong with it.
    pub(super) problems: Vec<Diagnostic>,
}

impl Session {
    pub(super) fn new(touches: Arc<Touches>, moment: Moment) -> Self {
        let (published, _) = watch::channel(Published { upto: 0, moment: Arc::new(moment) });
        let (changes, _) = broadcast::channel(64);
        Self { touches, published, changes, good: Mutex::default(), findings: Mutex::default() }
    }

    pub(super) fn moment(&self) -> Arc<Moment> {
        Arc::clone(&self.published.borrow().moment)
    }

    /// The site with everything in it that was saved before the call.
    pub(super) async fn fresh(&self) -> Arc<Moment> {
        let touches = Arc::clone(&self.touches);
        let wanted = touches.now();
        let mut published = self.published.subscribe();
        let wait = published.wait_for(|published| published.upto >= wanted);
        match tokio::time::timeout(LONGEST_WAIT, wait).await {
            Ok(Ok(published)) => Arc::clone(&published.moment),
            _ => self.moment(),
        }
    }

    /// Says that all touches up to `upto` are accounted for, with a new site if there is one.
    pub(super) fn publish(&self, upto: u64, moment: Option<Moment>) {
        self.published.send_modify(|published| {
            published.upto = published.upto.max(upto);
            if let Some(moment) = moment {
                published.moment = Arc::new(moment);
            }
        });
    }

    /// Tells the browsers.
    pub(super) fn tell(&self, change: Change) {
        // An error says that no browser listens.
        let _ = self.changes.send(change);
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Renders a route, or takes the last good page in its place.
    pub(super) fn show(&self, moment: &Moment, viewer: &Viewer, route: &Route) -> Shown {
        let seen = moment.seen_by(viewer);
        let source = source_of(&seen, route);
        let mut rendering = seen.render(route);
        let exists = source.is_some() || rendering.output.is_some();
        let mut problems = rendering.diagnostics;
        if let (Some(output), Some(personal)) = (&mut rendering.output, &rendering.personal) {
            // A stranger sees the page as it is.
            if *viewer != Viewer::Anonymous {
                let visit = viewer.visit(seen.whole(), route.as_str(), "");
                problems.extend(viewer::finish(&seen, output, personal, &visit));
            }
        }
        let belongs = |problem: &&Diagnostic| belongs(problem, source.as_deref().filter(|_| exists));
        for problem in moment.problems.iter().filter(belongs).chain(&self.findings_of(source.as_deref())) {
            if !problems.contains(problem) {
                problems.push(problem.clone());
            }
        }
        let output = match rendering.output {
            Some(output) => {
                if *viewer == Viewer::Anonymous {
                    self.remember(route, &output);
                }
                Some(output)
            }
            None if problems.iter().any(|problem| problem.severity == Severity::Error) => self.last_good(moment, route),
            None => None,
        };
        Shown { output, exists, problems }
    }

    /// Renders a built-in page.
    pub(super) fn show_builtin(&self, moment: &Moment, viewer: &Viewer, name: &str, visit: &Visit) -> Shown {
        let seen = moment.seen_by(viewer);
        let source = seen.whole().builtins.get(name).map(|page| page.source.name().to_owned());
        let mut rendering = seen.builtin(name);
        let mut problems = rendering.diagnostics;
        if let (Some(output), Some(personal)) = (&mut rendering.output, &rendering.personal) {
            problems.extend(viewer::finish(&seen, output, personal, visit));
        }
        for problem in moment.problems.iter().filter(|problem| belongs(problem, source.as_deref())) {
            if !problems.contains(problem) {
                problems.push(problem.clone());
            }
        }
        Shown { output: rendering.output, exists: true, problems }
    }

    /// Whether the site has the route.
    pub(super) fn exists(&self, moment: &Moment, viewer: &Viewer, route: &Route) -> bool {
        source_of(&moment.seen_by(viewer), route).is_some()
    }

    fn remember(&self, route: &Route, output: &Output) {
        let mut good = self.good.lock().unwrap_or_else(PoisonError::into_inner);
        if good.len() >= KEPT && !good.contains_key(route) {
            good.pop_first();
        }
        if output.content_type.starts_with("text/html") {
            good.insert(route.clone(), output.clone());
        }
    }

    fn last_good(&self, moment: &Moment, route: &Route) -> Option<Output> {
        let kept = self.good.lock().unwrap_or_else(PoisonError::into_inner).get(route).cloned();
        kept.or_else(|| moment.before.as_ref()?.render(route).output)
    }

    /// Replaces what rendering everything found; true when something changed.
    pub(super) fn replace_findings(&self, problems: &[Diagnostic]) -> bool {
        let mut by_source: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
        for problem in problems {
            if let Some(span) = &problem.span {
                by_source.entry(span.source.name().to_owned()).or_default().push(problem.clone());
            }
        }
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        let is_changed = *findings != by_source;
        *findings = by_source;
        is_changed
    }

    /// Forgets what was found in files that are no longer the same.
    pub(super) fn forget_findings(&self, paths: &[String]) {
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        findings.retain(|source, _| paths.binary_search(source).is_err());
    }

    fn findings_of(&self, source: Option<&str>) -> Vec<Diagnostic> {
        let findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        source.and_then(|source| findings.get(source)).cloned().unwrap_or_default()
    }
}

/// Whether a problem of the load concerns a page: its own do, and so do errors outside the content, which may
/// touch every page. A page that does not exist may be missing for any error.
fn belongs(problem: &Diagnostic, page: Option<&str>) -> bool {
    let source = problem.span.as_ref().map_or("", |span| span.source.name());
    match page {
        Some(page) if source == page => true,
        Some(_) => problem.severity == Severity::Error && !source.starts_with("content/"),
        None => problem.severity == Severity::Error,
    }
}

/// The content file behind a route; empty for routes that no file stands for, `None` for none at all.
fn source_of(snapshot: &Snapshot, route: &Route) -> Option<String> {
    let (_, job) = snapshot.routes().find(|(known, _)| *known == route)?;
    Some(match job {
        Job::Page(at) => snapshot.site().pages.get(*at).map_or_else(String::new, |page| page.source.name().to_owned()),
        _ => String::new(),
    })
}
