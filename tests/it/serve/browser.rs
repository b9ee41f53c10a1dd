//! A preview in a process of its own and the least of a browser: requests, and the stream of changes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Nothing on one machine takes longer; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running preview of a site of its own.
pub(super) struct Preview {
    pub(super) site: tempfile::TempDir,
    process: Child,
    pub(super) port: u16,
    changes: BufReader<TcpStream>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: String,
    pub(super) body: String,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        let line = |line: &'_ str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        let found = self.headers.lines().find(|text| line(text));
        found.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    }
}

impl Preview {
    /// Starts a preview of a small site.
    pub(super) fn start(arguments: &[&str]) -> Self {
        let site = tempfile::tempdir().expect("a scratch folder");
        for (path, text) in super::SITE {
            write(site.path(), path, text);
        }
        let mut process = Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["serve", "--port", "0", "--color", "never", "--site"])
            .arg(site.path())
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut talk = BufReader::new(process.stderr.take().expect("stderr is piped"));
        let mut port = None;
        let mut said = String::new();
        while port.is_none() {
            let start = said.len();
            let n = talk.read_line(&mut said).expect("text");
            assert!(n > 0, "the preview ended: {said}");
            port = said[start..]
                .trim()
                .strip_prefix("serving http://127.0.0.1:")
                .map(|rest| rest.trim_end_matches('/').parse().expect("a port"));
        }
        // Read on, so that the preview can go on talking.
        std::thread::spawn(move || std::io::copy(&mut talk, &mut std::io::sink()));
        let port = port.expect("a port");
        Self { site, process, port, changes: listen(port) }
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        write(self.site.path(), path, text);
    }

    /// Saves as careful editors do: a new file takes the old one's name.
    pub(super) fn replace(&self, path: &str, text: &str) {
        let new = format!("{path}.new~");
        write(self.site.path(), &new, text);
        fs::rename(self.site.path().join(new), self.site.path().join(path)).expect("a rename");
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "")
    }

    pub(super) fn request(&self, method: &str, path: &str, headers: &str) -> Answer {
        self.request_as(&format!("127.0.0.1:{}", self.port), method, path, headers)
    }

    pub(super) fn request_as(&self, host: &str, method: &str, path: &str, headers: &str) -> Answer {
        let mut stream = connect(self.port);
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n")
            .expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8_lossy(&bytes);
        let (headers, body) = text.split_once("\r\n\r\n").expect("headers");
        let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, headers: headers.to_owned(), body: body.to_owned() }
    }

    /// Waits for the next change and returns what the browser is told.
    pub(super) fn change(&mut self) -> String {
        loop {
            let mut line = String::new();
            let n = self.changes.read_line(&mut line).expect("an event in time");
            assert!(n > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data:") {
                return data.trim().to_owned();
            }
        }
    }

    /// Looks at a page after every change until it is as wanted.
    pub(super) fn until(&mut self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        self.until_as("", path, wanted)
    }

    /// The same for a request with these headers.
    pub(super) fn until_as(&mut self, headers: &str, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
        loop {
            let answer = self.request("GET", path, headers);
            if wanted(&answer) {
                return answer;
            }
            self.change();
        }
    }

    /// Waits until a page has this text in it.
    pub(super) fn until_text(&mut self, path: &str, text: &str) -> Answer {
        self.until(path, |answer| answer.body.contains(text))
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream
}

/// Opens the stream of changes and waits until it is open.
fn listen(port: u16) -> BufReader<TcpStream> {
    let mut stream = connect(port);
    write!(stream, "GET /_portal/events HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line).expect("headers");
    }
    reader
}

fn write(site: &Path, path: &str, text: &str) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
    fs::write(path, text).expect("a file");
}
