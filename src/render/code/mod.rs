//! Code blocks: highlighting at build time, marked lines, the frame with title and copy button.
//!
//! Must not know Markdown, pages or themes. The tokens are `<i class=k>…</i>` with one letter
//! per class (see [`class`]); the frame's markup is described in [`frame()`]. Nothing here panics
//! or runs long on any input: work is bounded by counting steps, never by a clock, so that the
//! same code gives the same bytes on every machine.

mod cache;
pub mod class;
mod frame;
mod grammar;
mod language;
mod lexer;
mod paint;

pub use frame::{Block, frame};
pub use language::{Language, language};

use std::ops::RangeInclusive;
use std::sync::Arc;

use cache::Cache;
use grammar::Grammars;
use language::Engine;

/// Blocks longer than this many bytes are written as plain text: nobody reads them, and a
/// parser's worst cases grow with the length.
const LONGEST: usize = 200_000;

/// Bytes the cache may hold before it drops what it has.
const CACHE_BYTES: usize = 16 << 20;

/// Highlights code; one for a whole process, shared between threads.
///
/// Grammars are made ready when first asked for, and what was highlighted is remembered (within
/// a bound), so that identical blocks cost once and an edited page costs only its own blocks.
pub struct Highlighter {
    grammars: Grammars,
    cache: Cache,
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::new()
    }
}

impl Highlighter {
    /// A highlighter with nothing made ready yet; costs nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { grammars: Grammars::new(), cache: Cache::new(CACHE_BYTES) }
    }

    /// The HTML inside `<code>` for `code` in the language named `name` (any known alias, any
    /// case). An unknown language or a very long block is escaped text.
    pub fn highlight(&self, name: &str, code: &str) -> Arc<str> {
        let Some(language) = language(name).filter(|l| worth_it(l, code)) else {
            return paint::plain(code, &[]).into();
        };
        self.cache.get_or_make(language.name, code, || paint::html(code, &self.classes(language, code), &[]))
    }

    /// As [`Highlighter::highlight`], with runs of whole lines (1-based, in ascending order)
    /// inside `<mark class="line">`.
    pub fn highlight_marked(&self, name: &str, code: &str, lines: &[RangeInclusive<u32>]) -> Arc<str> {
        if lines.is_empty() {
            return self.highlight(name, code);
        }
        match language(name).filter(|l| worth_it(l, code)) {
            Some(language) => paint::html(code, &self.classes(language, code), lines).into(),
            None => paint::plain(code, lines).into(),
        }
    }

    /// One class (or [`class::NONE`]) for each byte of `code`.
    fn classes(&self, language: &Language, code: &str) -> Vec<u8> {
        let mut classes = vec![class::NONE; code.len()];
        match language.engine {
            Engine::Plain => {}
            Engine::Grammar(grammar) => self.grammars.paint(grammar, code, &mut classes),
            Engine::Http => lexer::http(code, &mut classes, |body, classes| {
                self.grammars.paint(grammar::Id::Json, body, classes);
            }),
            Engine::Shell => lexer::shell_session(code, &mut classes, |command, classes| {
                self.grammars.paint(grammar::Id::Bash, command, classes);
            }),
            Engine::Sql => lexer::sql(code, &mut classes),
            Engine::Diff => lexer::diff(code, &mut classes),
        }
        classes
    }
}

fn worth_it(language: &Language, code: &str) -> bool {
    code.len() <= LONGEST && !matches!(language.engine, Engine::Plain)
}

#[cfg(test)]
mod tests;
