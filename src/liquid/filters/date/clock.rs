//! Finds the time of day and the zone in a text. It must not look for dates.

use super::parse::{Parts, part, short_number};
use super::tokens::{Cursor, Token};

/// Offsets from UTC, in hours, of the zones that texts name.
const ZONES: [(&str, i32); 16] = [
    ("utc", 0),
    ("gmt", 0),
    ("ut", 0),
    ("z", 0),
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("bst", 1),
    ("cet", 1),
    ("cest", 2),
    ("jst", 9),
];

/// Finds the time of day with its zone and takes it out of the tokens.
pub(super) fn time(tokens: &mut [Token<'_>], parts: &mut Parts) {
    for start in 0..tokens.len() {
        let mut cursor = Cursor { tokens, at: start };
        if clock(&mut cursor, parts).is_some() {
            let end = cursor.at;
            for token in tokens.iter_mut().take(end).skip(start) {
                *token = Token::Taken;
            }
            return;
        }
    }
}

/// `10:20[:30[.5]] [am|pm] [zone]`, `10h20m`, `3 pm [zone]`, or the basic
/// `T102030[.5][zone]` behind a basic date.
fn clock(cursor: &mut Cursor<'_, '_>, parts: &mut Parts) -> Option<()> {
    let basic = cursor.at > 0 && cursor.peek() == Some(Token::Word("t"));
    if basic {
        return basic_clock(cursor, parts);
    }
    let hour = short_number(cursor.digits()?)?;
    let mut minute = None;
    let mut second = None;
    let mut nanosecond = 0;
    let colon = cursor.attempt(|c| (c.mark(b':')).then(|| c.digits()).flatten());
    if let Some(digits) = colon {
        minute = Some(short_number(digits)?);
        if let Some(digits) = cursor.attempt(|c| c.mark(b':').then(|| c.digits()).flatten()) {
            second = Some(short_number(digits)?);
            nanosecond = fraction(cursor);
        }
    } else if let Some(digits) = cursor.attempt(|c| {
        (c.word()? == "h").then_some(())?;
        Some(c.digits().unwrap_or("0"))
    }) {
        minute = Some(short_number(digits)?);
        let _ = cursor.attempt(|c| c.word().filter(|word| matches!(*word, "m" | "min")));
    }
    let half = cursor.attempt(half_of_day);
    if minute.is_none() && half.is_none() {
        return None;
    }
    parts.hour = Some(match half {
        Some(half) => hour % 12 + half,
        None => hour,
    });
    (parts.minute, parts.second, parts.nanosecond) = (minute, second, nanosecond);
    parts.offset_seconds = cursor.attempt(zone);
    Some(())
}

fn basic_clock(cursor: &mut Cursor<'_, '_>, parts: &mut Parts) -> Option<()> {
    let before = cursor.tokens.get(cursor.at.checked_sub(1)?)?;
    let Token::Digits(date) = before else { return None };
    cursor.at += 1;
    let digits = cursor.digits()?;
    if date.len() < 6 || !matches!(digits.len(), 2 | 4 | 6) {
        return None;
    }
    parts.hour = part(digits, 0, 2);
    parts.minute = part(digits, 2, 4);
    parts.second = part(digits, 4, 6);
    parts.nanosecond = fraction(cursor);
    parts.offset_seconds = cursor.attempt(zone);
    Some(())
}

/// `am`, `p.m.` and the like: the hours to add to those of a twelve-hour clock.
fn half_of_day(cursor: &mut Cursor<'_, '_>) -> Option<i64> {
    cursor.space();
    let hours = |word: &str| match word {
        "am" | "a" => Some(0),
        "pm" | "p" => Some(12),
        _ => None,
    };
    let word = cursor.word()?;
    if word.len() == 1 {
        (cursor.mark(b'.') && cursor.word()? == "m").then_some(())?;
        cursor.mark(b'.');
    }
    hours(word)
}

/// `Z`, `EST`, `+02:00`, `-0500`, `+1`, `GMT+3`: seconds east of UTC.
fn zone(cursor: &mut Cursor<'_, '_>) -> Option<i32> {
    cursor.space();
    let mut named = None;
    if let Some(word) = cursor.word() {
        named = Some(ZONES.iter().find(|(name, _)| *name == word)?.1 * 3600);
        if word != "gmt" && word != "utc" {
            return named;
        }
    }
    let sign = if cursor.mark(b'+') {
        1
    } else if cursor.mark(b'-') {
        -1
    } else {
        return named;
    };
    let digits = cursor.digits()?;
    let (hours, minutes) = match digits.len() {
        1 | 2 => {
            let minutes = cursor.attempt(|c| c.mark(b':').then(|| c.digits()).flatten());
            (digits.parse::<i32>().ok()?, minutes.unwrap_or("0").parse::<i32>().ok()?)
        }
        3 | 4 => {
            let (hours, minutes) = digits.split_at(digits.len() - 2);
            (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?)
        }
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// `.123` behind the seconds, in nanoseconds; 0 when there is none.
fn fraction(cursor: &mut Cursor<'_, '_>) -> i64 {
    let digits = cursor.attempt(|c| (c.mark(b'.') || c.mark(b',')).then(|| c.digits()).flatten());
    let digits = digits.unwrap_or("");
    let digits = digits.get(..digits.len().min(9)).unwrap_or("");
    format!("{digits:0<9}").parse().unwrap_or(0)
}
