//! A site: everything a build is made from, typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Config, EmailTemplate, Page, Persona};
use crate::diag::Source;

/// One portal's source, read and checked. Order of every list is independent of the file system's.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// `portal.yaml`.
    pub config: Config,
    /// Folders below `content/`; the root is the first.
    pub sections: Vec<Section>,
    /// Pages by route. Drafts are in it only where the build asked for them.
    pub pages: Vec<Arc<Page>>,
    /// `site.data` by file stem.
    pub data: serde_json::Map<String, serde_json::Value>,
    /// Layouts by name (`main_layout`), the site's before the theme's.
    pub layouts: BTreeMap<String, Template>,
    /// Partials by name (`shared/pagination`).
    pub partials: BTreeMap<String, Template>,
    /// Built-in pages by system name (`dashboards/show`), the site's before the theme's.
    pub builtins: BTreeMap<String, Arc<Page>>,
    /// Mails by system name.
    pub emails: BTreeMap<String, EmailTemplate>,
    /// SVG of icons by name (`copy`), the site's before the theme's.
    pub icons: BTreeMap<String, Arc<Source>>,
    /// Everything that is copied or bundled, by output name without hash: `_assets/portal.css`, `images/logo.svg`.
    pub assets: BTreeMap<String, Asset>,
    /// Sample customers by name, as `personas/*.yaml` say them.
    pub personas: BTreeMap<String, Persona>,
}

/// A layout or partial.
#[derive(Debug, Clone)]
pub struct Template {
    /// The whole file.
    pub source: Arc<Source>,
    /// Where the template begins, behind its front matter.
    pub body: usize,
    /// The layout around this one, from front matter.
    pub layout: Option<String>,
    /// Whose file it is.
    pub origin: Origin,
}

/// Whose file something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The site's own.
    Site,
    /// The theme's, embedded in the binary.
    Theme,
}

/// A file that is served as it is, or a bundle of parts that are joined in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Paths of its parts, relative to the site or the theme folder.
    pub parts: Vec<(Origin, String)>,
    /// Whether its URL carries a hash of its content (`assets/`) or stays as it is (`images/`, `static/`).
    pub hashed: bool,
}

/// A folder below `content/`.
#[derive(Debug, Clone, Default)]
pub struct Section {
    /// Path below `content/`, without slashes at the ends; empty for the root.
    pub path: String,
    /// Index of the folder above; `None` for the root.
    pub parent: Option<usize>,
    /// Title, from `_section.yaml`, its index page or its name.
    pub title: String,
    /// One sentence.
    pub description: Option<String>,
    /// Place among its siblings.
    pub order: Option<i64>,
    /// Layout of its pages, where they name none.
    pub layout: Option<String>,
    /// Who may read its pages, where they say nothing.
    pub access: Vec<String>,
    /// Whether who may not read its pages is led to the login, and not told that there is nothing; `None` is as the
    /// section above.
    pub asks_login: Option<bool>,
    /// What kind of list it is, if it is one.
    pub collection: Option<Collection>,
    /// Whether it is left out of menus.
    pub hidden: bool,
}

/// A section whose pages are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Collection {
    /// Customer success stories.
    Stories,
    /// What changed, by date.
    Changelog,
    /// Posts, by date.
    Blog,
}

impl Collection {
    /// Every collection with its name in `_section.yaml`.
    pub const ALL: [(&'static str, Self); 3] =
        [("stories", Self::Stories), ("changelog", Self::Changelog), ("blog", Self::Blog)];

    /// Its name in `_section.yaml`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, collection)| *collection == self).map_or("blog", |(name, _)| name)
    }
}
