//! Every suite of the project, one module each.

mod atomic;
mod cli;
mod config;
mod dependencies;
mod description;
mod determinism;
mod diagnostics;
mod emails;
mod front_matter;
mod house;
mod liquid;
mod markdown;
mod reference;
mod sample;
mod serve;
mod theme;
