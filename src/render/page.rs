//! One page: its body through Liquid and Markdown, its layouts around it, and what was found on the way.
//! Must not decide which pages there are or where outputs go.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::contents;
use super::filters::Host;
use super::links::Targets;
use super::markdown::{self, LinkKind};
use super::reference::ReferenceView;
use super::templates::{Templates, diagnostic};
use super::views::{Card, Globals, LinkView, PageView, SectionView, SiteView, Toc, menu_of};
use crate::diag::{Diagnostic, Source, Span};
use crate::input;
use crate::liquid::split::{LateNames, may_wait};
use crate::liquid::{RenderOptions, Template};
use crate::model::{Collection, Format, Outline, Page, PageKind, Site};
use crate::render::body::{Body, BodyLinks, ImageSizes};
use crate::render::region::token::without;
use crate::render::region::{Personal, Press, Regions, Written};

/// Everything that the pages of one load share.
pub struct Context<'m> {
    /// The site.
    pub site: &'m Site,
    /// Its order.
    pub outline: &'m Outline,
    /// Layouts and partials.
    pub templates: &'m Templates,
    /// What filters ask for.
    pub host: &'m Host,
    /// What links may lead to.
    pub targets: &'m Targets,
    /// How large images are.
    pub images: &'m ImageSizes<'m>,
    /// `site` in templates.
    pub view: &'m SiteView<'m>,
    /// Names whose values are known for a customer only.
    pub late: &'m LateNames,
    /// Sections by path.
    pub sections: HashMap<&'m str, &'m SectionView<'m>>,
}

/// A rendered page and what it holds.
#[derive(Debug, Default)]
pub struct Rendered {
    /// The whole document as an anonymous reader gets it; `None` where an error left nothing to show.
    pub html: Option<String>,
    /// What of it differs for a customer, if anything does.
    pub personal: Option<Personal>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// What others ask about it.
    pub facts: Facts,
}

/// What search, feeds and checks ask about a page.
#[derive(Debug, Default, Clone)]
pub struct Facts {
    /// Texts of its headings.
    pub headings: Vec<String>,
    /// Links that its Markdown resolved to this portal: the address written, the place, the address served.
    pub links: Vec<(Span, String)>,
    /// Plain text of its first paragraph.
    pub summary: Option<String>,
}

/// What a page is rendered as.
pub struct Subject<'m> {
    /// The page.
    pub card: &'m Card<'m>,
    /// Its index in `Site::pages`, for pages of the site.
    pub index: Option<usize>,
    /// What it shows of an api, for pages of the reference.
    pub reference: Option<ReferenceView<'m>>,
    /// The links above it, where its section does not say them.
    pub breadcrumbs: Vec<LinkView<'m>>,
}

/// Says that a page has parts that stay those of a stranger where it is served from elsewhere than the runtime.
fn out_of_reach(page: &Page, n: usize) -> Option<Diagnostic> {
    if n == 0 || page.source.name().is_empty() {
        return None;
    }
    let what = if n == 1 { "one part of this page is" } else { "some parts of this page are" };
    let message = format!("{what} a customer's own only where the runtime serves the page");
    let found = Diagnostic::warning("region/out-of-reach", message).at(Span::file(&page.source));
    Some(found.hint("a script can replace whole elements and text of the body: nothing in attributes or the head, and no element that is opened in one part and closed in another"))
}

impl<'m> Subject<'m> {
    /// A page that no file of the site stands for, with nothing around it.
    pub fn of(card: &'m Card<'m>) -> Self {
        Self { card, index: None, reference: None, breadcrumbs: Vec::new() }
    }
}

