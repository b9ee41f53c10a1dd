//! A target in a folder: `releases/<id>` side by side, and the link `current`, which a web server serves
//! `current/public` through. The step is one change of the link.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::bundle::{Bundle, MANIFEST};
use super::difference::{Difference, Public};
use super::journal::{JOURNAL, Journal, Record};
use super::target::{Deployed, Pruned};
use super::variants;
use super::watch::{Event, Stage, Watch};
use super::{DeployError, now};
use crate::disk;
use crate::site::listing::Listing;

/// The link to the release that is served.
const CURRENT: &str = "current";

/// A target in a folder.
#[derive(Debug, Clone)]
pub struct FolderTarget {
    pub(super) root: PathBuf,
    pub(super) grace: u64,
    pub(super) precompress: bool,
}

impl FolderTarget {
    pub(super) fn journal(&self) -> Result<Journal, DeployError> {
        let bytes = match disk::read(&self.root.join(JOURNAL)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Journal::new()),
            Err(error) => return Err(DeployError::Io(JOURNAL.to_owned(), error)),
        };
        let broken = |error| DeployError::Broken(format!("`{JOURNAL}` of the target is broken: {error}"));
        let mut journal: Journal = serde_json::from_slice(&bytes).map_err(broken)?;
        // The link is the truth: a deploy may have been cut between it and the journal.
        let behind = disk::behind_links(&self.root.join(CURRENT));
        if let Some(id) = behind.file_name().and_then(|name| name.to_str()).filter(|id| *id != CURRENT) {
            id.clone_into(&mut journal.current);
        }
        Ok(journal)
    }

    fn write_journal(&self, journal: &Journal) -> Result<(), DeployError> {
        let text = serde_json::to_vec(journal).map_err(|error| DeployError::Broken(error.to_string()))?;
        disk::replace_file(&self.root.join(JOURNAL), &text).map_err(DeployError::io(JOURNAL))
    }

    /// The folder of a release.
    pub(super) fn release(&self, id: &str) -> PathBuf {
        self.root.join("releases").join(id)
    }

    fn hold(&self) -> Result<std::fs::File, DeployError> {
        let held = disk::hold_folder(&self.root).map_err(DeployError::io(&self.root.display().to_string()))?;
        held.ok_or_else(|| DeployError::Busy("in the same folder".to_owned(), 0))
    }

    /// What stands there now.
    fn standing(&self, journal: &Journal) -> Result<Listing, DeployError> {
        if journal.current.is_empty() {
            return Ok(Listing::default());
        }
        Ok(Bundle::open(&self.release(&journal.current))?.listing)
    }

    pub(super) fn difference(&self, bundle: &Bundle) -> Result<Difference, DeployError> {
        let current = self.standing(&self.journal()?)?;
        let all = Difference::of(&current, &[], &bundle.listing, Public::Current);
        // Each file is written once, and none is deleted: releases stand side by side.
        Ok(Difference {
            assets: all.assets,
            added: all.added,
            changed: all.changed,
            removed: all.removed,
            ..private(all.objects)
        })
    }

    pub(super) async fn deploy(&self, bundle: &Bundle, watch: Watch<'_>) -> Result<Deployed, DeployError> {
        let _held = self.hold()?;
        let journal = self.journal()?;
        if journal.current == bundle.id {
            return Ok(Deployed { id: bundle.id.clone(), before: bundle.id.clone(), ..Deployed::default() });
        }
        let standing = self.standing(&journal)?;
        let difference = Difference::of(&standing, &[], &bundle.listing, Public::Current);
        let before = journal.current.clone();
        let (written, bytes) = self.lay_down(bundle, &journal, &standing, watch).await?;
        self.step(&bundle.id, &bundle.listing, journal, &difference, watch)?;
        Ok(Deployed { id: bundle.id.clone(), before, written, bytes, deleted: difference.removed.len() })
    }

    /// Writes the release beside the others; files that the one before has are shared with it.
    async fn lay_down(
        &self,
        bundle: &Bundle,
        journal: &Journal,
        standing: &Listing,
        watch: Watch<'_>,
    ) -> Result<(usize, u64), DeployError> {
        let folder = self.release(&bundle.id);
        if Bundle::open(&folder).is_ok_and(|kept| kept.id == bundle.id) {
            return Ok((0, 0));
        }
        let staging = self.root.join("releases").join(format!(".new-{}", bundle.id));
        let at = |path: &str| DeployError::io(&staging.join(path).display().to_string());
        disk::remove_folder(&staging).map_err(at(""))?;
        watch(Event::Begun(Stage::Files, bundle.listing.files.len()));
        let (mut written, mut bytes) = (0, 0);
        for (path, listed) in &bundle.listing.files {
            if standing.files.get(path) == Some(listed) {
                let before = self.release(&journal.current).join(path);
                disk::share_file(&before, &staging.join(path)).map_err(at(path))?;
            } else {
                let content = bundle.read(path, listed).await?;
                disk::write_new(&staging.join(path), &content).map_err(at(path))?;
                (written, bytes) = (written + 1, bytes + listed.size);
            }
            watch(Event::Step(Stage::Files));
        }
        if self.precompress {
            let before = self.release(&journal.current);
            variants::write(&staging, &bundle.listing, &before, standing)?;
        }
        disk::write_new(&staging.join(MANIFEST), &bundle.manifest).map_err(at(MANIFEST))?;
        disk::remove_folder(&folder).map_err(at(""))?;
        disk::finish_folder(&staging, &folder, MANIFEST).map_err(at(""))?;
        Ok((written, bytes))
    }

    /// The step to a release that lies there.
    fn step(
        &self,
        id: &str,
        listing: &Listing,
        mut journal: Journal,
        difference: &Difference,
        watch: Watch<'_>,
    ) -> Result<(), DeployError> {
        let before = journal.current.clone();
        journal.switch(Record { id: id.to_owned(), at: now(), files: listing.files.len(), bytes: listing.bytes() });
        journal.retire(difference.retired.iter().map(String::as_str), now());
        journal.retired.retain(|path, _| !listing.files.contains_key(&format!("public/{path}")));
        let expired: BTreeSet<String> = journal.expired(self.grace, now()).into_iter().collect();
        journal.retired.retain(|path, _| !expired.contains(path));
        // Pages that were read before the step ask for these.
        let folder = self.release(id).join("public");
        for path in journal.retired.keys().flat_map(|path| variants::all(path)) {
            let from = self.release(&before).join("public").join(&path);
            if from.exists() {
                disk::share_file(&from, &folder.join(&path)).map_err(DeployError::io(&path))?;
            }
        }
        let expired: Vec<String> = expired.iter().flat_map(|path| variants::all(path)).collect();
        disk::remove_files(&folder, expired.iter().map(String::as_str)).map_err(DeployError::io("public"))?;
        disk::point_link(&self.root.join(CURRENT), &Path::new("releases").join(id))
            .map_err(DeployError::io(CURRENT))?;
        watch(Event::Switched(id.to_owned()));
        self.write_journal(&journal)
    }

    pub(super) fn prune(&self, keep: usize, watch: Watch<'_>) -> Result<Pruned, DeployError> {
        let _held = self.hold()?;
        let mut journal = self.journal()?;
        let outgoing = journal.outgoing(keep);
        journal.releases.retain(|record| !outgoing.contains(&record.id));
        self.write_journal(&journal)?;
        let kept: BTreeSet<&str> = journal.releases.iter().map(|record| record.id.as_str()).collect();
        let all = disk::folders(&self.root.join("releases"));
        let gone: Vec<&String> =
            all.iter().filter(|name| !kept.contains(name.as_str()) && **name != journal.current).collect();
        watch(Event::Begun(Stage::Deletes, gone.len()));
        let mut pruned = Pruned { releases: outgoing.len(), ..Pruned::default() };
        for name in gone {
            if let Ok(bundle) = Bundle::open(&self.release(name)) {
                pruned.files += bundle.listing.files.len();
                pruned.bytes += bundle.listing.bytes();
            }
            disk::remove_folder(&self.release(name)).map_err(DeployError::io(name))?;
            watch(Event::Step(Stage::Deletes));
        }
        Ok(pruned)
    }
}

/// Of new contents, those that are private.
fn private(mut objects: super::difference::Files) -> Difference {
    objects.retain(|path, _| !path.starts_with("public/"));
    Difference { objects, ..Difference::default() }
}
