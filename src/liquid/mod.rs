//! The template language of authors: Shopify's Liquid with 3scale's dialect.
//!
//! Owns reading, evaluating and splitting templates. Must not know what a portal is, and uses
//! nothing else of the project; it reads no file, no clock and no environment.

pub mod engine;
pub mod error;
pub mod eval;
pub mod filters;
mod names;
pub mod split;
mod suggest;
pub mod syntax;
pub mod value;

pub use engine::{
    Engine, EngineBuilder, Escape, Limits, Mode, NoPartials, OnError, ParseOptions, Partials, ReadLog, RenderOptions,
    SourceMap, StandIns, Template, Undefined,
};
pub use error::{Code, Error, Frame};
pub use filters::{Args, FilterContext, FilterDef, FilterError, FilterFn};
pub use names::Sym;
pub use syntax::tree::Span;
pub use value::{Kind, Map, Moment, Text, Value, View};
