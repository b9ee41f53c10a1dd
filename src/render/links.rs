//! Links as authors write them, resolved to what the portal serves: source paths (`start.md`), site paths, files.
//! Must not know how a page is rendered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::model::{Route, Site, beside};

/// Everything a link may lead to.
#[derive(Default)]
pub struct Targets {
    sources: HashMap<String, Route>,
    paths: HashSet<String>,
    /// Pages that are there for other readers.
    hidden: HashSet<String>,
}

/// What a destination turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Another host, `mailto:` and the like: left as it is.
    External,
    /// Something this portal serves: the site path with query and fragment kept.
    Internal(String),
    /// Nothing that this portal serves.
    Broken {
        /// What is there instead, if anything is near.
        nearest: Option<String>,
    },
}

/// Paths that the runtime answers (3scale's portal routes): right in a link, though no build makes them.
const RUNTIME: [&str; 12] = [
    "/login",
    "/logout",
    "/signup",
    "/admin",
    "/session",
    "/buyer",
    "/auth",
    "/activate",
    "/access_code",
    "/swagger",
    "/api_docs",
    "/_portal",
];

impl Targets {
    /// What a site serves: its pages by source and route, and `more` paths (assets, generated pages).
    pub fn new(site: &Site, more: impl IntoIterator<Item = String>) -> Self {
        let mut targets = Self::default();
        for page in &site.pages {
            targets.sources.insert(page.source.name().trim_start_matches("content/").to_owned(), page.route.clone());
            targets.paths.insert(page.route.to_string());
            targets.paths.extend(page.front.redirect_from.iter().map(|path| Route::page(path).to_string()));
        }
        targets.paths.extend(more);
        targets
    }

    /// What links are resolved by, as data: routes by source path, and all paths.
    pub fn data(&self) -> (BTreeMap<String, String>, BTreeSet<String>) {
        let sources = self.sources.iter().map(|(source, route)| (source.clone(), route.to_string()));
        (sources.collect(), self.paths.iter().cloned().collect())
    }

    /// The same, read back.
    pub fn of_data(sources: BTreeMap<String, String>, paths: BTreeSet<String>) -> Self {
        let sources = sources.into_iter().map(|(source, route)| (source, Route::file(&route)));
        Self { sources: sources.collect(), paths: paths.into_iter().collect(), hidden: HashSet::new() }
    }

    /// Pages that this reader may not see: a link there is right, and leads to what they are told they may not see.
    pub fn hide(&mut self, routes: &BTreeMap<Route, String>) {
        for (route, source) in routes {
            self.sources.insert(source.trim_start_matches("content/").to_owned(), route.clone());
            self.paths.insert(route.to_string());
            self.hidden.insert(route.to_string());
        }
    }

    /// Whether `path` is a page that is there for other readers.
    pub fn is_hidden(&self, path: &str) -> bool {
        self.hidden.contains(split(path).0)
    }

    /// Resolves `written` in the file `source` (relative to the site folder) that is served at `base`.
    pub fn resolve(&self, written: &str, source: &str, base: &Route) -> Destination {
        let (path, rest) = split(written);
        if path.is_empty() {
            return Destination::Internal(written.to_owned());
        }
        if has_scheme(path) || path.starts_with("//") {
            return Destination::External;
        }
        let source = source.trim_start_matches("content/");
        let from_source =
            if path.starts_with('/') { path.trim_start_matches('/').to_owned() } else { beside(source, path) };
        if let Some(route) = self.sources.get(&from_source) {
            return Destination::Internal(format!("{route}{rest}"));
        }
        let decoded = decode(path);
        let from_route =
            if path.starts_with('/') { decoded.clone() } else { format!("/{}", beside(&base.as_str()[1..], &decoded)) };
        for candidate in [from_route.clone(), format!("/{}", decode(&from_source))] {
            if let Some(known) = self.known(&candidate) {
                return Destination::Internal(format!("{known}{rest}"));
            }
        }
        Destination::Broken { nearest: self.nearest(path, &from_source, &from_route) }
    }

    /// The path as it is served: a page may be written without its last slash.
    pub fn known(&self, path: &str) -> Option<String> {
        if self.paths.contains(path)
            || RUNTIME.iter().any(|known| path == *known || path.starts_with(&format!("{known}/")))
        {
            return Some(path.to_owned());
        }
        let with_slash = format!("{path}/");
        self.paths.contains(&with_slash).then_some(with_slash)
    }

    fn nearest(&self, written: &str, from_source: &str, from_route: &str) -> Option<String> {
        if written.ends_with(".md") || written.ends_with(".html") {
            let mut sources: Vec<_> = self.sources.keys().map(String::as_str).collect();
            sources.sort_unstable();
            return crate::diag::nearest(from_source, sources).map(|near| format!("/{near}"));
        }
        let mut paths: Vec<_> = self.paths.iter().map(String::as_str).collect();
        paths.sort_unstable();
        crate::diag::nearest(from_route, paths).map(str::to_owned)
    }
}

/// A URL without query and fragment, and those.
pub fn split(url: &str) -> (&str, &str) {
    url.split_at(url.find(['?', '#']).unwrap_or(url.len()))
}

/// Whether a URL begins with a scheme (RFC 3986, section 3.1).
pub fn has_scheme(url: &str) -> bool {
    let Some((scheme, _)) = url.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// Percent-decoding of a path; what is not valid stays as it is.
pub fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = path.get(at + 1..at + 3).filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(hex.unwrap_or(byte));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Destination, Targets};
    use crate::model::Route;

    fn targets() -> Targets {
        let mut targets = Targets::default();
        targets.sources.insert("docs/start.md".into(), Route::page("docs/start"));
        targets.paths.extend(["/docs/start/".into(), "/images/a.svg".into()]);
        targets
    }

    #[test]
    fn links_are_written_by_source_path_or_by_url() {
        let resolve = |written| targets().resolve(written, "content/docs/other.md", &Route::page("docs/other"));
        let start = |rest| Destination::Internal(format!("/docs/start/{rest}"));
        assert_eq!(resolve("start.md"), start(""));
        assert_eq!(resolve("./start.md#key"), start("#key"));
        assert_eq!(resolve("/docs/start.md"), start(""));
        assert_eq!(resolve("/docs/start"), start(""));
        assert_eq!(resolve("../docs/start/?a=1"), start("?a=1"));
        assert_eq!(resolve("../images/a.svg"), Destination::Internal("/images/a.svg".into()));
        assert_eq!(resolve("mailto:a@b.example"), Destination::External);
        assert_eq!(resolve("/login"), Destination::Internal("/login".into()));
        assert_eq!(resolve("strat.md"), Destination::Broken { nearest: Some("/docs/start.md".into()) });
    }
}
