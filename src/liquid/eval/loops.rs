//! Renders `for`, `tablerow` and `cycle`.
//!
//! Owns which items a loop takes and the state it keeps while it runs.

use super::expr::whole;
use super::scopes::Local;
use super::state::{CycleKey, Loop, LoopKind, Table};
use super::{Flow, Output, Renderer, Use};
use crate::liquid::engine::{FORLOOP, TABLEROWLOOP};
use crate::liquid::error::Error;
use crate::liquid::names::Sym;
use crate::liquid::syntax::tree::{Bounds, Cycle, Expr, For, Offset, TableRow};
use crate::liquid::value::Value;
use std::ops::Range;

/// What a loop goes through, without copying it.
pub(crate) enum Items<'a> {
    /// A list, by position.
    List(Value<'a>, usize),
    /// A map: its keys, read once, and the map.
    Pairs(Vec<String>, Value<'a>),
    /// A string, which is its only item.
    One(Value<'a>),
    /// Anything else.
    None,
}

impl<'a> Items<'a> {
    pub(crate) fn of(value: Value<'a>) -> Self {
        if let Some(len) = value.list_len() {
            return Items::List(value, len);
        }
        if value.is_map() {
            return Items::Pairs(value.keys(), value);
        }
        match value.as_str() {
            Some(text) if !text.is_empty() => Items::One(value),
            _ => Items::None,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Items::List(_, len) => *len,
            Items::Pairs(keys, _) => keys.len(),
            Items::One(_) => 1,
            Items::None => 0,
        }
    }

    #[inline]
    pub(crate) fn at(&self, position: usize) -> Value<'a> {
        match self {
            Items::List(list, _) => list.at(position).unwrap_or_default(),
            Items::Pairs(keys, map) => keys.get(position).map_or(Value::Nil, |key| {
                Value::array(vec![Value::text(key.as_str()), map.get(key).unwrap_or_default()])
            }),
            Items::One(value) => value.clone(),
            Items::None => Value::Nil,
        }
    }
}

impl<'a> Renderer<'a> {
    /// The items of a loop and the positions it takes, in the order of the list.
    pub(crate) fn items(
        &mut self,
        list: &'a Expr,
        bounds: &'a Bounds,
        name: &str,
    ) -> Result<(Items<'a>, Range<usize>), Error> {
        let items = Items::of(self.expr(list, Use::Print)?);
        let mut start = match &bounds.offset {
            None => 0,
            Some(Offset::Continue) => self.state.offset(name),
            Some(Offset::From(offset)) => self.bound(offset, "offset")?.unwrap_or(0),
        };
        let limit = match &bounds.limit {
            Some(limit) => self.bound(limit, "limit")?,
            None => None,
        };
        let mut end = limit.map_or(items.len(), |limit| start.saturating_add(limit)).min(items.len());
        if matches!(items, Items::One(_)) {
            // A string is taken whole whatever the bounds say, as in Shopify's engine.
            (start, end) = (0, 1);
        }
        Ok((items, start.min(end)..end))
    }

    /// A limit or offset; nil is none, below zero is zero.
    fn bound(&mut self, expr: &'a Expr, what: &str) -> Result<Option<usize>, Error> {
        let value = self.expr(expr, Use::Print)?;
        if value.is_nil() {
            return Ok(None);
        }
        let number = whole(&value, what).map_err(|error| error.at(expr.at.0))?;
        Ok(Some(usize::try_from(number).unwrap_or(0)))
    }

    /// Starts a loop: binds its item and its `forloop`. Gives the positions of both.
    pub(crate) fn enter(&mut self, target: Sym, own: Sym, running: Loop) -> (usize, usize) {
        let at = self.state.loops.len();
        self.state.loops.push(running);
        self.scopes.bind(own, Local::Loop(at));
        (self.scopes.bind(target, Local::Value(Value::Nil)), at)
    }

    /// Ends it.
    pub(crate) fn leave(&mut self) {
        let depth = self.scopes.depth().saturating_sub(2);
        self.scopes.unbind(depth);
        self.state.loops.pop();
    }

    /// The loop of the same kind that is running around a new one.
    pub(crate) fn parent(&self) -> Option<usize> {
        self.state.loops.iter().rposition(|running| running.kind == LoopKind::For)
    }

    pub(crate) fn for_loop(&mut self, node: &'a For, out: &mut Output<'a>) -> Result<Flow, Error> {
        let (items, range) = self.items(&node.list, &node.bounds, &node.name)?;
        self.state.set_offset(&node.name, range.end);
        if range.is_empty() {
            return match &node.otherwise {
                Some(body) => self.block(body, out),
                None => Ok(Flow::Next),
            };
        }
        let length = range.len();
        let running = Loop { name: node.name.clone(), length, index: 0, parent: self.parent(), kind: LoopKind::For };
        let (item, own) = self.enter(node.target.sym, FORLOOP, running);
        let result = self.iterate(node, &items, range, item, own, out);
        self.leave();
        result.map(|()| Flow::Next)
    }

    fn iterate(
        &mut self,
        node: &'a For,
        items: &Items<'a>,
        range: Range<usize>,
        item: usize,
        own: usize,
        out: &mut Output<'a>,
    ) -> Result<(), Error> {
        let length = range.len();
        for index in 0..length {
            self.meter.step()?;
            let position = if node.bounds.reversed { range.end - 1 - index } else { range.start + index };
            self.scopes.rebind(item, items.at(position));
            if let Some(running) = self.state.loops.get_mut(own) {
                running.index = index;
            }
            if self.block(&node.body, out)? == Flow::Break {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn table_row(&mut self, node: &'a TableRow, out: &mut Output<'a>) -> Result<Flow, Error> {
        let (items, range) = self.items(&node.list, &node.bounds, "")?;
        let cols = match &node.cols {
            Some(cols) => self.bound(cols, "cols")?,
            None => None,
        };
        let length = range.len();
        let table = Table { cols: cols.unwrap_or(length) };
        out.push("<tr class=\"row1\">\n")?;
        if length > 0 {
            let running = Loop { name: "".into(), length, index: 0, parent: None, kind: LoopKind::Table(table) };
            let (item, own) = self.enter(node.target.sym, TABLEROWLOOP, running);
            let result = self.cells(node, &items, range.start, (item, own), table, out);
            self.leave();
            result?;
        }
        out.push("</tr>\n")?;
        Ok(Flow::Next)
    }

    fn cells(
        &mut self,
        node: &'a TableRow,
        items: &Items<'a>,
        start: usize,
        (item, own): (usize, usize),
        table: Table,
        out: &mut Output<'a>,
    ) -> Result<(), Error> {
        let length = self.state.loops.get(own).map_or(0, |running| running.length);
        for index in 0..length {
            self.meter.step()?;
            self.scopes.rebind(item, items.at(start + index));
            if let Some(running) = self.state.loops.get_mut(own) {
                running.index = index;
            }
            let (row, col) = table.cell(index);
            out.push("<td class=\"col")?;
            out.value(&Value::Int(i64::try_from(col + 1).unwrap_or(i64::MAX)), false)?;
            out.push("\">")?;
            let flow = self.block(&node.body, out)?;
            out.push("</td>")?;
            if flow == Flow::Break {
                break;
            }
            if table.ends_row(index) && index + 1 < length {
                out.push("</tr>\n<tr class=\"row")?;
                out.value(&Value::Int(i64::try_from(row + 2).unwrap_or(i64::MAX)), false)?;
                out.push("\">")?;
            }
        }
        Ok(())
    }

    pub(crate) fn cycle(&mut self, cycle: &'a Cycle, out: &mut Output<'a>) -> Result<(), Error> {
        let key = match &cycle.group {
            Some(group) => {
                let group = self.expr(group, Use::Test)?;
                CycleKey::Group(group.kind_name(), group.to_text().into())
            }
            None => CycleKey::Values(cycle.key.clone()),
        };
        let (position, searched) = self.state.turn(key, cycle.values.len());
        self.meter.work(searched)?;
        if let Some(value) = cycle.values.get(position) {
            let value = self.expr(value, Use::Print)?;
            out.value(&value, self.html)?;
        }
        Ok(())
    }
}
