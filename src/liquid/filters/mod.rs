//! Filters: what stands behind `|`.
//!
//! Owns the signature, the arguments and the table of standard filters. Must not know tags.

mod call;

pub use call::{Args, FilterContext, FilterDef, FilterError, FilterFn};

/// The standard filters.
pub(crate) static STANDARD: &[&[FilterDef]] = &[];
