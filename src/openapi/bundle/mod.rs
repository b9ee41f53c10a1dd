//! A description of several files as one: schemas of other files become named schemas, everything else is put where
//! it was referred to. Must not read files itself, and must not follow what it was not told to.

mod address;
mod walk;
mod write;

use std::io;

use serde_json::Value;

use crate::diag::{Diagnostic, Source, Span};
use crate::tree::Node;

pub use address::is_remote;

/// What came of bundling.
#[derive(Debug)]
pub struct Bundled {
    /// The whole description; `None` where the file stands alone already, and its bytes are best as they are.
    pub text: Option<String>,
    /// How many other files are in it.
    pub files: usize,
    /// References that were not followed.
    pub problems: Vec<Diagnostic>,
}

/// Bundles the description at `path` (a path below a folder, or an address). `load` gives the bytes of another one,
/// and refuses what may not be read. Written as JSON where `as_json`, else as YAML.
pub fn bundle(path: &str, text: &str, as_json: bool, load: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>) -> Bundled {
    let source = Source::new(path, text);
    let Some(root) = parse(&source) else { return Bundled { text: None, files: 0, problems: Vec::new() } };
    let mut refused = Vec::new();
    if !walk::has_outside(&root) {
        return Bundled { text: None, files: 0, problems: refused };
    }
    let (value, files, gaps) = walk::bundle(path, root.to_json(), load);
    for (reference, reason) in gaps {
        let at = source.text().find(&reference).map_or(0..0, |at| at..at + reference.len());
        let problem = Diagnostic::warning("ref/not-bundled", format!("`{reference}` stays as it is: {reason}"));
        let hint = match is_remote(&reference) {
            true => "`--bundle` follows references to other hosts",
            false => "give the folder that has all files, or name it with `--root`",
        };
        refused.push(problem.at(Span::new(&source, at)).hint(hint));
    }
    let text = (files > 0).then(|| if as_json { write::json(&value) } else { write::yaml(&value) });
    Bundled { text, files, problems: refused }
}

fn parse(source: &std::sync::Arc<Source>) -> Option<Node<'_>> {
    super::document::parse(source, 0, source.name(), &mut Vec::new())
}

/// The value of a file in JSON or YAML.
fn value_of(path: &str, bytes: Vec<u8>) -> io::Result<Value> {
    let text = String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?;
    // Samples of code and long descriptions stand in files of their own.
    if super::document::is_text(path) && !is_remote(path) {
        return Ok(Value::String(text));
    }
    let source = Source::new(path, text);
    let root = parse(&source).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it is empty or broken"))?;
    Ok(root.to_json())
}
