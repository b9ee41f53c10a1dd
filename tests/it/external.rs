//! Links to other hosts are asked for when a check is told to, and each dead one has its place.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;

/// A server that knows three paths and answers until the test ends.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let address = format!("http://{}", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(&stream);
            let _ = reader.read_line(&mut line);
            let mut header = String::new();
            while reader.read_line(&mut header).is_ok_and(|n| n > 2) {
                header.clear();
            }
            let path = line.split(' ').nth(1).unwrap_or_default();
            let head = match path {
                "/alive" => "HTTP/1.1 200 OK\r\n",
                "/moved" => "HTTP/1.1 301 Moved Permanently\r\nLocation: /alive\r\n",
                "/no-heads" if line.starts_with("HEAD") => "HTTP/1.1 405 Method Not Allowed\r\n",
                "/no-heads" => "HTTP/1.1 200 OK\r\n",
                _ => "HTTP/1.1 404 Not Found\r\n",
            };
            let _ = (&stream).write_all(format!("{head}Content-Length: 0\r\nConnection: close\r\n\r\n").as_bytes());
        }
    });
    address
}

#[test]
fn dead_and_moved_links_are_warnings_with_their_places() {
    let address = server();
    let site = tempfile::tempdir().expect("a scratch folder");
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        std::fs::create_dir_all(path.parent().expect("below the site")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("portal.yaml", "title: Test\n");
    write("images/icon.ico", "icon");
    write(
        "content/index.md",
        &format!(
            "---\ntitle: Start\n---\n[a]({address}/alive) [b]({address}/no-heads)\n\n[c]({address}/gone)\n\n[d]({address}/moved)\n"
        ),
    );
    let check = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["check", "--format", "short", "--site"])
            .arg(site.path())
            .args(arguments)
            .output()
            .expect("portal runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert_eq!(check(&[]), (Some(0), String::new()), "nothing is asked for unless told to");
    let (code, text) = check(&["--external"]);
    assert_eq!(code, Some(0));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains("index.md:6:5: warning[link/external]") && lines[0].contains("/gone"), "{text}");
    assert!(lines[1].contains("index.md:8:5: warning[link/moved]"), "{text}");
    assert_eq!(check(&["--external", "--strict"]).0, Some(1));
}
