//! What the console says about sites that no repository can keep: empty folders, links that lead out, huge files,
//! folders that refuse to be written. The transcripts of all others are files in `tests/cmd`.

use std::fs;
use std::path::Path;
use std::process::Command;

fn write(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
    fs::write(path, text).expect("a file");
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a scratch folder");
    write(site.path(), "portal.yaml", "title: Test portal\nurl: https://developers.example.com\n");
    write(site.path(), "content/index.md", "---\ntitle: Home\ndescription: The first page.\n---\nWelcome.\n");
    write(site.path(), "images/icon.ico", "\0\0\u{1}\0");
    site
}

/// Runs the program as a person does and compares all it says and its exit code.
fn transcript(mut command: Command, site: &Path, arguments: &str, expected: &str) {
    let output = command
        .args(arguments.split(' '))
        .env("NO_COLOR", "1")
        .env("COLUMNS", "120")
        .current_dir(site)
        .output()
        .expect("the program starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let site = fs::canonicalize(site).expect("the site is there");
    let said = said.replace(&site.display().to_string(), "[CWD]");
    let code = output.status.code().expect("nothing killed it");
    let shown = format!("$ portal {arguments}\n? {code}\n{}\n", said.trim_end());
    assert_eq!(shown, format!("{}\n", expected.trim()), "\n{shown}");
}

fn portal() -> Command {
    Command::new(env!("CARGO_BIN_EXE_portal"))
}

#[test]
fn an_empty_folder() {
    let empty = tempfile::tempdir().expect("a scratch folder");
    transcript(
        portal(),
        empty.path(),
        "build --site .",
        "
$ portal build --site .
? 2
error: `.` has no `portal.yaml`
hint: make a site with `portal new DIR`, or name one with `--site DIR`
",
    );
}

#[test]
fn a_site_without_a_page() {
    let site = tempfile::tempdir().expect("a scratch folder");
    write(site.path(), "portal.yaml", "title: Test portal\n");
    write(site.path(), "images/icon.ico", "\0\0\u{1}\0");
    transcript(
        portal(),
        site.path(),
        "check",
        "
$ portal check
? 1
error[page/no-home]: the portal has no first page
 --> portal.yaml:1:1
  |
1 | title: Test portal
  | ^
  |
  = help: write `content/index.md`; `portal new DIR` makes a whole site to begin with

1 error
",
    );
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_site() {
    use std::os::unix::fs::symlink;
    let site = site();
    let outside = tempfile::tempdir().expect("a scratch folder");
    write(outside.path(), "secret.md", "canary");
    symlink(outside.path().join("secret.md"), site.path().join("content/secret.md")).expect("a link");
    symlink(outside.path(), site.path().join("content/folder")).expect("a link");
    symlink("nowhere", site.path().join("content/gone.md")).expect("a link");
    symlink(".", site.path().join("content/loop")).expect("a link");
    transcript(
        portal(),
        site.path(),
        "build",
        "
$ portal build
? 1
error[site/link-leaves]: `content/folder` is a link that leaves the site and was not read
--> content/folder
 = help: copy the file into the site folder, or remove the link

error[site/link-broken]: `content/gone.md` is a link to something that does not exist
--> content/gone.md
 = help: correct the link or remove it

error[site/link-loop]: `content/loop` is a link to `content`, which contains it
--> content/loop
 = help: remove the link

error[site/link-leaves]: `content/secret.md` is a link that leaves the site and was not read
--> content/secret.md
 = help: copy the file into the site folder, or remove the link

4 errors: no bundle was written, the one before is untouched
",
    );
    assert!(!site.path().join("dist").exists(), "nothing was published");
}

#[test]
fn a_page_of_50_megabytes() {
    let site = site();
    let line = "A sentence that says very little, *again* and [again](/), and then `once` more.\n\n";
    write(site.path(), "content/huge.md", &line.repeat((50 << 20) / line.len() + 1));
    transcript(
        portal(),
        site.path(),
        "build",
        "
$ portal build
? 1
error[file/too-large]: the file has 50 MB, more than the 16 MB it may have
--> content/huge.md
 = help: split it, or move what is no text to `static/`

1 error: no bundle was written, the one before is untouched
",
    );
}

/// Root may write everywhere, so root's test runs as somebody else.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_is_read_only() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    let site = site();
    fs::create_dir(site.path().join("published")).expect("a folder");
    mode(&site.path().join("published"), 0o555);
    let is_root = fs::metadata("/proc/self").expect("this process").uid() == 0;
    let copy = site.path().join("static/portal");
    let command = if is_root {
        fs::create_dir(site.path().join("static")).expect("a folder");
        fs::copy(env!("CARGO_BIN_EXE_portal"), &copy).expect("a copy that everybody can reach");
        mode(site.path(), 0o755);
        let mut command = Command::new(&copy);
        command.uid(65534).gid(65534);
        command
    } else {
        portal()
    };
    transcript(
        command,
        site.path(),
        "build --output published/dist",
        "
$ portal build --output published/dist
? 2
error: cannot write `[CWD]/published`: Permission denied (os error 13)
hint: choose a place that can be written to with `--output`
",
    );
    mode(&site.path().join("published"), 0o755);
}
