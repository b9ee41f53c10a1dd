//! The store of tests: moto in a process of its own, with users, signatures, a count of requests and a static host.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value as Json;

use crate::run::portal::{Answer, send};

/// The process, for all tests of this binary. It ends with them: its standard input does.
struct Moto {
    said: Json,
    _process: Child,
}

static MOTO: LazyLock<Moto> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut process = Command::new(root.join("tests/.venv/bin/python"))
        .arg(root.join("tests/it/deploy/store.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("no Python in tests/.venv: `tests/run` installs it, with the store of tests");
    let mut line = String::new();
    BufReader::new(process.stdout.take().expect("it is piped")).read_line(&mut line).expect("text");
    let said = serde_json::from_str(&line).unwrap_or_else(|_| {
        panic!("moto does not start: `tests/.venv/bin/pip install -r tests/it/requirements.txt`, or run `tests/run`")
    });
    Moto { said, _process: process }
});

/// A bucket of its own.
pub(super) struct Store {
    pub(super) bucket: String,
}

/// Whose credentials a command has.
#[derive(Debug, Clone, Copy)]
pub(super) enum As {
    Writer,
    Reader,
    /// The writer's name with another secret.
    Impostor,
}

/// What must never be seen in what a program says.
pub(super) const WRONG: &str = "wrong/secret/0123456789abcdefghijklmnopq";

impl Store {
    pub(super) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let bucket = format!("bucket-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let store = Self { bucket };
        store.ask("make", "");
        store
    }

    fn port(name: &str) -> u16 {
        MOTO.said[name].as_u64().and_then(|port| u16::try_from(port).ok()).expect("a port")
    }

    fn ask(&self, word: &str, rest: &str) -> Json {
        let path = format!("/{word}/{}{rest}", self.bucket);
        let answer = send(Self::port("control"), "GET", &path, "Host: localhost\r\n", "");
        serde_json::from_slice(&answer.bytes).expect("JSON")
    }

    /// `deploy:` of a site that publishes here.
    pub(super) fn targets(&self, more: &str) -> String {
        format!(
            "deploy:\n  live:\n    s3: {{ bucket: {}, public: site, private: releases, region: us-east-1, endpoint: 'http://127.0.0.1:{}' }}\n{more}",
            self.bucket,
            Self::port("store")
        )
    }

    /// Gives a command credentials.
    pub(super) fn as_user<'c>(&self, command: &'c mut Command, who: As) -> &'c mut Command {
        let (id, secret) = Self::credentials(who);
        command
            .env("AWS_ACCESS_KEY_ID", id)
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", Self::port("store")))
    }

    /// Name and secret of a user.
    pub(super) fn credentials(who: As) -> (String, String) {
        let name = if matches!(who, As::Reader) { "reader" } else { "writer" };
        let part = |at: usize| MOTO.said[name][at].as_str().expect("text").to_owned();
        (part(0), if matches!(who, As::Impostor) { WRONG.to_owned() } else { part(1) })
    }

    /// What the store says of each object.
    pub(super) fn objects(&self) -> BTreeMap<String, Json> {
        let said = self.ask("objects", "");
        said.as_object().expect("an object").iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// The requests since this was asked last: method and key.
    pub(super) fn requests(&self) -> Vec<String> {
        let said = self.ask("requests", "");
        said.as_array().expect("a list").iter().map(|line| line.as_str().expect("text").to_owned()).collect()
    }

    /// After so many requests more the store allows nothing.
    pub(super) fn cut_after(&self, requests: usize) {
        self.ask("cut", &format!("/{requests}"));
    }

    pub(super) fn mend(&self) {
        self.ask("cut", "/never");
    }

    /// Lets everybody read.
    pub(super) fn open(&self) {
        self.ask("open", "");
    }

    /// A static host of the public place.
    pub(super) fn host(&self) -> Host {
        let port = self.ask("site", "/site").as_u64().and_then(|port| u16::try_from(port).ok());
        Host { port: port.expect("a port") }
    }
}

/// A static host.
pub(super) struct Host {
    pub(super) port: u16,
}

impl Host {
    pub(super) fn get(&self, path: &str) -> Answer {
        send(self.port, "GET", path, "Host: localhost\r\n", "")
    }
}
