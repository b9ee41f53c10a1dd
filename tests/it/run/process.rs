//! `portal run` as its operator meets it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::SITE;
use super::portal::{build, until_serving, write};

const SECRET: &str = "test master secret 0123456789abcdef";

/// Bytes of a file that no system takes at once.
const LARGE: usize = 32 << 20;

fn site(folder: &Path) {
    for (path, text) in SITE {
        write(&folder.join("site"), path, text);
    }
    build(folder);
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
    command.args(["run", "--color", "never"]).current_dir(folder).env_remove("PORTAL_SECRET").stderr(Stdio::piped());
    command
}

/// Waits until the other side has read all that was sent to it. Linux tells by each socket how much is still to be read.
fn until_read(stream: &TcpStream) {
    let hex = |port: u16| format!(":{port:04X}");
    let (here, there) = (stream.local_addr().expect("an address"), stream.peer_addr().expect("an address"));
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < Duration::from_secs(30), "nothing is read");
        let sockets = std::fs::read_to_string("/proc/net/tcp").expect("Linux tells");
        let is_read = sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|socket| {
            socket[1].ends_with(&hex(there.port()))
                && socket[2].ends_with(&hex(here.port()))
                && socket[4].ends_with(":00000000")
        });
        if is_read {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    site(folder.path());
    let output = command(folder.path())
        .args([
            "--check",
            "--url",
            "http://portal.example",
            "--listen",
            "8080",
            "--store",
            "postgres://${env:NOT_THERE_4711}",
        ])
        .output()
        .expect("portal runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in ["http://portal.example", "`8080`", "NOT_THERE_4711", "PORTAL_SECRET", "openssl rand"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn a_check_opens_everything_and_serves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    site(folder.path());
    let output = command(folder.path()).arg("--check").env("PORTAL_SECRET", SECRET).output().expect("portal runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "https://dev.example.com can be served\n");
    let none = command(folder.path())
        .args(["--bundle", "nothing"])
        .env("PORTAL_SECRET", SECRET)
        .output()
        .expect("portal runs");
    let said = String::from_utf8_lossy(&none.stderr);
    assert_eq!(none.status.code(), Some(2));
    assert!(said.contains("nothing") && said.contains("portal build"), "{said}");
}

/// Statement 72: what would make a portal unsafe is told before it serves.
#[cfg(unix)]
#[test]
fn statement_72_secrets_that_everybody_may_read_or_guess_are_told() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    site(folder.path());
    let config = folder.path().join("site/portal.yaml");
    let text = std::fs::read_to_string(&config).expect("a file");
    std::fs::write(&config, format!("{text}sso: {{ links: {{ keys: '${{file:link-key}}' }} }}\n")).expect("a file");
    build(folder.path());
    let key = folder.path().join("link-key");
    std::fs::write(&key, "a key of links for this test, 0123456789").expect("a file");
    for (mode, is_told) in [(0o644, true), (0o640, false)] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).expect("a mode");
        let output = command(folder.path()).arg("--check").env("PORTAL_SECRET", SECRET).output().expect("portal runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert_eq!(said.contains("`chmod o-r link-key`"), is_told, "{mode:o}: {said}");
    }
    let output = command(folder.path()).arg("--check").env("PORTAL_SECRET", "too short").output().expect("portal runs");
    assert_eq!(output.status.code(), Some(2));
}

/// Statement 57, as far as requests without a login go: the log has paths, and nothing of queries, cookies or headers.
#[test]
fn statement_57_the_log_tells_no_secret_and_the_end_waits() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("site"), "images/large.png", &"x".repeat(LARGE));
    site(folder.path());
    let mut process = command(folder.path())
        .args(["--url", "http://localhost:1", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--log", "json"])
        .env("PORTAL_SECRET", SECRET)
        .spawn()
        .expect("portal starts");
    let (mut talk, port) = until_serving(&mut process);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream
        .write_all(b"GET /docs/?token=canary-query HTTP/1.1\r\nHost: localhost:1\r\nCookie: __Host-portal=canary-cookie\r\nAuthorization: Bearer canary-token\r\nConnection: close\r\n\r\n")
        .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    // An answer that has begun is finished after the end was asked for: more than the system keeps on its way.
    let mut late = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    late.write_all(b"GET /images/large.png HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")
        .expect("a request");
    let mut answer = vec![0; 12];
    late.read_exact(&mut answer).expect("the beginning of an answer");
    // So is a request that has begun, once the portal has seen it.
    let mut half = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    half.write_all(b"GET /docs/ HTTP/1.1\r\nHost: localhost:1\r\n").expect("half a request");
    until_read(&half);
    let ended = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().expect("kill runs");
    assert!(ended.success());
    half.write_all(b"Connection: close\r\n\r\n").expect("the other half");
    let mut finished = String::new();
    half.read_to_string(&mut finished).expect("an answer");
    assert!(finished.starts_with("HTTP/1.1 200"), "{finished}");
    late.read_to_end(&mut answer).expect("the rest");
    assert!(answer.starts_with(b"HTTP/1.1 200") && answer.len() > LARGE, "{} bytes", answer.len());
    assert!(process.wait().expect("it ends").success());
    let mut log = String::new();
    talk.read_to_string(&mut log).expect("the log");
    assert!(log.contains("\"path\":\"/docs/\"") && log.contains("\"status\":200"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
