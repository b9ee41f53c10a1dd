//! From the tree to HTML.
//!
//! Must not decide anything about the document: passes did. No style attributes, no scripts.

use std::fmt::Write as _;

use pulldown_cmark::Alignment;

use super::passes::{Note, reference_id};
use super::tree::{Callout, Fence, Heading, Kind, Reference, Target, Tree};
use super::{Options, Rendered};
use crate::render::{code, escape};

/// Writes the document's HTML and that of its headings.
pub(super) fn document(tree: &Tree<'_>, notes: &[Note], options: &Options<'_>, done: &mut Rendered) {
    let mut writer = Writer { tree, options, out: String::new(), open: Vec::new(), flat: true, back: None };
    for node in 0..tree.nodes.len() {
        if let Kind::Heading(heading) = &tree.nodes[node].kind
            && let Some(listed) = heading.listed.and_then(|at| done.headings.get_mut(at))
        {
            writer.nodes(node + 1, tree.nodes[node].end);
            listed.html = std::mem::take(&mut writer.out).trim().to_owned();
        }
    }
    writer.flat = false;
    let bytes = tree.nodes.last().map_or(0, |node| node.range.end);
    writer.out.reserve(bytes + bytes / 2);
    writer.nodes(0, tree.nodes.len());
    writer.notes(notes);
    done.html = writer.out;
}

struct Writer<'t, 'a> {
    tree: &'t Tree<'a>,
    options: &'t Options<'t>,
    out: String,
    /// Nodes whose closing tags are due, innermost last.
    open: Vec<usize>,
    /// Inside a list of contents: no links, no footnotes.
    flat: bool,
    /// The paragraph that gets the back links of a note, the note's number and references.
    back: Option<(usize, usize, usize)>,
}

impl Writer<'_, '_> {
    /// Writes the nodes `from..to`, which are whole subtrees.
    fn nodes(&mut self, from: usize, to: usize) {
        let base = self.open.len();
        let mut at = from;
        loop {
            while self.open.len() > base
                && let Some(node) = self.open.pop_if(|node| self.tree.nodes[*node].end <= at)
            {
                self.close(node);
            }
            if at >= to {
                return;
            }
            at = self.node(at);
        }
    }

    /// Writes a leaf or the opening of a container; gives the next node to write.
    fn node(&mut self, at: usize) -> usize {
        let tree = self.tree;
        let node = &tree.nodes[at];
        match &node.kind {
            Kind::Gone | Kind::FootnoteDefinition(_) => return node.end,
            Kind::Text(text) => escape::text(&mut self.out, text),
            Kind::Code(text) => {
                self.out.push_str("<code>");
                escape::text(&mut self.out, text);
                self.out.push_str("</code>");
            }
            Kind::Html(html) => self.out.push_str(html),
            Kind::SoftBreak => self.out.push('\n'),
            Kind::HardBreak => self.out.push_str("<br>\n"),
            Kind::Rule => self.out.push_str("<hr>\n"),
            Kind::TaskMarker(done) => self.task(*done),
            Kind::FootnoteReference(reference) => self.reference(reference),
            Kind::Fence(fence) => self.fence(fence),
            Kind::Image(image) => {
                self.image(image);
                return node.end;
            }
            container => {
                self.open_tag(container);
                self.open.push(at);
            }
        }
        at + 1
    }

    fn open_tag(&mut self, kind: &Kind<'_>) {
        match kind {
            Kind::Heading(heading) => self.heading(heading),
            Kind::Callout(kind) => {
                let _ = writeln!(
                    self.out,
                    "<div class=\"callout callout-{}\" role=\"note\">",
                    word(*kind).to_ascii_lowercase()
                );
            }
            Kind::CalloutTitle { kind, own } => {
                let colon = if *own { ": " } else { "" };
                let _ = write!(
                    self.out,
                    "<p class=\"callout-title\"><span class=\"callout-kind\">{}</span>{colon}",
                    word(*kind)
                );
            }
            Kind::List { start, tasks } => self.list(*start, *tasks),
            Kind::Link(link) => {
                if !self.flat {
                    self.link(link);
                }
            }
            Kind::Table(table) => {
                self.out.push_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
                escape::attribute(&mut self.out, &table.label);
                self.out.push_str("\"><table>\n");
            }
            Kind::Cell { header, alignment } => self.cell(*header, *alignment),
            other => self.out.push_str(plain(other).0),
        }
    }

