//! Counters in a real Redis that several runtimes share. Where Redis is not installed, these tests fail and say so.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use portal::model::Period;

use super::{Metered, credentials, outcome};
use crate::run::cache::free_port;
use crate::run::portal::{build, send, write};
use crate::store::databases::{Database, run};

/// A Redis that ends when the tests do.
struct Server {
    port: u16,
    databases: AtomicU32,
    _script: Script,
}

/// Its standard input is held open: when this process ends, however it does, the script stops the server.
struct Script(Child);

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // It may have ended by itself.
        let _ = self.0.wait();
    }
}

const SCRIPT: &str = r#"redis-server "$@" --bind 127.0.0.1 --save "" --appendonly no --daemonize no >/dev/null & server=$!
cat >/dev/null
kill "$server""#;

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        assert!(
            Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_ok(),
            "Redis is not installed: `apt-get install redis-server`, or run `tests/run`, which does so"
        );
        let port = free_port();
        let script = started(port, &format!("--port {port}"));
        Server { port, databases: AtomicU32::new(0), _script: script }
    })
}

/// Starts a Redis that listens at this port, as these arguments say.
fn started(port: u16, arguments: &str) -> Script {
    let script = Command::new("sh")
        .args(["-c", SCRIPT, "portal-redis"])
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .spawn()
        .expect("a shell");
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_secs(30), "Redis does not start");
        std::thread::yield_now();
    }
    Script(script)
}

/// An empty database of Redis: the line of `portal.yaml` that names it, and its number.
fn database() -> (String, u32) {
    let number = server().databases.fetch_add(1, Ordering::SeqCst);
    (format!("counters: redis://127.0.0.1:{}/{number}\n", server().port), number)
}

/// Takes everything out of a database of Redis.
fn flush(number: u32) {
    let mut stream = TcpStream::connect(("127.0.0.1", server().port)).expect("Redis");
    write!(stream, "SELECT {number}\r\nFLUSHDB\r\nQUIT\r\n").expect("sent");
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("an answer");
    assert_eq!(said.matches("+OK").count(), 3, "{said}");
}

#[test]
fn several_runtimes_let_exactly_the_limit_through() {
    run(async {
        let fresh = Database::Postgres.fresh();
        let (config, _) = database();
        let (one, two) = (Metered::with(&fresh, &config).await, Metered::with(&fresh, &config).await);
        let acme = one.running.customer("Acme", "wide").await;
        let path = |token: &str| {
            format!(
                "/transactions/authrep.xml?service_token={token}&service_id=mail&{}&usage[search]=1",
                credentials(&acme)
            )
        };
        let ports = [(one.running.admin, path(&one.token)), (two.running.admin, path(&two.token))];
        let clients = (0..64).map(|n| {
            let (port, path) = ports[n % 2].clone();
            std::thread::spawn(move || {
                (0..5).filter(|_| send(port, "GET", &path, "Host: localhost\r\n", "").status == 200).count()
            })
        });
        let clients: Vec<_> = clients.collect();
        let let_through: usize = clients.into_iter().map(|client| client.join().expect("no panic")).sum();
        assert_eq!(let_through, 100);
        one.settle().await;
        two.settle().await;
        let counts = one
            .running
            .customers()
            .counts(acme.application.id, "hits", Period::Day, 0, i64::MAX)
            .await
            .expect("counts");
        assert_eq!(counts[0].value, 100, "both have written what they have let through");
        let levels = one.alerts(&acme).await;
        assert!(levels.contains(&100) && levels.len() <= 4, "{levels:?}");
    });
}

#[test]
fn what_redis_has_lost_is_in_the_database() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let (config, number) = database();
        let metered = Metered::with(&fresh, &config).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=2")), "let through");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[search]=2")), "denied: usage limits are exceeded");
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=5")), "let through");
        flush(number);
        assert_eq!(
            outcome(&metered.authrep(&acme, "usage[hits]=4")),
            "denied: usage limits are exceeded",
            "seven are used"
        );
        assert_eq!(
            outcome(&metered.authrep(&acme, "usage[search]=2")),
            "denied: usage limits are exceeded",
            "two a minute are used"
        );
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=3")), "let through");
        let id = acme.application.app_id.as_deref().expect("an id");
        assert_eq!(
            metered.report("mail", &[("transactions[0][app_id]", id), ("transactions[0][usage][hits]", "5")]).status,
            202
        );
        let used = metered.ask("authorize", "mail", &credentials(&acme), "").body();
        assert!(used.contains("<current_value>15</current_value>"), "{used}");
        fresh.clock.advance(86_400);
        assert_eq!(outcome(&metered.authrep(&acme, "usage[hits]=10")), "let through", "another day");
        let gold = metered.running.customer("Gold", "gold").await;
        assert_eq!(outcome(&metered.authrep(&gold, "usage[hits]=1")), "let through", "nothing is limited");
    });
}

#[test]
fn while_redis_is_away_nothing_is_let_through() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let metered =
            Metered::with(&fresh, &format!("counters: redis://:canary-password@127.0.0.1:{}\n", free_port())).await;
        let acme = metered.running.customer("Acme", "bronze").await;
        let answer = metered.authrep(&acme, "usage[hits]=1");
        assert_eq!(outcome(&answer), "503 storage_unavailable");
        assert!(!answer.body().contains("canary-password"));
        let why = metered.running.portal.gateway().counters().ping().await.expect_err("it is away").to_string();
        assert!(why.starts_with("the counters do not answer") && !why.contains("canary-password"), "{why}");
    });
}

/// `portal run --check` with counters behind TLS, in a system that trusts what this file holds; what it says.
fn checked(port: u16, trusted: &Path) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let site = [
        ("portal.yaml", "title: Dev\nurl: https://dev.example.com\n"),
        ("content/index.md", "---\ntitle: Home\n---\nHi.\n"),
    ];
    site.iter().for_each(|(path, text)| write(&folder.path().join("site"), path, text));
    build(folder.path());
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["run", "--check", "--color", "never", "--counters", &format!("rediss://localhost:{port}")])
        .env("PORTAL_SECRET", "test master secret 0123456789abcdef")
        .env("SSL_CERT_FILE", trusted)
        .env_remove("SSL_CERT_DIR")
        .current_dir(folder.path())
        .output()
        .expect("portal runs");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn redis_over_tls_is_asked_where_its_certificate_is_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = |name: &str| {
        let words =
            format!("req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -days 2 -subj /CN=localhost");
        let made = Command::new("openssl")
            .args(words.split(' '))
            .args(["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .status();
        assert!(made.expect("openssl is there: `tests/run` installs it").success());
        folder.path().join(format!("{name}.pem"))
    };
    let (own, other) = (certificate("own"), certificate("other"));
    let port = free_port();
    let tls = format!(
        "--port 0 --tls-port {port} --tls-auth-clients no --tls-cert-file {0} --tls-key-file {1} --tls-ca-cert-file {0}",
        own.display(),
        folder.path().join("own.key").display()
    );
    let _script = started(port, &tls);
    assert_eq!(checked(port, &own), "https://dev.example.com can be served\n");
    let refused = checked(port, &other);
    assert!(refused.contains("the counters do not answer") && refused.contains("certificate"), "{refused}");
}
