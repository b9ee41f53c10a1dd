//! A target in a folder, served by a real NGINX. Where that is not installed, these tests fail and say so.

use std::io::Read;

use super::site::{GATED, Site, done, json, said, style, text};
use crate::run::cache::Nginx;

/// The site with a target beside it.
fn site() -> Site {
    Site::new("deploy: { live: { path: ../www, grace: 3600 } }\n")
}

#[test]
fn nginx_serves_the_current_release_through_the_link() {
    let site = site();
    done(&mut site.command(&["--no-check"]));
    let www = site.folder.path().join("www");
    let nginx = Nginx::of_folder(&www.join("current/public"));
    let first = nginx.get("/", "").body();
    assert!(nginx.get("/docs/", "").body().contains("The first text."));
    assert_eq!(nginx.get("/docs/gold/", "").status, 404);
    assert_eq!(nginx.get("/images/icon.ico", "").status, 200);

    site.change("content/docs/index.md", "The second text.");
    site.paint("#a01020");
    let report = json(&mut site.command(&["--no-check"]));
    assert_eq!(report["release"], site.id());
    assert!(nginx.get("/docs/", "").body().contains("The second text."));
    let (old, new) = (style(&first), style(&nginx.get("/", "").body()));
    assert_ne!(old, new);
    for sheet in [&old, &new] {
        assert_eq!(nginx.get(sheet, "").status, 200, "pages that were read before the step find their style sheet");
    }
    done(&mut site.command(&["--no-check", "--rollback"]));
    assert!(nginx.get("/docs/", "").body().contains("The first text."));
    assert_eq!(nginx.get(&new, "").status, 200);
    let list = json(&mut site.command(&["--list"]));
    assert_eq!(list["releases"].as_array().map(Vec::len), Some(2));
    assert_eq!(list["releases"][0]["current"], true);
    done(&mut site.command(&["--prune", "1", "--yes"]));
    assert_eq!(std::fs::read_dir(www.join("releases")).expect("a folder").count(), 1);
    assert!(nginx.get("/docs/", "").body().contains("The first text."));
}

#[test]
fn text_lies_there_compressed_and_is_sent_as_it_lies() {
    let site = Site::new("deploy: { live: { path: ../www, precompress: true } }\n");
    done(&mut site.command(&["--no-check"]));
    let www = site.folder.path().join("www/current/public");
    let nginx = Nginx::of_folder(&www);
    let sheet = style(&nginx.get("/", "").body());
    for path in ["docs/index.html", sheet.trim_start_matches('/')] {
        let plain = std::fs::read(www.join(path)).expect("a file");
        let gzip = std::fs::read(www.join(format!("{path}.gz"))).expect("its copy in gzip");
        let brotli = std::fs::read(www.join(format!("{path}.br"))).expect("its copy in brotli");
        assert!(brotli.len() < gzip.len() && gzip.len() < plain.len());
        let (mut from_gzip, mut from_brotli) = (Vec::new(), Vec::new());
        flate2::read::GzDecoder::new(&gzip[..]).read_to_end(&mut from_gzip).expect("gzip");
        brotli::Decompressor::new(&brotli[..], 4096).read_to_end(&mut from_brotli).expect("brotli");
        assert!(from_gzip == plain && from_brotli == plain, "{path}");
    }
    let sent = nginx.get("/docs/", "Accept-Encoding: gzip\r\n");
    assert_eq!(sent.header("content-encoding"), "gzip");
    assert_eq!(sent.bytes, std::fs::read(www.join("docs/index.html.gz")).expect("a file"));

    site.change("content/docs/index.md", "The second text.");
    site.paint("#a01020");
    done(&mut site.command(&["--no-check"]));
    assert_eq!(nginx.get(&sheet, "Accept-Encoding: gzip\r\n").header("content-encoding"), "gzip");
    let mut page = String::new();
    let sent = nginx.get("/docs/", "Accept-Encoding: gzip\r\n");
    flate2::read::GzDecoder::new(&sent.bytes[..]).read_to_string(&mut page).expect("text");
    assert!(page.contains("The second text."));
}

#[test]
fn what_was_published_is_looked_at() {
    let site = site();
    done(&mut site.command(&["--no-check"]));
    let nginx = Nginx::of_folder(&site.folder.path().join("www/current/public"));
    let config = text(&site.root().join("portal.yaml"));
    let config = config.replace("grace: 3600", &format!("url: 'http://127.0.0.1:{}'", nginx.port));
    std::fs::write(site.root().join("portal.yaml"), config).expect("a file");
    site.change("content/docs/index.md", "The second text.");
    let report = json(&mut site.command(&[]));
    assert!(report["checks"].as_array().is_some_and(|checks| checks.len() >= 4), "{report}");
    // Everybody gets what only some may have.
    let leak = site.folder.path().join("www/current/public/docs/gold");
    std::fs::create_dir_all(&leak).expect("a folder");
    std::fs::write(leak.join("index.html"), GATED).expect("a file");
    let output = site.command(&["--wait", "0"]).output().expect("portal runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("strangers must not have it"), "{}", said(&output));
}

#[test]
fn a_bundle_that_is_not_whole_changes_nothing() {
    let site = site();
    done(&mut site.command(&["--no-check"]));
    let current = site.folder.path().join("www/current/manifest.json");
    let before = text(&current);
    site.change("content/docs/index.md", "The second text.");
    std::fs::write(site.bundle().join("public/docs/index.html"), "half").expect("a file");
    let output = site.command(&["--no-check"]).output().expect("portal runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("not the file that `manifest.json` lists"), "{}", said(&output));
    assert_eq!(text(&current), before);
    site.build();
    done(&mut site.command(&["--no-check"]));
    assert_ne!(text(&current), before);
}

#[test]
fn a_target_that_is_not_there_is_named_with_its_neighbours() {
    let site = site();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["deploy", "life", "--color", "never", "--site"])
        .arg(site.root())
        .output()
        .expect("portal runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `live`?"), "{}", said(&output));
}
