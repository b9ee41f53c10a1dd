//! The template language, tested from outside.

mod docs;
mod golden;
