//! A shared cache in front: NGINX with `proxy_cache`, as an operator may set it up. Where NGINX is not installed, these
//! tests fail and say so.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::SITE;
use super::portal::{Answer, Running, send};
use crate::store::databases::{Database, run};

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("an address").port()
}

/// NGINX: in front of a portal, where it keeps whatever it may keep, or for a folder.
pub struct Nginx {
    /// Where it answers.
    pub port: u16,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Nginx {
    fn before(running: &Running) -> Self {
        let port = running.port;
        Self::start(&format!(
            "proxy_pass http://127.0.0.1:{port};\n\
             proxy_set_header Host localhost:{port}; proxy_set_header X-Forwarded-For $remote_addr; proxy_http_version 1.1;\n\
             proxy_set_header Connection ''; proxy_cache portal; proxy_cache_key $request_uri; proxy_cache_revalidate on;\n\
             add_header X-Cache $upstream_cache_status always;"
        ))
    }

    /// For the files of a folder.
    pub fn of_folder(root: &Path) -> Self {
        Self::start(&format!("root {}; default_type application/octet-stream; gzip_static on;", root.display()))
    }

    fn start(location: &str) -> Self {
        Self::of_http(|port, place| {
            format!(
                "proxy_cache_path {}/cache keys_zone=portal:10m;\n\
                 server {{ listen 127.0.0.1:{port};\nlocation / {{ {location} }} }}",
                place.display()
            )
        })
    }

    /// What stands in its `http` block, by the port where it is to answer and a folder of its own.
    pub fn of_http(http: impl FnOnce(u16, &Path) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let http = http(port, folder.path());
        let place = folder.path().display();
        let mut config = String::new();
        let _ = write!(
            config,
            "daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;\nevents {{}}\nhttp {{\n\
             access_log off; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/f;\n\
             uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n\
             {http} }}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, config).expect("a file");
        let mut process = Command::new("nginx")
            .args(["-p", &folder.path().display().to_string(), "-e"])
            .arg(folder.path().join("error.log"))
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .spawn()
            .expect("NGINX is not installed: `apt-get install nginx-light`, or run `tests/run`, which does so");
        let began = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = process.try_wait().expect("its state");
            assert!(ended.is_none() && began.elapsed() < Duration::from_secs(30), "NGINX does not start: {ended:?}");
            std::thread::yield_now();
        }
        Self { port, process, _folder: folder }
    }

    /// Reads a page.
    pub fn get(&self, path: &str, headers: &str) -> Answer {
        send(self.port, "GET", path, &format!("Host: localhost\r\n{headers}"), "")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Statement 48: whatever a cache keeps, nobody gets a page that was made for somebody else.
#[test]
fn statement_48_a_cache_gives_nobody_the_page_of_another() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let nginx = Nginx::before(&running);
        let acme = running.customer("Acme", "bronze").await;
        let bolt = running.customer("Bolt", "gold").await;
        let pages = ["/docs/mine/", "/docs/", "/docs/gold/", "/docs/inside/", "/docs/nothing/", "/"];
        let html = "Accept: text/html\r\n";
        for round in 0..3 {
            // Each reader comes first once.
            let mut readers = [(String::new(), "nobody"), (acme.cookie(), "Acme"), (bolt.cookie(), "Bolt")];
            readers.rotate_left(round);
            for path in pages {
                for (cookie, name) in &readers {
                    let answer = nginx.get(path, &format!("{cookie}{html}"));
                    let direct = running.get(path, &format!("{cookie}{html}"));
                    assert_eq!((answer.status, answer.body()), (direct.status, direct.body()), "{path} as {name}");
                    for other in ["Acme", "Bolt"].iter().filter(|other| *other != name) {
                        assert!(!answer.body().contains(*other), "{path} as {name} shows {other}");
                    }
                }
            }
        }
    });
}

#[test]
fn a_cache_keeps_what_never_changes() {
    run(async {
        let fresh = Database::Sqlite.fresh();
        let running = Running::start(&SITE, &fresh).await;
        let nginx = Nginx::before(&running);
        let home = nginx.get("/", "").body();
        let style = home.split("href=\"").find(|part| part.contains(".css")).and_then(|part| part.split('"').next());
        let style = style.expect("a style sheet");
        let kept: Vec<String> = (0..2).map(|_| nginx.get(style, "").header("x-cache").to_owned()).collect();
        assert_eq!(kept, ["MISS", "HIT"]);
    });
}
