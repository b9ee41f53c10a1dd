//! Numbers as filters calculate with them: whole numbers, and decimal
//! fractions that add up as on paper (`10.1 - 2.2` is `7.9`). It must not know
//! filters.

use std::cmp::Ordering;

use crate::liquid::value::Value;

#[cfg(test)]
mod tests;

/// More decimal places than any float prints; results are cut there.
const PLACES: u32 = 36;

/// A number a filter was given or made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    /// A whole number.
    Int(i64),
    /// `digits` divided by ten to the power of `scale`.
    Decimal { digits: i128, scale: u32 },
    /// What is too big or too small for the others, infinities among them.
    Float(f64),
}

impl Number {
    /// The number a value stands for: text is read up to the first character
    /// that is not part of a number, and what is no number at all is 0.
    pub(super) fn of(value: &Value<'_>) -> Self {
        match value {
            Value::Int(n) => Self::Int(*n),
            Value::Float(n) => Self::of_float(*n),
            _ => value.as_str().map_or(Self::Int(0), Self::of_text),
        }
    }

    fn of_float(n: f64) -> Self {
        // The shortest notation that reads back as `n`, so 0.1 is a tenth.
        let text = format!("{n:e}");
        Self::of_notation(&text).unwrap_or(Self::Float(n))
    }

    /// Reads `-12.5e-3`; None when it does not fit.
    fn of_notation(text: &str) -> Option<Self> {
        let (number, exponent) = text.split_once('e')?;
        let exponent: i32 = exponent.parse().ok()?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()? - exponent;
        if scale < 0 {
            let digits = digits.checked_mul(power(scale.unsigned_abs())?)?;
            return Some(Self::Decimal { digits, scale: 0 });
        }
        let scale = u32::try_from(scale).ok()?;
        (scale <= PLACES).then_some(Self::Decimal { digits, scale })
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim();
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let whole = run_of_digits(unsigned);
        if whole.is_empty() {
            return Self::Int(0);
        }
        let fraction = unsigned.get(whole.len()..).and_then(|rest| rest.strip_prefix('.'));
        let fraction = fraction.filter(|rest| !rest.is_empty() && run_of_digits(rest) == *rest);
        // Only a text that is a decimal number throughout is one; any other
        // counts as far as its leading whole number.
        let decimal = fraction.filter(|_| !text.starts_with('+'));
        match decimal {
            Some(fraction) => Self::of_notation(&format!("{sign}{whole}.{fraction}e0"))
                .unwrap_or_else(|| Self::Float(text.parse().unwrap_or(0.0))),
            None => {
                let notation = format!("{sign}{whole}");
                notation.parse().map_or_else(|_| Self::Float(notation.parse().unwrap_or(0.0)), Self::Int)
            }
        }
    }

    /// The value to print: whole numbers stay whole, all others are floats.
    pub(super) fn value<'a>(self) -> Value<'a> {
        match self {
            Self::Int(n) => Value::Int(n),
            other => Value::Float(other.float()),
        }
    }

