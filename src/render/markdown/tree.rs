//! A document as a flat tree: nodes in document order, each with the index after its subtree.
//!
//! Flat, because passes and the writer then walk a vector: no recursion that a deeply nested
//! document could overflow, and little to allocate. Must not interpret what it builds.

use std::ops::Range;

use pulldown_cmark::{Alignment, BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use super::{LinkKind, Problem};

/// Nodes to make room for at once; a page of prose needs a few hundred.
const RESERVED: usize = 4096;

#[derive(Default)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
}

pub(super) struct Node<'a> {
    pub(super) kind: Kind<'a>,
    /// Bytes of the source.
    pub(super) range: Range<usize>,
    /// Index after the last node inside; for a leaf, the next node.
    pub(super) end: usize,
    /// 0 for the blocks of the document itself.
    pub(super) depth: usize,
}

pub(super) enum Kind<'a> {
    /// Not written, with all that is inside.
    Gone,
    Text(CowStr<'a>),
    Code(CowStr<'a>),
    Html(CowStr<'a>),
    SoftBreak,
    HardBreak,
    Rule,
    TaskMarker(bool),
    FootnoteReference(Box<Reference<'a>>),
    Paragraph,
    Heading(Box<Heading<'a>>),
    Quote,
    Callout(Callout),
    CalloutTitle {
        kind: Callout,
        own: bool,
    },
    List {
        start: Option<u64>,
        tasks: bool,
    },
    Item {
        task: bool,
    },
    Emphasis,
    Strong,
    Strikethrough,
    Link(Box<Target<'a>>),
    Image(Box<Target<'a>>),
    Fence(Box<Fence<'a>>),
    Table(Box<Table>),
    TableHead,
    TableRow,
    Cell {
        header: bool,
        alignment: Alignment,
    },
    FootnoteDefinition(CowStr<'a>),
    /// A container without an element of its own.
    Transparent,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Callout {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

pub(super) struct Heading<'a> {
    pub(super) level: u8,
    /// As written by the author until the pass over headings, then as used.
    pub(super) id: Option<CowStr<'a>>,
    pub(super) classes: Vec<CowStr<'a>>,
    /// Index into the document's headings; `None` for a lifted title.
    pub(super) listed: Option<usize>,
}

pub(super) struct Target<'a> {
    pub(super) kind: LinkKind,
    pub(super) dest: CowStr<'a>,
    pub(super) title: CowStr<'a>,
    pub(super) alt: String,
    pub(super) size: Option<(u32, u32)>,
}

pub(super) struct Table {
    /// What the scroll container is called; empty until the pass over tables.
    pub(super) label: String,
    pub(super) alignments: Vec<Alignment>,
}

pub(super) struct Reference<'a> {
    pub(super) label: CowStr<'a>,
    /// Number of the note and which of its references this is, from 1; 0 until numbered.
    pub(super) number: usize,
    pub(super) occurrence: usize,
}

#[derive(Default)]
pub(super) struct Fence<'a> {
    /// The info string; `None` for indented code.
    pub(super) info: Option<CowStr<'a>>,
    pub(super) code: String,
    pub(super) language: String,
    pub(super) title: Option<String>,
    pub(super) marks: Vec<std::ops::RangeInclusive<u32>>,
    pub(super) tab: Option<Tab>,
}

/// A fence's place in a group of tabs.
pub(super) struct Tab {
    pub(super) title: String,
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Tree<'_> {
    /// Indices of the direct children of the node at `parent`.
    pub(super) fn children(&self, parent: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[parent].end;
        let mut next = parent + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.nodes[child].end;
                child
            })
        })
    }

    /// Plain text of what is inside the node at `parent`.
    pub(super) fn text(&self, parent: usize) -> String {
        let mut text = String::new();
        let mut at = parent + 1;
        while at < self.nodes[parent].end {
            let node = &self.nodes[at];
            match &node.kind {
                Kind::Gone => at = node.end - 1,
                Kind::Text(part) | Kind::Code(part) => text.push_str(part),
                Kind::SoftBreak | Kind::HardBreak => text.push(' '),
                _ => {}
            }
            at += 1;
        }
        text
    }
}

/// Parses `source`. Reference links without a definition are reported.
pub(super) fn build<'a>(source: &'a str, smart: bool, problems: &mut Vec<Problem>) -> Tree<'a> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    let broken = |link: BrokenLink<'_>| {
        problems.extend(undefined(&link));
        None
    };
    let parser = Parser::new_with_broken_link_callback(source, options, Some(broken));
    let mut builder = Builder::default();
    builder.tree.nodes.reserve((source.len() / 16).min(RESERVED));
    for (event, range) in parser.into_offset_iter() {
        builder.event(event, range);
    }
    builder.tree
}

