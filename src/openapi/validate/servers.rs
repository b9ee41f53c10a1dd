//! What a portal cannot do with a description that its schema allows: servers that no customer reaches, nothing to
//! call. Must not look at the form of the file.

use std::sync::Arc;

use crate::diag::{Diagnostic, Source, Span};
use crate::model::Description;

/// Findings over the model. Servers on the own machine are errors, as in 3scale, unless they are allowed.
pub fn semantics(source: &Arc<Source>, description: &Description, allow_localhost: bool) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let own = description.operations.iter().flat_map(|operation| &operation.servers);
    let mut known: Vec<&str> = Vec::new();
    for server in description.servers.iter().chain(own) {
        let url = server.default_url();
        if is_local(&url) && !known.contains(&server.url.as_str()) {
            known.push(&server.url);
            let message = format!("the server `{}` is this machine: no customer reaches it", server.url);
            let problem = match allow_localhost {
                true => Diagnostic::warning("api/localhost", message),
                false => Diagnostic::error("api/localhost", message)
                    .hint("name the server that customers call, or allow it with `--allow-localhost`"),
            };
            problems.push(problem.at(find(source, &server.url)));
        }
    }
    if description.servers.is_empty() && !description.operations.iter().any(|one| !one.servers.is_empty()) {
        let problem = Diagnostic::warning("api/no-server", "the description names no server")
            .at(Span::file(source))
            .hint("without one, samples and the console do not know whom to call");
        problems.push(problem);
    }
    if description.operations.is_empty() && description.webhooks.is_empty() {
        let problem = Diagnostic::warning("api/no-operation", "the description has no operation and no webhook");
        problems.push(problem.at(Span::file(source)).hint("operations stand below `paths`"));
    }
    problems
}

/// Where a text stands first.
fn find(source: &Arc<Source>, text: &str) -> Span {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    match source.text().find(text).map(|at| at..at + text.len()) {
        Some(range) => Span::new(source, range),
        None => match source.text().find(host).filter(|_| !host.is_empty()) {
            Some(at) => Span::new(source, at..at + host.len()),
            None => Span::file(source),
        },
    }
}

/// Whether an address leads to the machine that asks.
pub(in crate::openapi) fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or_else(|| url.strip_prefix("//").unwrap_or(""), |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "::1"
        || host == "0.0.0.0"
        || (host.starts_with("127.") && host.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn the_own_machine_has_many_names() {
        for url in [
            "http://localhost",
            "https://LOCALHOST:8080/a",
            "http://127.0.0.1",
            "http://127.9.9.9:1/",
            "//localhost/",
            "http://[::1]:80/",
            "http://a@localhost/",
        ] {
            assert!(is_local(url), "{url}");
        }
        for url in [
            "https://api.example",
            "/v1",
            "https://localhost.example",
            "https://example/localhost",
            "http://127.example",
        ] {
            assert!(!is_local(url), "{url}");
        }
    }
}
