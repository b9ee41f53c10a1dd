//! The site as templates see it, and the globals of one rendering.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::api::PlanView;
use super::card::kind_of;
use super::portal::{I18n, ProviderView, Urls};
use super::{ApiView, Card, LATE_NAMES, LinkView, MenuItem, Named, NavView, PageView, SectionView};
use super::{properties, text, views};
use crate::liquid::{Kind, Value, View};
use crate::model::{Collection, Outline, Page, Site};
use crate::render::contents::ContentOf;
use crate::render::reference::ReferenceView;

/// Cards and apis of a site: what the other views point at. Made once per load.
pub struct SiteViews<'m> {
    site: &'m Site,
    outline: &'m Outline,
    cards: Vec<Card<'m>>,
    apis: Named<ApiView<'m>>,
}

impl<'m> SiteViews<'m> {
    /// Prepares every page's card.
    pub fn new(site: &'m Site, outline: &'m Outline) -> Self {
        let card = |page: &'m Arc<Page>| Card::new(page, kind_of(page, site.sections.get(page.section)), site);
        let apis = site.config.apis.iter().map(|api| ApiView::new(api, &site.config.plans)).collect();
        Self { site, outline, cards: site.pages.iter().map(card).collect(), apis: Named::new(apis) }
    }

    /// The cards, index by index of `Site::pages`.
    pub fn cards(&self) -> &[Card<'m>] {
        &self.cards
    }

    /// The apis by name.
    pub fn apis(&self) -> &Named<ApiView<'m>> {
        &self.apis
    }
}

/// `site`.
pub struct SiteView<'m> {
    views: &'m SiteViews<'m>,
    root: SectionView<'m>,
    nav: Vec<LinkView<'m>>,
    plans: Named<PlanView<'m>>,
    provider: ProviderView<'m>,
}

impl<'m> SiteView<'m> {
    /// The site over its prepared cards.
    pub fn new(views: &'m SiteViews<'m>) -> Self {
        let site = views.site;
        let root = SectionView::tree(site, views.outline, &views.cards, 0);
        let plans = site.config.plans.iter().map(|plan| PlanView::new(plan, views.apis.items())).collect();
        let nav = site.config.nav.iter().map(|link| LinkView { title: &link.title, url: &link.path }).collect();
        Self { views, root, nav, plans: Named::new(plans), provider: ProviderView::new(site) }
    }

    /// The cards of all pages, index by index of `Site::pages`.
    pub fn cards(&self) -> &'m [Card<'m>] {
        &self.views.cards
    }

    /// Every section by its path, for quick look-up.
    pub fn sections(&self) -> HashMap<&str, &SectionView<'m>> {
        fn add<'s, 'm>(section: &'s SectionView<'m>, all: &mut HashMap<&'s str, &'s SectionView<'m>>) {
            all.insert(&section.section().path, section);
            section.children().iter().for_each(|child| add(child, all));
        }
        let mut all = HashMap::new();
        add(&self.root, &mut all);
        all
    }

    /// The top navigation as written, or the top-level sections, seen from the page at `current`.
    pub fn nav<'s>(&'s self, current: &str) -> Vec<NavView<'s>> {
        if !self.nav.is_empty() {
            return self.nav.iter().map(|link| NavView::seen_from(link, current)).collect();
        }
        let visible = self.root.children().iter().filter(|child| !child.section().hidden);
        let link = |child: &'s SectionView<'m>| LinkView { title: &child.section().title, url: child.url() };
        visible.map(|child| NavView::seen_from(&link(child), current)).collect()
    }

    fn property(&self, key: &str) -> Option<Value<'_>> {
        let config = &self.views.site.config;
        Some(match key {
            "title" => Value::str(&config.title),
            "description" => text(&config.description),
            "url" | "base_url" => Value::str(&config.url),
            "runtime_url" => Value::str(&config.server.url),
            "language" => Value::str(&config.language),
            "contact" => text(&config.contact),
            "brand" => Value::View(&config.brand),
            "footer" => views(&config.footer),
            "data" => Value::View(&self.views.site.data),
            "pages" => views(self.views.cards()),
            "sections" => {
                Value::map(self.sections().into_iter().collect::<BTreeMap<_, _>>().into_iter().map(entry).collect())
            }
            "collections" => {
                Value::map(Collection::ALL.iter().map(|(name, kind)| (*name, self.collection(*kind))).collect())
            }
            "apis" => Value::View(self.views.apis()),
            "plans" => Value::View(&self.plans),
            "signup" => Value::Bool(config.signup.is_open()),
            "has_customers" => Value::Bool(config.has_customers()),
            "console_proxy" => Value::str(config.console.proxy.name()),
            _ => return None,
        })
    }

    fn collection(&self, collection: Collection) -> Value<'_> {
        fn find<'s, 'm>(section: &'s SectionView<'m>, wanted: Collection) -> Option<&'s SectionView<'m>> {
            if section.section().collection == Some(wanted) {
                return Some(section);
            }
            section.children().iter().find_map(|child| find(child, wanted))
        }
        super::view(find(&self.root, collection))
    }
}

