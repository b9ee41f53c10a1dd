//! Layouts and partials: names, and the layout around a layout.

use std::sync::Arc;

use super::reader::Reader;
use super::text;
use crate::diag::{Diagnostic, Source, Span};
use crate::model::{Origin, Template};
use crate::tree::yaml;

/// The name of a template file: its path below its folder, without extension. `None` for what is no template.
pub(super) fn name(path: &str) -> Option<&str> {
    [".html.liquid", ".text.liquid", ".liquid", ".html"].into_iter().find_map(|extension| path.strip_suffix(extension))
}

/// Reads a layout: it may begin with front matter that names the layout around it.
pub(super) fn layout(source: &Arc<Source>, origin: Origin, problems: &mut Vec<Diagnostic>) -> Template {
    let mut template = partial(source, origin);
    let parts = match text::split(source.text()) {
        Ok(parts) => parts,
        Err(place) => {
            let problem = Diagnostic::error("front-matter/unclosed", "this front matter is never closed")
                .at(Span::new(source, place))
                .hint("end it with a line of three dashes: `---`");
            problems.push(problem);
            return template;
        }
    };
    template.body = parts.body;
    if let Some(root) = parts.front.and_then(|range| yaml::parse(source, range, problems)) {
        let reader = Reader::new(source);
        if let Some(mut fields) = reader.fields(&root, "the front matter of a layout") {
            template.layout = fields.string("layout");
            fields.accept(&["title", "description"]);
            fields.finish();
        }
        problems.append(&mut reader.into_problems());
    }
    template
}

/// A partial: all of the file is template.
pub(super) fn partial(source: &Arc<Source>, origin: Origin) -> Template {
    Template { source: Arc::clone(source), body: 0, layout: None, origin }
}
