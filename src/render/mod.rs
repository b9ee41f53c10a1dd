//! Model to text, pure: Markdown, code, pages, e-mails, feeds, sitemap, search.
//! Must not do IO, read the clock or the environment, or know description versions.

pub mod body;
pub mod code;
pub mod comparison;
mod contents;
pub mod email;
pub mod escape;
pub mod feed;
pub mod filters;
pub mod fragment;
pub mod image;
pub mod links;
pub mod markdown;
pub mod page;
pub mod palette;
pub mod persona;
pub mod reference;
pub mod region;
pub mod search;
pub mod sitemap;
pub mod tags;
pub mod templates;
pub mod views;
