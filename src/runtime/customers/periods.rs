//! Periods of limits: they begin at boundaries of the calendar in UTC, as in 3scale; weeks begin on Monday.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::model::Period;

const DAY: i64 = 86_400;

/// When the period that holds `at` began. Both are seconds since 1970.
pub fn start_of(period: Period, at: i64) -> i64 {
    let within = |length: i64| at - at.rem_euclid(length);
    match period {
        Period::Minute => within(60),
        Period::Hour => within(3_600),
        Period::Day => within(DAY),
        // 1970 began on a Thursday.
        Period::Week => at - (at + 3 * DAY).rem_euclid(7 * DAY),
        Period::Month => first_day(at, |date| date.first_of_month()),
        Period::Year => first_day(at, |date| date.first_of_year()),
        Period::Eternity => 0,
    }
}

/// When the period that began at `start` ends and the next begins; never for `eternity`.
pub fn end_of(period: Period, start: i64) -> Option<i64> {
    Some(match period {
        Period::Minute => start + 60,
        Period::Hour => start + 3_600,
        Period::Day => start + DAY,
        Period::Week => start + 7 * DAY,
        // The day after the longest month, or year, lies in the next.
        Period::Month => start_of(period, start + 32 * DAY),
        Period::Year => start_of(period, start + 367 * DAY),
        Period::Eternity => return None,
    })
}

fn first_day(at: i64, first: impl FnOnce(Date) -> Date) -> i64 {
    let Ok(timestamp) = Timestamp::from_second(at) else { return 0 };
    let date = first(Offset::UTC.to_datetime(timestamp).date());
    Offset::UTC.to_timestamp(date.to_datetime(jiff::civil::Time::midnight())).map_or(0, Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_where_the_next_begins() {
        let day = |text: &str| text.parse::<Timestamp>().expect("a time").as_second();
        let end = |period, start: &str| end_of(period, day(start));
        assert_eq!(end(Period::Month, "2028-02-01T00:00:00Z"), Some(day("2028-03-01T00:00:00Z")));
        assert_eq!(end(Period::Month, "2026-12-01T00:00:00Z"), Some(day("2027-01-01T00:00:00Z")));
        assert_eq!(end(Period::Year, "2028-01-01T00:00:00Z"), Some(day("2029-01-01T00:00:00Z")));
        assert_eq!(end(Period::Week, "2026-11-23T00:00:00Z"), Some(day("2026-11-30T00:00:00Z")));
        assert_eq!(end_of(Period::Eternity, 0), None);
    }

    #[test]
    fn periods_begin_at_the_calendar() {
        // Thursday, 26 November 2026, 13:37:05.
        let at = 1_795_700_225;
        let start = |period| Timestamp::from_second(start_of(period, at)).expect("a time").to_string();
        assert_eq!(start(Period::Minute), "2026-11-26T13:37:00Z");
        assert_eq!(start(Period::Hour), "2026-11-26T13:00:00Z");
        assert_eq!(start(Period::Day), "2026-11-26T00:00:00Z");
        assert_eq!(start(Period::Week), "2026-11-23T00:00:00Z");
        assert_eq!(start(Period::Month), "2026-11-01T00:00:00Z");
        assert_eq!(start(Period::Year), "2026-01-01T00:00:00Z");
        assert_eq!(start(Period::Eternity), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_period_begins_with_its_first_second() {
        for (_, period) in Period::ALL {
            for at in [0, 59, 1_795_700_225, 951_782_400] {
                let start = start_of(period, at);
                assert!(start <= at && start_of(period, start) == start, "{period:?} {at}");
            }
        }
    }
}