    fn close(&mut self, at: usize) {
        let tree = self.tree;
        match &tree.nodes[at].kind {
            Kind::Heading(heading) => self.heading_end(at, heading),
            Kind::CalloutTitle { .. } => self.out.push_str("</p>\n"),
            Kind::Callout(_) => self.out.push_str("</div>\n"),
            Kind::List { start, .. } => {
                self.out.push_str(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
            }
            Kind::Link(_) => {
                if !self.flat {
                    self.out.push_str("</a>");
                }
            }
            Kind::Table(_) => self.out.push_str("</tbody></table></div>\n"),
            Kind::Cell { header, .. } => self.out.push_str(if *header { "</th>" } else { "</td>" }),
            Kind::Paragraph => {
                if let Some((_, number, references)) = self.back.take_if(|back| back.0 == at) {
                    self.out.push(' ');
                    self.back_links(number, references);
                }
                self.out.push_str("</p>\n");
            }
            other => self.out.push_str(plain(other).1),
        }
    }

    fn heading(&mut self, heading: &Heading<'_>) {
        if self.anchored(heading) {
            self.out.push_str("<div class=\"heading\">");
        }
        let _ = write!(self.out, "<h{}", heading.level);
        if let Some(id) = &heading.id {
            self.attribute("id", id);
        }
        if !heading.classes.is_empty() {
            self.attribute("class", &heading.classes.join(" "));
        }
        self.out.push('>');
    }

    fn heading_end(&mut self, at: usize, heading: &Heading<'_>) {
        let _ = write!(self.out, "</h{}>", heading.level);
        if self.anchored(heading)
            && let Some(id) = &heading.id
        {
            self.out.push_str("<a class=\"anchor\" href=\"#");
            escape::address(&mut self.out, id);
            self.out.push_str("\" aria-label=\"Link to “");
            escape::attribute(&mut self.out, self.tree.text(at).trim());
            self.out.push_str("”\"></a></div>");
        }
        self.out.push('\n');
    }

    fn anchored(&self, heading: &Heading<'_>) -> bool {
        self.options.heading_anchors && (2..=4).contains(&heading.level)
    }

    fn list(&mut self, start: Option<u64>, tasks: bool) {
        let class = if tasks { " class=\"task-list\"" } else { "" };
        let _ = match start {
            None => writeln!(self.out, "<ul{class}>"),
            Some(1) => writeln!(self.out, "<ol{class}>"),
            Some(start) => writeln!(self.out, "<ol start=\"{start}\"{class}>"),
        };
    }

    fn task(&mut self, done: bool) {
        self.out.push_str(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"To do\"> "
        });
    }

    fn link(&mut self, link: &Target<'_>) {
        self.out.push_str("<a href=\"");
        escape::address(&mut self.out, &link.dest);
        self.out.push('"');
        if !link.title.is_empty() {
            self.attribute("title", &link.title);
        }
        self.out.push('>');
    }

    fn image(&mut self, image: &Target<'_>) {
        self.out.push_str("<img src=\"");
        escape::address(&mut self.out, &image.dest);
        self.out.push('"');
        self.attribute("alt", &image.alt);
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        if let Some((width, height)) = image.size {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
    }

    fn cell(&mut self, header: bool, alignment: Alignment) {
        self.out.push_str(if header { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
    }

    fn fence(&mut self, fence: &Fence<'_>) {
        if let Some(tab) = &fence.tab {
            if tab.first {
                self.out.push_str("<div class=\"tabs\" data-tabs>");
            }
            self.out.push_str("<div class=\"tab\"");
            self.attribute("data-tab", &tab.title.to_lowercase());
            self.out.push_str("><p class=\"tab-title\">");
            escape::text(&mut self.out, &tab.title);
            self.out.push_str("</p>");
        }
        let block = code::Block {
            language: &fence.language,
            title: fence.title.as_deref(),
            marks: &fence.marks,
            code: &fence.code,
        };
        code::frame(&mut self.out, self.options.highlighter, &block);
        if let Some(tab) = &fence.tab {
            self.out.push_str(if tab.last { "</div></div>" } else { "</div>" });
        }
        self.out.push('\n');
    }

    fn reference(&mut self, reference: &Reference<'_>) {
        if self.flat {
            return;
        }
        let number = reference.number;
        let id = reference_id(number, reference.occurrence);
        let _ = write!(
            self.out,
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
    }

    /// The footnotes, after the text.
    fn notes(&mut self, notes: &[Note]) {
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (number, note) in (1..).zip(notes) {
            let _ = write!(self.out, "<li id=\"fn-{number}\">");
            let last = self.tree.children(note.node).last();
            let last = last.filter(|at| matches!(self.tree.nodes[*at].kind, Kind::Paragraph));
            self.back = last.map(|at| (at, number, note.references));
            self.nodes(note.node + 1, self.tree.nodes[note.node].end);
            if last.is_none() {
                self.out.push_str("<p>");
                self.back_links(number, note.references);
                self.out.push_str("</p>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol></section>\n");
    }

    fn back_links(&mut self, number: usize, references: usize) {
        for occurrence in 1..=references {
            let id = reference_id(number, occurrence);
            let name = id.trim_start_matches("fnref-");
            let space = if occurrence > 1 { " " } else { "" };
            let _ = write!(
                self.out,
                "{space}<a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {name}\">↩</a>"
            );
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape::attribute(&mut self.out, value);
        self.out.push('"');
    }
}

fn word(callout: Callout) -> &'static str {
    match callout {
        Callout::Note => "Note",
        Callout::Tip => "Tip",
        Callout::Important => "Important",
        Callout::Warning => "Warning",
        Callout::Caution => "Caution",
    }
}

/// Tags of containers that have no attributes.
fn plain(kind: &Kind<'_>) -> (&'static str, &'static str) {
    match kind {
        Kind::Paragraph => ("<p>", "</p>\n"),
        Kind::Quote => ("<blockquote>\n", "</blockquote>\n"),
        Kind::Item { task: false } => ("<li>", "</li>\n"),
        Kind::Item { task: true } => ("<li class=\"task\">", "</li>\n"),
        Kind::Emphasis => ("<em>", "</em>"),
        Kind::Strong => ("<strong>", "</strong>"),
        Kind::Strikethrough => ("<del>", "</del>"),
        Kind::TableHead => ("<thead><tr>", "</tr></thead><tbody>\n"),
        Kind::TableRow => ("<tr>", "</tr>\n"),
        _ => ("", ""),
    }
}
