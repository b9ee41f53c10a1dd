//! Arithmetic of filters at its edges.

use super::*;

fn number(text: &str) -> Number {
    Number::of_text(text)
}

#[test]
fn decimal_fractions_add_up_as_on_paper() {
    assert_eq!(number("0.1").plus(number("0.2")).float(), 0.3);
    assert_eq!(number("10.1").minus(number("2.2")).float(), 7.9);
    assert_eq!(number("0.3").divided_by(number("0.1")).map(Number::float), Some(3.0));
    assert_eq!(number("10.1").modulo(number("7.0")).map(Number::float), Some(3.1));
}

#[test]
fn whole_numbers_divide_downwards() {
    let divided = |a, b| Number::Int(a).divided_by(Number::Int(b)).map(|n| n.value().to_text().into_owned());
    assert_eq!(divided(-7, 2).as_deref(), Some("-4"));
    assert_eq!(divided(7, -2).as_deref(), Some("-4"));
    assert_eq!(divided(7, 0), None);
}

#[test]
fn the_ends_of_the_range_do_not_overflow() {
    let min = Number::Int(i64::MIN);
    assert_eq!(min.abs().float(), 9_223_372_036_854_775_808.0);
    assert_eq!(min.divided_by(Number::Int(-1)).map(Number::float), Some(9_223_372_036_854_775_808.0));
    assert_eq!(min.modulo(Number::Int(-1)).map(Number::float), Some(0.0));
    assert!(Number::of_float(1e300).times(Number::of_float(1e300)).float().is_infinite());
    assert!(Number::of_float(f64::INFINITY).to_whole(Towards::Floor).is_none());
}

#[test]
fn text_counts_as_far_as_it_is_a_number() {
    for (text, value) in [("12abc", 12.0), ("2.75", 2.75), (" -7 ", -7.0), ("1.2.3", 1.0), ("x", 0.0), ("", 0.0)] {
        assert_eq!(number(text).float(), value, "{text}");
    }
}
