//! Tells values apart that were seen before. It must not know filters.

use std::collections::HashMap;

use crate::liquid::value::Value;

/// What two values share when one is a repetition of the other. Whole and
/// decimal numbers are never repetitions of each other.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    Nil,
    Bool(bool),
    Int(i64),
    Float(u64),
    Text(String),
}

impl Identity {
    /// None for lists, maps and the like, which have to be compared.
    fn of(value: &Value<'_>) -> Option<Self> {
        Some(match value {
            Value::Nil => Self::Nil,
            Value::Bool(b) => Self::Bool(*b),
            Value::Int(n) => Self::Int(*n),
            Value::Float(n) => Self::Float(n.to_bits()),
            _ => Self::Text(value.as_str()?.to_owned()),
        })
    }
}

/// The distinct values seen so far, numbered from 0 in the order they came.
#[derive(Default)]
pub(super) struct Distinct<'a> {
    known: HashMap<Identity, usize>,
    others: Vec<(Value<'a>, usize)>,
}

impl<'a> Distinct<'a> {
    fn len(&self) -> usize {
        self.known.len() + self.others.len()
    }

    /// The number of `value`, and whether it came for the first time.
    pub(super) fn number(&mut self, value: &Value<'a>) -> (usize, bool) {
        let next = self.len();
        let number = match Identity::of(value) {
            Some(identity) => *self.known.entry(identity).or_insert(next),
            None => match self.others.iter().find(|(other, _)| other.equals(value)) {
                Some((_, number)) => *number,
                None => {
                    self.others.push((value.clone(), next));
                    next
                }
            },
        };
        (number, number == next)
    }
}
