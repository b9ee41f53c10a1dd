//! Headings inside the Markdown of descriptions, moved to where the page has room for them.
//! Must be given HTML that the sanitiser wrote: its tags are plain and balanced.

/// Rewrites the levels so that the first is `base` and none is skipped; with 0 they become bold paragraphs.
pub(super) fn fit(html: &str, base: u8) -> String {
    let mut out = String::with_capacity(html.len());
    let mut open: Vec<u8> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find("<h").or_else(|| rest.find("</h")) {
        let at = rest.find("</h").map_or(at, |close| close.min(at));
        let tag = &rest[at..];
        let closes = tag.starts_with("</");
        let digit = tag.as_bytes().get(if closes { 3 } else { 2 }).copied().unwrap_or(b' ');
        let after = tag.as_bytes().get(if closes { 4 } else { 3 }).copied().unwrap_or(b' ');
        if !(b'1'..=b'6').contains(&digit) || !matches!(after, b'>' | b' ') {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        }
        out.push_str(&rest[..at]);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        if !closes {
            let level = digit - b'0';
            while open.last().is_some_and(|last| *last >= level) {
                open.pop();
            }
            open.push(level);
        }
        write(&mut out, closes, base, open.len());
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

fn write(out: &mut String, closes: bool, base: u8, depth: usize) {
    let level = (usize::from(base) + depth).saturating_sub(1).min(6);
    match (base, closes) {
        (0, false) => out.push_str("<p><strong>"),
        (0, true) => out.push_str("</strong></p>"),
        (_, closes) => {
            out.push_str(if closes { "</h" } else { "<h" });
            out.push_str(&level.to_string());
            out.push('>');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn headings_begin_where_the_page_has_room_and_skip_no_level() {
        let html = "<h1>A</h1><p>x</p><h4>B</h4><h2>C</h2><hr>";
        assert_eq!(fit(html, 3), "<h3>A</h3><p>x</p><h4>B</h4><h4>C</h4><hr>");
        assert_eq!(fit("<h2>A</h2><h1>B</h1>", 2), "<h2>A</h2><h2>B</h2>");
        assert_eq!(fit("a<h2>A</h2>", 0), "a<p><strong>A</strong></p>");
    }
}
