//! The site in a browser while it is being written: watch, load again, render what is asked for, reload.
//! Must not have an evaluator or a pipeline of its own, and must not print: it tells what happened.

mod builtin;
mod calls;
mod emails;
mod findings;
mod follow;
mod live;
mod overlay;
mod reply;
mod server;
mod session;
mod viewer;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::diag::Diagnostic;
use crate::disk::{WatchError, WatchOptions, Watcher};
use crate::site;

/// What to show, and where.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site folder.
    pub root: PathBuf,
    /// Where builds of it go, left out of sight.
    pub output: PathBuf,
    /// Where to listen; a loopback address.
    pub address: SocketAddr,
    /// Take the next free port where this one is taken.
    pub any_port: bool,
    /// Look again and again instead of waiting for file events.
    pub poll: bool,
    /// What the site is loaded with.
    pub site: site::Settings,
}

/// What happened, for whoever tells the author.
#[derive(Debug)]
pub enum Event {
    /// The site can be looked at.
    Ready {
        /// `http://127.0.0.1:4000/`.
        url: String,
        /// How many pages there are.
        n_pages: usize,
        /// From start until now.
        took: Duration,
        /// Whether it polls.
        polls: bool,
        /// What loading found.
        problems: Vec<Diagnostic>,
    },
    /// Files changed, and the site was loaded again.
    Changed {
        /// Which files, sorted.
        paths: Vec<String>,
        /// From the end of the burst until pages are served anew.
        took: Duration,
        /// What loading found.
        problems: Vec<Diagnostic>,
    },
    /// The whole site was rendered in the background.
    Checked {
        /// Every problem, sorted.
        problems: Vec<Diagnostic>,
        /// How long it took.
        took: Duration,
    },
}

/// Why there is no preview.
#[derive(Debug)]
pub enum PreviewError {
    /// The folder cannot be watched.
    Watch(WatchError),
    /// The address is taken or not ours.
    Listen(SocketAddr, io::Error),
    /// The system gave no threads or timers.
    Start(io::Error),
}

impl fmt::Display for PreviewError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Watch(error) => error.fmt(formatter),
            Self::Listen(address, error) => write!(formatter, "cannot listen on {address}: {error}"),
            Self::Start(error) => write!(formatter, "cannot start the preview: {error}"),
        }
    }
}

impl std::error::Error for PreviewError {}

/// Serves the site until the process is interrupted. `tell` is called from several threads.
///
/// # Errors
/// [`PreviewError`], before anything was served.
pub fn serve(settings: &Settings, tell: Arc<dyn Fn(Event) + Send + Sync>) -> Result<(), PreviewError> {
    let started = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(PreviewError::Start)?;
    let listener = runtime.block_on(server::listen(settings.address, settings.any_port))?;
    let options = WatchOptions { poll: settings.poll, output: settings.output.clone() };
    let watcher = Watcher::start(&settings.root, &options).map_err(PreviewError::Watch)?;
    let polls = watcher.is_polling();
    let (follower, session) = follow::Follower::start(watcher, settings.site.clone(), Arc::clone(&tell));
    let address = listener.local_addr().map_err(PreviewError::Start)?;
    let moment = session.moment();
    tell(Event::Ready {
        url: format!("http://{address}/"),
        n_pages: moment.shown.site().pages.len(),
        took: started.elapsed(),
        polls,
        problems: moment.problems.clone(),
    });
    std::thread::spawn(move || follower.run());
    runtime.block_on(server::run(listener, session)).map_err(PreviewError::Start)
}