impl<'m> Context<'m> {
    /// Renders the whole document.
    pub fn page(&self, mut subject: Subject<'m>) -> Rendered {
        let mut rendered = Rendered::default();
        let page = subject.card.page;
        let mut globals = self.globals(&subject);
        if !subject.breadcrumbs.is_empty() {
            globals.page.breadcrumbs = std::mem::take(&mut subject.breadcrumbs);
        }
        globals.reference = subject.reference;
        let mut regions = Regions::default();
        let Some(body) = self.body(page, &mut globals, &mut regions, &mut rendered.diagnostics) else {
            return rendered;
        };
        globals.page.toc = if page.front.toc { headings(&body) } else { Vec::new() };
        globals.page.n_words = body.n_words;
        globals.page.summary = body.first_paragraph.as_deref().map(|text| without(text).into_owned());
        rendered.facts = Facts {
            headings: body.headings.iter().map(|(_, _, text)| without(text).into_owned()).collect(),
            links: body.links,
            summary: globals.page.summary.clone(),
        };
        let layout = page.front.layout.clone().unwrap_or_else(|| self.default_layout(subject.card).to_owned());
        let html = self.around(page, &layout, body.html, globals, &mut regions, &mut rendered.diagnostics);
        self.close(subject.card, html, regions, &mut rendered);
        rendered
    }

    /// Fills the places of what waits with what an anonymous reader sees.
    fn close(&self, card: &Card<'_>, html: Option<String>, regions: Regions, rendered: &mut Rendered) {
        let page = card.page;
        let Some(html) = html else { return };
        if regions.is_empty() {
            rendered.html = Some(html);
            return;
        }
        // A customer's own pages come from the runtime, whoever serves the others.
        let is_apart = card.kind != PageKind::Account && !self.site.config.server.url.is_empty();
        match regions.close(&html, self.written(page), &self.press(), self.late, is_apart) {
            Ok((html, personal)) => {
                rendered.diagnostics.extend(out_of_reach(page, personal.n_out_of_reach()));
                rendered.html = Some(html);
                rendered.personal = Some(personal);
            }
            Err(error) => rendered.diagnostics.push(diagnostic(&error)),
        }
    }

    fn written(&self, page: &Page) -> Written {
        Written { source: page.source.name().to_owned(), route: page.route.to_string() }
    }

