//! The regions of one page as data, and how they are finished for one reader.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::element::is_whole;
use super::token::{Kind, Token, Word, replaced, value_word};
use crate::liquid::split::{Live, finish_regions};
use crate::liquid::{Error, RenderOptions, StandIns, View};
use crate::model::Route;
use crate::render::escape;
use crate::render::filters::Host;
use crate::render::links::{Destination, Targets};
use crate::render::markdown::{self, LinkResolver, Resolution, Target};
use crate::render::templates::Templates;

/// What of a page depends on the customer, and which bytes of the anonymous page it replaces.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Personal {
    /// The live parts of each template, innermost first.
    groups: Vec<Vec<Live>>,
    /// Where they belong, in order.
    marks: Vec<Mark>,
    written: Written,
    /// Where a script may finish the page: which marks it could replace, and what says that page and marks are of one
    /// build. None where only the runtime serves pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    elements: Option<(String, Vec<usize>)>,
}

/// Where the body was written: addresses in its Markdown are seen from there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::render) struct Written {
    /// Path of the file, relative to the site folder.
    pub source: String,
    /// Where it is served.
    pub route: String,
}

/// Parts of a page by their numbers.
pub type Elements = BTreeMap<usize, String>;

/// One place of a page: its bytes, and the template, the live part and the kind of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark(usize, usize, usize, usize, char);

impl Mark {
    pub(super) fn new(range: Range<usize>, token: Token) -> Self {
        Self(range.start, range.end, token.group, token.index, token.kind.letter())
    }

    fn token(self) -> Token {
        Token { group: self.2, index: self.3, kind: Kind::of(self.4).unwrap_or(Kind::Html) }
    }
}

/// What finishing works with: the same for all pages of a portal.
#[derive(Clone, Copy)]
pub struct Press<'k> {
    /// The engine and the partials.
    pub templates: &'k Templates,
    /// What filters ask for.
    pub host: &'k Host,
    /// Where links of Markdown lead.
    pub targets: &'k Targets,
    /// Whether Markdown makes typographic quotes.
    pub smart_punctuation: bool,
    /// Seconds since 1970 that `now` stands for, where somebody reads a clock.
    pub now: Option<i64>,
}

impl Personal {
    pub(super) fn new(groups: Vec<Vec<Live>>, written: Written) -> Self {
        Self { groups, marks: Vec::new(), written, elements: None }
    }

    pub(super) fn mark(&mut self, marks: Vec<Mark>, elements: Option<(String, Vec<usize>)>) {
        self.marks = marks;
        self.elements = elements;
    }

    /// What a script of the page asks for: the parts that it can replace, by the numbers of their comments. `None` where
    /// `build` is not what the page was made with.
    ///
    /// # Errors
    /// What the templates raise.
    pub fn elements(&self, build: &str, press: &Press<'_>, late: &dyn View) -> Result<Option<Elements>, Error> {
        let Some((_, numbers)) = self.elements.as_ref().filter(|(own, _)| own == build) else { return Ok(None) };
        let parts = self.parts(press, late)?;
        let part = |number: &usize| Some((*number, parts.get(*number)?.clone()));
        Ok(Some(numbers.iter().filter_map(part).filter(|(_, part)| is_whole(part)).collect()))
    }

    /// How many places of the page no script could replace; none where only the runtime serves pages.
    pub fn n_out_of_reach(&self) -> usize {
        self.elements.as_ref().map_or(0, |(_, numbers)| self.marks.len() - numbers.len())
    }

    /// The places of the anonymous page that differ for a customer: byte ranges, in order.
    pub fn places(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.marks.iter().map(|mark| mark.0..mark.1)
    }

    /// The page for the reader with these values; `anonymous` is the page that the places are of.
    ///
    /// # Errors
    /// What the templates raise.
    pub fn finish(&self, anonymous: &str, press: &Press<'_>, late: &dyn View) -> Result<String, Error> {
        let parts = self.parts(press, late)?;
        let added: usize = parts.iter().map(String::len).sum();
        let mut page = String::with_capacity(anonymous.len() + added);
        let mut from = 0;
        for (range, part) in self.places().zip(&parts) {
            page.push_str(anonymous.get(from..range.start).unwrap_or_default());
            page.push_str(part);
            from = range.end;
        }
        page.push_str(anonymous.get(from..).unwrap_or_default());
        Ok(page)
    }

