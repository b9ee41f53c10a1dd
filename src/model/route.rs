//! The only place that makes output paths and URLs.

use std::fmt;

/// A site-absolute URL path, starting with `/`: clean (`/docs/start/`) for pages, a file name (`/feed.xml`) otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route(String);

impl Route {
    /// The route of a page: `path` with or without slashes at the ends gets both; an empty one is the root.
    /// A last part with an extension (`/feed.xml`, `/old.html`) stays a file.
    pub fn page(path: &str) -> Self {
        let trimmed = path.trim_matches('/');
        let is_file = trimmed.rsplit('/').next().is_some_and(|last| last.contains('.'));
        match (trimmed.is_empty(), is_file) {
            (true, _) => Self("/".to_owned()),
            (_, true) => Self(format!("/{trimmed}")),
            (_, false) => Self(format!("/{trimmed}/")),
        }
    }

    /// The route of a page that is never a file, whatever dots its last part has (`/reference/mail/v1.2/`).
    pub fn folder(path: &str) -> Self {
        Self(format!("/{}/", path.trim_matches('/')))
    }

    /// The route of a file that keeps its path.
    pub fn file(path: &str) -> Self {
        Self(format!("/{}", path.trim_start_matches('/')))
    }

    /// The route of a content file: `docs/start.md` is `/docs/start/`, `docs/index.md` is `/docs/`.
    /// `path` is relative to `content/`, with `/`.
    pub fn of_content(path: &str) -> Self {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let clean = stem.strip_suffix("/index").unwrap_or(if stem == "index" { "" } else { stem });
        match clean.trim_matches('/') {
            "" => Self("/".to_owned()),
            clean => Self(format!("/{clean}/")),
        }
    }

    /// The path part of the URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file of the bundle below `public/`: a clean route is an `index.html`.
    pub fn output(&self) -> String {
        let path = &self.0[1..];
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The whole URL under `base` (`https://host`, without a slash at the end).
    pub fn absolute(&self, base: &str) -> String {
        format!("{}{}", base.trim_end_matches('/'), self.0)
    }
}

/// `path` seen from the folder of `file`, both relative to one root; `..` above the root stays at the root.
pub fn beside(file: &str, path: &str) -> String {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, beside};

    #[test]
    fn content_files_get_clean_routes() {
        assert_eq!(Route::of_content("docs/start.md").as_str(), "/docs/start/");
        assert_eq!(Route::of_content("docs/index.md").as_str(), "/docs/");
        assert_eq!(Route::of_content("index.html").as_str(), "/");
        assert_eq!(Route::of_content("index.md").output(), "index.html");
        assert_eq!(Route::page("docs/start").output(), "docs/start/index.html");
        assert_eq!(Route::page("/404.html").output(), "404.html");
    }

    #[test]
    fn paths_beside_a_file_stay_below_the_root() {
        assert_eq!(beside("a/b.md", "c.md"), "a/c.md");
        assert_eq!(beside("a/b.md", "./../c"), "c");
        assert_eq!(beside("a/b.md", "../../../c"), "c");
    }
}
