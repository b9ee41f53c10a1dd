//! `portal serve`.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::build::{SiteArguments, default_output};
use super::failure::{Failure, Outcome};
use super::globals::Globals;
use super::summary::count;
use super::terminal::Terminal;
use crate::diag::{Counts, Diagnostic};
use crate::preview::{self, Event};

/// The port that is tried first when none is named.
const PORT: u16 = 4000;
/// More changed files than this are counted, not named.
const NAMED: usize = 3;

/// Arguments of `portal serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where to listen [default: 4000, or the next free one]; 0 takes any free one
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Which address of this machine to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_parser = loopback)]
    host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Look for changes again and again: for network drives and containers, where no file events come
    #[arg(long)]
    poll: bool,
    #[command(flatten)]
    site: SiteArguments,
}

/// A preview shows drafts and sample customers, to this machine only.
fn loopback(text: &str) -> Result<IpAddr, String> {
    let address: IpAddr = text.parse().map_err(|_| "expected an address such as 127.0.0.1".to_owned())?;
    if address.is_loopback() { Ok(address) } else { Err("a preview listens on loopback addresses only".to_owned()) }
}

pub(super) fn run(arguments: Arguments, globals: &Globals, terminal: &Terminal) -> Result<Outcome, Failure> {
    let root = globals.site()?;
    let terminal = terminal.clone().in_site(&root);
    let settings = preview::Settings {
        output: default_output(&root),
        root,
        address: SocketAddr::new(arguments.host, arguments.port.unwrap_or(PORT)),
        any_port: arguments.port.is_none(),
        poll: arguments.poll,
        site: arguments.site.settings(),
    };
    let narrator = Narrator { terminal, open: arguments.open, told: Mutex::default() };
    let tell = Arc::new(move |event| narrator.tell(event));
    preview::serve(&settings, tell).map_err(|error| {
        let failure = Failure::new(error.to_string());
        match error {
            preview::PreviewError::Listen(..) => failure.hint("choose another port with `--port`"),
            _ => failure,
        }
    })?;
    Ok(Outcome::Done)
}

/// Says what happens, each problem once.
struct Narrator {
    terminal: Terminal,
    open: bool,
    told: Mutex<HashSet<String>>,
}

impl Narrator {
    fn tell(&self, event: Event) {
        match event {
            Event::Ready { url, n_pages, took, polls, problems } => {
                self.problems(&problems, false);
                let how = if polls { ", looking for changes every 250 ms" } else { "" };
                let pages = count(n_pages, "page");
                self.terminal.talk(&format!("{pages} ready in {}{how}\nserving {url}\n", milliseconds(took)));
                if self.open
                    && let Err(error) = open::that_detached(&url)
                {
                    self.terminal.talk(&format!("the browser could not be opened: {error}\n"));
                }
            }
            Event::Changed { paths, took, problems } => {
                self.problems(&problems, false);
                self.terminal.talk(&format!("{}: ready in {}\n", named(&paths), milliseconds(took)));
            }
            Event::Checked { problems, took } => {
                let was_troubled = self.problems(&problems, true);
                let found = Counts::of(&problems);
                let text = match (found == Counts::default(), was_troubled) {
                    (false, _) => format!("{found} in the whole site, checked in {}\n", milliseconds(took)),
                    (true, true) => "no problems left\n".to_owned(),
                    (true, false) => return,
                };
                self.terminal.talk(&text);
            }
        }
    }

    /// Says those problems that were not said before; `all` says that those which are not among them are gone.
    /// Returns whether there were any before.
    fn problems(&self, problems: &[Diagnostic], all: bool) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let had_any = !told.is_empty();
        let key = |problem: &Diagnostic| {
            let place = problem.span.as_ref().map(|span| (span.source.name(), span.range.start));
            format!("{} {place:?} {}", problem.code, problem.message)
        };
        let new: Vec<Diagnostic> = problems.iter().filter(|problem| !told.contains(&key(problem))).cloned().collect();
        if all {
            told.clear();
        }
        told.extend(problems.iter().map(key));
        // The server outlives its terminal's pipe.
        let _ = self.terminal.problems_beside(&new);
        had_any
    }
}

fn named(paths: &[String]) -> String {
    match paths {
        [] => "nothing".to_owned(),
        paths if paths.len() <= NAMED => paths.join(", "),
        [first, ..] => format!("{first} and {} more", paths.len() - 1),
    }
}

fn milliseconds(took: Duration) -> String {
    format!("{:.0} ms", took.as_secs_f64() * 1e3)
}
