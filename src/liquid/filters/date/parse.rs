//! Reads dates out of text as freely as Ruby's `Time.parse` does: ISO 8601,
//! RFC 2822, `March 14, 2016`, `14/3/2016`, `3:15 pm`. It must not print
//! dates or read a clock: what the text leaves out comes from `now`.

use jiff::civil::{Date, DateTime, Time};

use super::Local;
use super::clock::time;
use super::tokens::{Cursor, Token, tokenise};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What was found in the text so far.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) year: Option<i64>,
    pub(super) month: Option<i64>,
    pub(super) day: Option<i64>,
    pub(super) year_day: Option<i64>,
    pub(super) hour: Option<i64>,
    pub(super) minute: Option<i64>,
    pub(super) second: Option<i64>,
    pub(super) nanosecond: i64,
    pub(super) offset_seconds: Option<i32>,
}

/// Reads the moment that `text` names; parts it leaves out are those of `now`
/// down to the first part it names, and the first of their kind below.
/// None when there is no date or time in it, or an impossible one, or when
/// a part is missing and there is no `now`.
pub(super) fn parse(text: &str, now: Option<&Local>) -> Option<Local> {
    // Longer texts are not dates; the bound keeps the scans below cheap.
    if text.len() > 128 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let mut tokens = tokenise(&lower);
    let mut parts = Parts::default();
    time(&mut tokens, &mut parts);
    if !named_month(&tokens, &mut parts) && !separated(&tokens, &mut parts) {
        digits_alone(&tokens, &mut parts);
    }
    assemble(&parts, now)
}

/// A date with the month's name in it: `14 Mar 2016`, `March 14, 2016`,
/// `14-mar-16`, `March 2016`, `March`.
fn named_month(tokens: &[Token<'_>], parts: &mut Parts) -> bool {
    let named = tokens.iter().enumerate().find_map(|(at, token)| match token {
        Token::Word(word) => {
            let month = MONTHS.iter().position(|name| word.starts_with(name))?;
            Some((at, i64::try_from(month).ok()? + 1))
        }
        _ => None,
    });
    let Some((at, month)) = named else { return false };
    let mut after = Cursor { tokens, at: at + 1 };
    let behind = next_digits(&mut after);
    match digits_before(tokens, at) {
        Some(before) if before.len() > 2 => set_date(parts, Some(before), month, behind),
        Some(before) => set_date(parts, behind, month, Some(before)),
        None => match behind {
            Some(year) if year.len() > 2 => set_date(parts, Some(year), month, None),
            Some(day) => {
                let year = next_digits(&mut after);
                set_date(parts, year, month, Some(day));
            }
            None => parts.month = Some(month),
        },
    }
    true
}

/// The digits that follow with nothing but separators and the tail of an
/// ordinal (`14th`) between.
fn next_digits<'a>(cursor: &mut Cursor<'_, 'a>) -> Option<&'a str> {
    let _ = cursor.attempt(|c| c.word().filter(|word| matches!(*word, "st" | "nd" | "rd" | "th")));
    loop {
        match cursor.peek()? {
            Token::Digits(_) => return cursor.digits(),
            Token::Word(_) => return None,
            Token::Space | Token::Mark(_) | Token::Taken => cursor.at += 1,
        }
    }
}

fn digits_before<'a>(tokens: &[Token<'a>], at: usize) -> Option<&'a str> {
    let mut before = tokens.get(..at)?.iter().rev();
    let mut ordinal = false;
    loop {
        match before.next()? {
            Token::Digits(digits) => return Some(digits),
            Token::Word("st" | "nd" | "rd" | "th") if !ordinal => ordinal = true,
            Token::Space | Token::Mark(b'-' | b'.' | b',') => {}
            _ => return None,
        }
    }
}

