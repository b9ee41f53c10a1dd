//! Reads `include` and `render`.
//!
//! Owns their markup: the partial's name, what it is bound to, its arguments.

use super::cursor::Cursor;
use super::expr::expected;
use super::parser::Parser;
use super::tree::{Bound, Expr, ExprKind, Include, Literal, Name, NodeKind, Span};
use crate::liquid::error::{Code, Error};

impl<'s> Parser<'s, '_> {
    pub(crate) fn include(&mut self, markup: Span) -> Result<NodeKind, Error> {
        Ok(NodeKind::Include(Box::new(self.partial(markup)?)))
    }

    pub(crate) fn render(&mut self, markup: Span) -> Result<NodeKind, Error> {
        let partial = self.partial(markup)?;
        if !matches!(partial.name.kind, ExprKind::Literal(Literal::Str(_))) {
            return Err(Error::new(Code::Syntax, "`render` needs the partial's name in quotes")
                .at(partial.name.at.0)
                .hint("write `render 'name'`, or `include` when the name is computed"));
        }
        Ok(NodeKind::Render(Box::new(partial)))
    }

    fn partial(&mut self, markup: Span) -> Result<Include, Error> {
        let mut c = self.cursor(markup);
        if c.at_end() {
            return Err(Error::new(Code::Syntax, "the name of the partial is missing"));
        }
        let name = self.value(&mut c)?;
        let mut bound = None;
        for (word, each) in [("with", false), ("for", true)] {
            let mut ahead = c;
            if bound.is_none() && ahead.take_word(word) && ahead.peek() != b':' {
                c = ahead;
                bound = Some(Bound { each, value: self.value(&mut c)? });
            }
        }
        let mut ahead = c;
        let alias = if ahead.take_word("as") && ahead.peek() != b':' {
            c = ahead;
            Some(self.variable(&mut c)?)
        } else {
            None
        };
        let arguments = self.named_arguments(&mut c)?;
        Ok(Include { name, bound, alias, arguments })
    }

    fn named_arguments(&mut self, c: &mut Cursor<'s>) -> Result<Vec<(Name, Expr)>, Error> {
        let mut arguments = Vec::new();
        loop {
            while c.take(",") {}
            if c.at_end() {
                return Ok(arguments);
            }
            match self.reader.key(c) {
                Some(key) => arguments.push((key, self.value(c)?)),
                None if self.strict() => return Err(expected("an argument (`name: value`)", c)),
                None => {
                    if c.fragment().is_none() {
                        c.skip_char();
                    }
                }
            }
        }
    }

    fn value(&mut self, c: &mut Cursor<'s>) -> Result<Expr, Error> {
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
}
