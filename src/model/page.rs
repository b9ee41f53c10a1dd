//! Pages: source files that become routes.

use std::ops::Range;
use std::sync::Arc;

use super::{Date, Route};
use crate::diag::Source;

/// A content file.
#[derive(Debug, Clone)]
pub struct Page {
    /// The whole file; its name is the site-relative path.
    pub source: Arc<Source>,
    /// The bytes behind the front matter.
    pub body: Range<usize>,
    /// What the body is.
    pub format: Format,
    /// Where it is served.
    pub route: Route,
    /// Index into `Site::sections`.
    pub section: usize,
    /// Whether it is the `index` of its section.
    pub is_index: bool,
    /// What its front matter says, with the section's defaults filled in.
    pub front: FrontMatter,
}

impl Page {
    /// A page that the pipeline makes and no file stands for.
    pub fn made(route: Route, front: FrontMatter) -> Self {
        let source = Source::new("", "");
        Self { source, body: 0..0, format: Format::Html, route, section: 0, is_index: false, front }
    }
}

/// What the body of a page is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CommonMark with the extensions of `render::markdown`.
    Markdown,
    /// HTML, as it is.
    Html,
}

/// What role a page plays; templates see it as `page.kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum PageKind {
    Page,
    Story,
    Post,
    Section,
    Api,
    Error,
    Search,
    Account,
}

/// What authors say about a page. Titles are always there: written, or made from the first heading or the file name.
#[derive(Debug, Clone, Default)]
pub struct FrontMatter {
    /// Title.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Name of the layout; `None` means the section's or the default one.
    pub layout: Option<String>,
    /// Place in its section: lower first, then dates (newest first in collections), then titles.
    pub order: Option<i64>,
    /// Day of publication.
    pub date: Option<Date>,
    /// Left out unless drafts are asked for.
    pub draft: bool,
    /// Who may read it: empty means everybody.
    pub access: Vec<String>,
    /// Whether Liquid is evaluated in the body.
    pub liquid: bool,
    /// Former paths that lead here.
    pub redirect_from: Vec<String>,
    /// Whether the layout shows the page's contents.
    pub toc: bool,
    /// Site path of an image for cards and social networks.
    pub image: Option<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// What templates see as `page.extra`.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What a success story says beside its text.
    pub story: Option<StoryFacts>,
}

/// The facts of a customer success story.
#[derive(Debug, Clone, Default)]
pub struct StoryFacts {
    /// Who.
    pub customer: String,
    /// Site path of the customer's logo.
    pub logo: Option<String>,
    /// In which line of business.
    pub industry: Option<String>,
    /// What they say.
    pub quote: Option<String>,
    /// Who says it.
    pub person: Option<Person>,
    /// `api` or `api/version`, as written.
    pub apis: Vec<String>,
    /// Figures.
    pub results: Vec<ResultFigure>,
}

/// Who is quoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Person {
    pub name: String,
    pub role: Option<String>,
}

/// One figure of a story: `38 %`, "fewer bounces".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct ResultFigure {
    pub value: String,
    pub label: String,
}
