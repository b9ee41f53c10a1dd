//! Descriptions of apis to `model::api`: what an overview needs, from Swagger 2.0 and OpenAPI 3.
//! Must not know HTML; a description with a fault is still used as far as it can be read.

mod compare;
mod lower;
mod operations;
mod security;
mod summary;

pub use compare::{Rule, compare};
pub use summary::read;
