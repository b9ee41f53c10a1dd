//! The template language, tested from outside.

mod docs;
mod filters;
mod golden;
mod bombs;
mod check;
mod generate;
mod law;
