//! Points in time: seconds since 1970 with an offset from UTC.
//!
//! Owns the civil calendar needed to print one; formats and parsing belong to the date filter.

use std::fmt;

/// A point in time. Two moments are equal when they are the same instant.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second, 0 to 999,999,999.
    pub nanos: u32,
    /// Seconds east of UTC, used for printing only.
    pub offset: i32,
}

impl Moment {
    /// The instant `seconds` after 1970 in UTC.
    pub fn utc(seconds: i64) -> Self {
        Moment { seconds, nanos: 0, offset: 0 }
    }

    /// Year, month (1–12) and day (1–31) at the moment's own offset.
    pub fn date(&self) -> (i64, u32, u32) {
        let days = self.seconds.saturating_add(i64::from(self.offset)).div_euclid(86_400);
        civil_from_days(days)
    }

    /// Hour, minute and second of the day at the moment's own offset.
    pub fn time(&self) -> (u32, u32, u32) {
        let second = self.seconds.saturating_add(i64::from(self.offset)).rem_euclid(86_400);
        let second = u32::try_from(second).unwrap_or(0);
        (second / 3600, second / 60 % 60, second % 60)
    }
}

/// Proleptic Gregorian date of a day number since 1970-01-01, by 400-year eras that start in March.
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        (self.seconds, self.nanos) == (other.seconds, other.nanos)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        (self.seconds, self.nanos).partial_cmp(&(other.seconds, other.nanos))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time();
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} ")?;
        if self.offset == 0 {
            return f.write_str("UTC");
        }
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs() / 60;
        write!(f, "{sign}{:02}{:02}", minutes / 60, minutes % 60)
    }
}
