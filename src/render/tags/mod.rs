//! The portal's own Liquid tags.

mod active_docs;
mod content_for;
mod form;

use crate::liquid::Error;
use crate::liquid::engine::EngineBuilder;
use crate::liquid::engine::tags::TagDef;
use crate::liquid::eval::TagCall;
use crate::liquid::syntax::tree::{ExprKind, Literal, TagArgument};

/// Adds all of them to an engine.
pub(super) fn register(engine: EngineBuilder) -> EngineBuilder {
    engine
        .tag("active_docs", active_docs::ActiveDocs)
        .tag("content_for", content_for::ContentFor)
        .tag("csrf", Csrf)
        .tag("disable_client_cache", Nothing)
        .tag("form", form::Form)
}

/// `{% csrf %}`: the token of the visit in the head of a page, for scripts of the site.
#[derive(Debug)]
struct Csrf;

impl TagDef for Csrf {
    fn reads(&self) -> &'static [&'static str] {
        &["csrf"]
    }

    fn render(&self, call: &mut TagCall<'_, '_>) -> Result<(), Error> {
        let csrf = call.variable("csrf").unwrap_or_default();
        let Some((param, token)) = csrf.get("param").zip(csrf.get("token")) else { return Ok(()) };
        for (name, value) in [("csrf-param", param), ("csrf-token", token)] {
            call.print_raw(&format!("<meta name=\"{name}\" content=\""))?;
            call.print(&value)?;
            call.print_raw("\">")?;
        }
        Ok(())
    }
}

/// `{% disable_client_cache %}`: pages of customers are never kept anyway.
#[derive(Debug)]
struct Nothing;

impl TagDef for Nothing {
    fn is_blank(&self) -> bool {
        true
    }

    fn render(&self, _: &mut TagCall<'_, '_>) -> Result<(), Error> {
        Ok(())
    }
}

/// A field of a form that is not seen.
pub(super) fn hidden(name: &str, value: &str) -> String {
    let mut field = String::from("<input type=\"hidden\" name=\"");
    super::escape::attribute(&mut field, name);
    field.push_str("\" value=\"");
    super::escape::attribute(&mut field, value);
    field.push_str("\">");
    field
}

/// The text of an argument that is written out.
fn literal(argument: &TagArgument) -> Option<&str> {
    match &argument.value.kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text),
        _ => None,
    }
}
