//! The reference of an api version: what its pages and its console show. Must not know dialects of descriptions.

pub mod console;
