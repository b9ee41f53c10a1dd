//! The path of a request as a route of the bundle: one form of it, decided once, for the decision who may see it and for
//! what is sent alike. Must not look at anything but the path.

use crate::model::Route;

/// The path with its escapes read, where it has the one form that routes have; `None` for what no page can be called:
/// control characters, backslashes, empty or dotted steps.
pub(super) fn canonical(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                let (high, low) = (digit(rest.next()?)?, digit(rest.next()?)?);
                // An escaped slash would be a step that the sender does not see as one.
                Some(high * 16 + low).filter(|byte| *byte != b'/')?
            }
            byte => byte,
        });
    }
    let path = String::from_utf8(bytes).ok()?;
    let inner = path.strip_prefix('/')?;
    let is_plain = !path.chars().any(|c| c.is_control() || matches!(c, '\\' | ';'));
    let steps = inner.strip_suffix('/').unwrap_or(inner);
    let has_steps = steps.is_empty() || steps.split('/').all(|step| !step.is_empty() && !step.starts_with('.'));
    let is_known = has_steps || path.starts_with("/.well-known/");
    (is_plain && is_known && !path.contains("/../") && !path.contains("//")).then_some(path)
}

/// The route that is meant by a path that is none: the page without its last slash, or with its `index.html`.
pub(super) fn meant(path: &str) -> Option<Route> {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => Some(Route::page(folder)),
        _ if !path.ends_with('/') => Some(Route::folder(path)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_form() {
        for (raw, path) in [
            ("/", "/"),
            ("/docs/", "/docs/"),
            ("/docs/start", "/docs/start"),
            ("/d%6fcs/", "/docs/"),
            ("/stories/caf%C3%A9/", "/stories/café/"),
            ("/.well-known/security.txt", "/.well-known/security.txt"),
        ] {
            assert_eq!(canonical(raw).as_deref(), Some(path), "{raw}");
        }
    }

    #[test]
    fn statements_46_and_70_odd_paths_are_no_paths() {
        for raw in [
            "//docs/",
            "/docs//start",
            "/docs/../private/",
            "/docs/%2e%2e/",
            "/./docs",
            "/docs%2fstart",
            "/docs\\start",
            "/docs/%5c",
            "/docs/%00",
            "/docs;x/",
            "/.git/config",
            "/docs/.env",
            "/%",
            "/%zz",
            "/%ff",
            "docs",
            "/.well-known/../private/views.json",
            "/docs/%0a",
        ] {
            assert_eq!(canonical(raw), None, "{raw}");
        }
    }
}
