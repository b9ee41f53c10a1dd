//! Evaluates expressions, filters and conditions.
//!
//! Owns what operators mean and how filters are called.

use super::{Renderer, Use, meter};
use crate::liquid::error::{Code, Error};
use crate::liquid::filters::{Args, FilterContext, FilterDef};
use crate::liquid::syntax::tree::{
    Comparison, Condition, Expr, ExprKind, FilterCall, Filtered, Join, Literal, Operator,
};
use crate::liquid::value::Value;
use std::cmp::Ordering;

/// How many arguments a filter can have before a list is allocated for them.
const FEW: usize = 3;

impl<'a> Renderer<'a> {
    /// The value of an expression.
    #[inline]
    pub(crate) fn expr(&mut self, expr: &'a Expr, wanted: Use) -> Result<Value<'a>, Error> {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr, wanted),
            ExprKind::Path(path) => self.path(path, expr, wanted),
            ExprKind::Literal(literal) => Ok(literal_value(literal)),
            ExprKind::Range(ends) => {
                let first = self.expr(&ends.0, wanted)?;
                let last = self.expr(&ends.1, wanted)?;
                let end = |value: &Value<'_>, expr: &Expr| match range_end(value) {
                    Some(n) => Ok(n),
                    None => Err(Error::new(
                        Code::Argument,
                        format!("a range cannot begin or end with {}", value.kind_name()),
                    )
                    .at(expr.at.0)),
                };
                Ok(Value::Range(end(&first, &ends.0)?, end(&last, &ends.1)?))
            }
        }
    }

    /// The value of an expression after its filters.
    pub(crate) fn filtered(&mut self, filtered: &'a Filtered, wanted: Use) -> Result<Value<'a>, Error> {
        if filtered.filters.is_empty() {
            return self.expr(&filtered.base, wanted);
        }
        let has_default = filtered.filters.iter().any(|call| &*call.name == "default");
        let mut value = self.expr(&filtered.base, if has_default { Use::Test } else { wanted })?;
        for call in &filtered.filters {
            if let Some(def) = call.def {
                value = self.call(call, def, value).map_err(|error| error.at(call.at.0))?;
            }
        }
        Ok(value)
    }

    fn call(&mut self, call: &'a FilterCall, def: &'static FilterDef, input: Value<'a>) -> Result<Value<'a>, Error> {
        if let Some(problem) = def.refuses(call.args.len(), call.named.len()) {
            return Err(Error::new(Code::Argument, problem));
        }
        self.meter.step()?;
        if call.args.len() <= FEW && call.named.is_empty() {
            let mut args: [Value<'a>; FEW] = [const { Value::Nil }; FEW];
            for (slot, arg) in args.iter_mut().zip(&call.args) {
                *slot = self.expr(arg, Use::Print)?;
            }
            let given = args.get(..call.args.len()).unwrap_or_default();
            return self.run(def, input, &Args::new(given, &[], &[]));
        }
        let args = call.args.iter().map(|arg| self.expr(arg, Use::Print)).collect::<Result<Vec<_>, _>>()?;
        let named = call.named.iter().map(|(_, value)| self.expr(value, Use::Print)).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<&str> = call.named.iter().map(|(name, _)| &*name.text).collect();
        self.run(def, input, &Args::new(&args, &names, &named))
    }

    fn run(&mut self, def: &'static FilterDef, input: Value<'a>, args: &Args<'_, 'a>) -> Result<Value<'a>, Error> {
        let given = args.positional.iter().chain(args.named).map(meter::bulk).sum::<usize>();
        self.meter.work(given.saturating_add(meter::bulk(&input)))?;
        if let Some(log) = self.options.record {
            def.reads.iter().for_each(|name| log.variable(name));
        }
        let context = FilterContext {
            now: self.options.now,
            strict: self.template.is_strict(),
            html: self.html,
            globals: self.globals.view(),
            host: self.options.host,
            room: self.meter.room_cell(),
        };
        match (def.run)(input, args, &context) {
            Ok(value) => {
                self.meter.made(meter::weight(&value))?;
                Ok(value)
            }
            Err(error) => {
                let named = Error::new(error.code, format!("{}: {}", def.name, error.message));
                Err(match error.hint {
                    Some(hint) => named.hint(hint),
                    None => named,
                })
            }
        }
    }

    /// Whether a condition holds. `and` and `or` bind to the right, so what decides is found from
    /// the left.
    pub(crate) fn condition(&mut self, condition: &'a Condition) -> Result<bool, Error> {
        let mut holds = self.comparison(&condition.first)?;
        for (join, comparison) in &condition.rest {
            if holds == (*join == Join::Or) {
                return Ok(holds);
            }
            holds = self.comparison(comparison)?;
        }
        Ok(holds)
    }

    fn comparison(&mut self, comparison: &'a Comparison) -> Result<bool, Error> {
        let left = self.expr(&comparison.left, Use::Test)?;
        let Some((operator, right)) = &comparison.right else { return Ok(left.truthy()) };
        let right = self.expr(right, Use::Test)?;
        self.meter.work(meter::bulk(&left).saturating_add(meter::bulk(&right)))?;
        compare(&left, *operator, &right).map_err(|error| error.at(comparison.at.0))
    }
}

fn literal_value(literal: &Literal) -> Value<'_> {
    match literal {
        Literal::Nil => Value::Nil,
        Literal::Bool(b) => Value::Bool(*b),
        Literal::Int(n) => Value::Int(*n),
        Literal::Float(n) => Value::Float(*n),
        Literal::Str(text) => Value::str(text),
        Literal::Blank => Value::Blank,
        Literal::Empty => Value::Empty,
        Literal::Present => Value::Present,
    }
}

