//! How filters are called: signature, arguments, context, errors.
//!
//! Owns the contract between the evaluator and filters.

use crate::liquid::error::Code;
use crate::liquid::value::{Value, View};
use std::any::Any;
use std::cell::Cell;

/// A filter: the value before `|`, the arguments, and what it may know of the rendering.
pub type FilterFn = for<'a> fn(Value<'a>, &Args<'_, 'a>, &FilterContext<'_, 'a>) -> Result<Value<'a>, FilterError>;

/// A filter's entry in a table.
#[derive(Debug)]
pub struct FilterDef {
    /// The name after `|`.
    pub name: &'static str,
    /// What it does.
    pub run: FilterFn,
    /// How many positional arguments it needs at least.
    pub min_args: usize,
    /// How many positional arguments it takes at most.
    pub max_args: usize,
    /// Whether it takes arguments by name.
    pub named: bool,
    /// The names of the caller's globals that it reads without their being written in the template, for partial
    /// evaluation and recorded reads.
    pub reads: &'static [&'static str],
}

/// The arguments of one call.
pub struct Args<'c, 'a> {
    pub(crate) positional: &'c [Value<'a>],
    pub(crate) names: &'c [&'c str],
    pub(crate) named: &'c [Value<'a>],
}

impl<'c, 'a> Args<'c, 'a> {
    /// Arguments for calling a filter by hand (tests, filters that call others).
    pub fn new(positional: &'c [Value<'a>], names: &'c [&'c str], named: &'c [Value<'a>]) -> Self {
        Args { positional, names, named }
    }

    /// The argument at `position` (from 0), if it was given.
    pub fn get(&self, position: usize) -> Option<&'c Value<'a>> {
        self.positional.get(position)
    }

    /// The argument at `position`, `nil` if it was not given.
    pub fn or_nil(&self, position: usize) -> Value<'a> {
        self.positional.get(position).cloned().unwrap_or_default()
    }

    /// How many positional arguments were given.
    pub fn len(&self) -> usize {
        self.positional.len()
    }

    /// Whether there are no positional arguments.
    pub fn is_empty(&self) -> bool {
        self.positional.is_empty()
    }

    /// The argument called `name`.
    pub fn named(&self, name: &str) -> Option<&'c Value<'a>> {
        let at = self.names.iter().position(|n| *n == name)?;
        self.named.get(at)
    }

    /// All named arguments in the order they were written.
    pub fn iter_named(&self) -> impl Iterator<Item = (&'c str, &'c Value<'a>)> {
        self.names.iter().copied().zip(self.named)
    }
}

/// What a filter may know of the rendering it is part of.
pub struct FilterContext<'c, 'a> {
    /// The time that `now` and `today` stand for, in seconds since 1970; `None` when the caller
    /// gives no clock.
    pub now: Option<i64>,
    /// Whether the template is strict.
    pub strict: bool,
    /// Whether output is escaped as HTML: filters that make HTML mark it safe.
    pub html: bool,
    /// The caller's globals, for filters that need more than their input.
    pub globals: &'a dyn View,
    /// Whatever the caller gave its own filters.
    pub host: Option<&'a (dyn Any + Send + Sync)>,
    /// How many bytes values made by filters may still take; a filter asks before it makes
    /// something big ([`FilterContext::reserve`]).
    pub(crate) room: &'c Cell<usize>,
}

impl<'a> FilterContext<'_, 'a> {
    /// Must be called before building text or lists that can be much bigger than the input
    /// (`bytes` of text; 24 for each item of a list): an error when that is over the limit.
    pub fn reserve(&self, bytes: usize) -> Result<(), FilterError> {
        if bytes > self.room.get() {
            return Err(FilterError::limit());
        }
        Ok(())
    }

    /// The items that filters on lists work with: those of a list; a map or any other value is
    /// one item; `nil` is none. Nested lists are kept.
    pub fn items(&self, value: &Value<'a>) -> Result<Vec<Value<'a>>, FilterError> {
        let Some(len) = value.list_len() else {
            return Ok(if value.is_nil() { Vec::new() } else { vec![value.clone()] });
        };
        self.reserve(len.saturating_mul(size_of::<Value<'_>>()))?;
        Ok((0..len).map(|at| value.at(at).unwrap_or_default()).collect())
    }
}

/// Why a filter refused; the evaluator adds the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// What kind of error.
    pub code: Code,
    /// One sentence in lower case.
    pub message: String,
    /// Advice, where there is some.
    pub hint: Option<String>,
}

impl FilterError {
    /// An argument or the input is not what the filter can work with.
    pub fn argument(message: impl Into<String>) -> Self {
        FilterError { code: Code::Argument, message: message.into(), hint: None }
    }

    /// The result would be bigger than the limits allow.
    pub fn limit() -> Self {
        FilterError { code: Code::Limit, message: "the result of a filter is too big".into(), hint: None }
    }

    /// The same error with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl FilterDef {
    /// What is wrong with a call of this many arguments, if anything.
    pub(crate) fn refuses(&self, positional: usize, named: usize) -> Option<String> {
        let FilterDef { name, min_args, max_args, .. } = self;
        if positional < *min_args || positional > *max_args {
            let takes = match (*min_args, *max_args) {
                (0, 0) => "no argument".to_owned(),
                (1, 1) => "1 argument".to_owned(),
                (least, most) if least == most => format!("{most} arguments"),
                (least, usize::MAX) => format!("at least {least} argument{}", if least == 1 { "" } else { "s" }),
                (least, most) => format!("{least} to {most} arguments"),
            };
            return Some(format!("the filter `{name}` takes {takes}, {positional} given"));
        }
        (named > 0 && !self.named).then(|| format!("the filter `{name}` takes no named arguments"))
    }
}
