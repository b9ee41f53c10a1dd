//! Real edits of a real folder, waiting on the watcher alone.

use std::fs;
use std::path::Path;

use super::{WatchOptions, Watcher};
use crate::input::Files;

fn site() -> (tempfile::TempDir, Watcher) {
    let folder = tempfile::tempdir().expect("a scratch folder");
    fs::create_dir_all(folder.path().join("content/docs")).expect("folders");
    fs::write(folder.path().join("portal.yaml"), "title: x").expect("a file");
    fs::write(folder.path().join("content/docs/a.md"), "one").expect("a file");
    let watcher = start(folder.path(), false);
    (folder, watcher)
}

fn start(root: &Path, poll: bool) -> Watcher {
    Watcher::start(root, &WatchOptions { poll, output: root.join("dist") }).expect("a watcher")
}

/// Waits until `path` reads as `expected` (`None`: is gone), and returns every path told on the way.
fn until(watcher: &mut Watcher, path: &str, expected: Option<&str>) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        let now = watcher.files().read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if now.as_deref() == expected && told.iter().any(|name| name == path) {
            return told;
        }
        told.extend(watcher.wait().paths);
    }
}

fn stamp(watcher: &Watcher, path: &str) -> Option<u64> {
    watcher.files().list().into_iter().find(|file| file.path == path).map(|file| file.stamp)
}

#[test]
fn a_save_in_place_changes_the_stamp() {
    let (folder, mut watcher) = site();
    let before = stamp(&watcher, "content/docs/a.md");
    fs::write(folder.path().join("content/docs/a.md"), "two").expect("a save");
    until(&mut watcher, "content/docs/a.md", Some("two"));
    assert_ne!(before, stamp(&watcher, "content/docs/a.md"));
}

#[test]
fn a_save_by_rename_and_replace_is_seen() {
    let (folder, mut watcher) = site();
    fs::write(folder.path().join("content/docs/.a.md.tmp"), "two").expect("a temporary file");
    fs::rename(folder.path().join("content/docs/.a.md.tmp"), folder.path().join("content/docs/a.md"))
        .expect("a rename");
    assert_eq!(until(&mut watcher, "content/docs/a.md", Some("two")), ["content/docs/a.md"]);
}

#[test]
fn a_burst_ends_with_the_last_content() {
    let (folder, mut watcher) = site();
    for round in 0..200 {
        fs::write(folder.path().join("content/docs/a.md"), format!("{round}")).expect("a save");
    }
    until(&mut watcher, "content/docs/a.md", Some("199"));
}

#[test]
fn a_folder_deleted_and_made_again_is_still_watched() {
    let (folder, mut watcher) = site();
    for round in ["two", "three", "four"] {
        fs::remove_dir_all(folder.path().join("content")).expect("a removal");
        fs::create_dir_all(folder.path().join("content/docs")).expect("a folder");
        fs::write(folder.path().join("content/docs/a.md"), round).expect("a save");
        until(&mut watcher, "content/docs/a.md", Some(round));
    }
    fs::write(folder.path().join("content/docs/a.md"), "five").expect("a save");
    until(&mut watcher, "content/docs/a.md", Some("five"));
}

#[test]
fn deleted_and_moved_folders_take_their_files_along() {
    let (folder, mut watcher) = site();
    fs::rename(folder.path().join("content/docs"), folder.path().join("content/guide")).expect("a rename");
    until(&mut watcher, "content/guide/a.md", Some("one"));
    assert_eq!(stamp(&watcher, "content/docs/a.md"), None);
    fs::write(folder.path().join("content/guide/a.md"), "two").expect("a save");
    until(&mut watcher, "content/guide/a.md", Some("two"));
    fs::remove_dir_all(folder.path().join("content/guide")).expect("a removal");
    until(&mut watcher, "content/guide/a.md", None);
}

#[test]
fn a_deep_new_tree_is_found_whole() {
    let (folder, mut watcher) = site();
    let deep = folder.path().join("content/a/b/c/d");
    fs::create_dir_all(&deep).expect("folders");
    fs::write(deep.join("deep.md"), "deep").expect("a file");
    until(&mut watcher, "content/a/b/c/d/deep.md", Some("deep"));
}

#[test]
fn what_is_ignored_is_not_told() {
    let (folder, mut watcher) = site();
    fs::create_dir_all(folder.path().join("dist/public")).expect("folders");
    fs::write(folder.path().join("dist/public/index.html"), "x").expect("an output");
    fs::write(folder.path().join("content/docs/.b.md.swp"), "x").expect("a swap file");
    fs::write(folder.path().join("content/docs/b.md"), "b").expect("a page");
    assert_eq!(until(&mut watcher, "content/docs/b.md", Some("b")), ["content/docs/b.md"]);
}

#[test]
fn the_same_content_again_is_no_change() {
    let (folder, mut watcher) = site();
    fs::write(folder.path().join("content/docs/a.md"), "two").expect("a save");
    until(&mut watcher, "content/docs/a.md", Some("two"));
    fs::write(folder.path().join("content/docs/a.md"), "two").expect("the same save");
    fs::write(folder.path().join("content/docs/b.md"), "b").expect("another file");
    let told = until(&mut watcher, "content/docs/b.md", Some("b"));
    assert!(!told.contains(&"content/docs/a.md".to_owned()), "{told:?}");
}

#[test]
fn polling_finds_the_same() {
    let (folder, _) = site();
    let mut watcher = start(folder.path(), true);
    assert!(watcher.is_polling());
    fs::write(folder.path().join("content/docs/a.md"), "two").expect("a save");
    let touch = watcher.touches().now();
    let changes = watcher.wait();
    assert!(changes.upto >= touch, "asking makes it look");
    assert_eq!(changes.paths, ["content/docs/a.md"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_site_only() {
    use std::os::unix::fs::symlink;
    let (folder, mut watcher) = site();
    let outside = tempfile::tempdir().expect("a scratch folder");
    fs::write(outside.path().join("secret.md"), "secret").expect("a file");
    symlink(outside.path(), folder.path().join("content/out")).expect("a link");
    symlink(folder.path().join("content/docs"), folder.path().join("content/in")).expect("a link");
    until(&mut watcher, "content/in/a.md", Some("one"));
    fs::write(folder.path().join("content/docs/a.md"), "two").expect("a save");
    until(&mut watcher, "content/in/a.md", Some("two"));
    let codes: Vec<_> = watcher.problems().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["site/link-leaves"]);
    assert!(watcher.files().list().iter().all(|file| !file.path.starts_with("content/out")));
}
