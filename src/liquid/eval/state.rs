//! What tags remember from one use to the next.
//!
//! Owns counters, cycles, loop offsets, the last `ifchanged` text and the loops that are running.
//! It holds no borrowed data, so that it can be copied and kept.

use crate::liquid::names::Sym;
use crate::liquid::value::{Map, Value};
use std::sync::Arc;

#[derive(Clone, Default, Debug, PartialEq)]
pub(crate) struct State {
    /// `increment` and `decrement`.
    pub(crate) counters: Vec<(Sym, i64)>,
    /// The next position of each cycle: named ones by the text of their group, unnamed ones by
    /// their values as written.
    pub(crate) cycles: Vec<(CycleKey, usize)>,
    /// Where the last loop of each name ended, for `offset: continue`.
    pub(crate) offsets: Vec<(Box<str>, usize)>,
    /// The last text of `ifchanged`.
    pub(crate) changed: Option<String>,
    /// The loops that are running, outermost first.
    pub(crate) loops: Vec<Loop>,
}

/// What a cycle is remembered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CycleKey {
    /// The kind and the text of the group.
    Group(&'static str, Box<str>),
    /// The values as written.
    Values(Box<str>),
}

/// One running loop.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Loop {
    /// `forloop.name`
    pub(crate) name: Arc<str>,
    /// How many iterations there are.
    pub(crate) length: usize,
    /// The current one, from 0.
    pub(crate) index: usize,
    /// The position of the loop around it.
    pub(crate) parent: Option<usize>,
    /// Which tag it belongs to.
    pub(crate) kind: LoopKind,
}

/// What runs a loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum LoopKind {
    /// `for`
    For,
    /// `tablerow`, with its columns.
    Table(Table),
    /// `render … for`: loops inside of it do not see it as their parent.
    Partial,
}

/// How a `tablerow` is laid out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Table {
    /// How many columns.
    pub(crate) cols: usize,
}

impl Table {
    /// Row and column of an item, both from 0.
    pub(crate) fn cell(self, index: usize) -> (usize, usize) {
        index.checked_div(self.cols).map_or((0, index), |row| (row, index % self.cols))
    }

    /// Whether an item is the last of its row.
    pub(crate) fn ends_row(self, index: usize) -> bool {
        self.cols > 0 && index % self.cols == self.cols - 1
    }
}

/// The properties of `forloop`, in the order in which they are printed.
const FOR: [&str; 9] = ["name", "length", "index", "index0", "rindex", "rindex0", "first", "last", "parentloop"];
/// The properties of `tablerowloop`.
const TABLE: [&str; 12] =
    ["length", "index", "index0", "rindex", "rindex0", "first", "last", "row", "col", "col0", "col_first", "col_last"];

impl State {
    /// The counter of a name, 0 if it is new.
    pub(crate) fn counter(&mut self, sym: Sym) -> &mut i64 {
        let at = match self.counters.iter().position(|(s, _)| *s == sym) {
            Some(at) => at,
            None => {
                self.counters.push((sym, 0));
                self.counters.len() - 1
            }
        };
        &mut self.counters[at].1
    }

    /// The current position of a cycle, which then moves on in `length` values; and the bytes that
    /// were gone through to find it.
    pub(crate) fn turn(&mut self, key: CycleKey, length: usize) -> (usize, usize) {
        let next = |position: usize| if position + 1 >= length { 0 } else { position + 1 };
        let known = self.cycles.iter().position(|(k, _)| *k == key);
        let searched = known.unwrap_or(self.cycles.len()).saturating_mul(size_of::<CycleKey>());
        match known.and_then(|at| self.cycles.get_mut(at)) {
            Some((_, position)) => (std::mem::replace(position, next(*position)), searched),
            None => {
                self.cycles.push((key, next(0)));
                (0, searched)
            }
        }
    }

    /// Moves a cycle to a position.
    pub(crate) fn set_cycle(&mut self, key: CycleKey, position: usize) {
        match self.cycles.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = position,
            None => self.cycles.push((key, position)),
        }
    }

    /// Where the last loop of this name ended.
    pub(crate) fn offset(&self, name: &str) -> usize {
        self.offsets.iter().find(|(n, _)| **n == *name).map_or(0, |(_, offset)| *offset)
    }

    /// Remembers where a loop ends.
    pub(crate) fn set_offset(&mut self, name: &str, offset: usize) {
        match self.offsets.iter_mut().find(|(n, _)| **n == *name) {
            Some(entry) => entry.1 = offset,
            None => self.offsets.push((name.into(), offset)),
        }
    }

    /// A property of a running loop; `None` when loops have none of that name.
    pub(crate) fn loop_property<'a>(&self, at: usize, name: &str) -> Option<Value<'a>> {
        let running = self.loops.get(at)?;
        let int = |n: usize| Some(Value::Int(i64::try_from(n).unwrap_or(i64::MAX)));
        if let LoopKind::Table(table) = running.kind {
            let (row, col) = table.cell(running.index);
            match name {
                "row" => return int(row + 1),
                "col" => return int(col + 1),
                "col0" => return int(col),
                "col_first" => return Some(Value::Bool(col == 0)),
                "col_last" => return Some(Value::Bool(table.ends_row(running.index))),
                "name" | "parentloop" => return None,
                _ => {}
            }
        }
        let Loop { index, length, .. } = *running;
        match name {
            "index" => int(index + 1),
            "index0" => int(index),
            "rindex" => int(length - index),
            "rindex0" => int(length - index - 1),
            "first" => Some(Value::Bool(index == 0)),
            "last" => Some(Value::Bool(index + 1 == length)),
            "length" => int(length),
            "name" => Some(Value::text(running.name.clone())),
            "parentloop" => Some(running.parent.map_or(Value::Nil, |parent| self.loop_value(parent))),
            _ => None,
        }
    }

    /// The names of a running loop's properties.
    pub(crate) fn loop_keys(&self, at: usize) -> &'static [&'static str] {
        match self.loops.get(at) {
            Some(Loop { kind: LoopKind::Table(_), .. }) => &TABLE,
            _ => &FOR,
        }
    }

    /// A running loop as a value of its own, as it is now.
    pub(crate) fn loop_value<'a>(&self, at: usize) -> Value<'a> {
        let properties =
            self.loop_keys(at).iter().map(|name| (*name, self.loop_property(at, name).unwrap_or_default()));
        Value::map(properties.collect::<Map<'a>>())
    }
}
