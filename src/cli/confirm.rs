//! Asks before something is lost. Must not decide what needs asking.

use std::io::{self, BufRead};

use super::failure::Failure;
use super::terminal::Terminal;

/// Whether the person at the terminal says yes.
pub(super) fn confirmed(question: &str, terminal: &Terminal) -> Result<bool, Failure> {
    terminal.talk(&format!("{question} [y/N] "));
    let mut line = String::new();
    let answer = io::stdin().lock().read_line(&mut line);
    answer.map_err(|error| Failure::new(format!("cannot read the answer: {error}")))?;
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