/// Whether `left operator right` holds. Order between different kinds is an error, but nothing is
/// bigger or smaller than nil, `true`, a list or a map.
pub(crate) fn compare(left: &Value<'_>, operator: Operator, right: &Value<'_>) -> Result<bool, Error> {
    let holds: fn(Ordering) -> bool = match operator {
        Operator::Equal => return Ok(left.equals(right)),
        Operator::NotEqual => return Ok(!left.equals(right)),
        Operator::Contains => return Ok(left.contains(right)),
        Operator::Less => Ordering::is_lt,
        Operator::LessOrEqual => Ordering::is_le,
        Operator::Greater => Ordering::is_gt,
        Operator::GreaterOrEqual => Ordering::is_ge,
    };
    if let Some(order) = left.order(right) {
        return Ok(holds(order));
    }
    if is_ordered(left) && is_ordered(right) && !is_nan(left) && !is_nan(right) {
        return Err(Error::new(
            Code::Comparison,
            format!("{} and {} cannot be ordered", left.kind_name(), right.kind_name()),
        )
        .hint("turn text into a number with `plus: 0`"));
    }
    Ok(false)
}

fn is_ordered(value: &Value<'_>) -> bool {
    matches!(value, Value::Int(_) | Value::Float(_) | Value::Date(_)) || value.as_str().is_some()
}

fn is_nan(value: &Value<'_>) -> bool {
    matches!(value, Value::Float(n) if n.is_nan())
}

/// A whole number from the end of a range: text counts as the number it begins with.
fn range_end(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(n) => Some(*n),
        // The cast saturates, and NaN becomes 0.
        Value::Float(n) => Some(*n as i64),
        Value::Nil | Value::Blank | Value::Empty => Some(0),
        _ => {
            let text = value.as_str()?.trim_start();
            let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            Some(digits.get(..length)?.parse::<i64>().unwrap_or(0) * sign)
        }
    }
}

/// A whole number as `limit`, `offset` and `cols` take it.
pub(crate) fn whole(value: &Value<'_>, what: &str) -> Result<i64, Error> {
    let number = match value {
        Value::Int(n) => Some(*n),
        // The cast saturates, and NaN becomes 0.
        Value::Float(n) => Some(*n as i64),
        _ => value.as_str().and_then(|text| text.trim().parse().ok()),
    };
    number.ok_or_else(|| {
        let error =
            Error::new(Code::Argument, format!("`{what}` must be a whole number, this is {}", value.kind_name()));
        match value.as_str() {
            Some(text) => error.hint(format!("it is the text `{text}`")),
            None => error,
        }
    })
}
