//! The template language, tested from outside.

mod bombs;
mod check;
mod docs;
mod filters;
mod generate;
mod golden;
mod law;