    /// What regions are finished with.
    pub fn press(&self) -> Press<'_> {
        Press {
            templates: self.templates,
            host: self.host,
            targets: self.targets,
            smart_punctuation: self.site.config.smart_punctuation,
            now: None,
        }
    }

    /// The small page at a former path: what the page says of itself, in the layout `redirect`.
    pub fn redirect(&self, card: &'m Card<'m>) -> Rendered {
        let mut rendered = Rendered::default();
        let globals = self.globals(&Subject::of(card));
        let mut regions = Regions::default();
        let html = self.around(card.page, "redirect", String::new(), globals, &mut regions, &mut rendered.diagnostics);
        self.close(card, html, regions, &mut rendered);
        rendered
    }

    /// The body alone, as feeds carry it: for an anonymous reader.
    pub fn content(&self, card: &'m Card<'m>, index: usize) -> Option<String> {
        let mut globals = self.globals(&Subject { index: Some(index), ..Subject::of(card) });
        let mut regions = Regions::default();
        let html = self.body(card.page, &mut globals, &mut regions, &mut Vec::new())?.html;
        let closed = regions.close(&html, self.written(card.page), &self.press(), self.late, false);
        closed.map(|(html, _)| html).ok()
    }

    fn globals(&self, subject: &Subject<'m>) -> Globals<'m> {
        let page = subject.card.page;
        let menu = match subject.index {
            Some(_) => menu_of(self.site, self.outline, page.section, subject.index),
            None => Vec::new(),
        };
        Globals::new(self.view, self.page_view(subject), menu)
    }

    fn page_view(&self, subject: &Subject<'m>) -> PageView<'m> {
        let page = subject.card.page;
        let (previous, next) = subject.index.map_or((None, None), |index| self.outline.neighbours[index]);
        let cards = self.view.cards();
        let url =
            |path: &String| if path.contains("://") { path.clone() } else { format!("{}{path}", self.host.base_url) };
        PageView {
            card: subject.card,
            section: self
                .site
                .sections
                .get(page.section)
                .and_then(|section| self.sections.get(section.path.as_str()).copied()),
            breadcrumbs: self.breadcrumbs(page),
            previous: previous.and_then(|index| cards.get(index)),
            next: next.and_then(|index| cards.get(index)),
            toc: Vec::new(),
            n_words: 0,
            summary: None,
            image: page.front.image.as_ref().map(url),
        }
    }

    fn breadcrumbs(&self, page: &Page) -> Vec<LinkView<'m>> {
        let mut above = Outline::ancestors(self.site, page.section);
        if page.is_index {
            above.pop();
        }
        let link = |section: usize| {
            let section = &self.site.sections[section];
            let view = self.sections.get(section.path.as_str())?;
            Some(LinkView { title: &section.title, url: view.url() })
        };
        above.into_iter().filter_map(link).collect()
    }

    /// Liquid, then Markdown: 3scale's order. `None` where a template error leaves nothing to show.
    fn body(
        &self,
        page: &Page,
        globals: &mut Globals<'_>,
        regions: &mut Regions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Body> {
        let raw = page.source.text().get(page.body.clone()).unwrap_or_default();
        let has_liquid = page.front.liquid && (raw.contains("{{") || raw.contains("{%"));
        let map = std::cell::RefCell::default();
        let mut text = if has_liquid {
            match self.templates.page(&page.source, page.body.clone()) {
                Err(errors) => {
                    diagnostics.extend(errors.iter().map(diagnostic));
                    return None;
                }
                Ok(template) if may_wait(&template, self.templates, self.late) => {
                    self.split(&template, globals, regions, diagnostics)?
                }
                Ok(template) => self.evaluate(&template, globals, Some(&map), diagnostics)?,
            }
        } else {
            raw.to_owned()
        };
        let mut map = map.into_inner();
        contents::moved(&mut map, &globals.content_of.take(&mut text));
        let places = if has_liquid { Places::Mapped(map) } else { Places::Shifted(page.body.start) };
        Some(match page.format {
            Format::Markdown => self.markdown(page, &text, &places, regions, diagnostics),
            Format::Html => Body { n_words: text.split_whitespace().count(), html: text, ..Body::default() },
        })
    }

    fn markdown(
        &self,
        page: &Page,
        text: &str,
        places: &Places,
        regions: &Regions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Body {
        let resolver = BodyLinks::new(self.targets, self.images, page);
        let options = markdown::Options {
            smart_punctuation: self.site.config.smart_punctuation,
            heading_anchors: true,
            lift_title: true,
            highlighter: &self.host.highlighter,
            resolve: &resolver,
        };
        let done = markdown::render(text, &options);
        let span = |range: &Range<usize>, written: &str| places.span(&page.source, page.body.start, range, written);
        diagnostics.extend(resolver.broken(span));
        for problem in &done.problems {
            let place = span(&problem.range, text.get(problem.range.clone()).unwrap_or_default());
            let mut found = Diagnostic::warning(problem.code, problem.message.clone()).at(place);
            found.hints.extend(problem.hint.clone());
            diagnostics.push(found);
        }
        for image in done.links.iter().filter(|link| link.kind == LinkKind::Image && link.alt.trim().is_empty()) {
            let found =
                Diagnostic::warning("image/no-alt", format!("the image `{}` has no alternative text", image.dest));
            let hint = "say between the brackets what the image shows, for readers who cannot see it";
            diagnostics.push(found.at(span(&image.range, &image.dest)).hint(hint));
        }
        let links = resolver.internal(span);
        Body {
            n_words: done.text.iter().map(|(_, text)| text.split_whitespace().count()).sum(),
            headings: done.headings.into_iter().map(|heading| (heading.level, heading.id, heading.text)).collect(),
            first_paragraph: done.first_paragraph,
            html: if regions.is_empty() { done.html } else { regions.after_markdown(&done.html, &done.verbatim) },
            links,
        }
    }

    fn evaluate(
        &self,
        template: &Template,
        globals: &Globals<'_>,
        map: Option<&crate::liquid::SourceMap>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let options = RenderOptions {
            partials: self.templates,
            host: Some(self.host),
            source_map: map,
            ..RenderOptions::default()
        };
        match template.render(globals, &options) {
            Ok(text) => Some(text),
            Err(error) => {
                diagnostics.push(diagnostic(&error));
                None
            }
        }
    }

    /// The same for a template that may read what is known of a customer only: words stand for those parts.
    fn split(
        &self,
        template: &Template,
        globals: &Globals<'_>,
        regions: &mut Regions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let options = RenderOptions { partials: self.templates, host: Some(self.host), ..RenderOptions::default() };
        regions.split(template, globals, self.late, &options).map_err(|error| diagnostics.push(diagnostic(&error))).ok()
    }

    /// Wraps `content` in the layout called `name` and in those around it.
    fn around(
        &self,
        page: &Page,
        name: &str,
        content: String,
        mut globals: Globals<'_>,
        regions: &mut Regions,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let mut html = content;
        let mut seen: Vec<&str> = Vec::new();
        let mut next = Some(name);
        while let Some(name) = next {
            let Some(layout) = self.templates.layout(name) else {
                diagnostics.push(self.missing_layout(page, seen.last().copied(), name));
                return None;
            };
            if seen.contains(&name) {
                let place = input::locate(&layout.source, "/layout").unwrap_or_else(|| Span::file(&layout.source));
                let found = Diagnostic::error("layout/cycle", format!("the layout `{name}` stands inside itself"));
                diagnostics.push(found.at(place).hint(format!("the chain is {} > {name}", seen.join(" > "))));
                return None;
            }
            seen.push(name);
            let Ok(template) = &layout.template else {
                diagnostics.extend(layout.template.as_ref().err().into_iter().flatten().map(diagnostic));
                return None;
            };
            globals.content = Some(std::mem::take(&mut html));
            html = if layout.may_wait(self.templates, self.late) {
                self.split(template, &globals, regions, diagnostics)?
            } else {
                self.evaluate(template, &globals, None, diagnostics)?
            };
            globals.content_of.take(&mut html);
            next = layout.outer.as_deref();
        }
        Some(html)
    }

    fn missing_layout(&self, page: &Page, inner: Option<&str>, name: &str) -> Diagnostic {
        let source = inner.and_then(|inner| self.templates.layout(inner)).map_or(&page.source, |layout| &layout.source);
        let place = input::locate(source, "/layout").unwrap_or_else(|| Span::file(source));
        let found = Diagnostic::error("layout/missing", format!("there is no layout `{name}`"));
        found
            .at(place)
            .suggest(name, self.templates.layout_names())
            .hint("layouts are the files below `layouts/` of the site and its theme")
    }

    fn default_layout(&self, card: &Card<'_>) -> &'static str {
        match (card.kind, card.section.and_then(|section| section.collection)) {
            (PageKind::Section, Some(Collection::Stories)) => "stories",
            (PageKind::Section, Some(Collection::Changelog)) => "changelog",
            (PageKind::Section, Some(Collection::Blog)) => "blog",
            (PageKind::Story, _) => "story",
            (PageKind::Post, _) => "post",
            (PageKind::Api, _) => "api",
            (PageKind::Error, _) => "error",
            (PageKind::Search, _) => "search",
            (PageKind::Account, _) => "account",
            _ => "main_layout",
        }
    }
}

/// How a place in the text that Markdown saw leads back to the file.
enum Places {
    /// The text is the file from this byte on.
    Shifted(usize),
    /// The text is Liquid's output: which of it stands verbatim in the file.
    Mapped(Vec<(usize, crate::liquid::Span)>),
}

impl Places {
    fn span(&self, source: &Arc<Source>, body: usize, range: &Range<usize>, written: &str) -> Span {
        match self {
            Self::Shifted(start) => Span::new(source, range.start + start..range.end + start),
            Self::Mapped(map) => {
                let at = map.partition_point(|(output, _)| *output <= range.start);
                let from = at.checked_sub(1).and_then(|at| map.get(at)).and_then(|(output, span)| {
                    let start = span.start as usize + (range.start - output);
                    (start < span.end as usize).then_some(start)
                });
                // What a template printed has no place of its own: look for the words, else name the file.
                let found = || source.text().get(body..)?.find(written).map(|at| at + body);
                let start = from.or_else(|| (!written.is_empty()).then(found).flatten());
                start.map_or_else(|| Span::file(source), |start| Span::new(source, start..start + range.len()))
            }
        }
    }
}

fn headings(body: &Body) -> Vec<Toc> {
    Toc::nest(body.headings.iter().map(|(level, id, text)| (*level, id.as_str(), text.as_str())))
}
