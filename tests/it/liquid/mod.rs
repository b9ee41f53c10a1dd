//! The template language, tested from outside.

mod golden;
