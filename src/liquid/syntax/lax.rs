//! Reads malformed expressions as Shopify's lax parsing does.
//!
//! Owns what is made of markup that the grammar in `expr` refuses.

use super::cursor::{Cursor, is_word};
use super::expr::{Reader, literal, number, operator_of};
use super::lexer::is_space;
use super::tree::{
    At, Comparison, Condition, Expr, ExprKind, FilterCall, Filtered, Join, Literal, Path, Root, Span, Step,
};
use crate::liquid::error::{Code, Error};

/// How deep brackets may be nested.
const DEPTH: usize = 40;

impl Reader<'_> {
    /// The value of one fragment: whatever it looks most like.
    pub(crate) fn lax_expr(&self, c: &Cursor<'_>, fragment: Span) -> Expr {
        self.lax_value(c, fragment, DEPTH)
    }

    fn lax_value(&self, c: &Cursor<'_>, fragment: Span, depth: usize) -> Expr {
        let inner = Cursor::new(c.source, fragment);
        let mut whole = inner;
        if let Ok(expr) = self.expr(&mut whole)
            && whole.at_end()
        {
            return expr;
        }
        let text = inner.rest().trim_matches(is_space);
        let kind = match text.as_bytes().first() {
            Some(b'(') => self.lax_range(&inner, depth),
            Some(b'0'..=b'9' | b'-') => lax_number(text),
            _ => None,
        };
        let kind = kind.or_else(|| literal(text).map(ExprKind::Literal));
        Expr { kind: kind.unwrap_or_else(|| self.lax_path(inner, depth)), at: At(fragment) }
    }

    fn lax_range(&self, c: &Cursor<'_>, depth: usize) -> Option<ExprKind> {
        let depth = depth.checked_sub(1)?;
        let text = c.rest();
        let open = c.pos + text.find('(')? + 1;
        let close = c.pos + text.rfind(')')?;
        let dots = open + c.source.get(open..close)?.find("..")?;
        let first = self.lax_value(c, Span::new(open, dots), depth);
        let last = self.lax_value(c, Span::new(dots + 2, close), depth);
        Some(ExprKind::Range(Box::new((first, last))))
    }

    /// The words and brackets of a fragment, whatever stands between them.
    fn lax_path(&self, mut c: Cursor<'_>, depth: usize) -> ExprKind {
        let mut parts = Vec::new();
        let pairs = brackets(&c);
        while !c.at_end() {
            if c.byte(0) == b'[' {
                let pair = pairs.binary_search_by_key(&c.pos, |(open, _)| *open).ok().and_then(|at| pairs.get(at));
                let Some(&(_, close)) = pair else {
                    c.skip_char();
                    continue;
                };
                if depth > 0 {
                    let inner = Span::new(c.pos + 1, close);
                    parts.push(Step::Index(self.lax_value(&c, inner, depth - 1)));
                }
                c.pos = close + 1;
                continue;
            }
            let start = c.pos;
            while c.pos < c.end && c.rest().chars().next().is_some_and(|x| is_word(x) || x == '-') {
                c.skip_char();
            }
            if c.pos == start {
                c.skip_char();
                continue;
            }
            if c.byte(0) == b'?' {
                c.pos += 1;
            }
            let span = Span::new(start, c.pos);
            parts.push(self.part(c.text(span), span));
        }
        let mut parts = parts.into_iter();
        let root = match parts.next() {
            None => return ExprKind::Literal(Literal::Nil),
            Some(Step::Key(text, _)) => Root::Name(self.name(&text)),
            Some(Step::Index(Expr { kind: ExprKind::Literal(Literal::Str(text)), .. })) => Root::Name(self.name(&text)),
            Some(Step::Index(expr)) => Root::Computed(expr),
        };
        ExprKind::Path(Box::new(Path { root, steps: parts.collect() }))
    }

    /// A word as a step; one that is no name is a key in brackets.
    fn part(&self, text: &str, span: Span) -> Step {
        if is_name(text) {
            return Step::Key(text.into(), At(span));
        }
        Step::Index(Expr { kind: ExprKind::Literal(Literal::Str(text.into())), at: At(span) })
    }

    /// A value and filters: the first fragment, then what stands behind each pipe.
    pub(crate) fn lax_filtered(&self, c: &mut Cursor<'_>) -> Result<Filtered, Error> {
        let before = *c;
        if let Ok(filtered) = self.filtered(c) {
            return Ok(filtered);
        }
        *c = before;
        while !c.at_end() && c.byte(0) == b',' {
            c.skip_char();
        }
        let base = match c.fragment() {
            Some(fragment) => self.lax_expr(c, fragment),
            None => Expr { kind: ExprKind::Literal(Literal::Nil), at: At(c.span()) },
        };
        let mut filters = Vec::new();
        while to_pipe(c) {
            if let Some(call) = self.lax_filter(c)? {
                filters.push(call);
            }
        }
        Ok(Filtered { base, filters })
    }

    fn lax_filter(&self, c: &mut Cursor<'_>) -> Result<Option<FilterCall>, Error> {
        while !c.at_end() && c.byte(0) != b'|' && !c.rest().chars().next().is_some_and(is_word) {
            c.skip_char();
        }
        let start = c.pos;
        while c.rest().chars().next().is_some_and(is_word) {
            c.skip_char();
        }
        if c.pos == start {
            return Ok(None);
        }
        let name = Span::new(start, c.pos);
        let (mut args, mut named) = (Vec::new(), Vec::new());
        while !c.at_end() && c.byte(0) != b'|' {
            if !matches!(c.byte(0), b':' | b',') {
                if c.fragment().is_none() {
                    c.skip_char();
                }
                continue;
            }
            c.skip_char();
            if let Some(key) = self.key(c) {
                if let Some(fragment) = c.fragment() {
                    named.push((key, self.lax_expr(c, fragment)));
                }
            } else if let Some(fragment) = c.fragment() {
                args.push(self.lax_expr(c, fragment));
            }
        }
        self.call(c.text(name), args, named, name).map(Some)
    }

    /// A condition: fragments joined by `and` and `or`; of each the first three count.
    pub(crate) fn lax_condition(&self, c: &mut Cursor<'_>) -> Result<Condition, Error> {
        let before = *c;
        if let Ok(condition) = self.condition(c) {
            return Ok(condition);
        }
        *c = before;
        let first = self.lax_comparison(c)?;
        let mut rest = Vec::new();
        while let Some(join) = join(c) {
            rest.push((join, self.lax_comparison(c)?));
        }
        Ok(Condition { first, rest })
    }

    fn lax_comparison(&self, c: &mut Cursor<'_>) -> Result<Comparison, Error> {
        c.skip_space();
        let start = c.pos;
        let Some(left) = operand(c) else {
            return Err(
                Error::new(Code::Syntax, "a condition is missing").at(Span::new(start.saturating_sub(1), start))
            );
        };
        let left = self.lax_expr(c, left);
        let right = match written_operator(c) {
            None => None,
            Some(at) => {
                let text = c.text(at);
                let Some(operator) = operator_of(text) else {
                    return Err(Error::new(Code::Syntax, format!("there is no operator `{text}`"))
                        .at(at)
                        .hint("operators are == != < <= > >= contains"));
                };
                let right = match operand(c) {
                    Some(fragment) => self.lax_expr(c, fragment),
                    None => Expr { kind: ExprKind::Literal(Literal::Nil), at: At(Span::new(c.pos, c.pos)) },
                };
                Some((operator, right))
            }
        };
        let comparison = Comparison { left, right, at: At(Span::new(start, c.pos)) };
        // Whatever else stands before the next `and` or `or` is ignored.
        while !c.at_end() && peek_join(c).is_none() {
            if c.fragment().is_none() {
                c.skip_char();
            }
        }
        Ok(comparison)
    }
}

