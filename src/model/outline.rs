//! The order of a site: which pages stand in which section, in which order, what comes before and after,
//! what is above. Derived from the model alone; templates and the preview read it.

use super::{Page, Section, Site};

/// Sections as a tree and the reading order of every page.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// For each section its pages (indices into `Site::pages`) in reading order, without the index page.
    pub pages: Vec<Vec<usize>>,
    /// For each section its index page.
    pub index: Vec<Option<usize>>,
    /// For each section its child sections in order.
    pub children: Vec<Vec<usize>>,
    /// For each page the one before and the one after it in the reading order of its top-level section.
    pub neighbours: Vec<(Option<usize>, Option<usize>)>,
}

impl Outline {
    /// Works the order out.
    pub fn of(site: &Site) -> Self {
        let n_sections = site.sections.len();
        let mut outline = Self {
            pages: vec![Vec::new(); n_sections],
            index: vec![None; n_sections],
            children: vec![Vec::new(); n_sections],
            neighbours: vec![(None, None); site.pages.len()],
        };
        for (at, page) in site.pages.iter().enumerate() {
            let Some(section) = site.sections.get(page.section) else { continue };
            if page.is_index && !section.path.is_empty() {
                outline.index[page.section] = Some(at);
            } else {
                outline.pages[page.section].push(at);
            }
        }
        for (at, section) in site.sections.iter().enumerate() {
            let newest_first = section.collection.is_some();
            outline.pages[at].sort_by(|&a, &b| compare_pages(&site.pages[a], &site.pages[b], newest_first));
            if let Some(parent) = section.parent {
                outline.children[parent].push(at);
            }
        }
        for children in &mut outline.children {
            children.sort_by(|&a, &b| compare_sections(&site.sections[a], &site.sections[b]));
        }
        outline.link_neighbours(site);
        outline
    }

    /// The top-level section that contains `section`; the root for the root itself.
    pub fn top(site: &Site, section: usize) -> usize {
        let mut at = section;
        while let Some(parent) = site.sections.get(at).and_then(|section| section.parent) {
            if site.sections[parent].parent.is_none() {
                break;
            }
            at = parent;
        }
        at
    }

    /// The sections from the top-level one down to `section`, the root left out.
    pub fn ancestors(site: &Site, section: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut at = Some(section);
        while let Some(index) = at {
            let Some(section) = site.sections.get(index) else { break };
            if section.parent.is_some() {
                chain.push(index);
            }
            at = section.parent;
        }
        chain.reverse();
        chain
    }

    /// Every page of a section and of those below it, in reading order: the index, pages, then child sections,
    /// pages and children interleaved by their `order`.
    pub fn reading_order(&self, site: &Site, section: usize) -> Vec<usize> {
        let mut pages = Vec::new();
        self.walk(site, section, &mut pages);
        pages
    }

    /// The entries below a section: its pages and child sections, interleaved by `order`, in the order of menus.
    pub fn entries(&self, site: &Site, section: usize) -> Vec<Entry> {
        let pages = self.pages[section].iter().map(|&page| (site.pages[page].front.order, Entry::Page(page)));
        let children = self.children[section].iter().map(|&child| (site.sections[child].order, Entry::Section(child)));
        let mut entries: Vec<_> = pages.chain(children).collect();
        // Stable: what has no order keeps pages before sections, each in its own order.
        entries.sort_by_key(|(order, _)| order.unwrap_or(i64::MAX));
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn walk(&self, site: &Site, section: usize, pages: &mut Vec<usize>) {
        pages.extend(self.index[section]);
        for entry in self.entries(site, section) {
            match entry {
                Entry::Page(page) => pages.push(page),
                Entry::Section(child) => self.walk(site, child, pages),
            }
        }
    }

    fn link_neighbours(&mut self, site: &Site) {
        let tops: Vec<usize> = self.children.first().cloned().unwrap_or_default();
        for top in tops {
            let order = self.reading_order(site, top);
            for pair in order.windows(2) {
                self.neighbours[pair[0]].1 = Some(pair[1]);
                self.neighbours[pair[1]].0 = Some(pair[0]);
            }
        }
    }
}

/// One entry of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// Index into `Site::pages`.
    Page(usize),
    /// Index into `Site::sections`.
    Section(usize),
}

fn compare_pages(a: &Page, b: &Page, newest_first: bool) -> std::cmp::Ordering {
    let order = |page: &Page| page.front.order.unwrap_or(i64::MAX);
    let by_date = || if newest_first { b.front.date.cmp(&a.front.date) } else { std::cmp::Ordering::Equal };
    order(a)
        .cmp(&order(b))
        .then_with(by_date)
        .then_with(|| a.front.title.cmp(&b.front.title))
        .then_with(|| a.route.cmp(&b.route))
}

fn compare_sections(a: &Section, b: &Section) -> std::cmp::Ordering {
    let order = |section: &Section| section.order.unwrap_or(i64::MAX);
    order(a).cmp(&order(b)).then_with(|| a.title.cmp(&b.title)).then_with(|| a.path.cmp(&b.path))
}
