//! `portal completions SHELL`.

use clap_complete::Shell;

use super::failure::{Failure, Outcome};
use super::terminal::Terminal;

/// Arguments of `portal completions`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, mut command: clap::Command, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "portal", &mut script);
    terminal.data(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
