//! One load of a site with everything prepared, from which any output can be rendered.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::assets::Assets;
use super::images::{Images, Known};
use super::plan::{Job, Plan};
use super::reference::References;
use super::{CacheClass, Output, content_type};
use super::{builtins, gate, load};
use crate::diag::{Diagnostic, Source};
use crate::input::{self, Files};
use crate::liquid::split::LateNames;
use crate::model::{Audience, Outline, Route, Site, Views};
use crate::render::filters::Host;
use crate::render::links::Targets;
use crate::render::page::{Context, Facts, Rendered, Subject};
use crate::render::region::{Personal, Press};
use crate::render::sitemap::robots;
use crate::render::templates::Templates;
use crate::render::views::{Card, LATE_NAMES, SiteView, SiteViews};

/// Names whose values are known for a customer only.
static LATE: LazyLock<LateNames> = LazyLock::new(|| LateNames::new(LATE_NAMES));

/// What a load is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether drafts are part of the portal.
    pub drafts: bool,
    /// Used instead of `url` of `portal.yaml`.
    pub base_url: Option<String>,
}

/// What loads of the same site share: files that have not changed are not read again.
#[derive(Default)]
pub struct Cache {
    input: input::Cache,
    pub(super) descriptions: HashMap<String, load::Known>,
    images: Known,
    highlighter: Arc<crate::render::code::Highlighter>,
}

/// A loaded site as one kind of reader sees it, ready to render.
pub struct Snapshot {
    common: Arc<Common>,
    pub(super) site: Arc<Site>,
    pub(super) plan: Plan,
    pub(super) outline: Outline,
    targets: Targets,
    pub(super) references: References,
    diagnostics: Vec<Diagnostic>,
}

/// What is the same for every reader.
struct Common {
    /// The site with everything that somebody may see.
    whole: Arc<Site>,
    views: Views,
    templates: Templates,
    host: Host,
    assets: Assets,
    images: Images,
    files: Arc<dyn Files>,
}

/// One rendered output and what was found on the way.
#[derive(Debug, Default)]
pub struct Rendering {
    /// The output as anonymous readers get it; `None` where an error left nothing to show, or there is no such route.
    pub output: Option<Output>,
    /// What of it differs for a customer, if anything does.
    pub personal: Option<Personal>,
    /// Problems of this output alone.
    pub diagnostics: Vec<Diagnostic>,
    /// What others ask about a page.
    pub facts: Facts,
}

impl Snapshot {
    /// Loads a site as anonymous readers see it. Problems are part of the result; a site can always be loaded, however
    /// broken.
    pub fn load(files: Arc<dyn Files>, settings: &Settings, cache: &mut Cache) -> Self {
        let options = input::LoadOptions { drafts: settings.drafts, base_url: settings.base_url.clone() };
        let input::Loaded { site: mut whole, mut diagnostics } = input::load(&*files, &options, &mut cache.input);
        load::descriptions(&mut whole, &*files, cache, &mut diagnostics);
        let views = gate::views(&whole, &mut diagnostics);
        let templates = Templates::parse(&whole);
        let assets = Assets::plan(&whole, &*files, &mut diagnostics);
        diagnostics.extend(templates.problems());
        let mut urls = assets.urls.clone();
        urls.insert("search.json".to_owned(), "/search.json".to_owned());
        let icon = |(name, source): (&String, &Arc<Source>)| (name.clone(), source.text().trim().to_owned());
        let host = Host {
            assets: urls,
            icons: whole.icons.iter().map(icon).collect(),
            base_url: whole.config.url.clone(),
            highlighter: Arc::clone(&cache.highlighter),
        };
        let images = Images::new(&cache.images);
        let common = Common { whole: Arc::new(whole), views, templates, host, assets, images, files };
        Self::of(Arc::new(common), &Audience::anonymous(), diagnostics)
    }

    /// The same load as other readers see it.
    #[must_use]
    pub fn seen_by(&self, audience: &Audience) -> Self {
        Self::of(Arc::clone(&self.common), audience, Vec::new())
    }

    fn of(common: Arc<Common>, audience: &Audience, mut diagnostics: Vec<Diagnostic>) -> Self {
        let site = gate::seen_by(&common.whole, audience);
        let outline = Outline::of(&site);
        let plan = Plan::of(&site, &outline, &common.assets.names, &mut diagnostics);
        let mut targets = Targets::new(&site, plan.jobs.keys().map(Route::to_string));
        targets.hide(&gate::hidden(&common.whole, audience));
        load::check_links(&site, &targets, &mut diagnostics);
        let references = References::new(&site, Arc::clone(&common.host.highlighter));
        Self { common, site, plan, outline, targets, references, diagnostics }
    }

    /// The different portals that the site is.
    pub fn views(&self) -> &Views {
        &self.common.views
    }

    /// The model, as this reader sees it.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The model with everything that somebody may see.
    pub fn whole(&self) -> &Site {
        &self.common.whole
    }

    /// The templates, for mails and checks.
    pub fn templates(&self) -> &Templates {
        &self.common.templates
    }

    /// What filters ask for, for mails.
    pub fn host(&self) -> &Host {
        &self.common.host
    }

