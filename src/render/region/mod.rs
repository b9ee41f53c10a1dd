//! What of a page depends on the customer: cut out when the page is made, put in for each reader.
//!
//! A page is a body in layouts, each a template of its own. Of each, `Regions` keeps the live parts and leaves words
//! in their places; the words go through Markdown and the layouts around, and in the finished document they say which
//! bytes are whose. [`Personal`] is that as data, which the bundle carries and the runtime finishes. Must not know where
//! either is kept.

mod element;
mod kit;
mod personal;
mod regions;
pub(in crate::render) mod token;

pub use kit::{Kit, Tools};
pub(in crate::render) use personal::Written;
pub use personal::{Elements, Personal, Press};
pub(in crate::render) use regions::Regions;
