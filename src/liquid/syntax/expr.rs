//! Reads expressions: literals, paths, ranges, filters, conditions.
//!
//! Owns their grammar. What the grammar refuses is read by `lax` in lax templates.

use super::cursor::{Cursor, is_word};
use super::tree::{
    At, Comparison, Condition, Expr, ExprKind, FilterCall, Filtered, Join, Literal, Name, Operator, Path, Root, Span,
    Step,
};
use crate::liquid::engine::Engine;
use crate::liquid::error::{Code, Error};
use crate::liquid::suggest;

/// How deep brackets and parentheses may be nested.
const DEPTH: usize = 40;

/// Reads expressions with the names and filters of an engine.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) strict: bool,
}

type Read<T> = Result<T, Error>;

impl Reader<'_> {
    pub(crate) fn name(&self, text: &str) -> Name {
        let (sym, text) = self.engine.names().intern(text);
        Name { sym, text }
    }

    /// One value: a literal, a path or a range.
    pub(crate) fn expr(&self, c: &mut Cursor<'_>) -> Read<Expr> {
        self.nested(c, DEPTH)
    }

    fn nested(&self, c: &mut Cursor<'_>, depth: usize) -> Read<Expr> {
        let next = c.peek();
        let start = c.pos;
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Error::new(Code::Syntax, "brackets are nested too deeply").at(Span::new(start, start + 1)));
        };
        let kind = match next {
            b'"' | b'\'' => match c.string() {
                Some(content) => ExprKind::Literal(Literal::Str(c.text(content).into())),
                None => {
                    return Err(Error::new(Code::Syntax, "a quoted string is not closed")
                        .at(c.span())
                        .hint(format!("end it with `{}`", char::from(next))));
                }
            },
            b'0'..=b'9' | b'-' => self.number(c)?,
            b'(' => self.range(c, depth)?,
            b'[' => self.path(c, None, depth)?,
            _ => match c.word() {
                Some(word) => self.path(c, Some(word), depth)?,
                None => return Err(expected("a value", c)),
            },
        };
        Ok(Expr { kind, at: At(Span::new(start, c.pos)) })
    }

    fn number(&self, c: &mut Cursor<'_>) -> Read<ExprKind> {
        let Some((span, fraction)) = c.number() else { return Err(expected("a value", c)) };
        if c.rest().chars().next().is_some_and(is_word) {
            return Err(Error::new(Code::Syntax, format!("`{}` is not a number", c.text(span))).at(span));
        }
        Ok(ExprKind::Literal(number(c.text(span), fraction)))
    }

    fn range(&self, c: &mut Cursor<'_>, depth: usize) -> Read<ExprKind> {
        let open = c.pos;
        c.take("(");
        let first = self.nested(c, depth)?;
        if !c.take("..") {
            return Err(expected("`..` of a range", c));
        }
        let last = self.nested(c, depth)?;
        if !c.take(")") {
            return Err(Error::new(Code::Syntax, "a range is not closed")
                .at(Span::new(open, c.pos))
                .hint("end it with `)`"));
        }
        Ok(ExprKind::Range(Box::new((first, last))))
    }

    fn path(&self, c: &mut Cursor<'_>, word: Option<Span>, depth: usize) -> Read<ExprKind> {
        let mut steps = Vec::new();
        let root = match word {
            Some(word) => {
                let text = c.text(word);
                self.steps(c, &mut steps, depth)?;
                if steps.is_empty() {
                    return Ok(literal(text).map_or_else(|| ExprKind::Name(self.name(text)), ExprKind::Literal));
                }
                Root::Name(self.name(text))
            }
            None => {
                let Step::Index(expr) = self.bracket(c, depth)? else { return Err(expected("a value", c)) };
                self.steps(c, &mut steps, depth)?;
                // `['name']` is how a name that is no word is written.
                match expr.kind {
                    ExprKind::Literal(Literal::Str(text)) if steps.is_empty() => {
                        return Ok(ExprKind::Path(Box::new(Path { root: Root::Name(self.name(&text)), steps })));
                    }
                    ExprKind::Literal(Literal::Str(text)) => Root::Name(self.name(&text)),
                    _ => Root::Computed(expr),
                }
            }
        };
        Ok(ExprKind::Path(Box::new(Path { root, steps })))
    }

    fn bracket(&self, c: &mut Cursor<'_>, depth: usize) -> Read<Step> {
        let open = c.pos;
        c.take("[");
        let index = self.nested(c, depth)?;
        if !c.take("]") {
            return Err(Error::new(Code::Syntax, "a bracket is not closed")
                .at(Span::new(open, c.pos))
                .hint("end it with `]`"));
        }
        Ok(Step::Index(index))
    }

    fn steps(&self, c: &mut Cursor<'_>, steps: &mut Vec<Step>, depth: usize) -> Read<()> {
        loop {
            // White space belongs to a path only when a step follows it.
            let before = c.pos;
            match c.peek() {
                b'[' => steps.push(self.bracket(c, depth)?),
                b'.' if c.byte(1) != b'.' => {
                    let dot = c.pos;
                    c.take(".");
                    let Some(word) = c.word() else {
                        let error =
                            Error::new(Code::Syntax, "a property name must follow the dot").at(Span::new(dot, dot + 1));
                        return Err(match c.peek() {
                            b'0'..=b'9' => error.hint("an item of a list is written `[0]`"),
                            b'[' => error.hint("leave out the dot before `[`"),
                            _ => error,
                        });
                    };
                    steps.push(Step::Key(c.text(word).into(), At(word)));
                }
                _ => {
                    c.pos = before;
                    return Ok(());
                }
            }
        }
    }

    /// A value and its filters, up to the end.
    pub(crate) fn filtered(&self, c: &mut Cursor<'_>) -> Read<Filtered> {
        if c.at_end() {
            let nothing = Expr { kind: ExprKind::Literal(Literal::Nil), at: At(c.span()) };
            return Ok(Filtered { base: nothing, filters: Vec::new() });
        }
        let base = self.expr(c)?;
        let mut filters = Vec::new();
        while c.take("|") {
            filters.push(self.filter(c)?);
        }
        end(c, "a filter (`|`) or the end")?;
        Ok(Filtered { base, filters })
    }

    fn filter(&self, c: &mut Cursor<'_>) -> Read<FilterCall> {
        let Some(word) = c.word() else { return Err(expected("the name of a filter", c)) };
        let (mut args, mut named) = (Vec::new(), Vec::new());
        if c.take(":") {
            loop {
                match self.key(c) {
                    Some(key) => named.push((key, self.expr(c)?)),
                    None => args.push(self.expr(c)?),
                }
                if !c.take(",") {
                    break;
                }
            }
        }
        self.call(c.text(word), args, named, word)
    }

    /// `name:` of a named argument.
    pub(crate) fn key(&self, c: &mut Cursor<'_>) -> Option<Name> {
        let mut ahead = *c;
        let word = ahead.word()?;
        if !ahead.take(":") {
            return None;
        }
        *c = ahead;
        Some(self.name(c.text(word)))
    }

    /// A filter with its definition looked up; in strict templates its arguments are counted.
    pub(crate) fn call(&self, name: &str, args: Vec<Expr>, named: Vec<(Name, Expr)>, at: Span) -> Read<FilterCall> {
        let def = self.engine.filter(name);
        if self.strict {
            let Some(def) = def else {
                let error = Error::new(Code::UnknownFilter, format!("there is no filter `{name}`")).at(at);
                return Err(suggest::hint(error, name, self.engine.filter_names()));
            };
            if let Some(problem) = def.refuses(args.len(), named.len()) {
                return Err(Error::new(Code::Argument, problem).at(at));
            }
        }
        Ok(FilterCall { name: def.map_or_else(|| name.into(), |def| def.name.into()), def, args, named, at: At(at) })
    }

    /// A condition, up to the end.
    pub(crate) fn condition(&self, c: &mut Cursor<'_>) -> Read<Condition> {
        let first = self.comparison(c)?;
        let mut rest = Vec::new();
        loop {
            let join = if c.take_word("and") {
                Join::And
            } else if c.take_word("or") {
                Join::Or
            } else {
                break;
            };
            rest.push((join, self.comparison(c)?));
        }
        if !c.at_end() {
            return Err(condition_end(c));
        }
        Ok(Condition { first, rest })
    }

    fn comparison(&self, c: &mut Cursor<'_>) -> Read<Comparison> {
        c.skip_space();
        let start = c.pos;
        let left = self.expr(c)?;
        let right = match self.operator(c) {
            Some(operator) => Some((operator, self.expr(c)?)),
            None => None,
        };
        Ok(Comparison { left, right, at: At(Span::new(start, c.pos)) })
    }

    fn operator(&self, c: &mut Cursor<'_>) -> Option<Operator> {
        for (text, operator) in OPERATORS {
            if c.take(text) {
                return Some(operator);
            }
        }
        c.take_word("contains").then_some(Operator::Contains)
    }
}