/// What to say of brackets that name nothing. A single `[word]` is ordinary text and says nothing.
fn undefined(link: &BrokenLink<'_>) -> Option<Problem> {
    let reference = &link.reference;
    let full = matches!(
        link.link_type,
        LinkType::Reference | LinkType::ReferenceUnknown | LinkType::Collapsed | LinkType::CollapsedUnknown
    );
    full.then(|| Problem {
        code: "markdown-reference",
        range: link.span.clone(),
        message: format!("the link reference `{reference}` is not defined"),
        hint: Some(format!("add a line `[{reference}]: address`")),
    })
}

#[derive(Default)]
struct Builder<'a> {
    tree: Tree<'a>,
    open: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let leaf = match event {
            Event::Start(tag) => return self.start(tag, range),
            Event::End(_) => return self.end(),
            Event::Text(text) => return self.text(text, range),
            Event::Code(code) => Kind::Code(code),
            Event::Html(html) | Event::InlineHtml(html) => Kind::Html(html),
            Event::SoftBreak => Kind::SoftBreak,
            Event::HardBreak => Kind::HardBreak,
            Event::Rule => Kind::Rule,
            Event::TaskListMarker(done) => {
                self.mark_task();
                Kind::TaskMarker(done)
            }
            Event::FootnoteReference(label) => {
                Kind::FootnoteReference(Box::new(Reference { label, number: 0, occurrence: 0 }))
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => Kind::Text(text),
        };
        self.push(leaf, range);
    }

    fn push(&mut self, kind: Kind<'a>, range: Range<usize>) -> usize {
        let at = self.tree.nodes.len();
        self.tree.nodes.push(Node { kind, range, end: at + 1, depth: self.open.len() });
        at
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let at = self.push(container(tag), range);
        self.open.push(at);
    }

    fn end(&mut self) {
        let end = self.tree.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.tree.nodes.get_mut(at)) {
            node.end = end;
        }
    }

    /// Text inside a fence belongs to the fence itself, which is a leaf.
    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let parent = self.open.last().and_then(|at| self.tree.nodes.get_mut(*at));
        match parent.map(|node| &mut node.kind) {
            Some(Kind::Fence(fence)) => fence.code.push_str(&text),
            _ => {
                self.push(Kind::Text(text), range);
            }
        }
    }

    fn mark_task(&mut self) {
        for at in self.open.iter().rev() {
            match self.tree.nodes.get_mut(*at).map(|node| &mut node.kind) {
                Some(Kind::Item { task }) => *task = true,
                Some(Kind::List { tasks, .. }) => {
                    *tasks = true;
                    return;
                }
                _ => {}
            }
        }
    }
}

fn container(tag: Tag<'_>) -> Kind<'_> {
    match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, id, classes, .. } => {
            Kind::Heading(Box::new(Heading { level: level as u8, id, classes, listed: None }))
        }
        Tag::BlockQuote(_) => Kind::Quote,
        Tag::CodeBlock(kind) => Kind::Fence(Box::new(Fence {
            info: match kind {
                CodeBlockKind::Fenced(info) => Some(info),
                CodeBlockKind::Indented => None,
            },
            ..Fence::default()
        })),
        Tag::List(start) => Kind::List { start, tasks: false },
        Tag::Item => Kind::Item { task: false },
        Tag::FootnoteDefinition(label) => Kind::FootnoteDefinition(label),
        Tag::Table(alignments) => Kind::Table(Box::new(Table { label: String::new(), alignments })),
        Tag::TableHead => Kind::TableHead,
        Tag::TableRow => Kind::TableRow,
        Tag::TableCell => Kind::Cell { header: false, alignment: Alignment::None },
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strikethrough,
        Tag::Link { link_type, dest_url, title, .. } => {
            let dest = match link_type {
                LinkType::Email => format!("mailto:{dest_url}").into(),
                _ => dest_url,
            };
            Kind::Link(Box::new(target(LinkKind::Link, dest, title)))
        }
        Tag::Image { dest_url, title, .. } => Kind::Image(Box::new(target(LinkKind::Image, dest_url, title))),
        Tag::HtmlBlock
        | Tag::Superscript
        | Tag::Subscript
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::MetadataBlock(_) => Kind::Transparent,
    }
}

fn target<'a>(kind: LinkKind, dest: CowStr<'a>, title: CowStr<'a>) -> Target<'a> {
    Target { kind, dest, title, alt: String::new(), size: None }
}
