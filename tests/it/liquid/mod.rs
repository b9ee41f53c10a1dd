//! The template language, tested from outside.

mod bombs;
mod check;
mod dialect;
mod docs;
mod filters;
mod generate;
mod golden;
mod hooks;
mod law;
mod print;
