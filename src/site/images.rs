//! The sizes of the portal's own images, read when a page first shows one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::assets::Assets;
use crate::input::{self, Files};
use crate::model::{Origin, Route, Site};
use crate::render::image;

/// Sizes by file and stamp, kept from load to load.
pub(super) type Known = Arc<Mutex<HashMap<(String, u64), Option<(u32, u32)>>>>;

/// The images of one load.
#[derive(Default)]
pub(super) struct Images {
    known: Known,
    stamps: OnceLock<HashMap<String, u64>>,
}

impl Images {
    pub(super) fn new(known: &Known) -> Self {
        Self { known: Arc::clone(known), stamps: OnceLock::new() }
    }

    /// Width and height of the image that is served at a path, where it is one of the portal's own.
    pub(super) fn size(&self, site: &Site, assets: &Assets, files: &dyn Files, path: &str) -> Option<(u32, u32)> {
        let asset = site.assets.get(assets.names.get(&Route::file(path.trim_start_matches('/')))?)?;
        let [part] = asset.parts.as_slice() else { return None };
        let stamp = match part.0 {
            Origin::Theme => 0,
            Origin::Site => *self.stamps(files).get(&part.1)?,
        };
        let key = (part.1.clone(), stamp);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(size) = known().get(&key) {
            return *size;
        }
        // That it cannot be read is said when it is written.
        let size = input::read_asset(files, part, &site.config.theme).ok().and_then(|bytes| image::size(&bytes));
        known().insert(key, size);
        size
    }

    fn stamps(&self, files: &dyn Files) -> &HashMap<String, u64> {
        self.stamps.get_or_init(|| files.list().into_iter().map(|file| (file.path, file.stamp)).collect())
    }
}
