//! Bytes to model: configuration, content, data files, theme. Must not open files itself: it is handed a `Files`.

mod assets;
mod builtin;
mod cache;
mod config;
mod config_apis;
mod config_deploy;
mod config_notice;
mod config_runtime;
mod config_sso;
mod content;
mod data;
mod email;
mod fields;
mod files;
mod kind;
mod load;
pub mod mails;
mod page;
mod persona;
mod reader;
pub mod register;
pub mod roster;
mod section;
mod template;
mod text;
pub mod theme;
mod theme_parts;
mod title;

use std::sync::Arc;

use crate::diag::{Source, Span};
use crate::tree;

pub use assets::read_asset;
pub use cache::Cache;
pub use files::{File, Files, MemoryFiles};
pub use load::{LoadOptions, Loaded, load, read_config_of};

/// The place of a value in a YAML file or in a file's front matter, by a path such as `/nav/0/path`: for problems
/// that are found long after the file was read.
pub fn locate(source: &Arc<Source>, pointer: &str) -> Option<Span> {
    let is_yaml = source.name().ends_with(".yaml") || source.name().ends_with(".yml");
    let range = if is_yaml { 0..source.text().len() } else { text::split(source.text()).ok()?.front? };
    tree::locate(source, range, pointer)
}