    /// The nearest float.
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Int(n) => n as f64,
            // Reading the notation rounds once and correctly.
            Self::Decimal { digits, scale } => format!("{digits}e-{scale}").parse().unwrap_or(f64::NAN),
            Self::Float(n) => n,
        }
    }

    /// Whether both are whole numbers, and which.
    fn ints(self, other: Self) -> Option<(i128, i128)> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => Some((a.into(), b.into())),
            _ => None,
        }
    }

    /// Both as digits of the same scale, where that fits.
    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let (a, a_scale) = self.parts()?;
        let (b, b_scale) = other.parts()?;
        let scale = a_scale.max(b_scale);
        Some((a.checked_mul(power(scale - a_scale)?)?, b.checked_mul(power(scale - b_scale)?)?, scale))
    }

    fn parts(self) -> Option<(i128, u32)> {
        match self {
            Self::Int(n) => Some((n.into(), 0)),
            Self::Decimal { digits, scale } => Some((digits, scale)),
            Self::Float(_) => None,
        }
    }

    /// A whole number, or a float when it has grown beyond 64 bits.
    fn whole(n: i128) -> Self {
        i64::try_from(n).map_or(Self::Decimal { digits: n, scale: 0 }, Self::Int)
    }

    /// The sum.
    pub(super) fn plus(self, other: Self) -> Self {
        if let Some((a, b)) = self.ints(other) {
            return Self::whole(a + b);
        }
        let exact = self.aligned(other).and_then(|(a, b, scale)| Some((a.checked_add(b)?, scale)));
        match exact {
            Some((digits, scale)) => Self::Decimal { digits, scale },
            None => Self::Float(self.float() + other.float()),
        }
    }

    /// The difference.
    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(match other {
            Self::Int(n) => n.checked_neg().map_or(Self::Float(-(n as f64)), Self::Int),
            Self::Decimal { digits, scale } => Self::Decimal { digits: -digits, scale },
            Self::Float(n) => Self::Float(-n),
        })
    }

    /// The product.
    pub(super) fn times(self, other: Self) -> Self {
        if let Some((a, b)) = self.ints(other) {
            return Self::whole(a * b);
        }
        let exact = self.parts().zip(other.parts()).and_then(|((a, a_scale), (b, b_scale))| {
            let scale = a_scale + b_scale;
            Some((a.checked_mul(b)?, scale)).filter(|(_, scale)| *scale <= PLACES)
        });
        match exact {
            Some((digits, scale)) => Self::Decimal { digits, scale },
            None => Self::Float(self.float() * other.float()),
        }
    }

    /// The quotient, rounded down when both are whole; None for a division by zero.
    pub(super) fn divided_by(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        if let Some((a, b)) = self.ints(other) {
            return Some(Self::whole(floor_div(a, b)));
        }
        let exact = self.aligned(other).and_then(|(mut a, b, _)| {
            // As many places as fit: far more than a float keeps.
            let mut scale = 0;
            while let Some(more) = a.checked_mul(10).filter(|_| scale < PLACES) {
                a = more;
                scale += 1;
            }
            Some(Self::Decimal { digits: a.checked_div(b)?, scale })
        });
        Some(exact.unwrap_or_else(|| Self::Float(self.float() / other.float())))
    }

    /// The remainder with the sign of the divisor; None for a division by zero.
    pub(super) fn modulo(self, other: Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let floor_mod = |a: i128, b: i128| a - floor_div(a, b) * b;
        if let Some((a, b)) = self.ints(other) {
            return Some(Self::whole(floor_mod(a, b)));
        }
        Some(match self.aligned(other) {
            Some((a, b, scale)) => Self::Decimal { digits: floor_mod(a, b), scale },
            None => {
                let (a, b) = (self.float(), other.float());
                Self::Float(a - (a / b).floor() * b)
            }
        })
    }

    fn is_zero(self) -> bool {
        match self {
            Self::Int(n) => n == 0,
            Self::Decimal { digits, .. } => digits == 0,
            Self::Float(n) => n == 0.0,
        }
    }

    /// The distance from zero.
    pub(super) fn abs(self) -> Self {
        if self.order(Self::Int(0)) == Ordering::Less { Self::Int(0).minus(self) } else { self }
    }

    /// Which is the greater.
    pub(super) fn order(self, other: Self) -> Ordering {
        match self.aligned(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => self.float().total_cmp(&other.float()),
        }
    }

    /// The next whole number below, above or nearest (halves away from zero).
    pub(super) fn to_whole(self, towards: Towards) -> Option<Self> {
        match self {
            Self::Int(_) => Some(self),
            Self::Decimal { digits, scale } => {
                let unit = power(scale)?;
                Some(Self::whole(match towards {
                    Towards::Floor => floor_div(digits, unit),
                    Towards::Ceiling => -floor_div(-digits, unit),
                    Towards::Nearest => nearest(digits, unit),
                }))
            }
            Self::Float(n) if n.is_finite() => Some(self),
            Self::Float(_) => None,
        }
    }

    /// Rounded to `places` decimal places; below one place it is a whole number.
    pub(super) fn round(self, places: i64) -> Option<Self> {
        let Ok(wanted) = u32::try_from(places) else {
            let Some((digits, scale)) = self.parts() else { return self.to_whole(Towards::Nearest) };
            let left = u32::try_from(places.unsigned_abs()).ok();
            let rounded = left.and_then(|left| Some(nearest(digits, power(scale.checked_add(left)?)?) * power(left)?));
            return Some(Self::whole(rounded.unwrap_or(0)));
        };
        match self {
            _ if wanted == 0 => self.to_whole(Towards::Nearest),
            Self::Decimal { digits, scale } if wanted < scale => {
                Some(Self::Decimal { digits: nearest(digits, power(scale - wanted)?), scale: wanted })
            }
            Self::Float(n) if !n.is_finite() => None,
            _ => Some(self),
        }
    }
}

/// Where [`Number::to_whole`] rounds to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Towards {
    Floor,
    Ceiling,
    Nearest,
}

fn run_of_digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

fn power(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

/// The quotient rounded down; `b` is not zero.
fn floor_div(a: i128, b: i128) -> i128 {
    let quotient = a.checked_div(b).unwrap_or(i128::MAX);
    if a.checked_rem(b).unwrap_or(0) != 0 && (a < 0) != (b < 0) { quotient - 1 } else { quotient }
}

/// The quotient rounded to the nearest, halves away from zero; `unit` is positive.
fn nearest(n: i128, unit: i128) -> i128 {
    let half = n.unsigned_abs().saturating_add(unit.unsigned_abs() / 2) / unit.unsigned_abs();
    let magnitude = i128::try_from(half).unwrap_or(i128::MAX);
    if n < 0 { -magnitude } else { magnitude }
}
