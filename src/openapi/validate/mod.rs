//! Descriptions held against the JSON Schema of their version, and what 3scale refuses: servers on the own machine.
//! Owns the schemas (`schemas/`, under their own licence); must not decide what is done about findings.

mod check;
mod compiled;
mod pattern;
mod servers;
mod tags;

use std::sync::Arc;

use check::{Check, Finding};
use compiled::Compiled;
pub use servers::semantics;

use crate::diag::{Diagnostic, Source, Span};
use crate::tree::Node;

/// The schemas by version.
const SCHEMAS: [(&str, &str); 4] = [
    ("2.0", include_str!("schemas/2.0.json")),
    ("3.0", include_str!("schemas/3.0.json")),
    ("3.1", include_str!("schemas/3.1.json")),
    ("3.2", include_str!("schemas/3.2.json")),
];

/// What of a description does not fit the schema of its version; all of it warnings, for a reader can use the rest.
/// Swagger 1.x has no schema here.
pub fn validate(source: &Arc<Source>) -> Vec<Diagnostic> {
    let Some(root) = super::document::parse(source, 0, source.name(), &mut Vec::new()) else { return Vec::new() };
    let root = &root;
    let version = root.get("openapi").or_else(|| root.get("swagger")).and_then(Node::text).unwrap_or_default();
    let known = |(name, _): &&(&str, &str)| version == *name || version.starts_with(&format!("{name}."));
    let Some((_, text)) = SCHEMAS.iter().find(known) else { return Vec::new() };
    let Some(compiled) = Compiled::new(text) else { return Vec::new() };
    let mut findings = Check::run(&compiled, root);
    findings.sort_by(|a, b| (a.range.start, &a.message).cmp(&(b.range.start, &b.message)));
    findings.dedup_by(|a, b| a.range == b.range && a.message == b.message && a.pointer == b.pointer);
    let findings = findings.into_iter().map(|finding| diagnostic(source, finding));
    findings.chain(tags::check(source, root)).collect()
}

fn diagnostic(source: &Arc<Source>, finding: Finding) -> Diagnostic {
    let problem = Diagnostic::warning("api/schema", finding.message).at(Span::new(source, finding.range));
    let problem = finding.hint.into_iter().fold(problem, Diagnostic::hint);
    problem.hint(format!("at `#{}`", finding.pointer))
}
