//! The only file access of the project: reading a site folder, writing bundles so that the last good
//! one is never lost, watching for changes. Must not decide content: it moves bytes.

mod bundle;
mod folder;
mod leftover;
mod place;
mod releases;
mod replace;
mod rules;
mod scan;
mod source;
mod watch;

pub use bundle::{Bundle, WriteError};
pub use folder::Folder;
pub use place::{PlaceError, Stamp, create_files, find_site, read, size, stamp};
pub use releases::{
    behind_links, finish_folder, folders, hold_folder, point_link, remove_files, remove_folder, share_file, write_new,
};
pub use replace::{remove_file, replace_file};
pub use source::SourceFolder;
pub use watch::{Changes, Touches, WatchError, WatchOptions, WatchedFiles, Watcher};
