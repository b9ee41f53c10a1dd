//! A site folder to a `model::Site`: reads what is new, puts everything together, names what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::cache::{Cache, Parsed};
use super::email::{self, EmailFile};
use super::kind::{self, Kind, Listed};
use super::{File, Files, assets, builtin, config, content, data, persona, template, text};
use crate::diag::{self, Diagnostic, Source, Span};
use crate::model::{Config, Link, Origin, Page, Persona, Route, Section, Site, Template};
use crate::tree;

/// What a load is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// Whether drafts are pages.
    pub drafts: bool,
    /// Takes the place of the configuration's `url`.
    pub base_url: Option<String>,
}

/// A site and everything that is wrong with its files.
#[derive(Debug)]
pub struct Loaded {
    /// As much as could be read.
    pub site: Site,
    /// In the order of places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a site: configuration, content, data, templates, assets. Never stops at the first problem.
pub fn load(files: &dyn Files, options: &LoadOptions, cache: &mut Cache) -> Loaded {
    let list = files.list();
    let listed: Vec<Listed<'_>> = list.iter().map(|file| (file, kind::of(&file.path))).collect();
    let read: Vec<Listed<'_>> = listed.iter().filter(|(_, kind)| kind.is_read()).copied().collect();
    let paths_of = |wanted: Kind<'static>| {
        let is_wanted = move |(_, kind): &&Listed<'_>| *kind == wanted;
        listed.iter().filter(is_wanted).map(|(file, _)| file.path.as_str())
    };
    let mut problems = kind::strays(&listed);
    let mut config = read_config(files, &list, &paths_of(Kind::Description).collect(), &mut problems);
    if let Some(url) = &options.base_url {
        url.trim_end_matches('/').clone_into(&mut config.url);
    }
    cache.refresh(files, &read);
    let theme = cache.theme(&config.theme);
    let mut site = Site { config, ..Site::default() };
    let mut parts = SiteParts::default();
    for (&(file, kind), known) in read.iter().zip(&mut cache.files) {
        let is_left_out = matches!(&known.parsed, Parsed::Page(page) if page.page.front.draft && !options.drafts);
        if !is_left_out {
            problems.extend(known.problems.iter().cloned());
            parts.add(file, kind, &mut known.parsed, &mut problems);
        }
    }
    site.sections = content::sections(parts.sections, &parts.pages, &site.config.title);
    site.pages = content::pages(parts.pages, &site.sections, &mut problems);
    site.layouts = templates(&theme.layouts, parts.layouts, &mut problems);
    site.partials = templates(&theme.partials, parts.partials, &mut problems);
    site.builtins = builtin::assemble(&theme.builtins, parts.builtins, &mut problems);
    site.icons = theme.icons.iter().cloned().chain(parts.icons).collect();
    let mails = theme.emails.iter().map(|mail| (Origin::Theme, mail.clone()));
    site.emails = email::assemble(mails.chain(parts.emails).collect(), &mut problems);
    site.data = parts.data;
    site.personas = parts.personas;
    site.personas.values().for_each(|one| persona::check_plans(one, &site.config.plans, &mut problems));
    site.assets = assets::collect(&theme.paths, paths_of(Kind::Asset), &mut problems);
    content::asset_collisions(&site.assets, &site.pages, &mut problems);
    name_links(&mut site, &mut problems);
    diag::sort(&mut problems);
    Loaded { site, diagnostics: problems }
}

/// Reads the configuration alone.
pub fn read_config_of(files: &dyn Files) -> (Config, Vec<Diagnostic>) {
    let list = files.list();
    let paths = list.iter().map(|file| file.path.as_str());
    let descriptions = paths.filter(|path| kind::of(path) == Kind::Description).collect();
    let mut problems = Vec::new();
    let config = read_config(files, &list, &descriptions, &mut problems);
    (config, problems)
}

fn read_config(
    files: &dyn Files,
    list: &[File],
    descriptions: &BTreeSet<&str>,
    problems: &mut Vec<Diagnostic>,
) -> Config {
    let Some(file) = list.iter().find(|file| file.path == config::FILE) else {
        let problem = Diagnostic::error("config/missing", format!("there is no `{}` here", config::FILE));
        let renamed = ["portal.yml", "Portal.yaml", "portal.json"];
        let other = list.iter().find(|file| renamed.contains(&file.path.as_str()));
        problems.push(match other {
            Some(other) => problem.hint(format!("rename `{}` to `{}`", other.path, config::FILE)),
            None => problem.hint("`portal new` makes a site; `--site DIR` names the folder of one"),
        });
        return config::with_defaults(Config::default());
    };
    match text::read(files, file) {
        Ok(source) => {
            let (config, mut found) = config::read(&source, descriptions);
            text::limit(&mut found);
            problems.append(&mut found);
            Config { source: Some(source), ..config }
        }
        Err(problem) => {
            problems.push(problem);
            config::with_defaults(Config::default())
        }
    }
}

