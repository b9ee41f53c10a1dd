//! Files that are served as they are, and bundles of parts: which there are and what they are called.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use super::{Files, theme};
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Asset, Origin};

/// Where assets with a content hash in their URL live in the output.
const HASHED: &str = "_assets/";

/// What an asset file becomes.
enum Role<'p> {
    /// A whole asset with a hash in its URL.
    Hashed(&'p str),
    /// A part of a bundle: the bundle's name and the part's.
    Part(&'p str, &'p str),
    /// A file that keeps its path.
    Stable(&'p str),
}

fn role(path: &str) -> Option<Role<'_>> {
    if let Some(name) = path.strip_prefix("assets/") {
        let folder_end = name.match_indices('/').map(|(at, _)| at).find(|&at| {
            let folder = &name[..at];
            folder.ends_with(".css") || folder.ends_with(".js")
        });
        return Some(folder_end.map_or(Role::Hashed(name), |at| Role::Part(&name[..at], &name[at + 1..])));
    }
    if path.starts_with("images/") {
        return Some(Role::Stable(path));
    }
    path.strip_prefix("static/").or_else(|| path.strip_prefix("content/")).map(Role::Stable)
}

#[derive(Default)]
struct Found {
    /// The whole file or, below their names, the parts of a bundle.
    parts: BTreeMap<String, (Origin, String)>,
    is_bundle: bool,
    hashed: bool,
}

/// Every asset by output name. A site's file replaces the theme's at the same path; a whole file replaces a bundle.
pub(super) fn collect<'p>(
    theme_paths: &[String],
    site_paths: impl Iterator<Item = &'p str>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Asset> {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let theme_paths = theme_paths.iter().map(|path| (Origin::Theme, path.as_str()));
    for (origin, path) in theme_paths.chain(site_paths.map(|path| (Origin::Site, path))) {
        let Some(role) = role(path) else { continue };
        let (name, part, hashed) = match role {
            Role::Hashed(name) => (format!("{HASHED}{name}"), None, true),
            Role::Part(name, part) => (format!("{HASHED}{name}"), Some(part), true),
            Role::Stable(name) => (name.to_owned(), None, false),
        };
        let slot = found.entry(name).or_insert_with(|| Found { is_bundle: part.is_some(), hashed, ..Found::default() });
        let earlier = slot.parts.values().find(|(other, _)| *other == origin).map(|(_, path)| path.clone());
        if let (Some(earlier), None) = (earlier, part) {
            problems.push(collision(path, &earlier));
            continue;
        }
        if part.is_none() || !slot.is_bundle {
            slot.parts.clear();
        }
        slot.is_bundle = part.is_some();
        slot.parts.insert(part.unwrap_or_default().to_owned(), (origin, path.to_owned()));
    }
    let asset = |(name, found): (String, Found)| {
        (name, Asset { parts: found.parts.into_values().collect(), hashed: found.hashed })
    };
    found.into_iter().map(asset).collect()
}

fn collision(path: &str, earlier: &str) -> Diagnostic {
    let place = |path: &str| Span::file(&Source::new(path, ""));
    Diagnostic::error("route/collision", format!("`{path}` and `{earlier}` would be the same file of the portal"))
        .at(place(path))
        .label(place(earlier), "the other one")
        .hint("rename one of the two")
}

/// The bytes of one part of an asset.
///
/// # Errors
/// Whatever the site folder says, or `NotFound` for a theme file that is not there.
pub fn read_asset(files: &dyn Files, part: &(Origin, String), theme: &str) -> io::Result<Cow<'static, [u8]>> {
    match part {
        (Origin::Site, path) => files.read(path).map(Cow::Owned),
        (Origin::Theme, path) => theme::file(theme, path).ok_or_else(|| io::ErrorKind::NotFound.into()),
    }
}
