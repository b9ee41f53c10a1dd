//! Filters that calculate. They must not know how numbers are represented
//! (see `decimal`).

use std::cmp::Ordering;

use super::decimal::{Number, Towards};
use super::input::{Filtered, Property, items, property};
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("abs", 0..=0, abs),
    filter("at_least", 1..=1, at_least),
    filter("at_most", 1..=1, at_most),
    filter("ceil", 0..=0, ceil),
    filter("divided_by", 1..=1, divided_by),
    filter("floor", 0..=0, floor),
    filter("minus", 1..=1, minus),
    filter("modulo", 1..=1, modulo),
    filter("plus", 1..=1, plus),
    filter("round", 0..=1, round),
    filter("sum", 0..=1, sum),
    filter("times", 1..=1, times),
];

/// The input and the first argument as numbers.
fn both<'a>(input: &Value<'a>, args: &Args<'_, 'a>) -> (Number, Number) {
    (Number::of(input), Number::of(&args.or_nil(0)))
}

fn abs<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Ok(Number::of(&input).abs().value())
}

fn at_least<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (number, least) = both(&input, args);
    Ok(if least.order(number) == Ordering::Greater { least } else { number }.value())
}

fn at_most<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (number, most) = both(&input, args);
    Ok(if most.order(number) == Ordering::Less { most } else { number }.value())
}

fn plus<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (a, b) = both(&input, args);
    Ok(a.plus(b).value())
}

fn minus<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (a, b) = both(&input, args);
    Ok(a.minus(b).value())
}

fn times<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (a, b) = both(&input, args);
    Ok(a.times(b).value())
}

fn divided_by<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (a, b) = both(&input, args);
    a.divided_by(b).map(Number::value).ok_or_else(by_zero)
}

fn modulo<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let (a, b) = both(&input, args);
    a.modulo(b).map(Number::value).ok_or_else(by_zero)
}

fn by_zero() -> FilterError {
    FilterError::argument("divided by 0")
}

fn ceil<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Number::of(&input).to_whole(Towards::Ceiling).map(Number::value).ok_or_else(endless)
}

fn floor<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    Number::of(&input).to_whole(Towards::Floor).map(Number::value).ok_or_else(endless)
}

fn round<'a>(input: Value<'a>, args: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let places = Number::of(&args.or_nil(0));
    // Part of a decimal place is none.
    let towards = if places.order(Number::Int(0)) == Ordering::Less { Towards::Ceiling } else { Towards::Floor };
    let places = match places.to_whole(towards) {
        Some(Number::Int(places)) => places,
        _ => return Err(FilterError::argument("too many decimal places")),
    };
    Number::of(&input).round(places).map(Number::value).ok_or_else(endless)
}

fn endless() -> FilterError {
    FilterError::argument("an infinite number cannot be rounded")
}

/// The sum of all items, or of what they have under a property.
fn sum<'a>(input: Value<'a>, args: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let mut total = Number::Int(0);
    let key = args.or_nil(0);
    for item in items(&input, ctx)? {
        if key.is_nil() {
            total = total.plus(Number::of(&item));
        } else if let Property::Value(value) = property(&item, &key)? {
            for number in items(&value, ctx)? {
                total = total.plus(Number::of(&number));
            }
        }
    }
    Ok(total.value())
}
