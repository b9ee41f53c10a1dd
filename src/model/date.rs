//! A calendar day, as authors write it in front matter. No time zone, no clock.

use std::fmt;
use std::str::FromStr;

/// A day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Year, as written.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Date {
    /// The day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01; less than 0 before. By eras of 400 years that begin in March.
    pub fn days(self) -> i64 {
        let (year, month, day) = (i64::from(self.year), i64::from(self.month), i64::from(self.day));
        let year = year - i64::from(month <= 2);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let year_of_era = year.rem_euclid(400);
        year.div_euclid(400) * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year - 719_468
    }

    /// When it begins in UTC, seconds since 1970.
    pub fn seconds(self) -> i64 {
        self.days() * 86_400
    }

    /// The day that a time is on in UTC; none outside of the years that a date has.
    pub fn of_seconds(at: i64) -> Option<Self> {
        let days = at.div_euclid(86_400) + 719_468;
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = (shifted + 2) % 12 + 1;
        let year = year_of_era + days.div_euclid(146_097) * 400 + i64::from(month <= 2);
        let part = |number: i64| u8::try_from(number).ok();
        Self::new(u16::try_from(year).ok()?, part(month)?, part(of_year - (153 * shifted + 2) / 5 + 1)?)
    }
}

/// A moment in UTC, to the second (RFC 3339): `2026-11-28T09:30:00Z`. None outside of the years that a date has.
pub fn rfc3339(at: i64) -> Option<String> {
    let second = at.rem_euclid(86_400);
    let day = Date::of_seconds(at)?;
    Some(format!("{day}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60))
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = &'static str;

    /// Reads `2026-11-24`; anything behind the day (a time) is refused.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a day such as 2026-11-24";
        let mut parts = text.splitn(3, '-');
        let mut part = |digits: usize| {
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
        };
        let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else { return Err(expected) };
        let number = |text: &str| text.parse::<u16>().map_err(|_| expected);
        Self::new(number(year)?, number(month)? as u8, number(day)? as u8).ok_or("no such day in the calendar")
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, rfc3339};

    #[test]
    fn moments_are_written_to_the_second() {
        assert_eq!(rfc3339(1_795_858_200 + 61).as_deref(), Some("2026-11-28T09:31:01Z"));
        assert_eq!((rfc3339(-1).as_deref(), rfc3339(i64::MAX)), (Some("1969-12-31T23:59:59Z"), None));
    }

    #[test]
    fn days_are_counted_and_found_again() {
        for (text, days) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("2026-11-28", 20_785), ("1969-12-31", -1)] {
            let date: Date = text.parse().expect("a day");
            assert_eq!(date.days(), days, "{text}");
            assert_eq!(Date::of_seconds(date.seconds() + 86_399), Some(date), "{text}");
        }
    }
}
