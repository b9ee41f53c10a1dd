//! What the evaluator carries along while a template is being split.
//!
//! Owns the cuts made so far and how they become segments.

use super::analysis::Analysis;
use super::late::Late;
use super::needs::{Carrier, CarrierMark};
use super::segment::{LateNames, Live, Segment};
use crate::liquid::eval::{Scopes, State};
use crate::liquid::syntax::tree::Node;
use std::collections::HashSet;

/// The specialiser's memory.
pub(crate) struct Splitter<'a> {
    pub(super) analysis: Analysis<'a>,
    pub(super) names: &'a LateNames,
    pub(super) contents: &'a [(&'a str, &'a [Segment])],
    /// What is late in the template, or in the opened `render`, that is being rendered.
    pub(super) late: Late,
    pub(super) carrier: Carrier,
    pub(super) cuts: Vec<(usize, Cut<'a>)>,
    /// The next number of a context.
    pub(super) contexts: u32,
    /// At which depth of partials the next block is the whole of a template.
    pub(super) root: Option<usize>,
    /// How many opened nodes around the current one can be left whole after all.
    pub(super) opened: usize,
    /// The node being run must become part of a bigger region: an error is on its way to it.
    pub(super) growing: bool,
    /// Nodes that gave too many segments once: they are not opened again.
    pub(super) too_many: HashSet<*const Node>,
    /// The tags of the opened partials, outermost first.
    pub(super) trace: Vec<(String, u32, u32)>,
}

/// What stands at a place of the output.
pub(super) enum Cut<'a> {
    Live(Box<Live>),
    /// The segments of a content, and the number of its first context.
    Content(&'a [Segment], u32),
}

/// Everything to go back to when a region has to grow.
pub(super) struct Snapshot<'a> {
    pub(super) scopes: Scopes<'a>,
    pub(super) state: State,
    pub(super) late: Late,
    pub(super) carried: CarrierMark,
    pub(super) cuts: usize,
    pub(super) contexts: u32,
    pub(super) text: usize,
}

impl<'a> Splitter<'a> {
    /// At the start of a template.
    pub(super) fn new(
        analysis: Analysis<'a>,
        names: &'a LateNames,
        contents: &'a [(&'a str, &'a [Segment])],
        carrier: Carrier,
    ) -> Self {
        Splitter {
            analysis,
            names,
            contents,
            late: Late::default(),
            carrier,
            cuts: Vec::new(),
            contexts: 0,
            root: Some(0),
            opened: 0,
            growing: false,
            too_many: HashSet::new(),
            trace: Vec::new(),
        }
    }

    /// One that has seen nothing, to stand in for this one.
    pub(super) fn vacant(&self) -> Self {
        Splitter::new(self.analysis.fresh(), self.names, self.contents, Carrier::default())
    }

    /// Starts a context in which nothing is late yet; gives back what was late outside.
    pub(super) fn enter_context(&mut self) -> Late {
        self.contexts += 1;
        std::mem::replace(&mut self.late, Late::new(self.contexts - 1))
    }

    /// Whether a name that nobody has set stands for a late value.
    pub(super) fn is_late_global(&self, name: &str) -> bool {
        self.names.contains(name) || self.content(name).is_some()
    }

    /// Whether there is anything late at all.
    pub(super) fn anything_late(&self) -> bool {
        !(self.names.is_empty()
            && self.contents.is_empty()
            && self.late.variables.is_empty()
            && self.late.counters.is_empty())
    }

    /// The segments that `name` stands for.
    pub(super) fn content(&self, name: &str) -> Option<&'a [Segment]> {
        self.contents.iter().find(|(known, _)| *known == name).map(|(_, content)| *content)
    }

    /// Puts a content at a place of the output.
    pub(super) fn insert(&mut self, at: usize, content: &'a [Segment]) {
        self.cuts.push((at, Cut::Content(content, self.contexts)));
        let lives = content.iter().filter_map(|segment| match segment {
            Segment::Live(live) => Some(live.context + 1),
            Segment::Text(_) => None,
        });
        self.contexts += lives.max().unwrap_or(0);
    }

    /// The output, cut where something is to be put in.
    pub(super) fn segments(self, text: &str) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut from = 0;
        for (at, cut) in self.cuts {
            push_text(&mut segments, text.get(from..at).unwrap_or_default());
            from = at;
            match cut {
                Cut::Live(live) => segments.push(Segment::Live(live)),
                Cut::Content(content, base) => {
                    for segment in content {
                        match segment {
                            Segment::Text(text) => push_text(&mut segments, text),
                            Segment::Live(live) => segments.push(Segment::Live(live.in_context(base))),
                        }
                    }
                }
            }
        }
        push_text(&mut segments, text.get(from..).unwrap_or_default());
        segments
    }
}

fn push_text(segments: &mut Vec<Segment>, text: &str) {
    match segments.last_mut() {
        _ if text.is_empty() => {}
        Some(Segment::Text(last)) => last.push_str(text),
        _ => segments.push(Segment::Text(text.to_owned())),
    }
}
