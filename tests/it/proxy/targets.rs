//! What is called: servers of the operation, by its method, on its path, at addresses that were looked at.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::api::api;
use super::{OPEN, ask, call, start, told};
use crate::store::databases::Database;

const LIST: &str = "mail/v1/operations/list";
const SHOW: &str = "mail/v1/operations/show";

#[tokio::test(flavor = "multi_thread")]
async fn statement_59_only_the_operations_own_servers_are_called() {
    let fresh = Database::Sqlite.fresh();
    let (port, other) = (api(), api());
    let (running, _) = start(&fresh, [port, other], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let here = format!("http://127.0.0.1:{port}");
    for url in [format!("{here}/v1/messages"), format!("{here}/v1/messages?page=2&x=%20")] {
        told(&ask(&running, &acme, &call(LIST, "GET", &url, &[])).await);
    }
    for url in [format!("{here}/v1/messages/a%2Fb"), format!("{here}/v1/messages/4.2")] {
        told(&ask(&running, &acme, &call(SHOW, "GET", &url, &[])).await);
    }
    for (operation, url) in [
        (LIST, format!("https://127.0.0.1:{port}/v1/messages")),
        (LIST, format!("http://localhost:{port}/v1/messages")),
        (LIST, format!("http://127.0.0.1:{other}/v1/messages")),
        (LIST, format!("http://127.0.0.1:{}/v1/messages", running.port)),
        (LIST, "http://127.0.0.1/v1/messages".to_owned()),
        (LIST, format!("http://127.0.0.1:{port}@evil.example/v1/messages")),
        (LIST, format!("http://x@127.0.0.1:{port}/v1/messages")),
        (LIST, format!("{here}/messages")),
        (LIST, format!("{here}/v1/messages/")),
        (LIST, format!("{here}/v1/other")),
        (LIST, format!("{here}/v1/../v1/messages")),
        (LIST, "ftp://127.0.0.1/v1/messages".to_owned()),
        (LIST, "file:///etc/passwd".to_owned()),
        (LIST, "/relative/messages".to_owned()),
        (SHOW, format!("{here}/v1/messages/..")),
        (SHOW, format!("{here}/v1/messages/%2e%2E")),
        (SHOW, format!("{here}/v1/messages/x%2f..%2f..%2fadmin")),
        (SHOW, format!("{here}/v1/messages/a/b")),
    ] {
        let answer = ask(&running, &acme, &call(operation, "GET", &url, &[])).await;
        assert!(matches!(answer.status, 400 | 403), "{url}: {} {}", answer.status, answer.body());
    }
    // Nothing else in the bundle says what may be called, and a gated operation is as good as none.
    for operation in ["/reference/mail/v1.yaml", "/../private/runtime.json", "/index.html", ""] {
        let mut asked = call(LIST, "GET", &format!("{here}/v1/messages"), &[]);
        asked["operation"] = operation.into();
        assert_eq!(ask(&running, &acme, &asked).await.status, 404, "{operation}");
    }
    let gated = call("mail/v1/operations/gated", "GET", &format!("{here}/v1/gated"), &[]);
    assert_eq!(ask(&running, &acme, &gated).await.status, 404);
    let maps = running.customer("Maps", "simple").await;
    told(&ask(&running, &maps, &gated).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_60_addresses_of_special_use_are_not_called() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, names) = start(&fresh, [port, port], "").await;
    let acme = running.customer("Acme", "bronze").await;
    for host in [
        format!("127.0.0.1:{port}"),
        format!("2130706433:{port}"),
        format!("0x7f.1:{port}"),
        format!("localhost.:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("[64:ff9b::7f00:1]:{port}"),
        "169.254.169.254".to_owned(),
    ] {
        let answer = ask(&running, &acme, &call(LIST, "GET", &format!("http://{host}/v1/messages"), &[])).await;
        assert_eq!(answer.status, 403, "{host}: {}", answer.body());
        assert!(answer.body().contains("does not call"), "{host}: it is declared: {}", answer.body());
    }
    for address in
        ["10.0.0.1:80", "192.168.1.1:80", "[fd00::1]:80", "[fe80::1]:80", "0.0.0.0:80", "100.64.0.1:80", "224.0.0.1:80"]
    {
        names.say(&[&[address]]);
        let named = call(LIST, "GET", &format!("http://names.example:{port}/v1/messages"), &[]);
        assert_eq!(ask(&running, &acme, &named).await.status, 403, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_61_the_connection_goes_to_the_address_that_was_looked_at() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    // 127.0.0.1 is open here, and stands for the public address; 127.0.0.2 is not.
    let (running, names) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let named = call(LIST, "GET", &format!("http://names.example:{port}/v1/messages"), &[]);
    let (good, bad) = (format!("127.0.0.1:{port}"), format!("127.0.0.2:{port}"));
    names.say(&[&[good.as_str()], &[bad.as_str()]]);
    let (line, body) = told(&ask(&running, &acme, &named).await);
    assert_eq!(line["status"], 200);
    assert!(String::from_utf8_lossy(&body).to_lowercase().contains(&format!("host: names.example:{port}")));
    assert_eq!(names.asked.load(Ordering::Relaxed), 1, "asked once: there is no second answer to fall for");
    assert_eq!(ask(&running, &acme, &named).await.status, 403, "the second answer is looked at as well");
    names.say(&[&[good.as_str(), bad.as_str()]]);
    assert_eq!(ask(&running, &acme, &named).await.status, 403, "one bad address is one too many");
}

#[tokio::test(flavor = "multi_thread")]
async fn statement_65_certificates_are_checked_and_odd_methods_are_not_sent() {
    let fresh = Database::Sqlite.fresh();
    let port = api();
    let (running, _) = start(&fresh, [port, port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let url = format!("http://127.0.0.1:{port}/v1/messages");
    for (operation, method) in
        [("mail/v1/operations/trace", "TRACE"), (LIST, "CONNECT"), (LIST, "POST"), (LIST, "get"), (LIST, "PURGE")]
    {
        assert_eq!(ask(&running, &acme, &call(operation, method, &url, &[])).await.status, 405, "{method}");
    }
    let upgrade = call(LIST, "GET", &url, &[("Upgrade", "websocket"), ("Connection", "Upgrade")]);
    assert_eq!(ask(&running, &acme, &upgrade).await.status, 405);
    // The certificate is of the server's own making, and has the right name.
    let server = SelfSigned::start();
    let fresh = Database::Sqlite.fresh();
    let (running, _) = start(&fresh, [port, server.port], OPEN).await;
    let acme = running.customer("Acme", "bronze").await;
    let secure = call(LIST, "GET", &format!("https://127.0.0.1:{}/v1/messages", server.port), &[]);
    let (line, body) = told(&ask(&running, &acme, &secure).await);
    assert!(line["error"].as_str().is_some_and(|error| error.contains("certificate")), "{line}");
    assert!(line["status"].is_null() && body.is_empty(), "{line}");
}

/// A server of TLS whose certificate nobody has signed.
struct SelfSigned {
    port: u16,
    process: Child,
    _folder: tempfile::TempDir,
}

impl SelfSigned {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let openssl = |words: &str| {
            let mut command = Command::new("openssl");
            command.args(words.split(' ')).current_dir(folder.path());
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        let mut made = openssl(
            "req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1",
        );
        assert!(made.status().expect("openssl is there: `tests/run` installs it").success());
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
        let process = openssl(&format!("s_server -accept 127.0.0.1:{port} -cert cert -key key -www")).spawn();
        let server = Self { port, process: process.expect("it starts"), _folder: folder };
        let end = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < end, "it does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }
}

impl Drop for SelfSigned {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
