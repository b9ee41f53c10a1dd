//! The reference of an api version: what its pages and its console show. Must not know dialects of descriptions.

pub mod code;
pub mod console;
pub mod example;
pub mod literal;
pub mod request;
pub mod sample;
pub mod shown;
pub mod xml;
