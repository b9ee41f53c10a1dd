//! The pipeline: load, plan, render, outputs, manifest. Must not choose where outputs go.
//!
//! [`Snapshot`] is one load of a site with everything prepared: any output can be rendered from it on demand,
//! which is what the preview does. [`build()`] renders all of them, in parallel, and hands them out in order.

mod assets;
mod build;
mod builtins;
pub mod coding;
mod gate;
mod images;
pub mod listing;
mod lists;
mod load;
mod manifest;
mod matrix;
mod output;
mod plan;
pub mod private;
mod reference;
mod snapshot;

pub use build::{Build, Counts, build};
pub use manifest::{Entry as ManifestEntry, Manifest};
pub use matrix::{Matrix, Row};
pub use output::{CacheClass, Output, content_type};
pub use plan::Job;
pub use snapshot::{Cache, Rendering, Settings, Snapshot};
