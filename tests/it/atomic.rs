//! A bundle is whole or it is the one before: whatever fails or kills a build, and whenever.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use portal::disk::{Bundle, WriteError};

const PAGES: usize = 400;

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a scratch folder");
    fs::create_dir_all(site.path().join("content/docs")).expect("folders");
    fs::create_dir_all(site.path().join("images")).expect("folders");
    fs::write(site.path().join("portal.yaml"), "title: Test\nurl: https://developers.example.com\n").expect("a file");
    fs::write(site.path().join("images/icon.ico"), "icon").expect("a file");
    write_pages(site.path(), "first");
    site
}

fn write_pages(site: &Path, word: &str) {
    fs::write(site.join("content/index.md"), format!("---\ntitle: Home\ndescription: x\n---\n{word}\n"))
        .expect("a page");
    for number in 0..PAGES {
        let page = format!("---\ntitle: Page {number}\ndescription: x\n---\n## Part\n\nThis is the {word} edition.\n");
        fs::write(site.join(format!("content/docs/page-{number}.md")), page).expect("a page");
    }
}

fn build(site: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["build", "--quiet"])
        .current_dir(site)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn build_well(site: &Path) {
    let output = build(site).wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file of the bundle, so that two bundles can be compared.
fn files(bundle: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(bundle).into_iter().map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_path_buf(), fs::read(entry.path()).expect("a file"))).collect()
}

/// Folders beside the bundle that builds use.
fn beside(site: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(site).expect("the site").flatten();
    entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().contains("/.dist.")).collect()
}

/// Files written so far by a running build.
fn written(site: &Path) -> usize {
    beside(site).iter().map(|folder| walkdir::WalkDir::new(folder).into_iter().flatten().count()).sum()
}

#[cfg(unix)]
#[test]
fn a_killed_build_leaves_the_last_good_bundle() {
    let site = site();
    build_well(site.path());
    let good = files(&site.path().join("dist"));
    assert!(good.len() > PAGES);
    write_pages(site.path(), "second");
    for point in [1, 2, 20, 100, PAGES, 2 * PAGES] {
        let mut child = build(site.path());
        // Kills it when so much was written, or lets it end if it is faster than the look.
        let finished = loop {
            if let Some(status) = child.try_wait().expect("a process") {
                break status.success();
            }
            if written(site.path()) >= point {
                child.kill().expect("a signal");
                child.wait().expect("it ends");
                break false;
            }
        };
        let now = files(&site.path().join("dist"));
        if finished || now != good {
            // The switch came before the signal: then the new bundle is whole.
            assert_eq!(now.len(), good.len(), "at {point}");
            assert!(now.iter().all(|(_, bytes)| !contains(bytes, b"first edition")), "at {point}");
        }
    }
    build_well(site.path());
    assert_eq!(beside(site.path()), Vec::<PathBuf>::new(), "what killed builds left is gone");
    let page = fs::read_to_string(site.path().join("dist/public/docs/page-7/index.html")).expect("a page");
    assert!(page.contains("second edition"));
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_build_killed_between_two_renames_is_repaired_by_the_next_one() {
    let site = site();
    build_well(site.path());
    let good: Vec<Vec<u8>> = files(&site.path().join("dist")).into_values().collect();
    fs::rename(site.path().join("dist"), site.path().join(".dist.old-1-0")).expect("a rename");
    fs::create_dir(site.path().join(".dist.new-1-0")).expect("a leftover");
    // The next build fails, and still the last good bundle is back.
    fs::write(site.path().join("content/bad.md"), "---\ntitle: Bad\ndescription: x\n---\n{% if %}\n").expect("a page");
    let output = build(site.path()).wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(&site.path().join("dist")).into_values().collect::<Vec<_>>(), good);
    assert_eq!(beside(site.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_site_with_errors_leaves_the_last_good_bundle() {
    let site = site();
    build_well(site.path());
    let good = files(&site.path().join("dist"));
    fs::write(site.path().join("content/index.md"), "---\ntitle: Home\ntitel: x\n---\n").expect("a page");
    let output = build(site.path()).wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(files(&site.path().join("dist")), good);
    assert_eq!(beside(site.path()), Vec::<PathBuf>::new());
}

#[test]
fn what_is_not_a_bundle_is_never_replaced() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let output = folder.path().join("work");
    fs::create_dir(&output).expect("a folder");
    assert!(Bundle::begin(&output).is_ok(), "an empty folder is free");
    fs::write(output.join("thesis.txt"), "years").expect("a file");
    assert!(matches!(Bundle::begin(&output), Err(WriteError::NotABundle(_))));
    // A web manifest has the same name and is something else.
    fs::write(output.join("manifest.json"), r#"{"name":"App","icons":[]}"#).expect("a file");
    fs::create_dir(output.join("public")).expect("a folder");
    assert!(matches!(Bundle::begin(&output), Err(WriteError::NotABundle(_))));
    assert!(output.join("thesis.txt").is_file());
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    assert!(matches!(Bundle::begin(&file), Err(WriteError::NotABundle(_))));
}

#[test]
fn outputs_stay_in_the_bundle() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let bundle = Bundle::begin(&folder.path().join("dist")).expect("a bundle");
    for path in ["../x", "/x", "public/../../x", "public//x", "", "public/.", "c:/x", "a\\b"] {
        assert!(matches!(bundle.write(path, b""), Err(WriteError::BadPath(_))), "{path}");
    }
    drop(bundle);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "a bundle that was given up leaves nothing");
}

#[test]
fn two_builds_at_once_leave_a_whole_bundle() {
    let site = site();
    let children: Vec<Child> = (0..3).map(|_| build(site.path())).collect();
    for child in children {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(files(&site.path().join("dist")).len() > PAGES);
    assert_eq!(beside(site.path()), Vec::<PathBuf>::new());
}
