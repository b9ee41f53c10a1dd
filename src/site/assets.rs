//! Assets: joined from their parts, named by their content, found by their names.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use sha2::{Digest, Sha256};

use super::manifest::hex;
use super::{CacheClass, Output, content_type};
use crate::diag::Diagnostic;
use crate::input::{self, Files};
use crate::model::{Asset, Route, Site};
use crate::render::palette;

/// The style sheet that the brand's properties are appended to.
const STYLE: &str = "_assets/portal.css";

/// Below it are the assets whose URLs carry a hash.
const HASHED: &str = "_assets/";

/// Where each asset is served, and how its bytes are made.
#[derive(Debug, Default)]
pub(super) struct Assets {
    /// URL by name.
    pub(super) urls: BTreeMap<String, String>,
    /// Name by route.
    pub(super) names: BTreeMap<Route, String>,
}

impl Assets {
    /// Works out all URLs. Hashed assets (a theme has a handful) are read for it; the others are not.
    pub(super) fn plan(site: &Site, files: &dyn Files, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut assets = Self::default();
        // Fonts that the brand's rules refer to come first: the style sheet's own hash depends on their URLs.
        let (style, others): (Vec<_>, Vec<_>) = site.assets.iter().partition(|(name, _)| *name == STYLE);
        for (name, asset) in others.into_iter().chain(style) {
            let route = if asset.hashed {
                match assets.bytes(site, name, asset, files) {
                    Ok(bytes) => Route::file(&hashed_name(name, &bytes)),
                    Err(error) => {
                        diagnostics.push(unreadable(asset, &error));
                        continue;
                    }
                }
            } else {
                Route::file(name)
            };
            assets.urls.insert(name.trim_start_matches(HASHED).to_owned(), route.to_string());
            assets.names.insert(route, name.clone());
        }
        assets
    }

    /// The bytes of an asset.
    pub(super) fn bytes(&self, site: &Site, name: &str, asset: &Asset, files: &dyn Files) -> io::Result<Vec<u8>> {
        let mut joined = Vec::new();
        for part in &asset.parts {
            let bytes: Cow<'_, [u8]> = input::read_asset(files, part, &site.config.theme)?;
            joined.extend_from_slice(&bytes);
        }
        if name == STYLE {
            let url = |path: &str| {
                let name = path.trim_start_matches('/');
                let asset = self.urls.get(name).or_else(|| self.urls.get(name.trim_start_matches("assets/")));
                asset.cloned().unwrap_or_else(|| path.to_owned())
            };
            joined.extend_from_slice(palette::css(&site.config.brand, url).as_bytes());
        }
        Ok(joined)
    }

    /// The asset at `route` as an output.
    pub(super) fn output(
        &self,
        site: &Site,
        name: &str,
        route: &Route,
        files: &dyn Files,
    ) -> Result<Output, Diagnostic> {
        let Some(asset) = site.assets.get(name) else {
            return Err(Diagnostic::error("asset/unreadable", format!("the asset `{name}` has gone")));
        };
        let bytes = self.bytes(site, name, asset, files).map_err(|error| unreadable(asset, &error))?;
        let cache = if asset.hashed { CacheClass::Immutable } else { CacheClass::Page };
        Ok(Output { path: format!("public{route}"), bytes, content_type: content_type(name), cache })
    }
}

/// `_assets/portal.css` as `_assets/portal.0123456789.css`.
fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = hex(&Sha256::digest(bytes)[..5]);
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn unreadable(asset: &Asset, error: &io::Error) -> Diagnostic {
    let path = asset.parts.first().map_or("", |(_, path)| path);
    Diagnostic::error("asset/unreadable", format!("`{path}` cannot be read: {error}"))
}
