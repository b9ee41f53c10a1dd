//! `portal run` follows a store, and asks nothing of the disk.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use super::site::{GATED, Site, done, json, said};
use super::stores::{As, Store};
use crate::run::portal::{Answer, send};

/// A portal that runs in a process of its own.
struct Follower {
    process: Child,
    port: u16,
}

impl Follower {
    fn start(store: &Store, site: &Site) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let url = format!("http://localhost:{port}");
        let bundle = format!("s3://{}/releases", store.bucket);
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command
            .args(["run", "--url", &url, "--listen", &format!("127.0.0.1:{port}"), "--admin", "127.0.0.1:0"])
            .args(["--log", "json", "--store", "sqlite::memory:", "--bundle", &bundle])
            .env("PORTAL_SECRET", "test master secret 0123456789abcdef")
            .current_dir(site.folder.path())
            .stderr(Stdio::piped());
        let mut process = store.as_user(&mut command, As::Reader).spawn().expect("portal starts");
        let mut talk = BufReader::new(process.stderr.take().expect("it is piped"));
        let mut all = String::new();
        while !all.contains("serving http://localhost:") {
            assert!(talk.read_line(&mut all).expect("text") > 0, "it ended: {all}");
        }
        // What it says later must not fill the pipe.
        std::thread::spawn(move || talk.lines().map_while(Result::ok).for_each(drop));
        Self { process, port }
    }

    fn get(&self, path: &str) -> Answer {
        send(self.port, "GET", path, &format!("Host: localhost:{}\r\n", self.port), "")
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn the_runtime_follows_a_store_and_the_deploy_waits_for_it() {
    let store = Store::new();
    let site = Site::new(&store.targets(""));
    done(store.as_user(&mut site.command(&["--no-check"]), As::Writer));
    let follower = Follower::start(&store, &site);
    assert!(follower.get("/docs/").body().contains("The first text."));
    let gated = follower.get("/docs/gold/");
    assert_eq!(gated.status, 404);
    assert!(!gated.body().contains(GATED));
    assert_eq!(follower.get("/_portal/ready").body(), format!("ready {}\n", site.id()));

    let config = std::fs::read_to_string(site.root().join("portal.yaml")).expect("a file");
    let config = config.replace(
        "  live:\n",
        &format!("  live:\n    runtime: http://localhost:{0}\n    url: http://localhost:{0}\n", follower.port),
    );
    std::fs::write(site.root().join("portal.yaml"), config).expect("a file");
    site.change("content/docs/index.md", "The second text.");
    // The deploy itself waits until the runtime has followed.
    let report = json(store.as_user(&mut site.command(&[]), As::Writer));
    let ready = &report["checks"][0];
    assert!(ready["address"].as_str().is_some_and(|address| address.ends_with("/_portal/ready")), "{report}");
    assert!(ready["wrong"].is_null(), "{report}");
    assert!(follower.get("/docs/").body().contains("The second text."));
    assert_eq!(follower.get("/_portal/ready").body(), format!("ready {}\n", site.id()));
}

#[test]
fn a_store_without_a_release_or_with_other_credentials_is_told() {
    let store = Store::new();
    for (who, words) in
        [(As::Writer, "`portal deploy` publishes one there"), (As::Impostor, "does not know these credentials")]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command
            .args(["run", "--check", "--bundle", &format!("s3://{}/releases", store.bucket)])
            .env("PORTAL_SECRET", "test master secret 0123456789abcdef");
        let output = store.as_user(&mut command, who).output().expect("portal runs");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(words), "{who:?}: {}", said(&output));
        assert!(!said(&output).contains(&Store::credentials(who).1), "{}", said(&output));
    }
}
