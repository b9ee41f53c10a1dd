//! The program as a person meets it: transcripts of its commands, their exit codes, and what it says about
//! every kind of broken site. Sites that cannot be kept in a repository are in `transcripts`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.md")
        .env("NO_COLOR", "1")
        .env("PORTAL_SECRET", "a secret of transcripts, 0123456789")
        .env("USER", "robin")
        .run();
}

fn portal(site: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(arguments)
        .args(["--format", "short"])
        .current_dir(site)
        .output()
        .expect("the program starts")
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a scratch folder");
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write("portal.yaml", "title: Test portal\nurl: https://developers.example.com\n");
    write("content/index.md", "---\ntitle: Home\ndescription: The first page.\n---\nWelcome.\n");
    write("images/icon.ico", "\0\0\u{1}\0");
    site
}

#[cfg(unix)]
#[test]
fn what_is_neither_file_nor_folder_is_told() {
    let site = site();
    let _socket = std::os::unix::net::UnixListener::bind(site.path().join("content/socket.md")).expect("a socket");
    let output = portal(site.path(), &["check"]);
    assert!(text(&output).contains("content/socket.md:1:1: error[site/not-a-file]"), "{}", text(&output));
}

#[test]
fn an_output_that_cannot_be_written_is_an_environment_problem() {
    let site = site();
    // Below a file nobody can write, not even root; `/proc` takes no folders from anybody.
    let mut places = vec!["portal.yaml/dist"];
    if cfg!(target_os = "linux") {
        places.push("/proc/portal-dist");
    }
    for place in places {
        let output = portal(site.path(), &["build", "--output", place]);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write") && said.contains("hint: choose a place"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn who_closes_the_pipe_has_seen_enough() {
    use std::process::Stdio;
    let site = site();
    let mut child = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["check", "--format", "json"])
        .current_dir(site.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_new_site_builds_without_a_problem() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let output = portal(folder.path(), &["new", "our-portal"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let site = folder.path().join("our-portal");
    let output = portal(&site, &["build", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let home = fs::read_to_string(site.join("dist/public/index.html")).expect("a home page");
    assert!(home.contains("Build on Our Portal"), "{home}");
}

#[test]
fn theme_files_are_copied_once_and_change_nothing_by_themselves() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    portal(folder.path(), &["new", "site", "--title", "Any \"title\": works"]);
    let site = folder.path().join("site");
    portal(&site, &["build"]);
    let before = fs::read(site.join("dist/manifest.json")).expect("a manifest");
    let output = portal(folder.path(), &["new", "site", "--theme-files"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert!(site.join("layouts/main_layout.liquid").is_file());
    let output = portal(&site, &["build", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(before, fs::read(site.join("dist/manifest.json")).expect("a manifest"));
    let again = portal(folder.path(), &["new", "site", "--theme-files"]);
    assert_eq!(again.status.code(), Some(2), "files that are there are not overwritten");
}
