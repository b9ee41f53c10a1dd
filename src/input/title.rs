//! Titles for pages that name none: the first heading, else the file's name.

use crate::model::Format;

/// The title of a body; `path` is the file's, relative to `content/`.
pub(super) fn of(body: &str, format: Format, path: &str) -> String {
    let heading = match format {
        Format::Markdown => markdown_heading(body),
        Format::Html => html_heading(body),
    };
    heading.unwrap_or_else(|| of_file(path))
}

/// `docs/getting-started.md` is "Getting started"; an index is called like its folder.
pub(super) fn of_file(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    of_name(stem.rsplit('/').next().unwrap_or(stem))
}

/// A folder's or file's name as words.
pub(super) fn of_name(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first `# heading` outside fences; a heading made by Liquid is not known yet.
fn markdown_heading(body: &str) -> Option<String> {
    let mut fence: Option<&str> = None;
    for line in body.lines() {
        let line = line.trim_end();
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => {
                if let Some(heading) = line.strip_prefix("# ") {
                    return plain(heading);
                }
            }
            _ => {}
        }
    }
    None
}

/// A heading's letters without its marks.
fn plain(heading: &str) -> Option<String> {
    let heading = heading.trim().trim_end_matches('#').trim_end();
    let heading = match heading.rfind("{#") {
        Some(at) if heading.ends_with('}') => heading[..at].trim_end(),
        _ => heading,
    };
    if heading.contains("{{") || heading.contains("{%") {
        return None;
    }
    let mut text = String::with_capacity(heading.len());
    let mut rest = heading;
    while let Some(at) = rest.find(['`', '*', '[']) {
        text.push_str(&rest[..at]);
        let mark = &rest[at..];
        let link = mark
            .strip_prefix('[')
            .and_then(|inner| inner.split_once("]("))
            .and_then(|(label, target)| target.split_once(')').map(|(_, behind)| (label, behind)));
        if let Some((label, behind)) = link {
            text.push_str(label);
            rest = behind;
        } else {
            if mark.starts_with('[') {
                text.push('[');
            }
            rest = &mark[1..];
        }
    }
    text.push_str(rest);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The text of the first `<h1>`.
fn html_heading(body: &str) -> Option<String> {
    let (_, behind) = body.split_once("<h1")?;
    let (_, inside) = behind.split_once('>')?;
    let (heading, _) = inside.split_once("</h1>")?;
    let is_plain = !heading.contains(['<', '&']) && !heading.contains("{{") && !heading.contains("{%");
    let heading = heading.trim();
    (is_plain && !heading.is_empty()).then(|| heading.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Format, of, of_file};

    #[test]
    fn the_first_heading_is_the_title() {
        let title = |body| of(body, Format::Markdown, "docs/first-steps.md");
        assert_eq!(title("text\n\n# Send `mail` *now* {#now}\n"), "Send mail now");
        assert_eq!(title("```bash\n# a comment\n```\n# Real\n"), "Real");
        assert_eq!(title("# See [the docs](x.md)\n"), "See the docs");
        assert_eq!(title("# {{ page.x }}\n"), "First steps");
        assert_eq!(of("<h1 class=a>Hello</h1>", Format::Html, "x.html"), "Hello");
        assert_eq!(of_file("docs/index.md"), "Docs");
    }
}