/// The parts of a site before they are put together.
#[derive(Default)]
struct SiteParts<'c> {
    pages: Vec<content::Entry<'c>>,
    builtins: Vec<(String, Arc<Page>)>,
    sections: Vec<Section>,
    layouts: Vec<(String, Template)>,
    partials: Vec<(String, Template)>,
    emails: Vec<(Origin, EmailFile)>,
    icons: Vec<(String, Arc<Source>)>,
    data: serde_json::Map<String, Value>,
    personas: BTreeMap<String, Persona>,
}

impl<'c> SiteParts<'c> {
    /// Puts what one file says where it belongs.
    fn add(&mut self, file: &File, kind: Kind<'c>, parsed: &'c mut Parsed, problems: &mut Vec<Diagnostic>) {
        match (parsed, kind) {
            (Parsed::Page(page), Kind::Page(path)) => self.pages.push((path, page)),
            (Parsed::Builtin(name, page), _) => self.builtins.push((name.clone(), Arc::clone(page))),
            (Parsed::Section(section), _) => self.sections.push(section.clone()),
            (Parsed::Template(template), Kind::Layout(path)) => {
                self.layouts.push((template_name(path), template.clone()));
            }
            (Parsed::Template(template), Kind::Partial(path)) => {
                self.partials.push((template_name(path), template.clone()));
            }
            (Parsed::Email(mail), _) => self.emails.push((Origin::Site, (**mail).clone())),
            (Parsed::Icon(source), Kind::Icon(path)) => self.icons.push((stem(path), Arc::clone(source))),
            (Parsed::Persona(persona), Kind::Persona(path)) => {
                self.personas.insert(stem(path), (**persona).clone());
            }
            (Parsed::Value(value), Kind::Data(path)) => {
                if let Err(taken) = data::insert(&mut self.data, &stem(path), value.clone()) {
                    let message = format!("`site.data.{}` is there already", taken.replace('/', "."));
                    let problem = Diagnostic::error("data/collision", message)
                        .at(Span::file(&Source::new(&file.path, "")))
                        .hint("two files or a file and a folder of `data/` have the same name; rename one");
                    problems.push(problem);
                }
            }
            _ => {}
        }
    }
}

fn template_name(path: &str) -> String {
    template::name(path).unwrap_or(path).to_owned()
}

fn stem(path: &str) -> String {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned()
}

/// Templates by name, the site's before the theme's.
fn templates(
    theme: &[(String, Template)],
    site: Vec<(String, Template)>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Template> {
    let mut named: BTreeMap<String, Template> = theme.iter().cloned().collect();
    for (name, template) in site {
        if let Some(other) = named.get(&name).filter(|other| other.origin == Origin::Site) {
            let problem = Diagnostic::error("template/collision", format!("two files are the template `{name}`"))
                .at(Span::file(&template.source))
                .label(Span::file(&other.source), "the other one")
                .hint("keep one of the two");
            problems.push(problem);
            continue;
        }
        named.insert(name, template);
    }
    named
}

/// Links of the configuration that are a path alone are called like the page they lead to.
fn name_links(site: &mut Site, problems: &mut Vec<Diagnostic>) {
    let Site { config, pages, sections, .. } = site;
    let source = config.source.clone();
    let mut name = |link: &mut Link, pointer: String| {
        if !link.title.is_empty() {
            return;
        }
        match title_of(&link.path, pages, sections) {
            Some(title) => title.clone_into(&mut link.title),
            None => {
                link.title.clone_from(&link.path);
                let problem =
                    Diagnostic::error("config/link", format!("there is no page `{}` to take a title from", link.path))
                        .suggest(&link.path, pages.iter().map(|page| page.route.as_str()))
                        .hint("give the link a `title`, or the path of a page");
                let place = source.as_ref().and_then(|source| tree::locate(source, 0..source.text().len(), &pointer));
                problems.push(Diagnostic { span: place, ..problem });
            }
        }
    };
    for (at, link) in config.nav.iter_mut().enumerate() {
        name(link, format!("/nav/{at}"));
    }
    for (column, group) in config.footer.iter_mut().enumerate() {
        for (at, link) in group.links.iter_mut().enumerate() {
            name(link, format!("/footer/{column}/links/{at}"));
        }
    }
}

fn title_of<'s>(path: &str, pages: &'s [Arc<Page>], sections: &'s [Section]) -> Option<&'s str> {
    let route = Route::page(path);
    let page = pages.binary_search_by(|page| page.route.cmp(&route)).ok().and_then(|at| pages.get(at));
    let section = || sections.iter().find(|section| section.path == path.trim_matches('/'));
    page.map(|page| page.front.title.as_str()).or_else(|| section().map(|section| section.title.as_str()))
}