/// The operators that are punctuation, longer ones first.
const OPERATORS: [(&str, Operator); 7] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<>", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

/// The operator written as `text`.
pub(crate) fn operator_of(text: &str) -> Option<Operator> {
    if text == "contains" {
        return Some(Operator::Contains);
    }
    OPERATORS.iter().find(|(written, _)| *written == text).map(|(_, operator)| *operator)
}

/// The literal that a word is, if it is one.
pub(crate) fn literal(word: &str) -> Option<Literal> {
    Some(match word {
        "nil" | "null" => Literal::Nil,
        "true" => Literal::Bool(true),
        "false" => Literal::Bool(false),
        "blank" => Literal::Blank,
        "empty" => Literal::Empty,
        "present" => Literal::Present,
        _ => return None,
    })
}

/// The number written as `text`; whole numbers beyond 64 bits become floats.
pub(crate) fn number(text: &str, fraction: bool) -> Literal {
    if !fraction && let Ok(n) = text.parse() {
        return Literal::Int(n);
    }
    Literal::Float(text.parse().unwrap_or(0.0))
}

/// Nothing may be left.
pub(crate) fn end(c: &mut Cursor<'_>, instead: &str) -> Read<()> {
    if c.at_end() { Ok(()) } else { Err(expected(instead, c)) }
}

/// What was expected and what stands there.
pub(crate) fn expected(what: &str, c: &mut Cursor<'_>) -> Error {
    c.skip_space();
    let mut ahead = *c;
    let found = match ahead.word().or_else(|| ahead.number().map(|(span, _)| span)) {
        Some(span) => span,
        None if ahead.pos < ahead.end => {
            let start = ahead.pos;
            ahead.skip_char();
            Span::new(start, ahead.pos)
        }
        None => {
            let at = Span::new(c.pos.saturating_sub(1), c.pos);
            return Error::new(Code::Syntax, format!("expected {what}, but nothing follows")).at(at);
        }
    };
    Error::new(Code::Syntax, format!("expected {what}, found `{}`", c.text(found))).at(found)
}

fn condition_end(c: &mut Cursor<'_>) -> Error {
    let error = expected("an operator, `and`, `or` or the end", c);
    match c.peek() {
        b'=' => error.hint("equality is written `==`"),
        b'&' => error.hint("write `and`"),
        b'|' => error.hint("filters cannot be used in a condition: `assign` the value first; `or` joins conditions"),
        _ => error.hint("operators are == != < <= > >= contains"),
    }
}
