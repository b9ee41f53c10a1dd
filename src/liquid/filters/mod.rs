//! Filters: what stands behind `|`.
//!
//! Owns the signature, the arguments and the table of standard filters. Must not know tags.

mod arrays;
mod call;
mod date;
mod decimal;
mod distinct;
mod encoding;
mod html;
mod input;
mod numbers;
mod replace;
mod select;
mod shorten;
mod sort;
mod strings;
mod values;

use std::ops::RangeInclusive;

pub use call::{Args, FilterContext, FilterDef, FilterError, FilterFn};

/// The standard filters and those of the 3scale dialect that need nothing of a portal.
pub(crate) static STANDARD: &[&[FilterDef]] = &[
    arrays::FILTERS,
    date::FILTERS,
    encoding::FILTERS,
    html::FILTERS,
    numbers::FILTERS,
    replace::FILTERS,
    select::FILTERS,
    shorten::FILTERS,
    sort::FILTERS,
    strings::FILTERS,
    values::FILTERS,
];

/// A filter's entry: its name, how many arguments by position it takes, what it does.
const fn filter(name: &'static str, arguments: RangeInclusive<usize>, run: FilterFn) -> FilterDef {
    FilterDef { name, run, min_args: *arguments.start(), max_args: *arguments.end(), named: false, reads: &[] }
}
