//! Markdown to HTML: CommonMark with tables, footnotes, strikethrough, task lists, heading
//! anchors, callouts, code tabs and highlighted fences.
//!
//! Events of the parser become a small flat `tree`; named `passes` each change or read one
//! thing in it; `write` turns it into HTML. Raw HTML of authors passes through: they are
//! trusted (text from API descriptions takes another, sanitising path). Must not know where
//! pages live: addresses go through a [`LinkResolver`].
//!
//! The markup, which themes style and script against:
//!
//! - `h2`–`h4`: `<div class="heading"><h2 id="x">X</h2><a class="anchor" href="#x"
//!   aria-label="Link to “X”"></a></div>`; other levels are plain, all have an `id`.
//! - code: [`crate::render::code::frame`]; consecutive fences with `tab` are
//!   `<div class="tabs" data-tabs><div class="tab" data-tab="curl"><p class="tab-title">curl</p>…`
//!   with every panel readable; a script makes ARIA tabs of it.
//! - callouts: `<div class="callout callout-note" role="note"><p class="callout-title"><span
//!   class="callout-kind">Note</span>: own title</p>…</div>`.
//! - tables: in `<div class="table-scroll" role="region" tabindex="0" aria-label="Table: …">`;
//!   cells have `align-left|center|right` (never a style attribute: the policy forbids it).
//! - footnotes: `sup.footnote-ref` with `#fnref-1`, `section.footnotes` with `#fn-1` and
//!   `a.footnote-back`.
//! - task lists: `ul.task-list`, `li.task` with a disabled, named checkbox.

mod passes;
mod slug;
mod tree;
mod write;

use std::ops::Range;

use crate::render::code::Highlighter;

pub use slug::slug;

/// How a document is rendered.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Curly quotes, dashes and ellipses from plain ones.
    pub smart_punctuation: bool,
    /// A link beside each heading of level 2 to 4.
    pub heading_anchors: bool,
    /// Leave a leading `# Title` out of the HTML, because the layout writes the title.
    pub lift_title: bool,
    /// Highlights the fences; shared by all pages.
    pub highlighter: &'a Highlighter,
    /// Where links and images lead.
    pub resolve: &'a dyn LinkResolver,
}

/// Decides where each link and image of a document leads.
pub trait LinkResolver {
    /// Called once for each link and image, in document order.
    fn resolve(&self, target: &Target<'_>) -> Resolution;
}

/// A resolver that leaves every address as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsWritten;

impl LinkResolver for AsWritten {
    fn resolve(&self, _: &Target<'_>) -> Resolution {
        Resolution::default()
    }
}

/// A link or image to resolve.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The address as written, entities and escapes decoded.
    pub dest: &'a str,
    /// Link or image.
    pub kind: LinkKind,
    /// Where the address stands in the Markdown source, in bytes; the whole link where the
    /// address stands elsewhere (reference definitions).
    pub range: Range<usize>,
}

/// What a resolver found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The address to write; `None` leaves it as written.
    pub href: Option<String>,
    /// Width and height of an image in CSS pixels, if known.
    pub size: Option<(u32, u32)>,
}

/// Whether a [`Link`] is followed or shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](dest)`, `<dest>`.
    Link,
    /// `![alt](dest)`.
    Image,
}

/// A rendered document and what it holds.
#[derive(Debug, Clone, Default)]
pub struct Rendered {
    /// The HTML, without the leading title if that was lifted.
    pub html: String,
    /// Headings in document order, without a lifted title.
    pub headings: Vec<Heading>,
    /// Links and images in document order.
    pub links: Vec<Link>,
    /// Every id of the document: headings, footnotes, raw HTML.
    pub anchors: Vec<String>,
    /// Plain text for search by heading: what stands before the first heading is under `None`.
    /// Code blocks and raw HTML are left out.
    pub text: Vec<(Option<String>, String)>,
    /// Plain text of the first paragraph outside lists, quotes and callouts.
    pub first_paragraph: Option<String>,
    /// Plain text of a level 1 heading that opens the document.
    pub title: Option<String>,
    /// What was not read as Markdown and holds words for live parts.
    pub verbatim: Vec<Verbatim>,
    /// What is probably a slip of the author, in no particular order.
    pub problems: Vec<Problem>,
}

/// Text that Markdown leaves as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verbatim {
    /// A code span or a fence.
    Code(String),
    /// Raw HTML.
    Html(String),
}

/// A heading of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique in the document.
    pub id: String,
    /// Plain text.
    pub text: String,
    /// HTML without links, for lists of contents.
    pub html: String,
}

/// A link or image of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address as written.
    pub dest: String,
    /// Byte range in the Markdown source, as in [`Target::range`].
    pub range: Range<usize>,
    /// Plain text inside the link; empty for images.
    pub text: String,
    /// Link or image.
    pub kind: LinkKind,
    /// Alternative text of an image; empty for links.
    pub alt: String,
}

/// A probable slip in a document; the caller makes a diagnostic of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable name, such as `markdown-callout`.
    pub code: &'static str,
    /// Byte range in the Markdown source.
    pub range: Range<usize>,
    /// What is wrong: lower-case start, no full stop.
    pub message: String,
    /// How to put it right.
    pub hint: Option<String>,
}

/// Renders one document. Never fails: what Markdown does not understand is text.
#[must_use]
pub fn render(source: &str, options: &Options<'_>) -> Rendered {
    let mut done = Rendered::default();
    let mut tree = tree::build(source, options.smart_punctuation, &mut done.problems);
    passes::callouts(&mut tree, source, &mut done.problems);
    passes::fences(&mut tree, &mut done.problems);
    let notes = passes::footnotes(&mut tree, &mut done.anchors, &mut done.problems);
    passes::raw_anchors(&tree, &mut done.anchors);
    passes::headings(&mut tree, &mut done, options.lift_title);
    passes::links(&mut tree, source, options.resolve, &mut done.links);
    passes::tables(&mut tree);
    passes::outline(&tree, &mut done);
    passes::verbatim(&tree, &mut done.verbatim);
    write::document(&tree, &notes, options, &mut done);
    done
}
