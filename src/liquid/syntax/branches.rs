//! Reads `if`, `unless` and `case`.
//!
//! Owns their arms and which white space of blank blocks is left out.

use super::blank;
use super::expr::expected;
use super::lexer::Tag;
use super::parser::{Parser, nil};
use super::tags::Parsed;
use super::tree::{Arm, At, Block, Case, Expr, If, NodeKind, Span};
use crate::liquid::error::Error;

impl<'s> Parser<'s, '_> {
    pub(crate) fn branches(&mut self, name: &'s str, markup: Span, span: Span, unless: bool) -> Parsed {
        let end = if unless { "endunless" } else { "endif" };
        let stops = ["elsif", "else", end];
        let mut branches = Vec::new();
        let mut otherwise = None;
        let mut failed = false;
        // What the next body belongs to: a condition, or nothing for `else`.
        let mut condition = Some((markup, span));
        loop {
            let read = condition.map(|(markup, place)| (self.condition(markup), markup, place));
            let Some((body, ending)) = self.block(name, span, &stops) else { return Ok(None) };
            match read {
                // After an `else`, further arms are read and never rendered.
                _ if otherwise.is_some() => {}
                Some((Ok(condition), ..)) => branches.push((condition, body)),
                Some((Err(error), markup, place)) => {
                    failed = true;
                    self.fail(at_or(error, markup, place));
                }
                None => otherwise = Some(body),
            }
            match ending {
                Some((tag, place)) => match self.lexer.text(tag.name) {
                    "elsif" => condition = Some((tag.markup, place)),
                    "else" => condition = None,
                    _ => break,
                },
                None => return Ok(None),
            }
        }
        if failed {
            return Ok(None);
        }
        if branches.iter().map(|(_, body)| body).chain(&otherwise).all(blank::is_blank) {
            branches.iter_mut().map(|(_, body)| body).chain(&mut otherwise).for_each(blank::strip);
        }
        Ok(Some(NodeKind::If(Box::new(If { unless, branches, otherwise }))))
    }

    pub(crate) fn case(&mut self, name: &'s str, markup: Span, span: Span) -> Parsed {
        let subject = self.subject(markup).unwrap_or_else(|error| {
            self.fail(at_or(error, markup, span));
            nil(markup)
        });
        let stops = ["when", "else", "endcase"];
        let mut arms = Vec::new();
        // What stands before the first `when` is never rendered.
        let Some((_, mut ending)) = self.block(name, span, &stops) else { return Ok(None) };
        loop {
            let Some((tag, place)) = ending else { return Ok(None) };
            let values = match self.lexer.text(tag.name) {
                "when" => Some(self.when(tag, place)),
                "else" => None,
                _ => break,
            };
            let Some((body, next)) = self.block(name, span, &stops) else { return Ok(None) };
            arms.push(match values {
                Some(values) => Arm::When(values, body),
                None => Arm::Else(body),
            });
            ending = next;
        }
        if arms.iter().all(|arm| blank::is_blank(arm.body())) {
            arms.iter_mut().for_each(|arm| blank::strip(arm.body_mut()));
        }
        Ok(Some(NodeKind::Case(Box::new(Case { subject, arms }))))
    }

    fn subject(&mut self, markup: Span) -> Result<Expr, Error> {
        let mut c = self.cursor(markup);
        let before = c;
        let read = self.reader.expr(&mut c);
        if self.strict() {
            let subject = read?;
            super::expr::end(&mut c, "the end of the tag")?;
            return Ok(subject);
        }
        c = before;
        match c.fragment() {
            Some(fragment) => Ok(self.reader.lax_expr(&c, fragment)),
            None => Err(expected("a value", &mut c)),
        }
    }

    /// The values of a `when`, joined by commas or `or`.
    fn when(&mut self, tag: Tag, place: Span) -> Vec<Expr> {
        let mut c = self.cursor(tag.markup);
        let mut values = Vec::new();
        loop {
            let before = c;
            let read = if self.strict() {
                self.reader.expr(&mut c)
            } else {
                match self.reader.expr(&mut c) {
                    Ok(value) => Ok(value),
                    Err(error) => {
                        c = before;
                        c.fragment().map(|fragment| self.reader.lax_expr(&c, fragment)).ok_or(error)
                    }
                }
            };
            match read {
                Ok(value) => values.push(value),
                Err(error) => {
                    self.fail(at_or(error, tag.markup, place));
                    return values;
                }
            }
            if !(c.take(",") || c.take_word("or")) {
                break;
            }
        }
        if self.strict() && !c.at_end() {
            let error = expected("a comma, `or` or the end of the tag", &mut c);
            self.fail(error);
        }
        values
    }
}

impl Arm {
    /// What the arm renders.
    pub fn body(&self) -> &Block {
        match self {
            Arm::When(_, body) | Arm::Else(body) => body,
        }
    }

    fn body_mut(&mut self) -> &mut Block {
        match self {
            Arm::When(_, body) | Arm::Else(body) => body,
        }
    }
}

/// An error about markup; where there is no markup, it is about the tag.
fn at_or(error: Error, markup: Span, tag: Span) -> Error {
    if markup.start == markup.end { error.moved(tag) } else { error.at(At(markup).0) }
}
