//! Sections that a reader may not see go with all that stands in them, and so do those in which nothing is left to see.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::access::Audience;
use crate::model::{Section, Site};

/// Takes sections out, with the files in their folders; the indices of those that stay become smaller.
pub(super) fn leave(site: &mut Site, audience: &Audience) {
    let seen = seen(site, audience);
    if seen.iter().all(|seen| *seen) {
        return;
    }
    let gone: Vec<String> = kept(&site.sections, &seen, false).map(|section| format!("{}/", section.path)).collect();
    site.assets.retain(|name, _| !gone.iter().any(|folder| name.starts_with(folder.as_str())));
    let mut places = Vec::with_capacity(seen.len());
    let mut count = 0;
    for seen in &seen {
        places.push(count);
        count += usize::from(*seen);
    }
    let place = |at: usize| places.get(at).copied().unwrap_or_default();
    let sections: Vec<Section> = kept(&site.sections, &seen, true).cloned().collect();
    site.sections = sections;
    for section in &mut site.sections {
        section.parent = section.parent.map(place);
    }
    for page in &mut site.pages {
        if place(page.section) != page.section {
            let section = place(page.section);
            Arc::make_mut(page).section = section;
        }
    }
}

fn kept<'s>(sections: &'s [Section], seen: &'s [bool], wanted: bool) -> impl Iterator<Item = &'s Section> {
    sections.iter().zip(seen).filter(move |(_, seen)| **seen == wanted).map(|(section, _)| section)
}

/// For each section whether it stays: it has a page, or one below it has, or anybody may see it.
fn seen(site: &Site, audience: &Audience) -> Vec<bool> {
    let mut used = BTreeSet::from([0]);
    for page in &site.pages {
        let mut at = Some(page.section);
        while let Some(section) = at.filter(|at| used.insert(*at)) {
            at = site.sections.get(section).and_then(|section| section.parent);
        }
    }
    let stays = |(at, section): (usize, &Section)| used.contains(&at) || audience.may(&section.access);
    site.sections.iter().enumerate().map(stays).collect()
}
