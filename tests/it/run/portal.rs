//! A portal that runs in the test: a site that is built, a database, both listeners, and the least of a browser.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command};
use std::time::Duration;

use portal::runtime::bundle::Shelf;
use portal::runtime::customers::{
    Account, AccountUpdate, Actor, Application, Customers, NewAccount, NewApplication, NewUser, User,
};
use portal::runtime::http::{Listeners, serve};
use portal::runtime::portal::Portal;
use portal::runtime::settings::{Options, Overrides};
use portal::runtime::store::sessions::{self, NewSession};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::store::databases::Fresh;

/// Nothing on one machine takes longer; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A portal that runs.
pub struct Running {
    /// Holds the site in `site` and the bundle in `dist`.
    pub folder: tempfile::TempDir,
    /// The port for readers.
    pub port: u16,
    /// The port for the company's own programs.
    pub admin: u16,
    /// What runs.
    pub portal: Portal,
    end: Option<oneshot::Sender<()>>,
    task: Option<tokio::task::JoinHandle<std::io::Result<()>>>,
}

/// A customer with one application, who is logged in.
pub struct Customer {
    pub account: Account,
    pub user: User,
    pub application: Application,
    /// Value of the application's key.
    pub key: String,
    /// Id of the session.
    pub session: String,
}

impl Customer {
    /// The header that a browser with the session sends.
    pub fn cookie(&self) -> String {
        format!("Cookie: __Host-portal={}\r\n", self.session)
    }
}

/// An HTTP answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        let line = |line: &&str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        let found = self.headers.lines().find(line);
        found.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim())
    }

    /// The body as text.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Writes a file of a site.
