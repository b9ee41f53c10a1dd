//! The `date` filter: dates read out of free text, printed by `strftime`
//! patterns. It must not read a clock; `now` is given.

mod clock;
mod parse;
mod strftime;
#[cfg(test)]
mod tests;
mod tokens;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::input::Filtered;
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::{Moment, Value};

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[filter("date", 1..=1, date)];

/// A moment by a pattern. What is no date stays as it is.
fn date<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let format = args.or_nil(0);
    let format = format.to_text();
    if format.is_empty() {
        return Ok(input);
    }
    let now = ctx.now.map(Moment::utc).and_then(|now| Local::of(&now));
    let moment = match &input {
        Value::Date(moment) => Local::of(moment),
        Value::Int(seconds) => Local::of(&Moment::utc(*seconds)),
        _ => match input.as_str() {
            Some(text) if text.eq_ignore_ascii_case("now") || text.eq_ignore_ascii_case("today") => {
                Some(now.ok_or_else(no_clock)?)
            }
            Some(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok().and_then(|seconds| Local::of(&Moment::utc(seconds)))
            }
            Some(text) => parse::parse(text, now.as_ref()),
            None => None,
        },
    };
    let Some(moment) = moment else { return Ok(input) };
    let most = format.matches('%').count().saturating_mul(strftime::MAX_WIDTH).saturating_add(format.len());
    ctx.reserve(most)?;
    Ok(Value::text(strftime::strftime(&moment, &format)))
}

fn no_clock() -> FilterError {
    FilterError::argument("there is no current time here").hint("name a date that stands in the content instead")
}

/// A moment as a clock on a wall `offset_seconds` east of UTC shows it.
#[derive(Clone, Copy, Debug)]
struct Local {
    civil: DateTime,
    offset_seconds: i32,
}

impl Local {
    /// None beyond the years that the calendar knows (-9999 to 9999).
    fn of(moment: &Moment) -> Option<Self> {
        let offset = Offset::from_seconds(moment.offset).ok()?;
        let instant = Timestamp::new(moment.seconds, i32::try_from(moment.nanos).ok()?).ok()?;
        Some(Self { civil: offset.to_datetime(instant), offset_seconds: moment.offset })
    }

    /// None when the clock shows a time that no moment has.
    fn moment(&self) -> Option<Moment> {
        let offset = Offset::from_seconds(self.offset_seconds).ok()?;
        let nanoseconds = offset.to_timestamp(self.civil).ok()?.as_nanosecond();
        let seconds = i64::try_from(nanoseconds.div_euclid(1_000_000_000)).ok()?;
        let nanos = u32::try_from(nanoseconds.rem_euclid(1_000_000_000)).ok()?;
        Some(Moment { seconds, nanos, offset: self.offset_seconds })
    }

    /// Seconds since 1970 in UTC.
    fn unix_seconds(&self) -> i64 {
        self.moment().map_or(0, |moment| moment.seconds)
    }

    /// The name of the zone: `UTC`, or nothing for any other offset.
    fn zone_name(&self) -> &'static str {
        if self.offset_seconds == 0 { "UTC" } else { "" }
    }
}
