//! Every suite of the project, one module each.

mod config;
mod description;
mod diagnostics;
mod front_matter;
mod liquid;
mod markdown;
mod sample;
mod theme;
