//! Who sees what: every page and operation, for anonymous readers and for customers on each plan.
//! Taken from the very plans that the builds of each reader are made by.

use std::collections::{BTreeMap, BTreeSet};

use super::{Job, Snapshot};
use crate::model::{Audience, Route};
use crate::render::reference::Here;

/// The table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The readers: `anonymous`, `customers` (of no plan), then the plans and the groups by name.
    pub readers: Vec<String>,
    /// A row for each thing, by address.
    pub rows: Vec<Row>,
}

/// What one thing is to each reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `page`, `operation`, `file` …
    pub kind: &'static str,
    /// Where it is.
    pub route: Route,
    /// Whether each of the readers sees it, in their order.
    pub seen: Vec<bool>,
}

impl Row {
    /// Whether everybody sees it.
    pub fn is_public(&self) -> bool {
        self.seen.iter().all(|seen| *seen)
    }
}

impl Matrix {
    /// That of a site.
    pub fn of(snapshot: &Snapshot) -> Self {
        let config = &snapshot.whole().config;
        let mut readers =
            vec![("anonymous".to_owned(), Audience::anonymous()), ("customers".to_owned(), Audience::on_plans([]))];
        readers.extend(config.plans.iter().map(|plan| (plan.name.clone(), Audience::on_plans([plan]))));
        readers.extend(config.groups.iter().map(|group| (group.clone(), Audience::customer([group]))));
        let mut rows: BTreeMap<Route, (&'static str, BTreeSet<usize>)> = BTreeMap::new();
        for (at, (_, audience)) in readers.iter().enumerate() {
            let seen = snapshot.seen_by(audience);
            for (route, job) in seen.routes() {
                if let Some(kind) = kind(job) {
                    rows.entry(route.clone()).or_insert_with(|| (kind, BTreeSet::new())).1.insert(at);
                }
            }
        }
        let row = |(route, (kind, seen)): (Route, (&'static str, BTreeSet<usize>))| {
            let seen = (0..readers.len()).map(|at| seen.contains(&at)).collect();
            Row { kind, route, seen }
        };
        let rows = rows.into_iter().map(row).collect();
        Self { readers: readers.into_iter().map(|(name, _)| name).collect(), rows }
    }
}

/// What a job makes, for those that anybody would ask about.
fn kind(job: &Job) -> Option<&'static str> {
    Some(match job {
        Job::Page(_) | Job::Made(_) => "page",
        Job::Reference(_, _, Here::Operation(_)) => "operation",
        Job::Reference(_, _, Here::Webhook(_)) => "webhook",
        Job::Reference(_, _, Here::Schema(_)) => "schema",
        Job::Reference(..) => "reference",
        Job::Description(..) => "description",
        Job::Redirect(_) => "redirect",
        Job::Feed(_) => "feed",
        Job::Asset(_) => "file",
        Job::Console(..) | Job::Sitemap | Job::Robots | Job::Search => return None,
    })
}
