//! Prints a moment by a `strftime` pattern with the directives and flags of
//! Ruby's `Time#strftime`. It must not parse dates or read a clock.

use std::fmt::Write as _;

use super::Local;

/// The longest padding a width may ask for: a pattern is text of a template
/// and may come from data, so `%999999999d` must not become a gigabyte.
pub(super) const MAX_WIDTH: usize = 1024;

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The flags and the width between `%` and the directive's letter.
#[derive(Clone, Copy, Default)]
struct Flags {
    /// `-`: numbers without padding, whatever else is written.
    bare: bool,
    /// `0` or `_` (spaces); the last one written wins.
    pad: Option<u8>,
    upper: bool,
    swap: bool,
    colons: u8,
    /// `E` or `O`: the locale's other form, which is the same one here.
    modifier: Option<u8>,
    width: Option<usize>,
}

/// Prints `local` by `pattern`. What is not a directive, or an unknown one,
/// is printed as it stands.
pub(super) fn strftime(local: &Local, pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (flags, letter_at) = flags(from);
        let letter = from.get(letter_at..).and_then(|tail| tail.chars().next());
        let length = letter_at + letter.map_or(0, char::len_utf8);
        let (directive, tail) = from.split_at(length);
        if !letter.is_some_and(|letter| print(&mut out, local, letter, flags)) {
            out.push_str(directive);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Reads flags, width, colons and the ignored modifiers `E` and `O` of a
/// directive; returns them with the byte where its letter stands.
fn flags(from: &str) -> (Flags, usize) {
    let mut flags = Flags::default();
    let mut at = 1;
    for byte in from.bytes().skip(1) {
        match byte {
            b'-' => flags.bare = true,
            b'_' => flags.pad = Some(byte),
            b'0' if flags.width.is_none() => flags.pad = Some(byte),
            b'^' => flags.upper = true,
            b'#' => flags.swap = true,
            b':' => flags.colons = flags.colons.saturating_add(1),
            b'0'..=b'9' => {
                let digits = flags.width.unwrap_or(0) * 10 + usize::from(byte - b'0');
                flags.width = Some(digits.min(MAX_WIDTH));
            }
            b'E' | b'O' if flags.modifier.is_none() => flags.modifier = Some(byte),
            _ => break,
        }
        at += 1;
    }
    (flags, at)
}

/// Whether the colons and the modifier written may stand before `letter`.
fn allowed(letter: char, flags: Flags) -> bool {
    (flags.colons == 0 || letter == 'z')
        && match flags.modifier {
            None => true,
            Some(b'E') => "cCxXyY".contains(letter),
            Some(_) => "deHkIlmMSuUVwWy".contains(letter),
        }
}

/// Prints one directive; false when `letter` names none.
fn print(out: &mut String, local: &Local, letter: char, flags: Flags) -> bool {
    if !allowed(letter, flags) {
        return false;
    }
    let civil = local.civil;
    let day = civil.date();
    let hour12 = match civil.hour() % 12 {
        0 => 12,
        hour => i64::from(hour),
    };
    let weekday = i64::from(day.weekday().to_sunday_zero_offset());
    let year_day = i64::from(day.day_of_year());
    let iso = day.iso_week_date();
    match letter {
        'Y' => year(out, i64::from(civil.year()), flags),
        'C' => number(out, i64::from(civil.year()).div_euclid(100), 2, b'0', flags),
        'y' => number(out, i64::from(civil.year()).rem_euclid(100), 2, b'0', flags),
        'm' => number(out, i64::from(civil.month()), 2, b'0', flags),
        'B' => word(out, month_name(local), flags),
        'b' | 'h' => word(out, month_name(local).get(..3).unwrap_or(""), flags),
        'd' => number(out, i64::from(civil.day()), 2, b'0', flags),
        'e' => number(out, i64::from(civil.day()), 2, b' ', flags),
        'j' => number(out, year_day, 3, b'0', flags),
        'H' => number(out, i64::from(civil.hour()), 2, b'0', flags),
        'k' => number(out, i64::from(civil.hour()), 2, b' ', flags),
        'I' => number(out, hour12, 2, b'0', flags),
        'l' => number(out, hour12, 2, b' ', flags),
        'M' => number(out, i64::from(civil.minute()), 2, b'0', flags),
        'S' => number(out, i64::from(civil.second()), 2, b'0', flags),
        'L' => fraction(out, local, flags.width.unwrap_or(3)),
        'N' => fraction(out, local, flags.width.unwrap_or(9)),
        'P' => word(out, if civil.hour() < 12 { "am" } else { "pm" }, flags),
        'p' => swapped(out, if civil.hour() < 12 { "AM" } else { "PM" }, flags),
        'A' => word(out, day_name(weekday), flags),
        'a' => word(out, day_name(weekday).get(..3).unwrap_or(""), flags),
        'u' => number(out, if weekday == 0 { 7 } else { weekday }, 1, b'0', flags),
        'w' => number(out, weekday, 1, b'0', flags),
        'G' => year(out, i64::from(iso.year()), flags),
        'g' => number(out, i64::from(iso.year()).rem_euclid(100), 2, b'0', flags),
        'V' => number(out, i64::from(iso.week()), 2, b'0', flags),
        'U' => number(out, (year_day + 6 - weekday) / 7, 2, b'0', flags),
        'W' => number(out, (year_day + 6 - (weekday + 6) % 7) / 7, 2, b'0', flags),
        's' => number(out, local.unix_seconds(), 1, b'0', flags),
        'z' => return zone(out, local, flags),
        'Z' => swapped(out, local.zone_name(), flags),
        'n' => word(out, "\n", flags),
        't' => word(out, "\t", flags),
        '%' => word(out, "%", flags),
        _ => return composed(out, local, letter, flags),
    }
    true
}

/// Prints a directive that stands for a pattern of other ones.
fn composed(out: &mut String, local: &Local, letter: char, flags: Flags) -> bool {
    let pattern = match letter {
        'c' => "%a %b %e %H:%M:%S %Y",
        'D' | 'x' => "%m/%d/%y",
        'F' => "%Y-%m-%d",
        'R' => "%H:%M",
        'r' => "%I:%M:%S %p",
        'T' | 'X' => "%H:%M:%S",
        'v' => "%e-%^b-%Y",
        _ => return false,
    };
    word(out, &strftime(local, pattern), Flags { swap: false, bare: false, ..flags });
    true
}

/// Prints a number padded to its usual width, or as the flags say.
fn number(out: &mut String, value: i64, width: usize, pad: u8, flags: Flags) {
    let pad = flags.pad.unwrap_or(pad);
    let width = if flags.bare { 0 } else { flags.width.unwrap_or(width) };
    // Writing to a String cannot fail.
    let _ = if pad == b'0' { write!(out, "{value:0width$}") } else { write!(out, "{value:width$}") };
}

/// Years have four digits and, before the year 0, a sign besides them.
fn year(out: &mut String, value: i64, flags: Flags) {
    number(out, value, if value < 0 { 5 } else { 4 }, b'0', flags);
}

fn word(out: &mut String, text: &str, flags: Flags) {
    padded(out, text.len(), flags);
    if flags.upper || flags.swap {
        out.extend(text.chars().flat_map(char::to_uppercase));
    } else {
        out.push_str(text);
    }
}

/// Words in capitals that `#` turns into small letters.
fn swapped(out: &mut String, text: &str, flags: Flags) {
    if flags.swap {
        padded(out, text.len(), flags);
        out.extend(text.chars().flat_map(char::to_lowercase));
    } else {
        word(out, text, flags);
    }
}

/// Words are padded with spaces, or with zeros where the `0` flag asks.
fn padded(out: &mut String, length: usize, flags: Flags) {
    if flags.bare || length == 0 {
        return;
    }
    let pad = if flags.pad == Some(b'0') { '0' } else { ' ' };
    let missing = flags.width.unwrap_or(0).saturating_sub(length);
    out.extend(std::iter::repeat_n(pad, missing));
}

/// The first `digits` digits of the second's fraction, not rounded.
fn fraction(out: &mut String, local: &Local, digits: usize) {
    let nanoseconds = format!("{:09}", local.civil.subsec_nanosecond());
    out.push_str(nanoseconds.get(..digits.min(9)).unwrap_or(""));
    out.extend(std::iter::repeat_n('0', digits.saturating_sub(9)));
}

/// `%z` `%:z` `%::z`: the offset from UTC; false for more colons than exist.
fn zone(out: &mut String, local: &Local, flags: Flags) -> bool {
    let seconds = local.offset_seconds.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let tail = match flags.colons {
        0 => format!("{minutes:02}"),
        1 => format!(":{minutes:02}"),
        2 => format!(":{minutes:02}:{seconds:02}"),
        // The shortest form that tells the whole offset.
        3 if seconds != 0 => format!(":{minutes:02}:{seconds:02}"),
        3 if minutes != 0 => format!(":{minutes:02}"),
        3 => String::new(),
        _ => return false,
    };
    let sign = if local.offset_seconds < 0 { '-' } else { '+' };
    let width = flags.width.unwrap_or(0).saturating_sub(tail.len() + 1);
    let _ = if flags.pad == Some(b'_') {
        write!(out, "{:>1$}", format!("{sign}{hours}"), (width + 1).max(3))
    } else {
        write!(out, "{sign}{hours:0width$}", width = width.max(2))
    };
    out.push_str(&tail);
    true
}

fn month_name(local: &Local) -> &'static str {
    let index = usize::from(local.civil.month().unsigned_abs()).wrapping_sub(1);
    MONTHS.get(index).copied().unwrap_or("")
}

fn day_name(weekday: i64) -> &'static str {
    usize::try_from(weekday).ok().and_then(|day| DAYS.get(day)).copied().unwrap_or("")
}
