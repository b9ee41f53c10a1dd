//! What publishing a release changes. Pure: from what stands there and what is to stand there, to what is written, in
//! which order, and what goes. Must not ask a target.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::site::CacheClass;
use crate::site::listing::{Listed, Listing};

/// What the public files of a bundle begin with.
const PUBLIC: &str = "public/";

/// Files by path in the bundle.
pub(super) type Files = BTreeMap<String, Arc<Listed>>;

/// What the public place shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Public {
    /// There is none: nothing is published for a static host.
    Absent,
    /// Nothing of this target yet.
    New,
    /// The current release.
    Current,
}

/// What publishing a release changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Files that the private place does not hold yet, each content once.
    pub objects: Files,
    /// Public files whose names say what is in them.
    pub assets: Files,
    /// Public pages at addresses that had none: written before those that lead to them.
    pub added: Files,
    /// Public pages that say something else than before.
    pub changed: Files,
    /// Public pages that are no more: they go as soon as the release is served. What they said may be gated now.
    pub removed: BTreeSet<String>,
    /// Public files with a hash in their names that the release has no more: they go after the time of grace.
    pub retired: BTreeSet<String>,
}

impl Difference {
    /// From `current`, which stands there, with what `unsettled` releases may have left, to `next`.
    pub fn of(current: &Listing, unsettled: &[Listing], next: &Listing, public: Public) -> Self {
        let mut difference = Self::default();
        let held: BTreeSet<&str> = current.files.values().map(|listed| &*listed.sha256).collect();
        let mut seen = BTreeSet::new();
        for (path, listed) in &next.files {
            if !held.contains(&*listed.sha256) && seen.insert(Arc::clone(&listed.sha256)) {
                difference.objects.insert(path.clone(), Arc::clone(listed));
            }
        }
        let nothing = Listing::default();
        let current = match public {
            Public::Absent => return difference,
            Public::New => &nothing,
            Public::Current => current,
        };
        for (path, listed) in next.files.iter().filter(|(path, _)| path.starts_with(PUBLIC)) {
            let before = current.files.get(path);
            let is_same = |other: &Listing| other.files.get(path).is_none_or(|other| other == listed);
            if before == Some(listed) && unsettled.iter().all(is_same) {
                continue;
            }
            let part = match (listed.cache, before) {
                (CacheClass::Immutable, _) => &mut difference.assets,
                (_, None) => &mut difference.added,
                (_, Some(_)) => &mut difference.changed,
            };
            part.insert(path.clone(), Arc::clone(listed));
        }
        for (path, listed) in std::iter::once(current).chain(unsettled).flat_map(|listing| &listing.files) {
            if let (Some(public), false) = (path.strip_prefix(PUBLIC), next.files.contains_key(path)) {
                let part = match listed.cache {
                    CacheClass::Immutable => &mut difference.retired,
                    _ => &mut difference.removed,
                };
                part.insert(public.to_owned());
            }
        }
        difference
    }

    /// Things that are written or deleted.
    pub fn count(&self) -> usize {
        let written = [&self.objects, &self.assets, &self.added, &self.changed];
        written.iter().map(|files| files.len()).sum::<usize>() + self.removed.len()
    }

    /// Bytes that are sent.
    pub fn bytes(&self) -> u64 {
        let written = [&self.objects, &self.assets, &self.added, &self.changed];
        written.iter().flat_map(|files| files.values()).map(|listed| listed.size).sum()
    }
}

/// The key of a public file in the public place.
pub(super) fn public_key(path: &str) -> &str {
    path.strip_prefix(PUBLIC).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(files: &[(&str, &str)]) -> Listing {
        let file = |(path, content): &(&str, &str)| {
            let cache = match path {
                path if path.contains("_assets") => CacheClass::Immutable,
                path if path.starts_with("private/") => CacheClass::Private,
                _ => CacheClass::Page,
            };
            let listed = Listed {
                sha256: Arc::from(*content),
                size: content.len() as u64,
                content_type: "text/plain".to_owned(),
                cache,
            };
            ((*path).to_owned(), Arc::new(listed))
        };
        Listing { files: files.iter().map(file).collect() }
    }

    fn paths(files: &Files) -> Vec<&str> {
        files.keys().map(String::as_str).collect()
    }

    #[test]
    fn only_what_differs_is_written() {
        let old =
            listing(&[("public/index.html", "a"), ("public/_assets/x.1.css", "s"), ("public/gone/index.html", "g")]);
        let new = listing(&[
            ("public/index.html", "b"),
            ("public/_assets/x.2.css", "t"),
            ("public/new/index.html", "n"),
            ("private/runtime.json", "r"),
            ("private/same.json", "r"),
        ]);
        let difference = Difference::of(&old, &[], &new, Public::Current);
        assert_eq!(difference.objects.len(), 4, "equal contents are one object: {:?}", difference.objects);
        assert_eq!(paths(&difference.assets), ["public/_assets/x.2.css"]);
        assert_eq!(paths(&difference.added), ["public/new/index.html"]);
        assert_eq!(paths(&difference.changed), ["public/index.html"]);
        assert_eq!(Vec::from_iter(&difference.removed), ["gone/index.html"]);
        assert_eq!(Vec::from_iter(&difference.retired), ["_assets/x.1.css"]);
        assert_eq!(Difference::of(&new, &[], &new, Public::Current), Difference::default());
        let alone = Difference::of(&old, &[], &new, Public::Absent);
        assert_eq!((alone.objects.len(), alone.count()), (4, 4));
        let fresh = Difference::of(&new, &[], &new, Public::New);
        assert_eq!((fresh.objects.len(), fresh.added.len(), fresh.assets.len()), (0, 2, 1));
    }

    #[test]
    fn what_a_cut_deploy_may_have_left_is_set_right() {
        let current = listing(&[("public/a/index.html", "a"), ("public/b/index.html", "b")]);
        let cut = listing(&[("public/a/index.html", "x"), ("public/b/index.html", "b"), ("public/c/index.html", "c")]);
        let difference = Difference::of(&current, &[cut], &current, Public::Current);
        assert_eq!(paths(&difference.changed), ["public/a/index.html"]);
        assert_eq!(Vec::from_iter(&difference.removed), ["c/index.html"]);
        assert!(difference.objects.is_empty(), "what the current release has is held");
    }
}