pub fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Builds the bundle of `folder/site` at `folder/dist`.
pub fn build(folder: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["build", "--quiet", "--site"])
        .arg(folder.join("site"))
        .arg("--output")
        .arg(folder.join("dist"))
        .output()
        .expect("portal runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

impl Running {
    /// Builds the site and runs it on the database.
    pub async fn start(site: &[(&str, &str)], fresh: &Fresh) -> Self {
        Self::with(site, fresh, |_| {}).await
    }

    /// The same, with what it works by changed.
    pub async fn with(site: &[(&str, &str)], fresh: &Fresh, change: impl FnOnce(&mut Options)) -> Self {
        let folder = tempfile::tempdir().expect("a scratch folder");
        for (path, text) in site {
            write(&folder.path().join("site"), path, text);
        }
        build(folder.path());
        Self::of_bundle_with(folder, fresh, change).await
    }

    /// Runs the bundle at `folder/dist`.
    pub async fn of_bundle(folder: tempfile::TempDir, fresh: &Fresh) -> Self {
        Self::of_bundle_with(folder, fresh, |_| {}).await
    }

    async fn of_bundle_with(folder: tempfile::TempDir, fresh: &Fresh, change: impl FnOnce(&mut Options)) -> Self {
        let bind = || async { TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port") };
        let listeners = Listeners { readers: bind().await, company: bind().await };
        let port = |listener: &TcpListener| listener.local_addr().expect("an address").port();
        let (port, admin) = (port(&listeners.readers), port(&listeners.company));
        let shelf = Shelf::open(folder.path().join("dist")).expect("a bundle");
        let overrides = Overrides { url: Some(format!("http://localhost:{port}")), ..Overrides::default() };
        let mut options = Options::of(&shelf.current().settings, &overrides, folder.path()).expect("settings");
        change(&mut options);
        let portal = Portal::new(options, shelf, fresh.customers().await);
        let (end, ended) = oneshot::channel::<()>();
        let running = portal.clone();
        let task = tokio::spawn(async move {
            serve(&running, listeners, async {
                // The test ending is an end as well.
                let _ = ended.await;
            })
            .await
        });
        Self { folder, port, admin, portal, end: Some(end), task: Some(task) }
    }

    /// Ends it, after what is running.
    pub async fn stop(mut self) {
        drop(self.end.take());
        self.task.take().expect("it runs").await.expect("no panic").expect("it ends well");
    }

    /// Customers' data by the rules of the bundle.
    pub fn customers(&self) -> Customers {
        self.portal.customers(&self.portal.shelf().current())
    }

    /// Reads a page.
    pub fn get(&self, path: &str, headers: &str) -> Answer {
        self.request("GET", path, headers, "")
    }

    /// Reads a page as a customer.
    pub fn get_as(&self, customer: &Customer, path: &str) -> Answer {
        self.get(path, &customer.cookie())
    }

    /// Sends a request for readers.
    pub fn request(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let host = format!("Host: localhost:{}\r\n", self.port);
        send(self.port, method, path, &(host + headers), body)
    }

    /// Sends a form as a page of the portal does.
    pub fn post(&self, path: &str, headers: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let own = format!(
            "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://localhost:{}\r\nSec-Fetch-Site: same-origin\r\n",
            self.port
        );
        self.request("POST", path, &(own + headers), &body)
    }

    /// Sends a request of the company's own programs.
    pub fn company(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        send(self.admin, method, path, &format!("Host: localhost\r\n{headers}"), body)
    }

    /// A customer called `name` on a plan, logged in.
    pub async fn customer(&self, name: &str, plan: &str) -> Customer {
        let customers = self.customers();
        let mut change = customers.change(Actor::System).await.expect("a change");
        let account = NewAccount { name: name.to_owned(), ..NewAccount::default() };
        let account = change.create_account(account).await.expect("an account");
        let user = NewUser { username: name.to_lowercase(), role: portal::model::Role::Admin, ..NewUser::default() };
        let user = change.create_user(account.id, user).await.expect("a user");
        let application = NewApplication {
            name: format!("{name} application"),
            plan: plan.to_owned(),
            state: Some(portal::model::ApplicationState::Live),
            ..NewApplication::default()
        };
        let created = change.create_application(account.id, application).await.expect("an application");
        change.commit().await.expect("it is true");
        self.portal.changed();
        let key = created.key.map(|key| key.value.reveal().to_owned()).unwrap_or_default();
        let session = self.log_in(&user).await;
        Customer { account, user, application: created.application, key, session }
    }

    /// Puts an account in groups.
    pub async fn put_in(&self, account: &Account, groups: &[&str]) {
        let groups = groups.iter().map(|&group| group.to_owned()).collect();
        let update = AccountUpdate { groups: Some(groups), ..AccountUpdate::default() };
        let mut change = self.customers().change(Actor::System).await.expect("a change");
        change.update_account(account.id, update).await.expect("it is changed");
        change.commit().await.expect("it is true");
        self.portal.changed();
    }

    /// Begins a session of a user and gives its id.
    pub async fn log_in(&self, user: &User) -> String {
        let customers = self.customers();
        let new = NewSession {
            account: user.account_id,
            user: user.id,
            provider: "link".to_owned(),
            iss: None,
            sub: None,
            sid: None,
            id_token: None,
            names: Vec::new(),
            expires: customers.now() + self.portal.options().absolute,
        };
        sessions::insert(customers.store(), customers.secrets(), &new, customers.now()).await.expect("a session")
    }
}

/// Waits until a `portal run` that is told to be `http://localhost:1` serves: what else it says, and the port for
/// readers.
pub fn until_serving(process: &mut Child) -> (BufReader<ChildStderr>, u16) {
    let mut talk = BufReader::new(process.stderr.take().expect("stderr is piped"));
    let mut line = String::new();
    while !line.contains("serving http://localhost:1 at ") {
        line.clear();
        assert!(talk.read_line(&mut line).expect("text") > 0, "it ended");
    }
    let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split(',').next()).expect("a port");
    let port = port.parse().expect("a number");
    (talk, port)
}

/// Sends one request on a connection of its own.
pub fn send(port: u16, method: &str, path: &str, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let length =
        if body.is_empty() && method == "GET" { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    // A server that refuses early may close before all is sent.
    let _ = write!(stream, "{method} {path} HTTP/1.1\r\n{headers}{length}Connection: close\r\n\r\n{body}");
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let at = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_else(|| {
        panic!("{method} {path}: no answer: {}", String::from_utf8_lossy(&bytes));
    });
    let headers = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, headers, bytes: bytes[at + 4..].to_vec() }
}
