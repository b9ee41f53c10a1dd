//! Short pieces of Markdown: of authors, who are trusted, and of API descriptions, which are not.

use std::sync::LazyLock;

use ammonia::Builder;

use super::code::Highlighter;
use super::markdown::{self, AsWritten};

/// Markdown of an author.
pub fn trusted(text: &str, highlighter: &Highlighter) -> String {
    let options = markdown::Options {
        smart_punctuation: false,
        heading_anchors: false,
        lift_title: false,
        highlighter,
        resolve: &AsWritten,
    };
    markdown::render(text, &options).html
}

/// Markdown of a description: what could run, fetch or disguise itself is taken out.
pub fn untrusted(text: &str, highlighter: &Highlighter) -> String {
    static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(cleaner);
    if text.is_empty() { String::new() } else { CLEANER.clean(&trusted(text, highlighter)).to_string() }
}

/// Ammonia's own list less what its advisories needed: SVG, MathML and style are not in it to begin with.
fn cleaner() -> Builder<'static> {
    let mut builder = Builder::default();
    builder
        .rm_tags(["map", "area", "img"])
        .add_generic_attributes(["id", "class", "role", "tabindex", "aria-label", "aria-hidden"])
        .url_schemes(["http", "https", "mailto"].into())
        .link_rel(Some("noopener nofollow"));
    builder
}

#[cfg(test)]
mod tests {
    use super::untrusted;
    use crate::render::code::Highlighter;

    #[test]
    fn a_description_cannot_run_or_fetch_anything() {
        let hostile =
            "<script>x</script>\n\n<img src=x onerror=x> <b onclick=x style=x>b</b>\n\n[a](javascript:x) **c**";
        let html = untrusted(hostile, &Highlighter::new());
        for word in ["script", "onerror", "onclick", "style", "<img"] {
            assert!(!html.contains(word), "{word} in {html}");
        }
        assert!(html.contains("<strong>c</strong>"));
    }
}
