//! Reading and printing of dates; what is expected is what Ruby 3.1 answers.

use super::parse::parse;
use super::strftime::strftime;
use super::{Local, Moment};

/// 2026-11-24 10:45:26 UTC.
fn now() -> Local {
    Local::of(&Moment::utc(1_795_517_126)).expect("a moment of this century has a calendar date")
}

fn read(text: &str) -> String {
    parse(text, Some(&now())).map_or_else(|| "no date".to_owned(), |local| strftime(&local, "%Y-%m-%d %H:%M:%S.%L %z"))
}

#[test]
fn dates_are_read_in_the_forms_people_write() {
    for (text, moment) in [
        ("March 14, 2016", "2016-03-14 00:00:00.000 +0000"),
        ("14 Mar 2016", "2016-03-14 00:00:00.000 +0000"),
        ("march 14th, 2016", "2016-03-14 00:00:00.000 +0000"),
        ("14-mar-16", "2016-03-14 00:00:00.000 +0000"),
        ("14/03/2016", "2016-03-14 00:00:00.000 +0000"),
        ("2016/3/14", "2016-03-14 00:00:00.000 +0000"),
        ("14.3.2016", "2016-03-14 00:00:00.000 +0000"),
        ("20160314", "2016-03-14 00:00:00.000 +0000"),
        ("2016-074", "2016-03-14 00:00:00.000 +0000"),
        ("2016-03-14", "2016-03-14 00:00:00.000 +0000"),
        ("14 march 50", "2050-03-14 00:00:00.000 +0000"),
        ("Sat Aug 28 02:55:50 2000", "2000-08-28 02:55:50.000 +0000"),
        ("jan 5 2021 5 pm", "2021-01-05 17:00:00.000 +0000"),
        ("12:01 a.m. 2021-01-05", "2021-01-05 00:01:00.000 +0000"),
    ] {
        assert_eq!(read(text), moment, "{text}");
    }
}

#[test]
fn dates_are_read_in_the_forms_machines_write() {
    for (text, moment) in [
        ("2016-03-14T10:20:30Z", "2016-03-14 10:20:30.000 +0000"),
        ("2016-03-14T10:20:30.5-05:00", "2016-03-14 10:20:30.500 -0500"),
        ("20160314T102030Z", "2016-03-14 10:20:30.000 +0000"),
        ("20010203T040506+0900", "2001-02-03 04:05:06.000 +0900"),
        ("Mon, 14 Mar 2016 10:20:30 +0100", "2016-03-14 10:20:30.000 +0100"),
        ("Fri, 31 Dec 1999 23:59:59 GMT", "1999-12-31 23:59:59.000 +0000"),
        ("Mon, 14 Mar 2016 10:20:30 EST", "2016-03-14 10:20:30.000 -0500"),
        ("2016-03-14 10:20:30 +01", "2016-03-14 10:20:30.000 +0100"),
        ("2016-03-14 24:00", "2016-03-15 00:00:00.000 +0000"),
        ("1999-12-31 23:59:60", "2000-01-01 00:00:00.000 +0000"),
    ] {
        assert_eq!(read(text), moment, "{text}");
    }
}

#[test]
fn what_a_text_leaves_out_comes_from_the_given_time() {
    for (text, moment) in [
        ("12:30", "2026-11-24 12:30:00.000 +0000"),
        ("3:15 pm", "2026-11-24 15:15:00.000 +0000"),
        ("14 mar", "2026-03-14 00:00:00.000 +0000"),
        ("march", "2026-03-01 00:00:00.000 +0000"),
        ("march 2016", "2016-03-01 00:00:00.000 +0000"),
    ] {
        assert_eq!(read(text), moment, "{text}");
    }
    assert!(parse("12:30", None).is_none());
    assert!(parse("march 2016", None).is_some());
}

#[test]
fn what_is_no_date_is_none() {
    for text in ["", "hello", "monday", "tomorrow", "03/14/2016", "2016-02-32", "2016-13-01", "2016-03-14 25:00", "1.5"]
    {
        assert_eq!(read(text), "no date", "{text}");
    }
    assert_eq!(read("2016-02-31"), "2016-03-02 00:00:00.000 +0000");
    assert_eq!(read(&"9-".repeat(1000)), "no date");
}

fn print(text: &str, pattern: &str) -> String {
    strftime(&parse(text, None).expect("the test gives a whole date"), pattern)
}

#[test]
fn every_directive_prints_what_it_stands_for() {
    for (pattern, printed) in [
        ("%Y-%m-%d", "2016-03-04"),
        ("%C %y %B %b %h", "20 16 March Mar Mar"),
        ("%e %j", " 4 064"),
        ("%H %k %I %l %M %S", "05  5 05  5 06 07"),
        ("%L %N %3N %6N %12N", "089 089000000 089 089000 089000000000"),
        ("%P %p", "am AM"),
        ("%A %a %u %w", "Friday Fri 5 5"),
        ("%G %g %V %U %W", "2016 16 09 09 09"),
        ("%s", "1457062567"),
        ("%z %:z %::z %:::z", "+0130 +01:30 +01:30:00 +01:30"),
        ("%c", "Fri Mar  4 05:06:07 2016"),
        ("%D %F %R %T %X %x", "03/04/16 2016-03-04 05:06 05:06:07 05:06:07 03/04/16"),
        ("%r %v", "05:06:07 AM  4-MAR-2016"),
        ("%n%t%%", "\n\t%"),
    ] {
        assert_eq!(print("2016-03-04T05:06:07.089+01:30", pattern), printed, "{pattern}");
    }
    assert_eq!(print("2016-03-04 UTC", "%Z"), "UTC");
    assert_eq!(print("2019-12-30", "%G %V %U %W %j"), "2020 01 52 52 364");
}

#[test]
fn flags_and_widths_change_how_a_directive_prints() {
    for (pattern, printed) in [
        ("%-d %-m %-H", "4 3 5"),
        ("%_d %_m", " 4  3"),
        ("%0e %010e", "04 0000000004"),
        ("%^B %^a", "MARCH FRI"),
        ("%#B %#p", "MARCH am"),
        ("%10B %-10B %010B", "     March March 00000March"),
        ("%_10z", "      +130"),
        ("%EY %Ob %Od", "2016 %Ob 04"),
        ("%Q %q %f %", "%Q %q %f %"),
        ("%:Y", "%:Y"),
    ] {
        assert_eq!(print("2016-03-04T05:06:07.089+01:30", pattern), printed, "{pattern}");
    }
    // A width cannot ask for a text of any size.
    assert!(print("2016-03-04", "%999999999d").len() <= 1024);
}
