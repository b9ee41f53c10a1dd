//! The step from one release to the next.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::SITE;
use super::portal::{Answer, Running, build, write};
use crate::store::databases::{Database, run};

/// Asks until the answer is as wanted.
fn until(what: &str, ask: impl Fn() -> Answer, wanted: impl Fn(&Answer) -> bool) -> Answer {
    let began = Instant::now();
    loop {
        let answer = ask();
        if wanted(&answer) {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{what}: {} {}", answer.status, answer.body());
        std::thread::yield_now();
    }
}

#[test]
fn the_next_release_takes_over_and_no_request_fails() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Arc::new(Running::start(&SITE, &fresh).await);
        let gold = running.customer("Golders", "gold").await;
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let readers: Vec<_> = (0..4)
            .map(|at| {
                let (running, stop, asked, cookie) =
                    (Arc::clone(&running), Arc::clone(&stop), Arc::clone(&asked), gold.cookie());
                std::thread::spawn(move || {
                    let paths = ["/", "/docs/", "/docs/mine/", "/docs/gold/", "/images/icon.ico", "/docs/goldmine/"];
                    while !stop.load(Ordering::Relaxed) {
                        for path in paths.iter().skip(at) {
                            let answer = running.get(path, &cookie);
                            assert_eq!(answer.status, 200, "{path}: {}", answer.body());
                            asked.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                })
            })
            .collect();
        for round in 0..4 {
            let text = format!("---\ntitle: Docs\ndescription: x\n---\nRelease number {round}.\n");
            write(&running.folder.path().join("site"), "content/docs/index.md", &text);
            build(running.folder.path());
            let wanted = format!("Release number {round}.");
            until(&wanted, || running.get("/docs/", ""), |answer| answer.body().contains(&wanted));
        }
        stop.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().expect("no request failed"));
        assert!(asked.load(Ordering::Relaxed) > 50);
    });
}

#[test]
fn pages_of_the_release_before_find_their_style_sheets() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let style = |page: &str| {
            let part = page
                .split("href=\"")
                .find(|part| part.contains("portal.") && part.contains(".css"))
                .expect("a style sheet");
            part.split('"').next().unwrap_or_default().to_owned()
        };
        let old = style(&running.get("/", "").body());
        let before = running.get(&old, "");
        let config = fs::read_to_string(running.folder.path().join("site/portal.yaml")).expect("a file");
        write(
            &running.folder.path().join("site"),
            "portal.yaml",
            &format!("{config}brand: {{ colors: {{ accent: '#a01020' }} }}\n"),
        );
        build(running.folder.path());
        until("a new style", || running.get("/", ""), |answer| style(&answer.body()) != old);
        let after = running.get(&old, "");
        assert_eq!((after.status, after.bytes), (200, before.bytes));
    });
}

#[test]
fn a_broken_release_is_refused_and_the_old_one_stays() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let dist = running.folder.path().join("dist");
        running.get("/docs/", "");
        let manifest = fs::read_to_string(dist.join("manifest.json")).expect("a manifest");
        fs::write(dist.join("manifest.json"), manifest.replace("\"size\":", "\"size\":1")).expect("a broken manifest");
        until(
            "refused",
            || running.company("GET", "/metrics", "", ""),
            |answer| answer.body().contains("portal_releases_refused_total 1\n"),
        );
        assert_eq!(running.get("/docs/", "").status, 200);
        fs::write(dist.join("manifest.json"), manifest).expect("the manifest again");
        assert_eq!(running.get("/docs/gold/", "").status, 404);
    });
}
