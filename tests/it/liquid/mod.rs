//! The template language, tested from outside.

mod docs;
mod filters;
mod golden;
