//! The element around a code block, the same for Markdown fences and reference samples.
//!
//! Must not read script or style into itself: the copy button is hidden until the theme's
//! script shows it. The markup is
//!
//! ```html
//! <div class="code" data-lang="bash"><div class="code-head"><span class="code-title">request</span><button type="button" class="copy" data-copy hidden>Copy</button></div><pre tabindex="0"><code class="language-bash">…</code></pre></div>
//! ```

use std::ops::RangeInclusive;

use super::{Highlighter, language};
use crate::render::escape;

/// One block of code to frame.
#[derive(Debug, Clone, Copy, Default)]
pub struct Block<'a> {
    /// Language as the author named it; empty for none.
    pub language: &'a str,
    /// What the head says, such as a file name.
    pub title: Option<&'a str>,
    /// Runs of marked lines, 1-based, in ascending order.
    pub marks: &'a [RangeInclusive<u32>],
    /// The code itself.
    pub code: &'a str,
}

/// Appends the framed, highlighted block to `out`.
pub fn frame(out: &mut String, highlighter: &Highlighter, block: &Block<'_>) {
    let name = language(block.language).map_or(block.language, |language| language.name);
    out.push_str("<div class=\"code\"");
    if !name.is_empty() {
        out.push_str(" data-lang=\"");
        escape::attribute(out, name);
        out.push('"');
    }
    out.push_str("><div class=\"code-head\">");
    if let Some(title) = block.title {
        out.push_str("<span class=\"code-title\">");
        escape::text(out, title);
        out.push_str("</span>");
    }
    out.push_str(
        "<button type=\"button\" class=\"copy\" data-copy hidden>Copy</button></div><pre tabindex=\"0\"><code",
    );
    if !name.is_empty() {
        out.push_str(" class=\"language-");
        escape::attribute(out, name);
        out.push('"');
    }
    out.push('>');
    // A line break at the end would run a command that is pasted into a terminal.
    let code = block.code.strip_suffix('\n').unwrap_or(block.code);
    out.push_str(&highlighter.highlight_marked(block.language, code, block.marks));
    out.push_str("</code></pre></div>");
}
