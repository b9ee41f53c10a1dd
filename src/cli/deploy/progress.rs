//! How far a deploy is: one line that changes on a terminal, a line for each stage elsewhere. Must not decide anything.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::cli::summary::count;
use crate::cli::terminal::Terminal;
use crate::deploy::{Event, Stage};

/// Between two changes of the line.
const CALM: Duration = Duration::from_millis(80);

/// Shows what happens.
pub(super) struct Progress<'t> {
    terminal: &'t Terminal,
    is_live: bool,
    at: Mutex<At>,
}

struct At {
    done: usize,
    all: usize,
    shown: Instant,
    /// Whether there is a line to be taken away.
    line: bool,
}

impl<'t> Progress<'t> {
    pub(super) fn new(terminal: &'t Terminal) -> Self {
        let at = Mutex::new(At { done: 0, all: 0, shown: Instant::now(), line: false });
        Self { terminal, is_live: terminal.is_interactive(), at }
    }

    pub(super) fn show(&self, event: &Event) {
        let Ok(mut at) = self.at.lock() else { return };
        match event {
            Event::Begun(stage, all) => {
                (at.done, at.all) = (0, *all);
                if self.is_live {
                    self.line(*stage, &mut at);
                } else {
                    self.terminal.talk(&format!("{}\n", begun(*stage, *all)));
                }
            }
            Event::Step(stage) => {
                at.done += 1;
                if self.is_live && (at.shown.elapsed() > CALM || at.done == at.all) {
                    self.line(*stage, &mut at);
                }
            }
            Event::Waiting(id) => {
                self.say(&mut at, &format!("a deploy of release {id} is listed as running: watching whether it lives"))
            }
            Event::Resumed(id) => {
                self.say(&mut at, &format!("the deploy of release {id} was cut: setting right what it left"))
            }
            Event::Switched(id) => self.say(&mut at, &format!("release {id} is served")),
        }
    }

    fn say(&self, at: &mut At, text: &str) {
        self.clear(at);
        self.terminal.talk(&format!("{text}\n"));
    }

    fn line(&self, stage: Stage, at: &mut At) {
        const WIDTH: usize = 24;
        let filled = (WIDTH * at.done).checked_div(at.all).unwrap_or(WIDTH).min(WIDTH);
        let bar = "━".repeat(filled) + &"╌".repeat(WIDTH - filled);
        self.terminal.talk(&format!("\r\x1b[K{bar} {}/{} {}", at.done, at.all, stage.name()));
        (at.shown, at.line) = (Instant::now(), true);
    }

    fn clear(&self, at: &mut At) {
        if std::mem::take(&mut at.line) {
            self.terminal.talk("\r\x1b[K");
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if let Ok(mut at) = self.at.lock() {
            self.clear(&mut at);
        }
    }
}

fn begun(stage: Stage, all: usize) -> String {
    match stage {
        Stage::Files => format!("writing {} for the runtime", count(all, "file")),
        Stage::Assets => format!("writing {}", count(all, "asset")),
        Stage::Pages => format!("writing {}", count(all, "page")),
        Stage::Deletes => format!("deleting {}", count(all, "file")),
    }
}