    /// The texts that belong in the places, in order.
    ///
    /// # Errors
    /// What the templates raise.
    pub fn parts(&self, press: &Press<'_>, late: &dyn View) -> Result<Vec<String>, Error> {
        let texts = self.texts(press, late)?;
        Ok(self.marks.iter().map(|mark| texts.of(mark.token(), press).unwrap_or_default().into_owned()).collect())
    }

    /// The text of every live part.
    pub(super) fn texts(&self, press: &Press<'_>, late: &dyn View) -> Result<Texts<'_>, Error> {
        let mut texts = Texts { written: &self.written, groups: Vec::new(), values: Vec::new() };
        for lives in &self.groups {
            let stand_ins = StandIns::new(value_word);
            let options = RenderOptions {
                partials: press.templates,
                host: Some(press.host),
                now: press.now,
                stand_ins: Some(&stand_ins),
                ..RenderOptions::default()
            };
            texts.groups.push(finish_regions(lives, press.templates.engine(), late, &options)?);
            texts.values.push(stand_ins.into_values());
        }
        Ok(texts)
    }
}

/// Finished live parts. Words stand for the values in them: a value is neither read as Markdown nor searched for words.
pub(super) struct Texts<'p> {
    written: &'p Written,
    groups: Vec<Vec<String>>,
    /// The values of each group.
    values: Vec<Vec<String>>,
}

impl Texts<'_> {
    /// What belongs in the place of a word.
    pub(super) fn of(&self, token: Token, press: &Press<'_>) -> Option<Cow<'_, str>> {
        let text = self.groups.get(token.group)?.get(token.index)?;
        let html = match token.kind {
            Kind::Html => Cow::Borrowed(text.as_str()),
            Kind::Code => {
                let mut code = String::with_capacity(text.len());
                escape::text(&mut code, text);
                code.into()
            }
            Kind::Inline => self.inline(text, press).into(),
            Kind::Block => self.markdown(text, press).into(),
        };
        let with = |word| match word {
            Word::Value(at) => self.values.get(token.group)?.get(at).map(|value| value.as_str().into()),
            // A layout's live part may hold what is inside of the layout.
            Word::Region(inner) => {
                if inner.group < token.group {
                    self.of(inner, press)
                } else {
                    None
                }
            }
        };
        Some(replaced(&html, with).into())
    }

    /// Without the paragraph that Markdown makes of it, and with the spaces that Markdown takes off.
    fn inline(&self, text: &str, press: &Press<'_>) -> String {
        let inner = text.trim();
        let before = text.len() - text.trim_start().len();
        let html = self.markdown(inner, press);
        let bare = html.trim_end().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
        let bare = bare.filter(|bare| !bare.contains("<p>")).unwrap_or(&html);
        let after = if inner.is_empty() { "" } else { &text[before + inner.len()..] };
        format!("{}{bare}{after}", &text[..before])
    }

    fn markdown(&self, text: &str, press: &Press<'_>) -> String {
        let options = markdown::Options {
            smart_punctuation: press.smart_punctuation,
            heading_anchors: true,
            lift_title: false,
            highlighter: &press.host.highlighter,
            resolve: &Links {
                targets: press.targets,
                source: &self.written.source,
                route: Route::file(&self.written.route),
            },
        };
        markdown::render(text, &options).html
    }
}

struct Links<'t> {
    targets: &'t Targets,
    source: &'t str,
    route: Route,
}

impl LinkResolver for Links<'_> {
    fn resolve(&self, target: &Target<'_>) -> Resolution {
        match self.targets.resolve(target.dest, self.source, &self.route) {
            Destination::Internal(url) => Resolution { href: Some(url), size: None },
            _ => Resolution::default(),
        }
    }
}
