//! What comes back, by status, and what can be called next.

use super::Lower;
use super::tree::At;
use crate::diag::Diagnostic;
use crate::model::description::{Link, Response};

impl<'t> Lower<'t> {
    /// The responses of an operation.
    pub(super) fn responses(&mut self, at: At<'t>, gaps: &mut Vec<String>) -> Vec<Response> {
        let mut responses = Vec::new();
        for (key, from) in self.map(at, "responses") {
            let status = status(&key.name);
            if !is_status(&status) {
                let span = self.tree.key_span(key);
                let problem = Diagnostic::warning("api/value", format!("`{status}` is no status of a response"));
                self.problems.add(from, problem.at(span).hint("a status is `200`, `2XX` or `default`"));
            }
            let node = self.follow(from).and_then(|node| self.object(node, &key.name));
            let Some(node) = node else {
                gaps.push(format!("What comes back with status {status} is missing in the description."));
                responses.push(Response { status, ..Response::default() });
                continue;
            };
            responses.push(Response {
                status,
                summary: self.said(from, node, "summary").map(str::to_owned),
                description: self.said(from, node, "description").unwrap_or_default().trim().to_owned(),
                headers: self.headers(node),
                content: self.content(node),
                links: self.response_links(node),
            });
        }
        responses
    }

    fn response_links(&mut self, at: At<'t>) -> Vec<Link> {
        let mut links = Vec::new();
        for (key, from) in self.map(at, "links") {
            let Some(node) = self.follow(from) else { continue };
            let Some(node) = self.object(node, &key.name) else { continue };
            let target = self.string(node, "operationId").or_else(|| self.string(node, "operationRef"));
            let parameters = self.map(node, "parameters");
            let parameters = parameters.map(|(key, value)| (key.name.to_string(), self.json(value))).collect();
            links.push(Link {
                name: key.name.to_string(),
                description: self.said(from, node, "description").unwrap_or_default().to_owned(),
                operation: None,
                target: target.unwrap_or_default(),
                parameters,
                body: node.get("requestBody").map(|body| self.json(body)),
            });
            if let Some(reference) = node.get("operationRef").and_then(At::text)
                && let Ok(target) = self.tree.resolve(node, reference)
            {
                self.link_targets.insert(reference.to_owned(), target.id());
            }
        }
        links
    }
}

/// A status as it is shown: `2xx` is `2XX`.
fn status(key: &str) -> String {
    let key = key.trim();
    if key.eq_ignore_ascii_case("default") { "default".to_owned() } else { key.to_uppercase() }
}

fn is_status(status: &str) -> bool {
    let is_range = |text: &str| text.len() == 3 && text.ends_with("XX");
    let digits = status.trim_end_matches("XX");
    let is_code = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    status == "default" || (is_code && (status.len() == 3 || is_range(status)))
}
