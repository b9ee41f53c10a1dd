//! One release: what a bundle says of itself, read whole before any request sees it, and its files as they are asked
//! for. Must not keep files (`shelf`).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use axum::http::HeaderValue;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use super::BundleError;
use super::source::Place;
use crate::diag::Diagnostic;
use crate::model::runtime::Settings;
use crate::model::{Audience, EmailTemplate, Programme, Views};
use crate::render::email::{self, Letterhead, Letters, Mail};
use crate::render::region::{Kit, Press, Tools};
use crate::runtime::policy;
use crate::site::CacheClass;
use crate::site::listing::{Listed, Listing, is_listed, release_id};
use crate::site::private::{self, Entry, Index};

/// One release of a portal.
pub struct Release {
    id: String,
    place: Place,
    files: BTreeMap<String, Arc<Listed>>,
    /// What it is told by `portal.yaml`.
    pub settings: Settings,
    /// What the company sells.
    pub programme: Arc<Programme>,
    /// The content security policy of its pages.
    pub policy: HeaderValue,
    /// The templates of mails.
    pub letters: Letters,
    views: Views,
    /// Routes that say something else to some readers than to others.
    varying: HashSet<String>,
    /// By name of the view.
    indices: BTreeMap<String, Index>,
    /// Routes that lead whoever is not logged in to the login.
    asking: BTreeSet<String>,
    tools: Tools,
}

impl Release {
    /// Reads what the bundle says of itself, and looks whether its files are there.
    ///
    /// # Errors
    /// [`BundleError`]; a bundle is served whole or not at all.
    pub(super) fn open(place: Place) -> Result<Self, BundleError> {
        let manifest = place.manifest()?;
        let id = release_id(&manifest);
        if place.id().is_some_and(|named| named != id) {
            return Err(BundleError::Changed("manifest.json".to_owned()));
        }
        let listing = Listing::parse(&manifest);
        let Listing { files } = listing.map_err(|error| BundleError::Format("manifest.json".to_owned(), error))?;
        if let Some((path, _)) = files.iter().find(|(path, listed)| !place.has(path, listed)) {
            return Err(BundleError::Changed(path.clone()));
        }
        let mut release = Self {
            id,
            place,
            files,
            settings: Settings::default(),
            programme: Arc::default(),
            policy: HeaderValue::from_static(policy::POLICY),
            letters: Letters::default(),
            views: Views::default(),
            varying: HashSet::new(),
            indices: BTreeMap::new(),
            asking: BTreeSet::new(),
            tools: Kit::default().ready(),
        };
        release.settings = release.part(private::SETTINGS)?;
        if let Ok(policy) = HeaderValue::from_str(&policy::calling(&release.settings.callable)) {
            release.policy = policy;
        }
        release.programme = Arc::new(release.part(private::PROGRAMME)?);
        release.letters = release.part(private::LETTERS)?;
        release.views = release.part(private::VIEWS)?;
        release.asking = release.part(private::LOGIN)?;
        release.tools = release.part::<Kit>(private::KIT)?.ready();
        let names = std::iter::once(private::PUBLIC).chain(release.views.iter().map(|view| view.id.as_str()));
        let index = |name: &str| Ok((name.to_owned(), release.part(&private::index_path(name))?));
        release.indices = names.map(index).collect::<Result<_, BundleError>>()?;
        release.varying = release.indices.values().flat_map(Index::keys).cloned().collect();
        Ok(release)
    }

    /// Names the release: equal bundles have equal names.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the manifest says of a file.
    pub fn listed(&self, path: &str) -> Option<&Arc<Listed>> {
        self.files.get(path)
    }

    /// The files whose names say what is in them.
    pub(super) fn immutable(&self) -> HashMap<String, Arc<Listed>> {
        let is_immutable = |(_, listed): &(&String, &Arc<Listed>)| listed.cache == CacheClass::Immutable;
        self.files.iter().filter(is_immutable).map(|(path, listed)| (path.clone(), Arc::clone(listed))).collect()
    }

    /// What a reader gets at a route instead of the public file, or beside it.
    pub fn entry(&self, reader: &Audience, route: &str) -> Option<&Entry> {
        let of = |name: &str| self.indices.get(name)?.get(route);
        let view = if reader.is_anonymous() { None } else { self.views.seen_by(reader) };
        view.and_then(|view| of(&view.id)).or_else(|| of(private::PUBLIC))
    }

    /// Whether the route says something else to some readers than to others.
    pub fn varies(&self, route: &str) -> bool {
        self.varying.contains(route)
    }

    /// Whether whoever is not logged in is led to the login, where the route is not theirs.
    pub fn asks_login(&self, route: &str) -> bool {
        self.asking.contains(route)
    }

    /// What regions are finished with at the time `now`.
    pub fn press(&self, now: i64) -> Press<'_> {
        self.tools.press(now)
    }

    /// A mail with these values.
    ///
    /// # Errors
    /// What is wrong with its template, or with a value in its subject.
    pub fn render_mail(
        &self,
        head: &Letterhead,
        template: &EmailTemplate,
        values: &Map<String, Json>,
    ) -> Result<Mail, Vec<Diagnostic>> {
        email::render(head, self.tools.templates(), self.tools.host(), template, values)
    }

    /// The bytes of a file that the manifest lists, compared with what it says.
    ///
    /// # Errors
    /// [`BundleError::Changed`] where they are others.
    pub(super) fn read(&self, path: &str, listed: &Listed) -> Result<Vec<u8>, BundleError> {
        let bytes = self.place.read(path, listed)?;
        if is_listed(&bytes, listed) { Ok(bytes) } else { Err(BundleError::Changed(path.to_owned())) }
    }

    /// A part of what the bundle says of itself; what it does not have is as if it said nothing.
    fn part<T: DeserializeOwned + Default>(&self, path: &str) -> Result<T, BundleError> {
        let Some(listed) = self.listed(path) else { return Ok(T::default()) };
        parse(path, &self.read(path, listed)?)
    }
}

fn parse<T: DeserializeOwned>(path: &str, bytes: &[u8]) -> Result<T, BundleError> {
    serde_json::from_slice(bytes).map_err(|error| BundleError::Format(path.to_owned(), error))
}
