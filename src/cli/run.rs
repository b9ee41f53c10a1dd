//! `portal run`: serves a published portal.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use super::bundle;
use super::failure::{Failure, Outcome};
use super::secrets::secrets;
use super::terminal::Terminal;
use crate::runtime::clock::Clock;
use crate::runtime::customers::Customers;
use crate::runtime::http::{Listeners, serve};
use crate::runtime::mail;
use crate::runtime::portal::Portal;
use crate::runtime::reference;
use crate::runtime::settings::{Options, Overrides};
use crate::runtime::store::Store;

/// Arguments of `portal run`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The bundle that `portal build` made, or what `portal deploy` publishes to: its folder `current`, or the
    /// private place of a store as `s3://BUCKET/PREFIX`, or as the URL of a web server in front of it
    #[arg(long, value_name = "DIR|URL", default_value = "dist")]
    bundle: String,
    /// The URL that readers see [default: `server.url` of the site, else `url`]
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Where pages are served from elsewhere: their URL [default: `url` of the site, where `server.url` is another]
    #[arg(long, value_name = "URL")]
    pages: Option<String>,
    /// Where to listen for readers [default: `server.listen` of the site]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Where to listen for the company's own programs and monitoring [default: `server.admin` of the site]
    #[arg(long, value_name = "ADDRESS:PORT")]
    admin: Option<String>,
    /// The database: `sqlite:FILE` or `postgres://…` [default: `store` of the site, else `sqlite:portal.db`]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// The Redis that several runtimes count in: `redis://HOST:PORT` [default: `counters` of the site, else memory or PostgreSQL]
    #[arg(long, value_name = "URL")]
    counters: Option<String>,
    /// How requests are logged, on stderr
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Log::Text)]
    log: Log,
    /// Say whether everything is as it must be, and end
    #[arg(long)]
    check: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Log {
    /// Lines for people
    Text,
    /// A JSON object a line
    Json,
    /// Warnings and errors only
    Quiet,
}

/// What the environment says where the arguments do not.
fn given(argument: Option<String>, variable: &str) -> Option<String> {
    argument.or_else(|| std::env::var(variable).ok()).filter(|text| !text.is_empty())
}

pub(super) fn run(arguments: Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    start_log(arguments.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let is_check = arguments.check;
        let portal = open(arguments).await?;
        let options = portal.options();
        if is_check {
            portal.customers(&portal.shelf().current()).store().close().await;
            if let Some(post) = options.post.clone() {
                mail::check(post).await.map_err(|why| Failure::new(format!("`mail`: {why}")))?;
            }
            terminal.talk(&format!("{} can be served\n", options.origin));
            return Ok(Outcome::Done);
        }
        let listeners = Listeners { readers: bind(options.listen).await?, company: bind(options.admin).await? };
        terminal.talk(&format!(
            "serving {} at {}, for programs of the company at {}\n",
            options.origin,
            address(&listeners.readers),
            address(&listeners.company)
        ));
        serve(&portal, listeners, end()).await.map_err(|error| Failure::new(format!("cannot serve: {error}")))?;
        Ok(Outcome::Done)
    })
}

/// Everything that serving takes. All that is wrong is told at once.
async fn open(arguments: Arguments) -> Result<Portal, Failure> {
    let shelf = bundle::open(arguments.bundle).await?;
    let overrides = Overrides {
        url: given(arguments.url, "PORTAL_URL"),
        pages: given(arguments.pages, "PORTAL_PAGES"),
        listen: given(arguments.listen, "PORTAL_LISTEN"),
        admin: given(arguments.admin, "PORTAL_ADMIN"),
        store: given(arguments.store, "PORTAL_STORE"),
        counters: given(arguments.counters, "PORTAL_COUNTERS"),
    };
    let here = std::env::current_dir().unwrap_or_default();
    let options = Options::of(&shelf.current().settings, &overrides, &here);
    let (options, secrets) = match (options, secrets()) {
        (Ok(options), Ok(secrets)) => (options, secrets),
        (options, secrets) => return Err(all(options.err().unwrap_or_default(), secrets.err())),
    };
    // Paths stand in JSON as in `portal.yaml`, unless they have letters that nobody gives to a file.
    let settings = serde_json::to_string(&shelf.current().settings).unwrap_or_default();
    for path in reference::open_files(&settings, &here) {
        tracing::warn!("everybody on this machine may read the secret in `{path}`: `chmod o-r {path}`");
    }
    let store = Store::open(&options.store).await.map_err(|error| Failure::new(error.to_string()))?;
    let customers = Customers::new(store, secrets, Clock::system());
    let portal = Portal::new(options, shelf, customers);
    let counters = portal.gateway().counters().ping().await;
    counters.map_err(|error| {
        Failure::new(error.to_string()).hint("they are in `counters`, `--counters` or `PORTAL_COUNTERS`")
    })?;
    let warnings = portal.logins().check().await.map_err(|wrong| all(wrong, None))?;
    warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    Ok(portal)
}

fn all(mut wrong: Vec<String>, secrets: Option<Failure>) -> Failure {
    wrong.extend(secrets.as_ref().map(ToString::to_string));
    let failure = Failure::new(wrong.join("\n       "));
    match secrets {
        Some(secrets) => failure.hint_of(secrets),
        None => failure,
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let taken = |error| Failure::new(format!("cannot listen on {address}: {error}"));
    TcpListener::bind(address).await.map_err(|error| taken(error).hint("choose another with `--listen` or `--admin`"))
}

fn address(listener: &TcpListener) -> String {
    listener.local_addr().map(|address| address.to_string()).unwrap_or_default()
}

/// Comes when the process is told to end.
async fn end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Requests are lines on stderr. Libraries say nothing below a warning: what they log is not ours to vouch for.
fn start_log(log: Log) {
    use tracing_subscriber::EnvFilter;
    let level = if log == Log::Quiet { "warn" } else { "warn,portal=info" };
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(level)).with_writer(std::io::stderr);
    let started = match log {
        Log::Json => builder.json().flatten_event(true).try_init(),
        _ => builder.with_target(false).with_ansi(false).try_init(),
    };
    // A second start in one process keeps the first log.
    drop(started);
}
