//! An api that says what it heard, and does what apis should not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Starts it: its port.
pub fn api() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

fn answer(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut heard = String::new();
    while !heard.ends_with("\r\n\r\n") && reader.read_line(&mut heard).is_ok_and(|n_read| n_read > 0) {}
    let length = heard.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    heard.push_str(&String::from_utf8_lossy(&body));
    let asks = |word: &str| heard.lines().next().is_some_and(|line| line.contains(word));
    let (status, more, body) = if asks("/messages/moved") {
        ("302 Found", "Location: http://127.0.0.1:1/secret\r\n".to_owned(), b"elsewhere".to_vec())
    } else if asks("/messages/page") {
        let headers = "Content-Type: text/html\r\nSet-Cookie: __Host-portal=evil; Path=/\r\nClear-Site-Data: \"*\"\r\n\
                       Content-Security-Policy: default-src *\r\nRefresh: 0; url=//evil.example\r\nX-Fine: yes\r\n";
        ("200 OK", headers.to_owned(), b"<script>alert(1)</script>".to_vec())
    } else if asks("/messages/bomb") {
        ("200 OK", "Content-Encoding: gzip\r\n".to_owned(), bomb())
    } else if asks("/messages/long") {
        ("200 OK", String::new(), vec![b'x'; 6 * 1024 * 1024])
    } else if asks("/messages/slow") {
        std::thread::sleep(Duration::from_secs(3));
        ("200 OK", String::new(), b"late".to_vec())
    } else {
        ("200 OK", "Content-Type: text/plain\r\n".to_owned(), heard.clone().into_bytes())
    };
    let head = format!("HTTP/1.1 {status}\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // A caller that went away is not waited for.
    let _ = reader.get_mut().write_all(head.as_bytes()).and_then(|()| reader.get_mut().write_all(&body));
}

/// 200 MB of zeros in 200 kB.
fn bomb() -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..200 {
        writer.write_all(&zeros).expect("memory");
    }
    writer.finish().expect("memory")
}
