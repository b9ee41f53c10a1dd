//! What a rendering has used up.
//!
//! Owns steps, time and memory of values; output has its own limit in `output`.

use super::over_limit;
use crate::liquid::engine::Limits;
use crate::liquid::error::Error;
use crate::liquid::value::Value;
use std::cell::Cell;

/// The deadline is asked once in this many steps.
const ASK: u64 = 1024;
/// The bytes whose handling counts as one step.
const BYTES: usize = 64;

#[derive(Clone)]
pub(crate) struct Meter<'a> {
    steps: u64,
    /// Bytes that assigned values and results of filters may still take.
    room: Cell<usize>,
    deadline: Option<&'a dyn Fn() -> bool>,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(limits: &Limits, deadline: Option<&'a dyn Fn() -> bool>) -> Self {
        Meter { steps: limits.steps, room: Cell::new(limits.memory), deadline }
    }

    /// Counts one step.
    #[inline]
    pub(crate) fn step(&mut self) -> Result<(), Error> {
        match self.steps.checked_sub(1) {
            Some(left) => self.steps = left,
            None => return Err(over_limit("the template takes too many steps")),
        }
        if self.steps.is_multiple_of(ASK) { self.ask() } else { Ok(()) }
    }

    /// Counts the work of making a value of this many bytes, which must find room.
    pub(crate) fn made(&mut self, bytes: usize) -> Result<(), Error> {
        if bytes > self.room.get() {
            return Err(over_limit("a value is too big"));
        }
        self.work(bytes)
    }

    /// Counts the work of going through this many bytes: text is searched, compared and copied
    /// at about this many bytes in the time of one step.
    #[inline]
    pub(crate) fn work(&mut self, bytes: usize) -> Result<(), Error> {
        if bytes < BYTES { Ok(()) } else { self.much_work(bytes / BYTES) }
    }

    fn much_work(&mut self, steps: usize) -> Result<(), Error> {
        let before = self.steps / ASK;
        let Some(left) = self.steps.checked_sub(steps as u64) else {
            return Err(over_limit("the template takes too many steps"));
        };
        self.steps = left;
        if left / ASK == before { Ok(()) } else { self.ask() }
    }

    #[cold]
    fn ask(&self) -> Result<(), Error> {
        match self.deadline {
            Some(over) if over() => Err(over_limit("rendering the template takes too long")),
            _ => Ok(()),
        }
    }

    /// A value of `new` bytes takes the place of one of `old` bytes.
    pub(crate) fn hold(&self, new: usize, old: usize) -> Result<(), Error> {
        let room = self.room.get().saturating_add(old);
        match room.checked_sub(new) {
            Some(room) => {
                self.room.set(room);
                Ok(())
            }
            None => Err(over_limit("the values of the template take too much memory")),
        }
    }

    pub(crate) fn room(&self) -> usize {
        self.room.get()
    }

    /// Gives back what a partial held that is over.
    pub(crate) fn restore_room(&self, room: usize) {
        self.room.set(room);
    }

    pub(crate) fn room_cell(&self) -> &Cell<usize> {
        &self.room
    }
}

/// The bytes there are to go through when a value is compared, searched or filtered.
pub(crate) fn bulk(value: &Value<'_>) -> usize {
    match value {
        Value::Str(text) => text.as_str().len(),
        Value::Range(..) | Value::Int(_) | Value::Float(_) | Value::Nil | Value::Bool(_) => 0,
        Value::View(view) => match view.as_text() {
            Some(text) => text.len(),
            None => view.len().saturating_mul(size_of::<Value<'_>>()),
        },
        _ => weight(value),
    }
}

/// The bytes that a value made at run time holds; borrowed data costs nothing.
pub(crate) fn weight(value: &Value<'_>) -> usize {
    match value {
        Value::Str(text) if text.as_borrowed().is_none() => text.as_str().len(),
        Value::Array(items) => items.len().saturating_mul(size_of::<Value<'_>>()),
        Value::Map(map) => map.len().saturating_mul(2 * size_of::<Value<'_>>()),
        _ => 0,
    }
}