const SITE_KEYS: [&str; 19] = [
    "title",
    "description",
    "url",
    "runtime_url",
    "base_url",
    "language",
    "contact",
    "brand",
    "footer",
    "data",
    "pages",
    "sections",
    "collections",
    "apis",
    "plans",
    "signup",
    "has_customers",
    "console_proxy",
    "nav",
];

fn entry<'a>((name, section): (&'a str, &'a SectionView<'a>)) -> (&'a str, Value<'a>) {
    (name, Value::View(section))
}

/// `site`, seen from one page: the navigation knows where the reader is.
pub struct SiteSeen<'m> {
    site: &'m SiteView<'m>,
    nav: Vec<NavView<'m>>,
}

impl View for SiteSeen<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        if key == "nav" { Some(views(&self.nav)) } else { self.site.property(key) }
    }

    fn len(&self) -> usize {
        SITE_KEYS.len()
    }

    fn keys(&self) -> Vec<String> {
        SITE_KEYS.map(str::to_owned).to_vec()
    }
}

properties!(crate::model::Brand, this, {
    "name" => Value::str(&this.name),
    "tagline" => text(&this.tagline),
    "accent" => text(&this.accent),
    "logo" => Value::map([("light", text(&this.logo_light)), ("dark", text(&this.logo_dark))].into_iter().collect()),
});

/// Everything one rendering may read.
pub struct Globals<'m> {
    site: SiteSeen<'m>,
    urls: Urls,
    /// `page`.
    pub page: PageView<'m>,
    /// `menu`.
    pub menu: Vec<MenuItem<'m>>,
    /// `reference`, on api pages.
    pub reference: Option<ReferenceView<'m>>,
    /// `content`, in layouts: safe HTML.
    pub content: Option<String>,
    /// `content_of`, in layouts: what is for other places than the content's.
    pub content_of: ContentOf,
}

impl<'m> Globals<'m> {
    /// The globals of a page.
    pub fn new(site: &'m SiteView<'m>, page: PageView<'m>, menu: Vec<MenuItem<'m>>) -> Self {
        let nav = site.nav(page.card.page.route.as_str());
        let urls = Urls::seen_from(page.card.page.route.as_str(), site.views.site.config.signup);
        Self {
            site: SiteSeen { site, nav },
            urls,
            page,
            menu,
            reference: None,
            content: None,
            content_of: ContentOf::default(),
        }
    }
}

impl View for Globals<'_> {
    fn kind(&self) -> Kind {
        Kind::Map
    }

    fn get(&self, key: &str) -> Option<Value<'_>> {
        Some(match key {
            "site" => Value::View(&self.site),
            "page" => Value::View(&self.page),
            "menu" => views(&self.menu),
            "section" => super::view(self.page.section),
            "reference" => super::view(self.reference.as_ref()),
            "content" => Value::html_str(self.content.as_deref()?),
            "content_of" => Value::View(&self.content_of),
            "provider" => Value::View(&self.site.site.provider),
            "urls" => Value::View(&self.urls),
            "i18n" => Value::View(&I18n),
            late if LATE_NAMES.contains(&late) => Value::Nil,
            _ => return None,
        })
    }

    fn len(&self) -> usize {
        self.keys().len()
    }

    fn keys(&self) -> Vec<String> {
        let own = ["site", "page", "menu", "section", "reference", "provider", "urls", "i18n", "content_of"];
        own.iter()
            .chain(&LATE_NAMES)
            .map(|name| (*name).to_owned())
            .chain(self.content.is_some().then(|| "content".to_owned()))
            .collect()
    }
}
