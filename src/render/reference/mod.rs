//! The pages of the reference: what layouts see of one operation, tag, schema or version, made page by page over the
//! model. Must not know which dialect a description was written in, and must bound what it makes: a page stays small
//! whatever the description holds.

pub mod code;
pub mod console;
pub mod example;
pub mod literal;
pub mod request;
pub mod routes;
pub mod sample;
pub mod shown;
pub mod xml;

mod atlas;
mod auth;
mod changelog;
mod content;
mod fields;
mod headings;
mod listing;
mod menu;
mod operation;
mod overview;
mod own;
mod pane;
mod row;
mod schema;
mod shape;
mod status;
mod texts;
mod tree;
mod usage;
mod view;
mod words;

pub use atlas::Atlas;
pub use changelog::Compared;
pub use menu::Here;
pub use texts::Texts;
pub use usage::reachable;
pub use view::{Frame, ReferenceView, Titles};

use crate::model::Description;

/// What every page of a version is made with.
#[derive(Clone, Copy)]
pub struct Desk<'m> {
    /// The version's description.
    pub description: &'m Description,
    /// Its index.
    pub atlas: &'m Atlas,
    /// Its Markdown.
    pub texts: &'m Texts,
    /// Whether the page is about one schema, which then shows all it has.
    pub whole: bool,
}
