//! Every suite of the project, one module each.

mod liquid;
mod markdown;
mod theme;
