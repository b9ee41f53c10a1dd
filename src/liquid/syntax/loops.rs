//! Reads `for`, `tablerow` and `cycle`.
//!
//! Owns their markup: what is iterated, limit, offset, order, columns.

use super::blank;
use super::cursor::Cursor;
use super::expr::expected;
use super::parser::Parser;
use super::print;
use super::tags::Parsed;
use super::tree::{Bounds, Cycle, Expr, For, Name, NodeKind, Offset, Span, TableRow};
use crate::liquid::error::{Code, Error};

/// What the head of a loop says.
struct Head {
    target: Name,
    list: Expr,
    bounds: Bounds,
    cols: Option<Expr>,
}

impl<'s> Parser<'s, '_> {
    pub(crate) fn for_loop(&mut self, name: &'s str, markup: Span, span: Span) -> Parsed {
        let head = self.head(markup, false);
        let Some((mut body, mut ending)) = self.block(name, span, &["else", "endfor"]) else { return Ok(None) };
        let mut otherwise = None;
        while let Some((tag, _)) = ending
            && self.lexer.text(tag.name) == "else"
        {
            let Some((block, next)) = self.block(name, span, &["else", "endfor"]) else { return Ok(None) };
            otherwise.get_or_insert(block);
            ending = next;
        }
        let Head { target, list, bounds, .. } = head?;
        if blank::is_blank(&body) && otherwise.iter().all(blank::is_blank) {
            blank::strip(&mut body);
            otherwise.iter_mut().for_each(blank::strip);
        }
        let name = format!("{}-{}", target.text, print::expr_text(&list)).into();
        Ok(Some(NodeKind::For(Box::new(For { target, list, bounds, name, body, otherwise }))))
    }

    pub(crate) fn table_row(&mut self, name: &'s str, markup: Span, span: Span) -> Parsed {
        let head = self.head(markup, true);
        let Some((body, _)) = self.block(name, span, &["endtablerow"]) else { return Ok(None) };
        let Head { target, list, bounds, cols } = head?;
        Ok(Some(NodeKind::TableRow(Box::new(TableRow { target, list, bounds, cols, body }))))
    }

    fn head(&mut self, markup: Span, table: bool) -> Result<Head, Error> {
        let mut c = self.cursor(markup);
        let target = self.variable(&mut c).map_err(|error| error.at(markup))?;
        if !c.take_word("in") {
            return Err(expected("`in`", &mut c).hint("write `item in list`"));
        }
        let list = self.loop_value(&mut c)?;
        let mut head = Head { target, list, bounds: Bounds::default(), cols: None };
        head.bounds.reversed = !table && c.take_word("reversed");
        loop {
            while c.take(",") {}
            if c.at_end() {
                return Ok(head);
            }
            self.attribute(&mut c, &mut head, table)?;
        }
    }

    fn loop_value(&mut self, c: &mut Cursor<'s>) -> Result<Expr, Error> {
        let before = *c;
        match self.reader.expr(c) {
            Ok(value) => Ok(value),
            Err(error) if self.strict() => Err(error),
            Err(error) => {
                *c = before;
                c.fragment().map(|fragment| self.reader.lax_expr(c, fragment)).ok_or(error)
            }
        }
    }

    fn attribute(&mut self, c: &mut Cursor<'s>, head: &mut Head, table: bool) -> Result<(), Error> {
        let before = *c;
        let key = self.reader.key(c);
        let allowed = if table { "`limit`, `offset` or `cols`" } else { "`reversed`, `limit` or `offset`" };
        match key.as_ref().map(|key| &*key.text) {
            Some("limit") => head.bounds.limit = Some(self.loop_value(c)?),
            Some("offset") if c.take_word("continue") => head.bounds.offset = Some(Offset::Continue),
            Some("offset") => head.bounds.offset = Some(Offset::From(self.loop_value(c)?)),
            Some("cols") if table => head.cols = Some(self.loop_value(c)?),
            _ if !self.strict() => {
                // Lax reading looks for `key: value` anywhere and passes over everything else.
                if key.is_some() {
                    self.loop_value(c)?;
                } else if c.fragment().is_none() {
                    c.skip_char();
                }
            }
            _ => {
                *c = before;
                let error = expected(allowed, c);
                return Err(match c.peek_word() {
                    Some("reversed") if !table => error.hint("`reversed` comes before `limit` and `offset`"),
                    Some(word @ ("limit" | "offset" | "cols")) => {
                        error.hint(format!("write `{word}: 3`, with a colon"))
                    }
                    _ => error,
                });
            }
        }
        Ok(())
    }

    pub(crate) fn cycle(&mut self, markup: Span) -> Result<NodeKind, Error> {
        let mut c = self.cursor(markup);
        if c.at_end() {
            return Err(Error::new(Code::Syntax, "`cycle` needs values").hint("write `cycle 'odd', 'even'`"));
        }
        let mut group = None;
        let mut values = Vec::new();
        loop {
            while c.take(",") {}
            if c.at_end() {
                break;
            }
            let value = self.loop_value(&mut c)?;
            if values.is_empty() && group.is_none() && c.take(":") {
                group = Some(value);
                continue;
            }
            values.push(value);
            if !c.at_end() && c.peek() != b',' {
                if self.strict() {
                    return Err(expected("a comma or the end of the tag", &mut c));
                }
                while !c.at_end() && c.peek() != b',' {
                    c.skip_char();
                }
            }
        }
        let key = values.iter().map(print::expr_text).collect::<Vec<_>>().join(",").into();
        Ok(NodeKind::Cycle(Box::new(Cycle { group, values, key })))
    }
}