/// Three numbers (or two, month and day) between `-`, `/` or `.`, or a year
/// with its day (`2016-074`).
fn separated(tokens: &[Token<'_>], parts: &mut Parts) -> bool {
    for start in 0..tokens.len() {
        let mut cursor = Cursor { tokens, at: start };
        let Some(first) = cursor.digits() else { continue };
        let Some(Token::Mark(mark @ (b'-' | b'/' | b'.'))) = cursor.peek() else { continue };
        cursor.at += 1;
        let Some(second) = cursor.digits() else { continue };
        let third = cursor.attempt(|c| c.mark(mark).then(|| c.digits()).flatten());
        match third {
            Some(last) if first.len() <= 2 && last.len() > 2 => {
                set_date(parts, Some(last), short(second), Some(first));
            }
            Some(last) => set_date(parts, Some(first), short(second), Some(last)),
            None if mark == b'/' => {
                parts.month = Some(short(first));
                parts.day = Some(short(second));
            }
            None if mark == b'-' && first.len() == 4 && second.len() == 3 => {
                parts.year = Some(short(first));
                parts.year_day = Some(short(second));
            }
            None => continue,
        }
        if let (Some(hour), None) = (trailing_hour(&mut cursor), parts.hour) {
            parts.hour = Some(hour);
        }
        return true;
    }
    false
}

/// A lone hour behind a date: `2016-03-14 10`.
fn trailing_hour(cursor: &mut Cursor<'_, '_>) -> Option<i64> {
    (cursor.space() && cursor.at + 1 == cursor.tokens.len()).then_some(())?;
    short_number(cursor.digits()?)
}

/// A date of digits alone: `20160314`, `20160314102030`, a year and its day,
/// a month and a day, a day.
fn digits_alone(tokens: &[Token<'_>], parts: &mut Parts) {
    let digits = tokens.iter().find_map(|token| match token {
        Token::Digits(digits) => Some(*digits),
        _ => None,
    });
    let Some(digits) = digits else { return };
    match digits.len() {
        2 => parts.day = part(digits, 0, 2),
        3 => parts.year_day = part(digits, 0, 3),
        4 => (parts.month, parts.day) = (part(digits, 0, 2), part(digits, 2, 4)),
        6 => set_date(parts, digits.get(..2), part(digits, 2, 4).unwrap_or(0), digits.get(4..6)),
        7 => (parts.year, parts.year_day) = (part(digits, 0, 4), part(digits, 4, 7)),
        8 | 10 | 12 | 14 => {
            parts.year = part(digits, 0, 4);
            (parts.month, parts.day) = (part(digits, 4, 6), part(digits, 6, 8));
            if digits.len() > 8 {
                parts.hour = part(digits, 8, 10);
                parts.minute = part(digits, 10, 12);
                parts.second = part(digits, 12, 14);
            }
        }
        _ => {}
    }
}

/// Stores a date; a year of two digits is one between 1969 and 2068.
fn set_date(parts: &mut Parts, year: Option<&str>, month: i64, day: Option<&str>) {
    parts.month = Some(month);
    parts.day = day.map(short);
    parts.year = year.map(|digits| match (digits.len(), short(digits)) {
        (0..=2, value @ 0..=68) => value + 2000,
        (0..=2, value) => value + 1900,
        (_, value) => value,
    });
}

/// The value of digits; an impossible number when there are too many.
fn short(digits: &str) -> i64 {
    digits.parse().unwrap_or(i64::MAX)
}

pub(super) fn short_number(digits: &str) -> Option<i64> {
    (digits.len() <= 2).then(|| short(digits))
}

pub(super) fn part(digits: &str, from: usize, to: usize) -> Option<i64> {
    digits.get(from..to).map(short)
}

/// Makes the moment of the parts found, missing ones filled in.
fn assemble(parts: &Parts, now: Option<&Local>) -> Option<Local> {
    let today = now.map(|now| now.civil.date());
    let named = parts.month.or(parts.day).or(parts.year_day).or(parts.hour);
    named.or(parts.year)?;
    let year = match parts.year {
        Some(year) => i16::try_from(year).ok()?,
        None => today?.year(),
    };
    let date = date(parts, year, today)?;
    let (hour, minute) = (parts.hour.unwrap_or(0), parts.minute.unwrap_or(0));
    let second = parts.second.unwrap_or(0);
    match (hour, minute, second) {
        (0..24, 0..60, 0..=60) | (24, 0, 0) => {}
        _ => return None,
    }
    let midnight = DateTime::from_parts(date, Time::midnight());
    // Hour 24 is the next day's first, second 60 the next minute's.
    let since = jiff::Span::new().try_hours(hour).ok()?.try_minutes(minute).ok()?;
    let since = since.try_seconds(second).ok()?.try_nanoseconds(parts.nanosecond).ok()?;
    let civil = midnight.checked_add(since).ok()?;
    let local = Local { civil, offset_seconds: parts.offset_seconds.unwrap_or(0) };
    local.moment().map(|_| local)
}

/// The day of `year` that the parts name.
fn date(parts: &Parts, year: i16, today: Option<Date>) -> Option<Date> {
    if let Some(day) = parts.year_day {
        let day = i16::try_from(day).ok()?;
        return Date::new(year, 1, 1).ok()?.with().day_of_year(day).build().ok();
    }
    let dated = parts.year.or(parts.month).is_some();
    let month = match parts.month {
        Some(month) => i8::try_from(month).ok()?,
        None if dated => 1,
        None => today?.month(),
    };
    let day = match parts.day {
        Some(day) => day,
        None if dated => 1,
        None => i64::from(today?.day()),
    };
    // As there, a 31st of February is one of the first days of March.
    (1..=31).contains(&day).then_some(())?;
    let days = jiff::Span::new().try_days(day - 1).ok()?;
    Date::new(year, month, 1).ok()?.checked_add(days).ok()
}
