//! The Markdown of a description as HTML: cleaned, its headings fitted in, each text rendered once.
//! Must not trust what it renders.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use super::headings;
use crate::render::code::Highlighter;
use crate::render::escape;
use crate::render::fragment::untrusted;

/// Locks are per shard, so that threads seldom meet.
const SHARDS: usize = 16;

/// Bytes a shard may hold before it drops what it has.
const SHARD_BYTES: usize = 2 << 20;

/// Renders texts and remembers them.
pub struct Texts {
    highlighter: Arc<Highlighter>,
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
}

#[derive(Default)]
struct Shard {
    texts: HashMap<(u8, Box<str>), Arc<str>>,
    bytes: usize,
}

impl Texts {
    /// Remembers nothing yet.
    pub fn new(highlighter: Arc<Highlighter>) -> Self {
        Self { highlighter, shards: std::array::from_fn(|_| Mutex::default()), hasher: RandomState::new() }
    }

    /// The highlighter that blocks of code go through.
    pub fn highlighter(&self) -> &Highlighter {
        &self.highlighter
    }

    /// Text of a field: it has no headings of its own. Empty where there is nothing to say.
    pub(super) fn field(&self, text: &str) -> Arc<str> {
        self.block(text, 0)
    }

    /// Text of a section whose headings may begin at `level`.
    pub(super) fn block(&self, text: &str, level: u8) -> Arc<str> {
        let text = text.trim();
        if text.is_empty() {
            return Arc::default();
        }
        if is_plain(text) {
            let mut html = String::with_capacity(text.len() + 16);
            html.push_str("<p>");
            escape::text(&mut html, text);
            html.push_str("</p>");
            return html.into();
        }
        let shard = &self.shards[self.hasher.hash_one((level, text)) as usize % SHARDS];
        let key = (level, Box::from(text));
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).texts.get(&key) {
            return Arc::clone(known);
        }
        let html: Arc<str> = headings::fit(&untrusted(text, &self.highlighter), level).trim_end().into();
        shard.lock().unwrap_or_else(PoisonError::into_inner).keep(key, &html);
        html
    }
}

impl Shard {
    fn keep(&mut self, key: (u8, Box<str>), html: &Arc<str>) {
        let cost = key.1.len() + html.len() + 64;
        if self.bytes + cost > SHARD_BYTES {
            *self = Self::default();
        }
        self.bytes += cost;
        self.texts.insert(key, Arc::clone(html));
    }
}

/// Whether Markdown would leave the text as it is: one line, no mark, nothing that begins a block.
pub(super) fn is_plain(text: &str) -> bool {
    let marks =
        |byte: u8| matches!(byte, b'*' | b'_' | b'`' | b'[' | b'<' | b'&' | b'\\' | b'~' | b'\n' | b'\r' | b'|');
    let begins = text.as_bytes().first().is_some_and(|first| {
        first.is_ascii_digit() || matches!(first, b'#' | b'>' | b'-' | b'+' | b'=' | b':' | b'\t' | b'!')
    });
    !begins && !text.bytes().any(marks)
}

/// The text in one line for places where no markup can stand: attributes, titles.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let first = text.trim().lines().next().unwrap_or_default();
    let words = first.replace(['`', '*'], "");
    if words.chars().count() <= longest {
        return words;
    }
    let cut: String = words.chars().take(longest).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', ';', ':']))
}

#[cfg(test)]
mod tests {
    use super::{Texts, is_plain};
    use std::sync::Arc;

    #[test]
    fn plain_text_takes_the_short_way_to_the_same_html() {
        let texts = Texts::new(Arc::default());
        for text in ["One line, (with) \"marks\" > 3.", "snake_case", "1. one", "a *b*", "a\n\nb", "<b>x", "A # b"] {
            let whole = crate::render::fragment::untrusted(text, texts.highlighter());
            assert_eq!(&*texts.field(text), whole.trim_end(), "{text}");
        }
        assert!(is_plain("Only this") && !is_plain("- a list"));
    }
}
