//! Descriptions of apis to `model::description`, from Swagger 1 and 2 and OpenAPI 3: all files of one to trees
//! (`document`), the trees to one version (`versions`), these to the model.
//! Must not know HTML; a description with a fault is still used as far as it can be read.

mod bundle;
mod compare;
mod document;
mod lower;
mod sniff;
mod validate;
mod versions;

use std::io;

use crate::diag::Diagnostic;
use crate::model::Description;
use document::{Document, Shelf};

pub use bundle::{Bundled, bundle, is_remote};
pub use compare::{Rule, compare};
pub use sniff::is_description;
pub use validate::{semantics, validate};

/// How the files of a description are read: by path, relative to the folder that they may not leave.
pub type Files<'f> = &'f dyn Fn(&str) -> io::Result<Vec<u8>>;

/// Largest description that is read, in bytes, all its files together: the largest published ones have 13 MB.
pub const MOST_BYTES: u64 = 64 << 20;

/// Whether a file may be read, before it takes memory.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`], in words, where it has more than [`MOST_BYTES`].
pub fn check_size(bytes: u64) -> io::Result<()> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    let words = format!("it has {} MB, more than the {} MB that a description may have", bytes >> 20, MOST_BYTES >> 20);
    Err(io::Error::new(io::ErrorKind::FileTooLarge, words))
}

/// Reads the description at `path`, and the files that its references lead to: `files` gives the bytes of a path,
/// and nothing else is ever asked for. What is wrong is reported, and everything else is still filled in.
pub fn read(path: &str, files: Files<'_>, diags: &mut Vec<Diagnostic>) -> Description {
    let shelf = Shelf::default();
    let Some(document) = Document::open(&shelf, path, files, diags) else { return Description::default() };
    let dialect = document.dialect().to_owned();
    Description { dialect, ..lower::lower(&document, diags) }
}
