//! Databases for tests: a new file of SQLite, or a new database of a PostgreSQL that the tests start once and that ends
//! with them. Where PostgreSQL is not installed, tests that need it fail and say so.

use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use portal::model::{Credentials, Limit, Period, Plan, Product, Programme};
use portal::runtime::clock::Clock;
use portal::runtime::crypto::Secrets;
use portal::runtime::customers::Customers;
use portal::runtime::store::Store;

use crate::run::portal::{build, write};

/// Where a Debian package of PostgreSQL puts its programs, newest first.
const FOLDERS: [&str; 4] = ["17", "16", "15", "14"];

/// Tests begin on 3 March 2026, 12:00 UTC, a Tuesday.
pub const START: i64 = 1_772_539_200;

/// The master secret of tests.
pub const MASTER: &[u8] = b"test master secret 0123456789abcdef";

/// Which database a test runs on.
#[derive(Debug, Clone, Copy)]
pub enum Database {
    /// A file in a scratch folder.
    Sqlite,
    /// A database of the server that all tests share.
    Postgres,
}

/// An empty database of a test.
pub struct Fresh {
    /// Where it is.
    pub url: String,
    /// Holds the file of SQLite, and what a test writes.
    folder: tempfile::TempDir,
    /// Which it is.
    database: Database,
    /// What time it is in the test.
    pub clock: Clock,
}

impl Database {
    /// A new and empty one.
    pub fn fresh(self) -> Fresh {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let url = match self {
            Self::Sqlite => format!("sqlite:{}", folder.path().join("portal.db").display()),
            Self::Postgres => server().create(),
        };
        Fresh { url, folder, database: self, clock: Clock::fixed(START) }
    }
}

impl Fresh {
    /// Opens it.
    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }

    /// The customers in it, of a company that sells [`programme`].
    pub async fn customers(&self) -> Customers {
        self.customers_with(Secrets::new(MASTER).expect("long enough")).await
    }

    /// The same with other secrets.
    pub async fn customers_with(&self, secrets: Secrets) -> Customers {
        Customers::new(self.store().await, secrets, self.clock.clone()).with_programme(Arc::new(programme()))
    }

    /// `portal account` on this database, where [`programme`] is sold; more arguments follow.
    pub fn account_command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command
            .args(["account", "--store", &self.url, "--bundle"])
            .arg(BUNDLE.path().join("dist"))
            .env("PORTAL_SECRET", std::str::from_utf8(MASTER).expect("text"))
            .current_dir(self.folder.path());
        command
    }

    /// Writes a file beside the database.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).expect("a file");
    }

    /// Everything that is in it, table by table: two texts are the same where nothing was changed between them. A portal
    /// looks at events by itself, so that is waited for.
    pub async fn content(&self) -> String {
        use sqlx::{Connection, Row};
        let customers = self.customers().await;
        for _ in 0..500 {
            if customers.events(0, 1).await.expect("the database answers").is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        customers.store().close().await;
        if matches!(self.database, Database::Postgres) {
            let dump = String::from_utf8(self.stolen()).expect("text");
            // Newer programs write a random word around the dump.
            return dump.lines().filter(|line| !line.contains("restrict ")).collect::<Vec<_>>().join("\n");
        }
        let mut connection = sqlx::AnyConnection::connect(&self.url).await.expect("a connection");
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        let tables = sqlx::query(tables).fetch_all(&mut connection).await.expect("tables");
        let mut content = String::new();
        for table in tables {
            let table: String = table.get(0);
            let columns = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = sqlx::query(&columns).fetch_all(&mut connection).await.expect("columns");
            let quoted: Vec<String> = columns.iter().map(|row| format!("quote({})", row.get::<String, _>(0))).collect();
            let rows = format!("SELECT {} AS line FROM {table} ORDER BY 1", quoted.join(" || '|' || "));
            let rows = sqlx::query(&rows).fetch_all(&mut connection).await.expect("rows");
            content.push_str(&format!("{table}\n"));
            rows.iter().for_each(|row| content.push_str(&format!("  {}\n", row.get::<String, _>(0))));
        }
        content
    }

    /// Everything that a thief of the database gets: the files of SQLite, or PostgreSQL's own dump.
    pub fn stolen(&self) -> Vec<u8> {
        match self.database {
            Database::Sqlite => std::fs::read_dir(self.folder.path())
                .expect("the folder is there")
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| path.is_file())
                .flat_map(|path| std::fs::read(path).expect("a file"))
                .collect(),
            Database::Postgres => {
                let dump = Command::new(server().programs.join("pg_dump")).arg(&self.url).output().expect("pg_dump");
                assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
                dump.stdout
            }
        }
    }
}

