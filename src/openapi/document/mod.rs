//! All files of one description as one thing: where its trees are, what its references lead to, where everything
//! stands. The trees have the form of OpenAPI 3.2, whatever was written.
//!
//! A reference is followed inside the folder that was handed in and nowhere else: no address of another host, no
//! absolute path, no `..` out of it.

mod anchors;
mod load;
mod pointer;
mod reference;
mod resolve;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use super::Files;
use crate::diag::{Diagnostic, Source, Span};
use crate::tree::{Key, Node};

pub(super) use load::{Loaded, Shelf, is_text, parse, reference_path};
pub(super) use pointer::steps as pointer_steps;
pub(super) use resolve::Gap;

use super::versions::Version;

/// One file of a description.
pub(super) struct File<'s> {
    /// Its path, as `Files` knows it.
    pub(super) path: String,
    /// Its text.
    pub(super) source: &'s Arc<Source>,
    /// Its values; after climbing in the form of 3.2.
    pub(super) root: Node<'s>,
    /// The version that the file itself names; files that are parts name none.
    pub(super) version: Option<Version>,
}

/// A description with everything its references may lead to.
pub(super) struct Document<'s> {
    files: Vec<File<'s>>,
    /// Files that could not be read, by path, with what to say when something refers to them.
    missing: HashMap<String, Gap>,
    by_path: HashMap<String, usize>,
    dialect: String,
    moves: super::versions::Moves,
    anchors: OnceCell<anchors::Anchors>,
    /// What each reference leads to, by file and text.
    targets: RefCell<HashMap<(u32, String), Result<Trail, Gap>>>,
    wide: RefCell<pointer::Wide>,
}

/// Where a node is in its tree: the file, and which child it is at each level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trail {
    file: usize,
    steps: Vec<u32>,
}

/// Tells nodes of one document apart: equal for the same node only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(usize);

impl NodeId {
    /// The identity of a node, for remembering what was made of it. It is good as long as the document lives.
    pub(super) fn of(node: &Node<'_>) -> Self {
        Self(std::ptr::from_ref(node).addr())
    }
}

impl<'s> Document<'s> {
    /// Reads the description at `path` and every file it refers to, and climbs to 3.2. What is wrong is reported;
    /// `None` where the file describes no api at all.
    pub(super) fn open(
        shelf: &'s Shelf,
        path: &str,
        files: Files<'_>,
        diags: &mut Vec<Diagnostic>,
    ) -> Option<Document<'s>> {
        let mut loaded = load::load(shelf, path, files, diags)?;
        let climbed = super::versions::climb(shelf, &mut loaded, files, diags)?;
        let by_path = loaded.files.iter().enumerate().map(|(at, file)| (file.path.clone(), at)).collect();
        Some(Document {
            files: loaded.files,
            missing: loaded.missing,
            by_path,
            dialect: climbed.dialect,
            moves: climbed.moves,
            anchors: OnceCell::new(),
            targets: RefCell::default(),
            wide: RefCell::default(),
        })
    }

    /// The whole description, in the form of 3.2.
    pub(super) fn root(&self) -> &Node<'s> {
        &self.files[0].root
    }

    /// What the file says it is, for readers: `OpenAPI 3.1.0`, `Swagger 2.0`.
    pub(super) fn dialect(&self) -> &str {
        &self.dialect
    }

    /// The start of the description's own file.
    pub(super) fn start(&self) -> Span {
        Span::file(self.files[0].source)
    }

    /// Whether any schema has an `$id`, so that equal references may lead to different places.
    pub(super) fn has_ids(&self) -> bool {
        self.anchors().has_resources()
    }

    /// Where a value stands, in whichever file.
    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        self.place(node.place)
    }

    /// Where a key stands.
    pub(super) fn key_span(&self, key: &Key<'_>) -> Span {
        self.place(key.place)
    }

    fn place(&self, place: crate::tree::Place) -> Span {
        let file = self.files.get(place.file() as usize).unwrap_or(&self.files[0]);
        Span::new(file.source, place.range())
    }

    /// The JSON pointers of places, as the author wrote them: `#/definitions/Pet/properties/id`.
    pub(super) fn pointers<'p>(&self, places: impl Iterator<Item = Option<&'p Span>>) -> Vec<Option<String>> {
        let mut written: HashMap<usize, Option<Node<'s>>> = HashMap::new();
        let mut pointer = |place: &Span| {
            let at = self.files.iter().position(|file| Arc::ptr_eq(file.source, &place.source))?;
            let file = &self.files[at];
            // What climbed far no longer lies as it was written.
            let again = written.entry(at).or_insert_with(|| {
                let number = file.root.place.file();
                self.moves.concern(at).then(|| load::parse(file.source, number, &file.path, &mut Vec::new()))?
            });
            Some(pointer::of(again.as_ref().unwrap_or(&file.root), place.range.clone()))
        };
        places.map(|place| place.and_then(&mut pointer)).collect()
    }
}
