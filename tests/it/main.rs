//! Every suite of the project, one module each.

mod atomic;
mod cli;
mod config;
mod description;
mod diagnostics;
mod front_matter;
mod liquid;
mod markdown;
mod sample;
mod serve;
mod theme;
