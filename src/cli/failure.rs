//! How commands end: exit codes and the failures that are not the site's.

use std::fmt;
use std::io;
use std::process::ExitCode;

use super::terminal::Terminal;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All is well.
    Done,
    /// The site has errors, or warnings where these count.
    SiteHasErrors,
}

impl Outcome {
    pub(super) fn code(self) -> ExitCode {
        match self {
            Self::Done => ExitCode::SUCCESS,
            Self::SiteHasErrors => ExitCode::from(1),
        }
    }
}

/// Why a command could not do its work: wrong usage, or a place that does not let it.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    hint: Option<String>,
    is_closed_pipe: bool,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None, is_closed_pipe: false }
    }

    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the hint of another.
    #[must_use]
    pub(super) fn hint_of(self, other: Self) -> Self {
        Self { hint: other.hint.or(self.hint), ..self }
    }

    /// Says it on stderr. Who closes the pipe has seen enough: that is success.
    pub(super) fn report(&self, terminal: &Terminal) -> ExitCode {
        if self.is_closed_pipe {
            return ExitCode::SUCCESS;
        }
        terminal.failure(&self.message, self.hint.as_deref());
        ExitCode::from(2)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Of writing to stdout.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let is_closed_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        Self { message: format!("cannot write to the standard output: {error}"), hint: None, is_closed_pipe }
    }
}
