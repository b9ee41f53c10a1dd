//! Numbers within their bounds.
//! Must not choose among given values; that is done before.

use serde_json::{Number, Value};

use super::merged::Merged;
use super::names;
use crate::model::description::{Bound, Json};

/// What holds for a number: the tightest bounds of all schemas.
#[derive(Default)]
struct Range {
    min: Option<(f64, bool)>,
    max: Option<(f64, bool)>,
    step: Option<f64>,
}

/// A number that the schemas allow.
pub(super) fn number(merged: &Merged<'_>, hint: &str, whole: bool, variant: usize) -> Value {
    let range = range(merged);
    let words = names::words(hint);
    let liked = if whole {
        names::number(&words).unwrap_or(1) as f64
    } else {
        names::fraction(&words).or_else(|| names::number(&words).map(|n| n as f64)).unwrap_or(1.5)
    };
    let value = range.nearest(liked + variant as f64 * range.step.unwrap_or(1.0), whole);
    // Whole numbers have no `.0`, wherever they stand.
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::from(0), Value::Number)
}

fn range(merged: &Merged<'_>) -> Range {
    let mut range = Range::default();
    for bounds in merged.bounds() {
        if let Some((value, exclusive)) = bounds.minimum.as_ref().and_then(bound)
            && range.min.is_none_or(|(min, open)| value > min || value == min && exclusive && !open)
        {
            range.min = Some((value, exclusive));
        }
        if let Some((value, exclusive)) = bounds.maximum.as_ref().and_then(bound)
            && range.max.is_none_or(|(max, open)| value < max || value == max && exclusive && !open)
        {
            range.max = Some((value, exclusive));
        }
        range.step = range.step.or(bounds.multiple_of.as_ref().and_then(parse).filter(|step| *step > 0.0));
    }
    range
}

fn bound(bound: &Bound) -> Option<(f64, bool)> {
    Some((parse(&bound.value)?, bound.exclusive))
}

pub(super) fn parse(json: &Json) -> Option<f64> {
    json.as_str().parse().ok().filter(|value: &f64| value.is_finite())
}

impl Range {
    fn nearest(&self, liked: f64, whole: bool) -> f64 {
        let step = match self.step {
            Some(step) if whole && step.fract() != 0.0 => 1.0,
            Some(step) => step,
            None if whole => 1.0,
            None => 0.0,
        };
        let grid = |value: f64, up: bool| match step {
            0.0 => value,
            step if up => (value / step).ceil() * step,
            step => (value / step).floor() * step,
        };
        let mut value = if self.step.is_some() { grid(liked, true) } else { liked };
        if let Some((min, open)) = self.min
            && (value < min || open && value == min)
        {
            value = grid(min, true);
            if open && value <= min {
                value += if step == 0.0 { self.nudge() } else { step };
            }
        }
        if let Some((max, open)) = self.max
            && (value > max || open && value == max)
        {
            value = grid(max, false);
            if open && value >= max {
                value -= if step == 0.0 { self.nudge() } else { step };
            }
        }
        tidy(value, self.step)
    }

    /// Half of what lies between the bounds, or one.
    fn nudge(&self) -> f64 {
        match (self.min, self.max) {
            (Some((min, _)), Some((max, _))) => (max - min) / 2.0,
            _ => 1.0,
        }
    }
}

/// Without the dust of binary fractions: `0.30000000000000004` is `0.3`.
fn tidy(value: f64, step: Option<f64>) -> f64 {
    if value.fract() == 0.0 || step.is_none() {
        return value;
    }
    format!("{value:.10}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(min: Option<(f64, bool)>, max: Option<(f64, bool)>, step: Option<f64>, whole: bool) -> f64 {
        Range { min, max, step }.nearest(if whole { 1.0 } else { 1.5 }, whole)
    }

    #[test]
    fn bounds_hold() {
        assert_eq!(nearest(Some((5.0, false)), None, None, true), 5.0);
        assert_eq!(nearest(Some((5.0, true)), None, None, true), 6.0);
        assert_eq!(nearest(None, Some((0.0, true)), None, true), -1.0);
        assert_eq!(nearest(Some((0.0, true)), Some((1.0, true)), None, false), 0.5);
        assert_eq!(nearest(None, None, Some(0.1), false), 1.5);
        assert_eq!(nearest(Some((10.0, false)), Some((20.0, false)), Some(7.0), true), 14.0);
        assert_eq!(nearest(Some((2.5, false)), None, None, true), 3.0);
    }
}
