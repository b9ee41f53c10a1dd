//! Outputs that list pages: feeds, the sitemap, the search data.

use std::collections::HashMap;
use std::sync::Arc;

use super::plan::{Job, NOT_FOUND};
use super::snapshot::{Shared, Snapshot};
use crate::model::{Date, Outline, PageKind, Route};
use crate::render::feed::{Entry, Feed, atom};
use crate::render::page::Facts;
use crate::render::search::{Record, Version, index};
use crate::render::sitemap::sitemap;

impl Snapshot {
    pub(super) fn feed(&self, shared: &Shared<'_>, at: usize) -> String {
        let section = &self.site.sections[at];
        let config = &self.site.config;
        let home = Route::page(&section.path).absolute(&config.url);
        let url = Route::file(&format!("{}/feed.xml", section.path)).absolute(&config.url);
        let mut dated: Vec<(Date, usize)> =
            self.outline.pages[at].iter().filter_map(|&page| Some((self.site.pages[page].front.date?, page))).collect();
        dated.sort_by(|a, b| b.cmp(a));
        let entry = |&(date, at): &(Date, usize)| {
            let page = &self.site.pages[at];
            Some(Entry {
                title: page.front.title.clone(),
                url: page.route.absolute(&config.url),
                date,
                summary: page.front.description.clone(),
                content: shared.context.content(&shared.views.cards()[at], at)?,
            })
        };
        let entries: Vec<Entry> = dated.iter().take(20).filter_map(entry).collect();
        let title = format!("{} · {}", section.title, config.title);
        let feed = Feed {
            title: &title,
            subtitle: section.description.as_deref(),
            url: &url,
            home: &home,
            author: if config.brand.name.is_empty() { &config.title } else { &config.brand.name },
            language: &config.language,
        };
        atom(&feed, &entries)
    }

    pub(super) fn sitemap(&self) -> String {
        let made = self.plan.made.iter().filter(|made| !matches!(made.kind, PageKind::Error | PageKind::Search));
        let mut pages: Vec<(&Route, Option<Date>)> = made.map(|made| (&made.page.route, None)).collect();
        pages.extend(self.site.pages.iter().map(|page| (&page.route, page.front.date)));
        let reference = self.routes().filter(|(_, job)| matches!(job, Job::Reference(..)));
        pages.extend(reference.map(|(route, _)| (route, None)));
        pages.retain(|(route, _)| route.as_str() != NOT_FOUND);
        pages.sort();
        sitemap(&self.site.config.url, pages)
    }

    pub(super) fn search(&self, facts: &HashMap<usize, Facts>) -> String {
        let record = |(at, page): (usize, &Arc<crate::model::Page>)| {
            let facts = facts.get(&at);
            let top = &self.site.sections[Outline::top(&self.site, page.section)];
            Record {
                title: page.front.title.clone(),
                url: page.route.to_string(),
                section: if top.path.is_empty() { String::new() } else { top.title.clone() },
                description: page.front.description.clone().or_else(|| facts?.summary.clone()).unwrap_or_default(),
                headings: facts.map(|facts| facts.headings.clone()).unwrap_or_default(),
            }
        };
        let records: Vec<Record> = self.site.pages.iter().enumerate().map(record).collect();
        let apis = self.site.config.apis.iter();
        let versions = apis.flat_map(|api| api.versions.iter().map(move |version| Version::of(api, version)));
        index(&records, &versions.collect::<Vec<_>>()).unwrap_or_default()
    }
}
