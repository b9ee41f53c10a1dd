//! What a bundle holds for the runtime alone: which readers get which page instead of the public one, what of a page
//! depends on the customer, and what finishing it takes. Must not hold what a reader gets without asking the runtime.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use super::{CacheClass, Manifest, ManifestEntry, Output, Snapshot};
use crate::model::description::origins;
use crate::model::runtime::Settings;
use crate::model::{Programme, Site, Views, access};
use crate::render::email::Letters;
use crate::render::region::{Kit, Personal};

/// The name of what everybody sees, among the names of views.
pub const PUBLIC: &str = "public";
/// Where the views are listed.
pub const VIEWS: &str = "private/views.json";
/// Where what finishing takes is.
pub const KIT: &str = "private/kit.json";
/// Where what the company sells is.
pub const PROGRAMME: &str = "private/programme.json";

/// Where what the runtime is told is.
pub const SETTINGS: &str = "private/runtime.json";

/// Where the templates of mails are.
pub const LETTERS: &str = "private/letters.json";

/// Where the routes are listed that lead whoever is not logged in to the login.
pub const LOGIN: &str = "private/login.json";

/// Digits of a digest in the name of a file.
const DIGITS: usize = 24;

/// The page of one route for the readers of one view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Path of the text in the bundle; none where it is the public file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Path of its regions in the bundle, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<String>,
}

/// Pages by route, and built-in pages by system name (`dashboards/show`).
pub type Index = BTreeMap<String, Entry>;

/// The path of the index of a view.
pub fn index_path(view: &str) -> String {
    format!("private/view/{view}.json")
}

/// Which pages each view has that are not the public ones.
#[derive(Default)]
pub(super) struct Private {
    indices: BTreeMap<String, Index>,
}

impl Private {
    /// Notes what became of a route or of a built-in page. For a view, what is the same as for everybody is not listed.
    pub(super) fn add(
        &mut self,
        view: Option<&str>,
        name: &str,
        page: Option<&(String, ManifestEntry)>,
        regions: Option<&(String, ManifestEntry)>,
    ) {
        let text = page.map(|(path, _)| path).filter(|path| !path.starts_with("public/"));
        let entry = Entry { text: text.cloned(), regions: regions.map(|(path, _)| path.clone()) };
        if entry == Entry::default() {
            return;
        }
        let public = self.indices.get(PUBLIC).and_then(|index| index.get(name));
        if view.is_none() || public != Some(&entry) {
            self.indices.entry(view.unwrap_or(PUBLIC).to_owned()).or_default().insert(name.to_owned(), entry);
        }
    }

    /// The files that list all this, what is sold, and what the runtime is told; none of pages for a portal that is the
    /// same for everybody.
    pub(super) fn outputs(self, snapshot: &Snapshot) -> Vec<Output> {
        let views = snapshot.views();
        let config = &snapshot.whole().config;
        let mut outputs = Vec::from_iter(json(SETTINGS.to_owned(), &settings(snapshot.whole())));
        if !config.plans.is_empty() {
            outputs.extend(json(PROGRAMME.to_owned(), &Programme::of(&config.apis, &config.plans)));
        }
        if config.has_customers() {
            outputs.extend(json(LETTERS.to_owned(), &Letters::of(snapshot.whole())));
        }
        if self.indices.is_empty() && *views == Views::default() {
            return outputs;
        }
        outputs.extend(self.indices.iter().filter_map(|(view, index)| json(index_path(view), index)));
        outputs.extend(json(VIEWS.to_owned(), views));
        let asking = asking_login(snapshot.whole());
        if !asking.is_empty() {
            outputs.extend(json(LOGIN.to_owned(), &asking));
        }
        outputs.extend(json(KIT.to_owned(), &Kit::of(snapshot.whole(), snapshot.host(), snapshot.targets())));
        outputs
    }
}

/// Routes of gated pages in sections that say `denied: login`.
fn asking_login(site: &Site) -> BTreeSet<&str> {
    let asks = |at: usize| site.sections.get(at).is_some_and(|section| section.asks_login == Some(true));
    let pages = site.pages.iter().filter(|page| !access::is_public(&page.front.access) && asks(page.section));
    pages.map(|page| page.route.as_str()).collect()
}

/// What the runtime is told of a site.
fn settings(site: &Site) -> Settings {
    let config = &site.config;
    Settings {
        url: config.url.clone(),
        title: config.title.clone(),
        server: config.server.clone(),
        sessions: config.sessions.clone(),
        store: config.store.clone(),
        counters: config.counters.clone(),
        keys_revealed: config.keys_revealed,
        sso: config.sso.clone(),
        signup: config.signup,
        callable: origins::sources(site),
        console: config.console.clone(),
        mail: config.mail.clone(),
        webhooks: config.webhooks.clone(),
    }
}

/// A page that only some readers get, kept by what it says, which its entry has the digest of.
pub(super) fn text(output: Output, entry: &ManifestEntry) -> (Output, ManifestEntry) {
    let name = output.path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("bin", |(_, extension)| extension).to_owned();
    kept("text", &extension, Output { cache: CacheClass::Private, ..output }, entry.clone())
}

/// The regions of a page as a file, kept by what it says.
///
/// # Errors
/// None in practice: what cannot be written as JSON.
pub(super) fn regions(personal: &Personal) -> io::Result<(Output, ManifestEntry)> {
    let bytes = serde_json::to_vec(personal)?;
    let output = Output { path: String::new(), bytes, content_type: "application/json", cache: CacheClass::Private };
    let entry = Manifest::entry(&output);
    Ok(kept("regions", "json", output, entry))
}

/// An output called after its content: equal ones are one file.
fn kept(folder: &str, extension: &str, output: Output, entry: ManifestEntry) -> (Output, ManifestEntry) {
    let digest = entry.sha256.get(..DIGITS).unwrap_or(&entry.sha256);
    let path = format!("private/{folder}/{digest}.{extension}");
    (Output { path, ..output }, ManifestEntry { cache: CacheClass::Private, ..entry })
}

fn json(path: String, value: &impl Serialize) -> Option<Output> {
    let bytes = serde_json::to_vec(value).ok()?;
    Some(Output { path, bytes, content_type: "application/json", cache: CacheClass::Private })
}
