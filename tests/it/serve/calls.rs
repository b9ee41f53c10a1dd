//! Calls of the console through the preview: who may ask, who is called, what goes out and what comes back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use super::browser::{Answer, Preview};

/// An api that answers every request with its own text, and sends readers of `/moved` elsewhere.
fn api() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut reader = BufReader::new(stream);
            let mut heard = String::new();
            while !heard.ends_with("\r\n\r\n") && reader.read_line(&mut heard).is_ok_and(|n_read| n_read > 0) {}
            let length =
                heard.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut body = vec![0; length.unwrap_or(0)];
            if reader.read_exact(&mut body).is_err() {
                continue;
            }
            heard.push_str(&String::from_utf8_lossy(&body));
            let (status, more) = if heard.contains(" /moved ") {
                ("302 Found", "Location: http://127.0.0.1:1/\r\n")
            } else {
                ("201 Created", "X-Request-Id: r1\r\nKeep-Alive: timeout=5\r\n")
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n{heard}",
                heard.len()
            );
            // A caller that went away is not waited for.
            let _ = reader.get_mut().write_all(answer.as_bytes());
        }
    });
    port
}

fn start(port: u16) -> Preview {
    let mut preview = Preview::start(&[]);
    let text = format!(
        "openapi: 3.0.3\ninfo: {{ title: Mail, version: '1' }}\nservers: [{{ url: 'http://127.0.0.1:{port}/v1' }}]\npaths:\n  /messages:\n    get: {{ operationId: list, summary: Named now, responses: {{ '200': {{ description: Fine }} }} }}\n"
    );
    preview.write("apis/mail/v1.yaml", &text);
    preview.until_text("/reference/mail/v1/", "Named now");
    preview
}

fn ask(preview: &Preview, headers: &str, head: &str, body: &str) -> Answer {
    let length = head.len() + 1 + body.len();
    preview.request("POST", "/_portal/try", &format!("{headers}Content-Length: {length}\r\n\r\n{head}\n{body}"))
}

fn own(preview: &Preview) -> String {
    format!("Origin: http://127.0.0.1:{}\r\nSec-Fetch-Site: same-origin\r\nX-Portal-Try: 1\r\n", preview.port)
}

#[test]
fn a_call_goes_out_as_the_console_wrote_it() {
    let port = api();
    let preview = start(port);
    let head = format!(
        r#"{{"method":"PATCH","url":"http://127.0.0.1:{port}/v1/messages?a=b%20c","headers":[["X-Key","secret"],["Host","evil.example"],["Content-Type","application/json"]],"body":true}}"#
    );
    let answer = ask(&preview, &own(&preview), &head, r#"{"a":1}"#);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let line = answer.body.lines().find(|line| line.starts_with('{')).expect("a line of JSON");
    let told: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!((told["status"].as_u64(), told["reason"].as_str()), (Some(201), Some("Created")));
    assert!(line.contains("x-request-id") && !line.contains("keep-alive"), "{line}");
    assert!(answer.body.contains("PATCH /v1/messages?a=b%20c HTTP/1.1"), "{}", answer.body);
    let heard = answer.body.to_lowercase();
    assert!(heard.contains("x-key: secret") && heard.contains(&format!("host: 127.0.0.1:{port}")), "{heard}");
    assert!(
        !heard.contains("evil.example") && !heard.contains("sec-fetch-site") && !heard.contains("origin:"),
        "{heard}"
    );
    assert!(answer.body.contains(r#"{"a":1}"#));
}

#[test]
fn redirects_are_shown_and_not_followed() {
    let port = api();
    let preview = start(port);
    let head = format!(r#"{{"method":"GET","url":"http://127.0.0.1:{port}/moved","headers":[],"body":false}}"#);
    let answer = ask(&preview, &own(&preview), &head, "");
    assert!(answer.body.contains("\"status\":302") && answer.body.contains("http://127.0.0.1:1/"), "{}", answer.body);
}

#[test]
fn only_servers_of_descriptions_are_called_and_only_for_pages_of_the_preview() {
    let port = api();
    let preview = start(port);
    let head = |url: &str| format!(r#"{{"method":"GET","url":"{url}","headers":[],"body":false}}"#);
    for url in [
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data/",
        "https://example.com/",
        "file:///etc/passwd",
        &format!("http://x@127.0.0.1:{port}/"),
        &format!("http://localhost:{port}/"),
        &format!("http://127.0.0.1:{}/", preview.port),
    ] {
        let answer = ask(&preview, &own(&preview), &head(url), "");
        assert!(matches!(answer.status, 400 | 403), "{url}: {answer:?}");
    }
    let fine = head(&format!("http://127.0.0.1:{port}/v1/"));
    assert_eq!(ask(&preview, &own(&preview), &fine, "").status, 200);
    let origin = format!("Origin: http://127.0.0.1:{}\r\n", preview.port);
    for headers in [
        String::new(),
        origin.clone(),
        "Origin: https://evil.example\r\nX-Portal-Try: 1\r\n".to_owned(),
        format!("{origin}Sec-Fetch-Site: cross-site\r\nX-Portal-Try: 1\r\n"),
        "X-Portal-Try: 1\r\n".to_owned(),
    ] {
        assert_eq!(ask(&preview, &headers, &fine, "").status, 403, "{headers}");
    }
}

#[test]
fn what_does_not_answer_is_told_in_words() {
    let preview = start(1);
    let head = r#"{"method":"GET","url":"http://127.0.0.1:1/v1/x","headers":[],"body":false}"#;
    let answer = ask(&preview, &own(&preview), head, "");
    assert!(answer.body.contains("Nothing listens at `127.0.0.1:1`"), "{}", answer.body);
}

#[test]
fn pages_may_call_the_servers_themselves_too() {
    let preview = start(4321);
    let policy = preview.get("/docs/start/").header("content-security-policy").to_owned();
    assert!(policy.contains("connect-src 'self' http://127.0.0.1:4321;"), "{policy}");
}
