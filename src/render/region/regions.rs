//! The live parts of one page while it is made.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::element::{Reading, is_whole};
use super::personal::{Mark, Personal, Press, Written};
use super::token::{Kind, Token, tokens};
use crate::liquid::split::{LateNames, Live, Segment, specialise};
use crate::liquid::{Error, RenderOptions, Template, View};
use crate::render::markdown::Verbatim;

/// Live parts of the templates of one page, innermost first.
#[derive(Default)]
pub(in crate::render) struct Regions {
    groups: Vec<Vec<Live>>,
}

impl Regions {
    /// Renders what can be rendered now; a word stands for each part that waits for the customer.
    ///
    /// # Errors
    /// Those of [`specialise`].
    pub(in crate::render) fn split(
        &mut self,
        template: &Template,
        globals: &dyn View,
        late: &LateNames,
        options: &RenderOptions<'_>,
    ) -> Result<String, Error> {
        let segments = specialise(template, globals, late, options)?;
        let group = self.groups.len();
        let mut lives = Vec::new();
        let mut text = String::new();
        for segment in segments {
            match segment {
                Segment::Text(more) => text.push_str(&more),
                Segment::Live(live) => {
                    text.push_str(&Token { group, index: lives.len(), kind: Kind::Html }.word());
                    lives.push(*live);
                }
            }
        }
        if !lives.is_empty() {
            self.groups.push(lives);
        }
        Ok(text)
    }

    /// Whether nothing of the page waits.
    pub(in crate::render) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Says in each word of `html`, which Markdown has made, how its text is to be read.
    pub(in crate::render) fn after_markdown(&self, html: &str, verbatim: &[Verbatim]) -> String {
        let kinds = kinds(verbatim);
        let mut out = String::with_capacity(html.len());
        let mut from = 0;
        for (range, token) in tokens(html) {
            let before = &html[from..range.start];
            let is_in_tag = html[..range.start].rfind(['<', '>']).is_some_and(|at| html.as_bytes()[at] == b'<');
            let is_alone = before.ends_with("<p>") && html[range.end..].starts_with("</p>");
            let (kind, before, end) = match kinds.get(&(token.group, token.index)) {
                _ if is_in_tag => (Kind::Html, before, range.end),
                Some(kind) => (*kind, before, range.end),
                None if is_alone => (Kind::Block, &before[..before.len() - "<p>".len()], range.end + "</p>".len()),
                None => (Kind::Inline, before, range.end),
            };
            out.push_str(before);
            out.push_str(&Token { kind, ..token }.word());
            from = end;
        }
        out.push_str(&html[from..]);
        out
    }

    /// Names what the page is made of, so that a script of one build does not ask for parts of another.
    fn build(&self, html: &str) -> String {
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        serde_json::to_string(&self.groups).unwrap_or_default().hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }

    /// The page as an anonymous reader gets it, and what replaces which of its bytes for a customer. `marked`: comments
    /// in it say to a script which parts it may replace.
    ///
    /// # Errors
    /// What finishing the page without any late value raises.
    pub(in crate::render) fn close(
        self,
        html: &str,
        written: Written,
        press: &Press<'_>,
        late: &LateNames,
        marked: bool,
    ) -> Result<(String, Personal), Error> {
        let build = marked.then(|| self.build(html));
        let html = match &build {
            Some(build) => &html.replacen("<html", &format!("<html data-portal-build=\"{build}\""), 1),
            None => html,
        };
        let mut personal = Personal::new(self.groups, written);
        let texts = personal.texts(press, late)?;
        let mut page = String::with_capacity(html.len());
        let (mut marks, mut elements) = (Vec::new(), Vec::new());
        let (mut reading, mut read) = (Reading::default(), 0);
        let mut from = 0;
        for (range, token) in tokens(html) {
            let Some(text) = texts.of(token, press) else { continue };
            page.push_str(&html[from..range.start]);
            let is_element = build.is_some() && {
                reading.read(&page[read..]);
                read = page.len();
                reading.is_at_element() && is_whole(&text)
            };
            if is_element {
                let _ = write!(page, "<!--portal:{}-->", marks.len());
                elements.push(marks.len());
            }
            let start = page.len();
            page.push_str(&text);
            marks.push(Mark::new(start..page.len(), token));
            if is_element {
                page.push_str("<!--/portal-->");
            }
            from = range.end;
        }
        page.push_str(&html[from..]);
        personal.mark(marks, build.map(|build| (build, elements)));
        Ok((page, personal))
    }
}

/// How the words in text that was not read as Markdown are read.
fn kinds(verbatim: &[Verbatim]) -> HashMap<(usize, usize), Kind> {
    let of = |text: &Verbatim| {
        let (text, kind) = match text {
            Verbatim::Code(text) => (text.clone(), Kind::Code),
            Verbatim::Html(text) => (text.clone(), Kind::Html),
        };
        tokens(&text).map(|(_, token)| ((token.group, token.index), kind)).collect::<Vec<_>>()
    };
    verbatim.iter().flat_map(of).collect()
}