    /// What regions are finished with at the time `now`, in seconds since 1970.
    pub fn press(&self, now: i64) -> Press<'_> {
        Press {
            templates: &self.common.templates,
            host: &self.common.host,
            targets: &self.targets,
            smart_punctuation: self.common.whole.config.smart_punctuation,
            now: Some(now),
        }
    }

    /// What links may lead to.
    pub fn targets(&self) -> &Targets {
        &self.targets
    }

    /// What was wrong when it was loaded; rendering finds more.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Every route, in order.
    pub fn routes(&self) -> impl Iterator<Item = (&Route, &Job)> {
        self.plan.jobs.iter()
    }

    /// Renders one route alone.
    pub fn render(&self, route: &Route) -> Rendering {
        let Some(job) = self.plan.jobs.get(route) else { return Rendering::default() };
        self.with_context(|context| {
            let facts = if *job == Job::Search { self.all_facts(context) } else { HashMap::new() };
            self.run(context, route, job, &facts)
        })
    }

    /// Calls `work` with everything that pages share. Preparing it costs little beside a page.
    pub(super) fn with_context<T>(&self, work: impl FnOnce(&Shared<'_>) -> T) -> T {
        let views = SiteViews::new(&self.site, &self.outline);
        let view = SiteView::new(&views);
        let made: Vec<Card<'_>> =
            self.plan.made.iter().map(|made| Card::new(&made.page, made.kind, &self.site)).collect();
        let builtins = builtins::cards(self);
        let images =
            |path: &str| self.common.images.size(&self.common.whole, &self.common.assets, &*self.common.files, path);
        let context = Context {
            site: &self.site,
            outline: &self.outline,
            templates: &self.common.templates,
            host: &self.common.host,
            targets: &self.targets,
            images: &images,
            late: &LATE,
            sections: view.sections(),
            view: &view,
        };
        work(&Shared { context, views: &views, made: &made, builtins: &builtins })
    }

    /// Does one job. `facts` are those of all pages, needed by search alone.
    pub(super) fn run(
        &self,
        shared: &Shared<'_>,
        route: &Route,
        job: &Job,
        facts: &HashMap<usize, Facts>,
    ) -> Rendering {
        match job {
            Job::Page(at) => page_rendering(route, shared.page(*at)),
            Job::Made(at) => page_rendering(route, self.made(shared, *at)),
            Job::Reference(api, version, here) => {
                page_rendering(route, self.reference(shared, route, (*api, *version), *here))
            }
            Job::Console(api, version, at) => text(route, self.console(*api, *version, *at)),
            Job::Redirect(at) => page_rendering(route, shared.redirect(*at)),
            Job::Feed(section) => text(route, self.feed(shared, *section)),
            Job::Sitemap => text(route, self.sitemap()),
            Job::Robots => text(route, robots(&self.site.config.url)),
            Job::Search => text(route, self.search(facts)),
            Job::Asset(name) => {
                self.common.assets.output(&self.common.whole, name, route, &*self.common.files).map_or_else(
                    |found| Rendering { diagnostics: vec![found], ..Rendering::default() },
                    |output| Rendering { output: Some(output), ..Rendering::default() },
                )
            }
            Job::Description(api, version) => self.description(route, *api, *version),
        }
    }

    fn made(&self, shared: &Shared<'_>, at: usize) -> Rendered {
        let mut rendered = shared.context.page(Subject::of(&shared.made[at]));
        // A generated page has no file to blame; the layout it uses has been reported for itself.
        rendered.diagnostics.retain(|found| found.span.as_ref().is_some_and(|span| !span.source.name().is_empty()));
        rendered
    }

    fn all_facts(&self, shared: &Shared<'_>) -> HashMap<usize, Facts> {
        (0..self.site.pages.len()).into_par_iter().map(|at| (at, shared.page(at).facts)).collect()
    }

    fn description(&self, route: &Route, api: usize, version: usize) -> Rendering {
        let version = &self.site.config.apis[api].versions[version];
        // That it cannot be read was said when it was loaded.
        load::whole(version, &*self.common.files).map_or_else(|_| Rendering::default(), |bytes| output(route, bytes))
    }
}

/// What the jobs of one run share.
pub(super) struct Shared<'m> {
    pub(super) context: Context<'m>,
    pub(super) views: &'m SiteViews<'m>,
    made: &'m [Card<'m>],
    builtins: &'m [(&'m str, Card<'m>)],
}

impl<'m> Shared<'m> {
    /// The card of a built-in page.
    pub(super) fn builtin(&self, name: &str) -> Option<&'m Card<'m>> {
        self.builtins.iter().find(|(known, _)| *known == name).map(|(_, card)| card)
    }

    fn page(&self, at: usize) -> Rendered {
        self.context.page(Subject { index: Some(at), ..Subject::of(&self.views.cards()[at]) })
    }

    /// The small page at a former path: the new page's own front matter in the layout `redirect`.
    fn redirect(&self, at: usize) -> Rendered {
        self.context.redirect(&self.views.cards()[at])
    }
}

fn page_rendering(route: &Route, rendered: Rendered) -> Rendering {
    let output = rendered.html.and_then(|html| output(route, html.into_bytes()).output);
    Rendering { output, personal: rendered.personal, diagnostics: rendered.diagnostics, facts: rendered.facts }
}

fn text(route: &Route, text: String) -> Rendering {
    output(route, text.into_bytes())
}

fn output(route: &Route, bytes: Vec<u8>) -> Rendering {
    let path = route.output();
    let content_type = content_type(&path);
    let output = Output { path: format!("public/{path}"), bytes, content_type, cache: CacheClass::Page };
    Rendering { output: Some(output), ..Rendering::default() }
}
