//! The passes over a document's tree, each one concern, in the order `render` calls them.
//!
//! Must not write HTML.

mod anchors;
mod callouts;
mod fences;
mod footnotes;
mod headings;
mod links;
mod outline;
mod tables;
mod verbatim;

pub(super) use anchors::raw_anchors;
pub(super) use callouts::callouts;
pub(super) use fences::fences;
pub(super) use footnotes::{Note, footnotes, reference_id};
pub(super) use headings::headings;
pub(super) use links::links;
pub(super) use outline::outline;
pub(super) use tables::tables;
pub(super) use verbatim::verbatim;
