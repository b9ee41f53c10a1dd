//! `portal` turns a folder of content and API descriptions into a developer portal.
//!
//! The modules stand in layers; a module uses only modules of lower layers
//! (`docs/content/architecture.md`, checked by `tests/it/house.rs`).

pub mod diag;
pub mod liquid;

pub mod model;
pub mod tree;

pub mod input;
pub mod openapi;

pub mod render;

pub mod site;

pub mod bucket;
pub mod check;
pub mod disk;

pub mod deploy;

pub mod runtime;

pub mod preview;

pub mod cli;
