//! Reads the info strings of fences (`bash title="x" tab="curl" {1,3-4}`) and joins consecutive
//! fences with a tab into one group.
//!
//! Must not highlight.

use std::ops::{Range, RangeInclusive};

use crate::render::code;
use crate::render::markdown::Problem;
use crate::render::markdown::tree::{Fence, Kind, Tab, Tree};

pub(in super::super) fn fences(tree: &mut Tree<'_>, problems: &mut Vec<Problem>) {
    // Where and how deep the last tab stands, and what its node index is.
    let mut last: Option<usize> = None;
    for at in 0..tree.nodes.len() {
        let (before, here) = tree.nodes.split_at_mut(at);
        let Some(node) = here.first_mut() else { break };
        let Kind::Fence(fence) = &mut node.kind else { continue };
        read(fence, node.range.start, problems);
        let Some(tab) = &mut fence.tab else { continue };
        // Fences are leaves: neighbours of one depth have one parent.
        let neighbour =
            before.last_mut().filter(|other| last.is_some_and(|last| last + 1 == at) && other.depth == node.depth);
        if let Some(Kind::Fence(other)) = neighbour.map(|other| &mut other.kind)
            && let Some(other) = &mut other.tab
        {
            other.last = false;
            tab.first = false;
        }
        last = Some(at);
    }
}

fn read(fence: &mut Fence<'_>, start: usize, problems: &mut Vec<Problem>) {
    let Some(info) = &fence.info else { return };
    let info = info.to_string();
    let here = start..start + "```".len() + info.len();
    let split = info.find([' ', '\t', ',', '{']).unwrap_or(info.len());
    fence.language = info[..split].to_owned();
    for attribute in Attributes(info[split..].trim_start_matches(',')) {
        match attribute {
            Attribute::Lines(list) => match lines(list) {
                Some(marks) => fence.marks = marks,
                None => problems.push(problem(
                    here.clone(),
                    format!("`{{{list}}}` is not a list of lines"),
                    "write line numbers and ranges, such as `{1,3-4}`",
                )),
            },
            Attribute::Pair("title", Some(title)) => fence.title = Some(title.to_owned()),
            Attribute::Pair("tab", title) => fence.tab = Some(tab(title, &fence.language)),
            Attribute::Pair(name, _) => problems.push(problem(
                here.clone(),
                format!("unknown attribute `{name}` of a code block"),
                "the attributes are `title=\"…\"`, `tab` and `{lines}`",
            )),
        }
    }
}

fn tab(title: Option<&str>, language: &str) -> Tab {
    let label = || code::language(language).map_or(language, |language| language.label);
    Tab { title: title.filter(|title| !title.is_empty()).unwrap_or_else(label).to_owned(), first: true, last: true }
}

fn problem(range: Range<usize>, message: String, hint: &str) -> Problem {
    Problem { code: "markdown-code", range, message, hint: Some(hint.to_owned()) }
}

/// `1,3-4` as ranges in ascending order.
fn lines(list: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let mut ranges = Vec::new();
    for part in list.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first: u32 = first.trim().parse().ok()?;
        let last: u32 = last.trim().parse().ok()?;
        if first == 0 || last < first {
            return None;
        }
        ranges.push(first..=last);
    }
    ranges.sort_unstable_by_key(|range| *range.start());
    Some(ranges)
}

enum Attribute<'a> {
    Lines(&'a str),
    Pair(&'a str, Option<&'a str>),
}

/// What is left of an info string after the language.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        let rest = self.0.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return None;
        }
        if let Some(inner) = rest.strip_prefix('{') {
            let (list, after) = inner.split_once('}').unwrap_or((inner, ""));
            self.0 = after;
            return Some(Attribute::Lines(list));
        }
        let end = rest.find(['=', ' ', '\t', ',', '{']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(value) = after.strip_prefix('=') else {
            self.0 = after;
            return Some(Attribute::Pair(name, None));
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => value.split_at(value.find([' ', '\t']).unwrap_or(value.len())),
        };
        self.0 = after;
        Some(Attribute::Pair(name, Some(value)))
    }
}
