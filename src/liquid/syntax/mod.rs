//! From source to syntax tree and back.
//!
//! Owns reading and printing templates; must not evaluate anything.

mod blank;
mod branches;
mod cursor;
mod expr;
mod lax;
mod lexer;
mod loops;
mod parser;
mod partials;
pub mod print;
mod tags;
pub mod tree;

pub(crate) use parser::parse;