/// A bundle of a site that sells [`programme`].
static BUNDLE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let api = |name: &str, mode: &str| {
        format!(
            "  {name}: {{ title: {name}, auth: {{ mode: {mode}, in: query }}, metrics: [{{ system_name: hits, title: Hits }}] }}\n"
        )
    };
    let plan = |name: &str, api: &str, feature: &str, more: &str| {
        let limits = "limits: [{ metric: hits, period: day, value: 10 }, { metric: hits, period: month, value: 1000 }]";
        format!("  {name}: {{ title: {name}, apis: [{api}], features: [{feature}], {limits}{more} }}\n")
    };
    let apis = [api("mail", "app_id_key"), api("maps", "user_key"), api("login", "oauth")].concat();
    let plans = [
        plan("bronze", "mail", "Letters", ""),
        plan("silver", "mail", "Parcels", ", trial_days: 30"),
        plan("platinum", "mail", "Ships", ", approval_required: true"),
        plan("simple", "maps", "Maps", ""),
        plan("clients", "login", "Login", ""),
    ];
    write(&folder.path().join("site"), "portal.yaml", &format!("title: T\napis:\n{apis}plans:\n{}", plans.concat()));
    build(folder.path());
    folder
});

/// Two plans with `app_id` and keys, one of which wants approval, one with a user key, one with OAuth clients.
pub fn programme() -> Programme {
    let credentials = |mode: &str| Credentials { mode: mode.to_owned(), location: "query".to_owned(), names: vec![] };
    let product = |name: &str, mode: &str| Product {
        name: name.to_owned(),
        title: name.to_owned(),
        description: None,
        credentials: Some(credentials(mode)),
        metrics: vec![("hits".to_owned(), "Hits".to_owned())],
        ..Product::default()
    };
    let limit = |period, value| Limit { metric: "hits".to_owned(), period, value };
    let plan = |name: &str, api: &str, feature: &str| Plan {
        name: name.to_owned(),
        title: name.to_owned(),
        apis: vec![api.to_owned()],
        features: vec![feature.to_owned()],
        limits: vec![limit(Period::Day, 10), limit(Period::Month, 1000)],
        ..Plan::default()
    };
    Programme {
        plans: vec![
            plan("bronze", "mail", "Letters"),
            Plan { trial_days: 30, ..plan("silver", "mail", "Parcels") },
            Plan { approval_required: true, ..plan("platinum", "mail", "Ships") },
            plan("simple", "maps", "Maps"),
            plan("clients", "login", "Login"),
        ],
        products: vec![product("mail", "app_id_key"), product("maps", "user_key"), product("login", "oauth")],
    }
}

/// Runs a test with all threads that a server would have.
pub fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads").block_on(test);
}

/// A PostgreSQL that ends when the tests do.
pub struct Server {
    /// Its programs.
    pub programs: PathBuf,
    port: u16,
    databases: AtomicU32,
    /// Its standard input is held open: when this process ends, however it does, the script stops the server.
    _script: Child,
}

/// Makes a cluster in a folder of its own, runs it, and takes all away when its standard input is closed.
const SCRIPT: &str = r#"
set -eu
cd /
folder=$(mktemp -d /tmp/portal-postgres.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$1/initdb" -D "$folder/data" -A trust -U portal -E UTF8 --locale=C.UTF-8 >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
"$1/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-F -h 127.0.0.1 -p $2 -k $folder -c max_connections=400" start >/dev/null 2>&1 \
    || { cat "$folder/log"; exit 1; }
echo ready
cat >/dev/null
"$1/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1
"#;

/// The server of this run of the tests.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(start)
}

fn start() -> Server {
    let programs = FOLDERS
        .map(|version| Path::new("/usr/lib/postgresql").join(version).join("bin"))
        .into_iter()
        .find(|folder| folder.join("initdb").is_file())
        .expect("PostgreSQL is not installed: `apt-get install postgresql`, or run `tests/run`, which does so");
    let port = TcpListener::bind(("127.0.0.1", 0)).expect("a free port").local_addr().expect("its address").port();
    // PostgreSQL refuses to run as root.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", SCRIPT, "portal-postgres"]).arg(&programs).arg(port.to_string());
    let mut script =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the script that starts PostgreSQL");
    let mut output = BufReader::new(script.stdout.take().expect("its output is piped"));
    let mut line = String::new();
    let mut said = String::new();
    while output.read_line(&mut line).expect("the script speaks UTF-8") > 0 && line.trim() != "ready" {
        said.push_str(&line);
        line.clear();
    }
    assert_eq!(line.trim(), "ready", "PostgreSQL does not start: {said}");
    Server { programs, port, databases: AtomicU32::new(0), _script: script }
}

impl Server {
    /// A new database's address.
    fn create(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::SeqCst));
        let output = Command::new(self.programs.join("createdb"))
            .args(["-h", "127.0.0.1", "-U", "portal", "-p", &self.port.to_string(), &name])
            .output()
            .expect("createdb runs");
        std::io::stderr().write_all(&output.stderr).expect("stderr");
        assert!(output.status.success(), "no database was made");
        format!("postgres://portal@127.0.0.1:{}/{name}", self.port)
    }
}