/// Whether a word is a name that the grammar reads.
pub(crate) fn is_name(text: &str) -> bool {
    let body = text.strip_suffix('?').unwrap_or(text);
    body.starts_with(|c: char| c.is_alphabetic() || c == '_') && body.chars().all(|c| is_word(c) || c == '-')
}

fn lax_number(text: &str) -> Option<ExprKind> {
    let mut c = Cursor { source: text, pos: 0, end: text.len() };
    let (span, fraction) = c.number()?;
    (c.at_end() || c.byte(0) == b'.').then(|| ExprKind::Literal(number(c.text(span), fraction)))
}

/// The outermost pairs of brackets, in order. Found in one pass: looking for each one's end by itself would take the
/// square of the length.
fn brackets(c: &Cursor<'_>) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, byte) in c.rest().bytes().enumerate() {
        match byte {
            b'[' => open.push(c.pos + at),
            b']' => {
                let Some(start) = open.pop() else { continue };
                // What closes later holds everything since its opening.
                while pairs.last().is_some_and(|(inner, _)| *inner > start) {
                    pairs.pop();
                }
                pairs.push((start, c.pos + at));
            }
            _ => {}
        }
    }
    pairs
}

/// Goes behind the next pipe that is not in quotes.
fn to_pipe(c: &mut Cursor<'_>) -> bool {
    while !c.at_end() {
        if c.byte(0) == b'|' {
            c.skip_char();
            return true;
        }
        if c.fragment().is_none() {
            c.skip_char();
        }
    }
    false
}

fn peek_join(c: &mut Cursor<'_>) -> Option<Join> {
    match c.peek_word() {
        Some("and") => Some(Join::And),
        Some("or") => Some(Join::Or),
        _ => None,
    }
}

fn join(c: &mut Cursor<'_>) -> Option<Join> {
    let join = peek_join(c)?;
    c.word();
    Some(join)
}

/// A value of a condition: a fragment that ends before an operator of punctuation.
fn operand(c: &mut Cursor<'_>) -> Option<Span> {
    while !c.at_end() && matches!(c.byte(0), b',' | b'|') {
        c.skip_char();
    }
    if c.at_end() || peek_join(c).is_some() {
        return None;
    }
    let start = c.pos;
    let fragment = c.fragment()?;
    let text = c.text(fragment);
    let quoted = text.starts_with(['"', '\'']);
    let cut = if quoted { None } else { text.find(['=', '!', '<', '>']).filter(|at| *at > 0) };
    if let Some(cut) = cut {
        c.pos = start + cut;
        return Some(Span::new(start, c.pos));
    }
    Some(fragment)
}

/// What stands where an operator is expected: punctuation or a word.
fn written_operator(c: &mut Cursor<'_>) -> Option<Span> {
    if c.at_end() || peek_join(c).is_some() {
        return None;
    }
    let start = c.pos;
    let is_mark = |b: u8| matches!(b, b'=' | b'!' | b'<' | b'>');
    if is_mark(c.byte(0)) {
        while is_mark(c.byte(0)) {
            c.pos += 1;
        }
        return Some(Span::new(start, c.pos));
    }
    let length = c.rest().find(|x: char| !(x.is_ascii_lowercase() || x == '_')).unwrap_or(c.rest().len());
    (length > 0).then(|| {
        c.pos += length;
        Span::new(start, c.pos)
    })
}
